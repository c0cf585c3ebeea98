-- Amounts of the statements of current documents. The rows of a statement overlap (合计, 类, 款, 项): choose label, subject or row
-- before adding up.
CREATE VIEW mart.statement_amount AS
SELECT row.fact_id, row.fiscal_year, row.district_key, district.code AS district_code, district.full_name AS district_name, district.province_name, district.prefecture_name,
    district.county_name, row.department_key, department.name AS department_name, statement.code AS statement_code,
    statement.name AS statement_name, row.row_no, row.side, row.line_no, row.subject_code, function_subject.name AS function_subject_name,
    economic_subject.name AS economic_subject_name, row.label, row.measure, row.amount_yuan, document.sha256 AS document_sha256,
    document.title AS document_title, document.source_url, row.page,
    mart.proof(document.title, row.page, row.published_text, row.published_unit) AS proof
FROM main.fact_statement_amount AS row
JOIN main.dim_document AS document ON document.document_key = row.document_key AND document.is_current
JOIN main.dim_district AS district ON district.district_key = row.district_key
JOIN main.dim_department AS department ON department.department_key = row.department_key
JOIN main.dim_statement AS statement USING (statement_key)
LEFT JOIN main.dim_function_subject AS function_subject USING (function_subject_key)
LEFT JOIN main.dim_economic_subject AS economic_subject USING (economic_subject_key);
