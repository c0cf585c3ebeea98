-- Amounts of a statement that the next version of the same account publishes differently (更正). A line that one of the two documents prints
-- twice cannot be paired and is left out.
CREATE VIEW mart.statement_restatement AS
WITH figure AS (
    SELECT row.*, document.publication_key, document.version, document.sha256
    FROM main.fact_statement_amount AS row
    JOIN main.dim_document AS document USING (document_key)
    WHERE document.publication_key IN (SELECT publication_key FROM main.dim_document WHERE version > 1)
    QUALIFY count(*) OVER (PARTITION BY row.document_key, row.statement_key, row.side, row.subject_code, row.label, row.measure) = 1)
SELECT later.fiscal_year, later.department_key, department.name AS department_name, statement.code AS statement_code,
    later.statement_name, later.side, later.subject_code, later.label, later.measure, earlier.sha256 AS earlier_document_sha256,
    later.sha256 AS later_document_sha256, earlier.fact_id AS earlier_fact_id, later.fact_id AS later_fact_id,
    earlier.amount_yuan AS earlier_amount_yuan, later.amount_yuan AS later_amount_yuan,
    later.amount_yuan - earlier.amount_yuan AS change_yuan
FROM figure AS later
JOIN figure AS earlier ON earlier.publication_key = later.publication_key AND earlier.version = later.version - 1
    AND earlier.statement_key = later.statement_key AND earlier.side IS NOT DISTINCT FROM later.side
    AND earlier.subject_code IS NOT DISTINCT FROM later.subject_code AND earlier.label IS NOT DISTINCT FROM later.label
    AND earlier.measure = later.measure
JOIN main.dim_department AS department ON department.department_key = later.department_key
JOIN main.dim_statement AS statement ON statement.statement_key = later.statement_key
WHERE earlier.amount_yuan IS DISTINCT FROM later.amount_yuan;
