-- One row per indicator of the forms that count. level1 and level2 are canonical; target_value of different units must not be added.
CREATE VIEW mart.indicator_result AS
SELECT row.fact_id, row.fiscal_year, row.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, row.department_key, department.name AS department_name, row.implementer_key,
    implementer.name AS implementer_name, row.project_key, project.name AS project_name, row.form_no, row.seq, row.indicator_key,
    indicator.level1, indicator.level2, row.indicator_name, row.target_text, row.target_operator, row.target_value,
    row.target_value_high, row.target_unit, row.target_date, row.target_inferred, row.actual_text, row.actual_operator, row.actual_value,
    row.actual_unit, row.actual_status, row.weight, row.score, row.weight - row.score AS points_lost, row.reason,
    document.sha256 AS document_sha256, document.title AS document_title, document.source_url, row.page,
    mart.evidence(document.title, row.page, row.published_text, row.published_unit) AS evidence
FROM main.fact_indicator_result AS row
JOIN mart.form_choice AS choice ON choice.document_key = row.document_key AND choice.form_no = row.form_no AND choice.is_counted
JOIN main.dim_document AS document ON document.document_key = row.document_key
JOIN main.dim_district AS district ON district.district_key = row.district_key
JOIN main.dim_department AS department ON department.department_key = row.department_key
JOIN main.dim_department AS implementer ON implementer.department_key = row.implementer_key
JOIN main.dim_project AS project ON project.project_key = row.project_key
JOIN main.dim_indicator AS indicator USING (indicator_key);
