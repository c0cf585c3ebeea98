-- Every row of every funding block, as printed. The rows of one form overlap (total = sum of its parts): never SUM over fund_source.
CREATE VIEW published.project_funding AS
SELECT document.sha256 AS document_sha256, row.fiscal_year, district.code AS district_code, form.department_name, row.form_no,
    form.project_name, fund_source.code AS fund_source, row.initial_budget_yuan, row.full_year_budget_yuan, row.executed_yuan,
    row.weight, row.execution_rate_percent, row.score, row.page, document.is_current
FROM main.fact_project_funding AS row
LEFT JOIN main.fact_project_evaluation AS form ON form.document_key = row.document_key AND form.form_no = row.form_no
LEFT JOIN main.dim_document AS document ON document.document_key = row.document_key
LEFT JOIN main.dim_district AS district ON district.district_key = row.district_key
LEFT JOIN main.dim_fund_source AS fund_source USING (fund_source_key);
