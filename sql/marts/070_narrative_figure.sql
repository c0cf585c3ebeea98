-- Figures stated in the prose of current documents. They repeat and overlap (a sum, its parts, its change): choose before adding up.
CREATE VIEW mart.narrative_figure AS
SELECT row.fact_id, row.fiscal_year, row.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, row.department_key, document.scope, department.name AS department_name, row.section, row.measure,
    row.subject, row.role, row.item_path, row.part_of, row.kind, row.figure_year, row.direction, row.compared_with, row.base_year, row.amount_yuan,
    row.rate_percent, row.change_percent, row.share_percent, row.share_of, row.completion_percent, row.completion_of, row.quote,
    document.sha256 AS document_sha256, document.title AS document_title, document.source_url, row.page,
    mart.evidence(document.title, row.page, row.published_text, row.published_unit) AS evidence
FROM main.fact_narrative_figure AS row
JOIN main.dim_document AS document ON document.document_key = row.document_key AND document.is_current
JOIN main.dim_district AS district ON district.district_key = row.district_key
JOIN main.dim_department AS department ON department.department_key = row.department_key;
