-- What depends on all documents together: members nobody uses any more, department codes and parents, versions.
DELETE FROM main.dim_indicator WHERE indicator_key = 0 OR indicator_key NOT IN (SELECT indicator_key FROM main.fact_indicator_result);
DELETE FROM main.dim_project WHERE project_key = 0 OR project_key NOT IN (SELECT project_key FROM main.fact_project_evaluation);
DELETE FROM main.dim_department WHERE department_key = 0 OR department_key NOT IN (
    SELECT department_key FROM main.fact_project_evaluation UNION SELECT implementer_key FROM main.fact_project_evaluation
    UNION SELECT department_key FROM main.dim_document UNION SELECT department_key FROM main.fact_statement_amount
    UNION SELECT department_key FROM main.fact_statement_count UNION SELECT department_key FROM main.fact_narrative_figure);
DELETE FROM main.dim_statement WHERE NOT is_listed AND statement_key NOT IN (
    SELECT statement_key FROM main.fact_statement_amount UNION SELECT statement_key FROM main.fact_statement_count);
-- Documents print an unlisted name with other brackets or quotation marks: the first one in the order of characters names the member.
UPDATE main.dim_statement SET name = printed.name
FROM (SELECT statement_key, min(statement_name) AS name FROM (
        SELECT statement_key, statement_name FROM main.fact_statement_amount
        UNION ALL SELECT statement_key, statement_name FROM main.fact_statement_count) GROUP BY statement_key) AS printed
WHERE printed.statement_key = dim_statement.statement_key AND NOT dim_statement.is_listed;
INSERT INTO main.dim_indicator (indicator_key) VALUES (0);
INSERT INTO main.dim_project (project_key, department_key) VALUES (0, 0);
INSERT INTO main.dim_department (department_key, district_key) VALUES (0, 0);

-- The code printed for the newest year; a code is local and no part of the key.
UPDATE main.dim_department SET code = NULL, parent_department_key = NULL;
UPDATE main.dim_department SET code = printed.code
FROM (
    SELECT department_key, code FROM (
        SELECT department_key, department_code AS code, fiscal_year FROM main.fact_project_evaluation
        UNION ALL SELECT department_key, department_code, fiscal_year FROM main.dim_document)
    WHERE code IS NOT NULL AND department_key <> 0
    QUALIFY row_number() OVER (PARTITION BY department_key ORDER BY fiscal_year DESC NULLS LAST, code) = 1) AS printed
WHERE printed.department_key = dim_department.department_key;
-- An implementer that works for exactly one other department, and is no 主管部门 itself, is that department's unit.
UPDATE main.dim_department SET parent_department_key = parent.department_key
FROM (
    SELECT implementer_key, min(department_key) AS department_key FROM main.fact_project_evaluation
    WHERE implementer_key <> 0 AND department_key <> 0
    GROUP BY implementer_key
    HAVING count(DISTINCT department_key) = 1 AND min(department_key) <> implementer_key) AS parent
WHERE parent.implementer_key = dim_department.department_key
    AND parent.implementer_key NOT IN (SELECT department_key FROM main.fact_project_evaluation);

-- Where the bytes were first seen: the oldest fetch with an address, else any. The portal's day is the day of publication; the day
-- that the document prints (printed_on) is often that of its writing, and stands in where no portal says one.
UPDATE main.dim_document SET source_url = NULL, source = NULL, fetched_at = NULL, published_on = printed_on;
UPDATE main.dim_document SET source_url = seen.url, source = seen.source, fetched_at = seen.fetched_at,
    published_on = coalesce(seen.published_on, dim_document.printed_on)
FROM (
    SELECT * FROM etl.document_source
    QUALIFY row_number() OVER (PARTITION BY document_sha256
        ORDER BY url IS NULL, fetched_at NULLS LAST, published_on NULLS LAST, url, source, name) = 1) AS seen
WHERE seen.document_sha256 = dim_document.sha256;

-- Documents are versions of one publication (公布件) when department, year, kind and scope agree, and, for documents that hold forms
-- only, also the set of (project, implementer, title of the form): a department publishes one such document per project.
-- A document whose department, year or project is not certain is a publication of its own: nothing is guessed.
CREATE OR REPLACE TEMP TABLE publication AS
WITH form_set AS (
    SELECT document_key, bool_or(project_key = 0) AS uncertain, string_agg(DISTINCT concat_ws('/', project_key, implementer_key, form_title), '|'
        ORDER BY concat_ws('/', project_key, implementer_key, form_title)) AS forms
    FROM main.fact_project_evaluation GROUP BY document_key),
