-- The staged rows of statements (决算报表). Runs after 0020_facts.sql, whose keyed_document it uses. Keys of subjects: 0024_subject_keys.sql.
INSERT INTO main.dim_statement (statement_key, code, name, is_listed)
SELECT DISTINCT etl.make_key('statement', [statement_code]), statement_code, '', false
FROM (SELECT statement_code FROM staged_statement_amount UNION SELECT statement_code FROM staged_statement_count) AS seen
WHERE NOT EXISTS (SELECT 1 FROM main.dim_statement AS present
    WHERE present.statement_key = etl.make_key('statement', [seen.statement_code]) AND present.code = seen.statement_code)
ORDER BY statement_code;

INSERT INTO main.fact_statement_amount (fact_id, document_key, fiscal_year, department_key, district_key, statement_key,
    row_no, side, line_no, subject_code, label, measure, amount_yuan, page, bbox,
    published_text, published_unit, statement_name, published_title, figure_year, role, table_no, printed_before, contested)
SELECT row.fact_id, etl.document_key(row.document_sha256), row.fiscal_year, coalesce(document.department_key, 0),
    coalesce(document.district_key, 0), etl.make_key('statement', [row.statement_code]), row.row_no, row.side, row.line_no, row.subject_code, row.label, row.measure, row.amount_yuan, row.page,
    row.bbox, row.published_text, row.published_unit, row.statement_name, row.published_title, row.figure_year, row.role,
    row.table_no, row.printed_before, row.contested
FROM staged_statement_amount AS row
LEFT JOIN keyed_document AS document ON document.sha256 = row.document_sha256
ORDER BY row.document_sha256, row.statement_code, row.row_no, row.side, row.fact_id;

INSERT INTO main.fact_statement_count (fact_id, document_key, fiscal_year, department_key, district_key, statement_key,
    row_no, side, line_no, subject_code, label, measure, quantity, unit, page, bbox,
    published_text, published_unit, statement_name, published_title, figure_year, role, table_no, printed_before, contested)
SELECT row.fact_id, etl.document_key(row.document_sha256), row.fiscal_year, coalesce(document.department_key, 0),
    coalesce(document.district_key, 0), etl.make_key('statement', [row.statement_code]), row.row_no, row.side, row.line_no, row.subject_code, row.label, row.measure, row.quantity, row.unit,
    row.page, row.bbox, row.published_text, row.published_unit, row.statement_name, row.published_title, row.figure_year, row.role,
    row.table_no, row.printed_before, row.contested
FROM staged_statement_count AS row
LEFT JOIN keyed_document AS document ON document.sha256 = row.document_sha256
ORDER BY row.document_sha256, row.statement_code, row.row_no, row.side, row.fact_id;

INSERT INTO dq.statement_proof
SELECT document_sha256, fact_id, proof FROM staged_statement_proof ORDER BY document_sha256, fact_id;
INSERT INTO dq.decision
SELECT document_sha256, table_no, statement_code, form_no, scope, column_heading, question, answer, state, words, kind, place,
    contradicted_by
FROM staged_decision ORDER BY ALL;
