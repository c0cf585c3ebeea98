-- Every indicator row of every form, as printed, merged cells filled down.
CREATE VIEW published.indicator_result AS
SELECT document.sha256 AS document_sha256, row.fiscal_year, district.code AS district_code, form.department_name, row.form_no,
    form.project_name, row.seq, row.level1, row.level2, indicator.level1 AS level1_class, indicator.level2 AS level2_class,
    row.indicator_name, row.target_text, row.target_operator, row.target_value, row.target_unit, row.actual_text, row.actual_value,
    row.actual_unit, row.weight, row.score, row.reason, row.page, document.is_current
FROM main.fact_indicator_result AS row
LEFT JOIN main.fact_project_evaluation AS form ON form.document_key = row.document_key AND form.form_no = row.form_no
LEFT JOIN main.dim_document AS document ON document.document_key = row.document_key
LEFT JOIN main.dim_district AS district ON district.district_key = row.district_key
LEFT JOIN main.dim_indicator AS indicator USING (indicator_key);
