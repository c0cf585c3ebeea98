-- One row per form that counts, with the figures of its total row: a plain SUM over any amount is right.
CREATE VIEW mart.project_evaluation AS
SELECT form.fact_id, form.fiscal_year, form.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, form.department_key, department.name AS department_name, department.code AS department_code,
    form.implementer_key, implementer.name AS implementer_name, form.project_key, form.project_name, form.project_code, form.form_no,
    total.initial_budget_yuan, total.full_year_budget_yuan, total.executed_yuan,
    total.execution_rate_percent AS published_rate_percent,
    mart.percent(total.executed_yuan, total.full_year_budget_yuan) AS executed_of_full_year_percent,
    mart.percent(total.executed_yuan, total.initial_budget_yuan) AS executed_of_initial_percent,
    form.total_weight, form.total_score, form.grade, form.goal_expected, form.goal_actual, form.self_conclusion,
    document.sha256 AS document_sha256, document.title AS document_title, document.source_url, form.page,
    mart.evidence(document.title, form.page, form.published_text, form.published_unit) AS evidence
FROM main.fact_project_evaluation AS form
JOIN mart.form_choice AS choice ON choice.fact_id = form.fact_id AND choice.is_counted
JOIN main.dim_document AS document ON document.document_key = form.document_key
JOIN main.dim_district AS district ON district.district_key = form.district_key
JOIN main.dim_department AS department ON department.department_key = form.department_key
JOIN main.dim_department AS implementer ON implementer.department_key = form.implementer_key
LEFT JOIN (SELECT row.* FROM main.fact_project_funding AS row JOIN main.dim_fund_source AS fund_source USING (fund_source_key)
    WHERE fund_source.code = 'total') AS total ON total.document_key = form.document_key AND total.form_no = form.form_no;
