-- Amounts of the statements of current documents, of every year and role (本年决算, 上年, 预算, 增减); what is printed twice stands once,
-- and nothing whose unit, year or role is contested. For this year's final accounts alone: mart.statement_amount.
CREATE VIEW mart.statement_figure AS
WITH parent AS (
    SELECT DISTINCT document_key, statement_key, substr(subject_code, 1, digits) AS code
    FROM main.fact_statement_amount, (VALUES (3), (5), (7)) AS length (digits)
    WHERE length(subject_code) > digits)
SELECT row.fact_id, row.fiscal_year, row.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, row.department_key, department.name AS department_name, document.scope, statement.code AS statement_code,
    row.statement_name, row.row_no, row.side, row.line_no, row.subject_code, function_subject.name AS function_subject_name,
    economic_subject.name AS economic_subject_name, row.label, mart.row_level(row.subject_code, row.label) AS level,
    CASE WHEN row.subject_code IS NOT NULL THEN parent.code IS NULL
        WHEN mart.row_level(row.subject_code, row.label) = '合计' THEN false END AS is_leaf,
    row.measure, mart.is_total(row.measure) AS is_total_measure, row.amount_yuan, statement_proof.proof,
    document.sha256 AS document_sha256, document.title AS document_title, document.source_url, row.page,
    mart.evidence(document.title, row.page, row.published_text, row.published_unit) AS evidence,
    row.figure_year, row.role, row.table_no
FROM main.fact_statement_amount AS row
JOIN main.dim_document AS document ON document.document_key = row.document_key AND document.is_current
JOIN main.dim_district AS district ON district.district_key = row.district_key
JOIN main.dim_department AS department ON department.department_key = row.department_key
JOIN main.dim_statement AS statement USING (statement_key)
LEFT JOIN main.dim_function_subject AS function_subject USING (function_subject_key)
LEFT JOIN main.dim_economic_subject AS economic_subject USING (economic_subject_key)
LEFT JOIN dq.statement_proof AS statement_proof ON statement_proof.fact_id = row.fact_id
LEFT JOIN parent ON parent.document_key = row.document_key AND parent.statement_key = row.statement_key AND parent.code = row.subject_code
WHERE row.printed_before IS NULL AND row.contested IS NULL;
