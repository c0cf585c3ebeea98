-- Which forms count (计入的表), and why the others do not. Everything else in mart stands on this view.
--   counted                 in a current document, no repetition, and the newest that publishes this project
--   superseded              the document has a newer version
--   repeated_in_document    the same form with the same figures stands earlier in the same document
--   published_again         a newer current document publishes the same project of the same department, implementer and year
-- Two forms of one project with different figures in one document both count: nothing tells which one is right.
-- A form whose project or year is not certain is never taken for another one's repetition.
-- Newest: as for versions (load/0030_refresh.sql).
CREATE VIEW mart.form_choice AS
WITH candidate AS (
    SELECT form.fact_id, form.document_key, form.form_no, form.project_key, form.implementer_key, form.fiscal_year,
        document.is_current AND form.duplicate_of_form_no IS NULL AS eligible,
        CASE WHEN NOT document.is_current THEN 'superseded'
            WHEN form.duplicate_of_form_no IS NOT NULL THEN 'repeated_in_document' END AS reason,
        CASE WHEN form.project_key = 0 OR form.fiscal_year IS NULL THEN form.fact_id ELSE '' END AS uncertain,
        coalesce(document.published_on, CAST(document.fetched_at AS DATE)) AS day, document.fetched_at, state.sequence, document.sha256
    FROM main.fact_project_evaluation AS form
    JOIN main.dim_document AS document USING (document_key)
    LEFT JOIN etl.document_state AS state ON state.document_sha256 = document.sha256),
comparable AS (
    SELECT *, CASE WHEN bool_and(day IS NOT NULL) OVER same_project THEN day END AS common_day FROM candidate
    WINDOW same_project AS (PARTITION BY eligible, project_key, implementer_key, fiscal_year, uncertain)),
ranked AS (
    SELECT *, rank() OVER (PARTITION BY eligible, project_key, implementer_key, fiscal_year, uncertain
        ORDER BY common_day DESC, CASE WHEN common_day IS NOT NULL THEN fetched_at END DESC NULLS LAST, sequence DESC NULLS LAST,
            sha256 DESC) AS newest
    FROM comparable)
SELECT fact_id, document_key, form_no, project_key, implementer_key, fiscal_year, eligible AND newest = 1 AS is_counted,
    coalesce(reason, CASE WHEN newest = 1 THEN 'counted' ELSE 'published_again' END) AS reason
FROM ranked;
