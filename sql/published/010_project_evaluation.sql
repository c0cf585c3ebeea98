-- Every self-evaluation form of every document, as printed, superseded versions and repeated forms included.
CREATE VIEW published.project_evaluation AS
SELECT document.sha256 AS document_sha256, document.title AS document_title, form.fiscal_year, district.code AS district_code,
    district.full_name AS district_name, form.department_name, form.department_code, form.implementer_name, form.form_no,
    form.project_name, form.total_weight, form.total_score, form.grade, form.goal_expected, form.goal_actual, form.published_unit,
    form.page, document.is_current, form.duplicate_of_form_no
FROM main.fact_project_evaluation AS form
LEFT JOIN main.dim_document AS document USING (document_key)
LEFT JOIN main.dim_district AS district ON district.district_key = form.district_key;
