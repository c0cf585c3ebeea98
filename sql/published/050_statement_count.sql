-- Figures of statements that are not money (辆, 批次, 人次, 人).
CREATE VIEW published.statement_count AS
SELECT document.sha256 AS document_sha256, row.fiscal_year, district.code AS district_code, department.name AS department_name,
    statement.code AS statement_code, row.statement_name, row.row_no, row.side, row.line_no, row.subject_code,
    row.label, row.measure, row.quantity, row.unit, row.published_text, row.published_unit, row.page, document.is_current,
    row.figure_year, row.role, row.table_no, row.printed_before, row.contested
FROM main.fact_statement_count AS row
LEFT JOIN main.dim_document AS document USING (document_key)
LEFT JOIN main.dim_district AS district ON district.district_key = row.district_key
LEFT JOIN main.dim_department AS department ON department.department_key = row.department_key
LEFT JOIN main.dim_statement AS statement USING (statement_key);
