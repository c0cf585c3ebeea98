-- The staged rows of all documents of a run at once. staged_* are temporary tables over the Parquet files (sql/warehouse.py).
-- A form's department is the one that it prints (主管部门), else the document's, else the implementer (实施单位).
CREATE OR REPLACE TEMP TABLE keyed_form AS
WITH named AS (
    SELECT form.*, coalesce(form.district_code, document.district_code) AS district,
        coalesce(form.implementer_canonical, form.implementer_name) AS implementer,
        coalesce(form.department_canonical, form.department_name, document.department_name, form.implementer_canonical,
            form.implementer_name) AS department
    FROM staged_project_evaluation AS form
    LEFT JOIN staged_document AS document ON document.sha256 = form.document_sha256)
SELECT named.*, etl.document_key(document_sha256) AS document_key, etl.district_key(district) AS district_key,
    etl.department_key(district, department) AS department_key, etl.department_key(district, implementer) AS implementer_key,
    etl.project_key(etl.department_key(district, department), project_name, project_code) AS project_key
FROM named;

CREATE OR REPLACE TEMP TABLE keyed_document AS
SELECT document.*, etl.document_key(document.sha256) AS document_key, etl.district_key(document.district_code) AS district_key,
    CASE WHEN document.department_name IS NOT NULL THEN etl.department_key(document.district_code, document.department_name)
        -- a document that names no department is its forms' department's, if that is one
        WHEN forms.departments = 1 THEN forms.department_key
        ELSE 0 END AS department_key
FROM staged_document AS document
LEFT JOIN (SELECT document_sha256, count(DISTINCT department_key) AS departments, min(department_key) AS department_key
    FROM keyed_form GROUP BY document_sha256) AS forms ON forms.document_sha256 = document.sha256;

INSERT INTO main.dim_document (document_key, sha256, title, fiscal_year, kind, scope, format, printed_on, pages, department_key,
    district_key, department_code, department_printed, district_evidence, reader, code_version)
SELECT document_key, sha256, title, fiscal_year, kind, scope, format, try_cast(published_on AS DATE), pages, department_key,
    district_key, department_code, department_printed, district_evidence, reader, code_version
FROM keyed_document ORDER BY sha256;

-- A member is compared as a whole row: two natural keys with one hash become two rows, and the verification stops the run.
INSERT INTO main.dim_department (department_key, name, district_key)
SELECT DISTINCT key, name, district_key FROM (
    SELECT department_key AS key, department AS name, district_key FROM keyed_form
    UNION ALL SELECT implementer_key, implementer, district_key FROM keyed_form
    UNION ALL SELECT department_key, department_name, district_key FROM keyed_document WHERE department_name IS NOT NULL) AS seen
WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main.dim_department AS present
    WHERE present.department_key = seen.key AND present.name = seen.name AND present.district_key = seen.district_key)
ORDER BY key;

INSERT INTO main.dim_project (project_key, name, department_key, code)
SELECT DISTINCT project_key, project_name, department_key, project_code FROM keyed_form AS seen
WHERE project_name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main.dim_project AS present WHERE
    present.project_key = seen.project_key AND present.name = seen.project_name AND present.department_key = seen.department_key
    AND present.code IS NOT DISTINCT FROM seen.project_code)
ORDER BY project_key;

INSERT INTO main.dim_indicator
SELECT DISTINCT etl.indicator_key(level1_class, level2_class, indicator_name) AS key, level1_class, level2_class, indicator_name
FROM staged_indicator_result AS seen
WHERE etl.indicator_key(level1_class, level2_class, indicator_name) <> 0
    AND NOT EXISTS (SELECT 1 FROM main.dim_indicator AS present
        WHERE present.indicator_key = etl.indicator_key(seen.level1_class, seen.level2_class, seen.indicator_name)
            AND present.level1 IS NOT DISTINCT FROM seen.level1_class AND present.level2 IS NOT DISTINCT FROM seen.level2_class
            AND present.name IS NOT DISTINCT FROM seen.indicator_name)
ORDER BY key;

INSERT INTO main.fact_project_evaluation BY NAME
SELECT fact_id, document_key, fiscal_year, project_key, department_key, implementer_key, district_key, form_no, form_title,
    project_name, project_code, department_name, department_code, implementer_name, total_weight, total_score, grade, goal_expected, goal_actual,
    self_conclusion, has_contact_name, has_contact_phone, unit_evidence, duplicate_of_form_no, page, bbox, published_text,
    published_unit
FROM keyed_form ORDER BY document_sha256, form_no;

-- LEFT JOIN: a row whose form is missing must reach the verification, not vanish.
INSERT INTO main.fact_project_funding
SELECT row.fact_id, etl.document_key(row.document_sha256), row.fiscal_year, coalesce(form.project_key, 0),
    coalesce(form.department_key, 0), coalesce(form.implementer_key, 0), coalesce(form.district_key, 0),
    etl.make_key('fund_source', [row.fund_source]), row.form_no, row.fund_source_printed, row.initial_budget_yuan,
    row.full_year_budget_yuan, row.executed_yuan, row.weight, row.execution_rate_percent, row.score, row.page, row.bbox,
    row.published_text, row.published_unit
FROM staged_project_funding AS row
LEFT JOIN keyed_form AS form ON form.document_sha256 = row.document_sha256 AND form.form_no = row.form_no
ORDER BY row.document_sha256, row.form_no, row.fact_id;

INSERT INTO main.fact_indicator_result
SELECT row.fact_id, etl.document_key(row.document_sha256), row.fiscal_year, coalesce(form.project_key, 0),
    coalesce(form.department_key, 0), coalesce(form.implementer_key, 0), coalesce(form.district_key, 0),
    etl.indicator_key(row.level1_class, row.level2_class, row.indicator_name), row.form_no, row.seq, row.level1, row.level2,
    row.indicator_name, row.target_text, row.target_operator, row.target_value, row.target_value_high, row.target_unit,
    row.target_date, row.target_inferred, row.actual_text, row.actual_operator, row.actual_value, row.actual_unit,
    row.actual_status, row.weight, row.score, row.reason, row.page, row.bbox, row.published_text, row.published_unit
FROM staged_indicator_result AS row
LEFT JOIN keyed_form AS form ON form.document_sha256 = row.document_sha256 AND form.form_no = row.form_no
ORDER BY row.document_sha256, row.form_no, row.seq, row.fact_id;

INSERT INTO main.figure_location
SELECT fact_id, etl.document_key(document_sha256), figure, page, bbox, published_text, published_unit, stored_value, steps
FROM staged_figure_location ORDER BY document_sha256, fact_id, figure;

INSERT INTO dq.finding
SELECT finding_id, document_sha256, rule_id, severity, origin, message, expected, actual, fact_ids, form_no, statement_code, page,
    getvariable('run_id')
FROM staged_finding ORDER BY document_sha256, finding_id;
INSERT INTO dq.rule_outcome
SELECT document_sha256, rule_id, form_no, statement_code, applied, held, failed FROM staged_rule_outcome
ORDER BY document_sha256, rule_id, form_no, statement_code;
INSERT INTO dq.coverage
SELECT document_sha256, item_kind, item_code, item_name, status, detail FROM staged_coverage
ORDER BY document_sha256, item_kind, item_code;
