-- The clock of publication (公布时效): per department and year when its documents were published, against which day, what of the expected
-- is missing, how many versions there are, what vanished. A department that has documents of another year, in a year of which its
-- district has documents, is listed as not_seen: it may publish elsewhere, be merged or hold secrets. That is no violation.
CREATE VIEW mart.publication AS
WITH portal_day AS (SELECT document_sha256, min(published_on) AS day FROM etl.document_source WHERE published_on IS NOT NULL GROUP BY ALL),
-- a document has vanished when every address that gave it has
vanished AS (
    SELECT seen.document_sha256 FROM etl.document_source AS seen LEFT JOIN etl.vanished_address AS gone ON gone.url = seen.url
    WHERE seen.url IS NOT NULL GROUP BY ALL HAVING bool_and(gone.url IS NOT NULL)),
document AS (
    SELECT document.*, coalesce(portal_day.day, document.printed_on) AS day,
        CASE WHEN portal_day.day IS NOT NULL THEN 'portal' WHEN document.printed_on IS NOT NULL THEN 'printed' END AS evidence,
        vanished.document_sha256 IS NOT NULL AS has_vanished
    FROM main.dim_document AS document
    LEFT JOIN portal_day ON portal_day.document_sha256 = document.sha256
    LEFT JOIN vanished ON vanished.document_sha256 = document.sha256
    WHERE document.department_key <> 0 AND document.fiscal_year IS NOT NULL),
item AS (
    SELECT document.department_key, document.fiscal_year, list(DISTINCT coverage.item_name ORDER BY coverage.item_name)
            FILTER (coverage.item_kind = 'statement' AND coverage.status = 'missing') AS missing_statements,
        count(*) FILTER (coverage.item_kind = 'statement' AND coverage.status <> 'missing') AS statements,
        count(*) FILTER (coverage.item_kind = 'form') AS forms, count(*) FILTER (coverage.status = 'incomplete') AS incomplete_items
    FROM document JOIN dq.coverage AS coverage ON coverage.document_sha256 = document.sha256
    WHERE document.is_current GROUP BY ALL),
published AS (
    SELECT department_key, fiscal_year, min(day) AS first_published_on, arg_min(evidence, day) AS day_evidence, max(day) AS last_published_on,
        min(fetched_at) AS first_fetched_at, count(DISTINCT publication_key) AS publications, count(*) AS versions,
        count(*) FILTER (has_vanished) AS vanished_documents
    FROM document GROUP BY ALL),
expected AS (
    SELECT DISTINCT department.department_key, department.name, department.district_key, years.fiscal_year
    FROM (SELECT DISTINCT department_key FROM document) JOIN main.dim_department AS department USING (department_key)
    JOIN (SELECT DISTINCT member.district_key, document.fiscal_year FROM document JOIN main.dim_department AS member USING (department_key)) AS years
        USING (district_key)),
timed AS (
    SELECT *, make_date(fiscal_year + 1, 10, 31) AS due_on, first_published_on - make_date(fiscal_year + 1, 10, 31) AS days_after_due
    FROM expected LEFT JOIN published USING (department_key, fiscal_year) LEFT JOIN item USING (department_key, fiscal_year))
SELECT timed.fiscal_year, timed.district_key, district.code AS district_code, district.full_name AS district_name, timed.department_key,
    timed.name AS department_name,
    CASE WHEN versions IS NULL THEN 'not_seen' WHEN first_published_on IS NULL THEN 'no_day' WHEN days_after_due > 0 THEN 'after_due'
        ELSE 'in_time' END AS status,
    first_published_on, day_evidence, last_published_on, first_fetched_at, due_on, 'october-31' AS due_rule,
    CAST(days_after_due AS BIGINT) AS days_after_due, coalesce(publications, 0) AS publications, coalesce(versions, 0) AS versions,
    coalesce(forms, 0) AS forms, coalesce(statements, 0) AS statements, coalesce(missing_statements, []) AS missing_statements,
    coalesce(incomplete_items, 0) AS incomplete_items, coalesce(vanished_documents, 0) AS vanished_documents
FROM timed JOIN main.dim_district AS district ON district.district_key = timed.district_key;
