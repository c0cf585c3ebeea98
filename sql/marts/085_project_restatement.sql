-- Money that a later document publishes differently for the same project, department, implementer, year and fund source (更正).
-- Compared are documents in the order of versions; a document that prints the project on several forms cannot be paired and is left out.
CREATE VIEW mart.project_restatement AS
WITH paired AS (
    SELECT row.*, document.sha256, coalesce(document.published_on, CAST(document.fetched_at AS DATE)) AS day, document.fetched_at,
        state.sequence
    FROM main.fact_project_funding AS row
    JOIN main.fact_project_evaluation AS form ON form.document_key = row.document_key AND form.form_no = row.form_no
        AND form.duplicate_of_form_no IS NULL
    JOIN main.dim_document AS document ON document.document_key = row.document_key
    LEFT JOIN etl.document_state AS state ON state.document_sha256 = document.sha256
    WHERE row.project_key <> 0 AND row.fiscal_year IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY row.document_key, row.project_key, row.implementer_key, row.fiscal_year,
        row.fund_source_key) = 1),
comparable AS (
    SELECT *, CASE WHEN bool_and(day IS NOT NULL) OVER (PARTITION BY project_key, implementer_key, fiscal_year, fund_source_key)
        THEN day END AS common_day
    FROM paired),
sequenced AS (
    SELECT *, lag(fact_id) OVER older AS earlier_fact_id, lag(sha256) OVER older AS earlier_sha256,
        lag(initial_budget_yuan) OVER older AS earlier_initial, lag(full_year_budget_yuan) OVER older AS earlier_full_year,
        lag(executed_yuan) OVER older AS earlier_executed
    FROM comparable
    WINDOW older AS (PARTITION BY project_key, implementer_key, fiscal_year, fund_source_key
        ORDER BY common_day, CASE WHEN common_day IS NOT NULL THEN fetched_at END NULLS FIRST, sequence NULLS FIRST, sha256))
SELECT row.fiscal_year, row.department_key, department.name AS department_name, row.project_key, project.name AS project_name,
    fund_source.code AS fund_source, row.earlier_sha256 AS earlier_document_sha256, row.sha256 AS later_document_sha256,
    row.earlier_fact_id, row.fact_id AS later_fact_id,
    row.earlier_initial AS earlier_initial_budget_yuan, row.initial_budget_yuan AS later_initial_budget_yuan,
    row.earlier_full_year AS earlier_full_year_budget_yuan, row.full_year_budget_yuan AS later_full_year_budget_yuan,
    row.earlier_executed AS earlier_executed_yuan, row.executed_yuan AS later_executed_yuan,
    row.executed_yuan - row.earlier_executed AS executed_change_yuan
FROM sequenced AS row
JOIN main.dim_department AS department ON department.department_key = row.department_key
JOIN main.dim_project AS project ON project.project_key = row.project_key
JOIN main.dim_fund_source AS fund_source ON fund_source.fund_source_key = row.fund_source_key
WHERE row.earlier_fact_id IS NOT NULL AND (row.earlier_initial IS DISTINCT FROM row.initial_budget_yuan
    OR row.earlier_full_year IS DISTINCT FROM row.full_year_budget_yuan OR row.earlier_executed IS DISTINCT FROM row.executed_yuan);
