-- The parts of each total, without the total: a plain SUM is right here as well, and equals mart.project_funding where the form adds up.
-- 本级安排 and 上级补助 are parts of 当年财政拨款: they appear only in forms that print no row 当年财政拨款 above them.
CREATE VIEW mart.project_funding_source AS
SELECT row.fact_id, row.fiscal_year, row.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, row.department_key, department.name AS department_name, row.implementer_key, implementer.name AS implementer_name,
    row.project_key, project.name AS project_name, row.form_no, fund_source.code AS fund_source, fund_source.name AS fund_source_name,
    row.fund_source_printed, row.initial_budget_yuan, row.full_year_budget_yuan,
    row.executed_yuan, row.execution_rate_percent AS published_rate_percent, row.weight, row.score,
    document.sha256 AS document_sha256, document.title AS document_title, document.source_url, row.page,
    mart.evidence(document.title, row.page, row.published_text, row.published_unit) AS evidence
FROM main.fact_project_funding AS row
JOIN mart.form_choice AS choice ON choice.document_key = row.document_key AND choice.form_no = row.form_no AND choice.is_counted
JOIN main.dim_document AS document ON document.document_key = row.document_key
JOIN main.dim_district AS district ON district.district_key = row.district_key
JOIN main.dim_department AS department ON department.department_key = row.department_key
JOIN main.dim_department AS implementer ON implementer.department_key = row.implementer_key
JOIN main.dim_project AS project ON project.project_key = row.project_key
JOIN main.dim_fund_source AS fund_source USING (fund_source_key)
WHERE fund_source.code IN ('fiscal', 'carryover', 'other')
    OR (fund_source.code IN ('own_level', 'superior') AND NOT EXISTS (
        SELECT 1 FROM main.fact_project_funding AS whole JOIN main.dim_fund_source AS kind USING (fund_source_key)
        WHERE whole.document_key = row.document_key AND whole.form_no = row.form_no AND kind.code = 'fiscal'
            AND (whole.initial_budget_yuan IS NOT NULL OR whole.full_year_budget_yuan IS NOT NULL OR whole.executed_yuan IS NOT NULL)));
