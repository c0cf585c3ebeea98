-- Amounts stated in the prose of current documents.
CREATE VIEW mart.narrative_figure AS
SELECT row.fact_id, row.fiscal_year, row.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, row.department_key, department.name AS department_name, row.measure, row.amount_yuan,
    row.quote, document.sha256 AS document_sha256, document.title AS document_title, document.source_url, row.page,
    mart.proof(document.title, row.page, row.published_text, row.published_unit) AS proof
FROM main.fact_narrative_figure AS row
JOIN main.dim_document AS document ON document.document_key = row.document_key AND document.is_current
JOIN main.dim_district AS district ON district.district_key = row.district_key
JOIN main.dim_department AS department ON department.department_key = row.department_key;