statement_document AS (SELECT DISTINCT document_key FROM main.fact_statement_amount)
SELECT document_key, sha256, CASE
        WHEN department_key = 0 OR fiscal_year IS NULL
            OR (statement_document.document_key IS NULL AND coalesce(form_set.uncertain, true)) THEN etl.make_key('publication', [sha256])
        ELSE etl.make_key('publication', [CAST(department_key AS VARCHAR), CAST(fiscal_year AS VARCHAR), kind, scope,
            CASE WHEN statement_document.document_key IS NULL THEN form_set.forms END]) END AS publication_key
FROM main.dim_document
LEFT JOIN form_set USING (document_key) LEFT JOIN statement_document USING (document_key);

-- What one address gives one after the other are versions of one publication as well, whatever they say of themselves, as long as
-- they are of one year (an address may be used again next year). Members of archives go by the archive's address and their own name.
CREATE OR REPLACE TEMP TABLE address AS
WITH given AS (
    SELECT DISTINCT document.document_key, seen.fetched_at,
        concat_ws(chr(31), seen.url, regexp_extract(seen.name, '!(.*)$', 1), coalesce(CAST(document.fiscal_year AS VARCHAR), '')) AS address
    FROM etl.document_source AS seen JOIN main.dim_document AS document ON document.sha256 = seen.document_sha256 WHERE seen.url IS NOT NULL)
SELECT *, lag(document_key) OVER (PARTITION BY address ORDER BY fetched_at, document_key) AS replaces FROM given
QUALIFY min(document_key) OVER (PARTITION BY address) <> max(document_key) OVER (PARTITION BY address);
CREATE OR REPLACE TEMP TABLE joined_publication AS
WITH RECURSIVE link AS (
    SELECT document_key, address AS node FROM address
    UNION SELECT document_key, CAST(publication_key AS VARCHAR) FROM publication WHERE publication_key IN (
        SELECT publication_key FROM publication WHERE document_key IN (SELECT document_key FROM address))),
reach AS (
    SELECT document_key, publication_key FROM publication WHERE document_key IN (SELECT document_key FROM link)
    UNION SELECT neighbour.document_key, reach.publication_key
    FROM reach JOIN link AS own ON own.document_key = reach.document_key JOIN link AS neighbour ON neighbour.node = own.node)
SELECT document_key, min(publication_key) AS publication_key FROM reach GROUP BY document_key;
UPDATE publication SET publication_key = joined_publication.publication_key FROM joined_publication
WHERE joined_publication.document_key = publication.document_key;

-- Order of versions: the day of publication, else of fetching; then the order in which the documents first came in
-- (etl.document_state.sequence). If one version of a publication has no day at all, days cannot be compared and the order of
-- coming in decides for all of them. Before all this, where an address gave one version after another and all versions were fetched:
-- the time at which each last took the place of another one, else was first fetched. A corrected article often keeps its day.
UPDATE main.dim_document SET publication_key = ordered.publication_key, version = ordered.version, is_current = ordered.is_current
FROM (
    WITH dated AS (
        SELECT publication.*, coalesce(document.published_on, CAST(document.fetched_at AS DATE)) AS day, document.fetched_at,
            state.sequence, taken.replaced_at
        FROM publication JOIN main.dim_document AS document USING (document_key)
        LEFT JOIN (SELECT document_key, max(fetched_at) AS replaced_at FROM address WHERE replaces <> document_key GROUP BY document_key) AS taken
            USING (document_key)
        LEFT JOIN etl.document_state AS state ON state.document_sha256 = publication.sha256),
    comparable AS (
        SELECT *, CASE WHEN bool_and(day IS NOT NULL) OVER whole THEN day END AS common_day,
            CASE WHEN bool_and(fetched_at IS NOT NULL) OVER whole AND bool_or(replaced_at IS NOT NULL) OVER whole
                THEN greatest(fetched_at, coalesce(replaced_at, fetched_at)) END AS took_place_at
        FROM dated WINDOW whole AS (PARTITION BY publication_key))
    SELECT document_key, publication_key,
        row_number() OVER oldest_first AS version,
        row_number() OVER oldest_first = count(*) OVER (PARTITION BY publication_key) AS is_current
    FROM comparable
    WINDOW oldest_first AS (PARTITION BY publication_key ORDER BY took_place_at, common_day, CASE WHEN common_day IS NOT NULL THEN fetched_at END NULLS FIRST,
        sequence NULLS FIRST, sha256)
) AS ordered
WHERE ordered.document_key = dim_document.document_key;
