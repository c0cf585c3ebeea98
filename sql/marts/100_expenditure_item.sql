-- What a department spent its money on: the leaves (项; 款 or 类 where the document goes no deeper) of 支出决算表, one row each, of current
-- documents. A SUM over one scope is right. A line that the document repeats with the same figures counts once; a document that repeats a
-- line with other figures is left out, since nothing tells which one counts: it stays in mart.statement_amount.
CREATE VIEW mart.expenditure_item AS
WITH item AS (
    SELECT document_sha256, row_no, subject_code, label,
        max(amount_yuan) FILTER (is_total_measure AND NOT contains(measure, '/')) AS total_yuan,
        max(amount_yuan) FILTER (ends_with(measure, '基本支出')) AS basic_yuan,
        max(amount_yuan) FILTER (ends_with(measure, '项目支出')) AS project_yuan,
        CAST(sum(amount_yuan) FILTER (NOT is_total_measure AND NOT ends_with(measure, '基本支出') AND NOT ends_with(measure, '项目支出'))
            AS DECIMAL(20, 2)) AS other_yuan,
        coalesce(min(fact_id) FILTER (is_total_measure AND NOT contains(measure, '/')), min(fact_id)) AS fact_id
    FROM mart.statement_amount WHERE statement_code = 'expenditure' AND is_leaf
    GROUP BY document_sha256, row_no, subject_code, label),
judged AS (
    SELECT *, row_number() OVER same_line AS copy_no, total_yuan IS DISTINCT FROM first(total_yuan) OVER same_line
        OR basic_yuan IS DISTINCT FROM first(basic_yuan) OVER same_line OR project_yuan IS DISTINCT FROM first(project_yuan) OVER same_line
        OR other_yuan IS DISTINCT FROM first(other_yuan) OVER same_line AS differs
    FROM item WINDOW same_line AS (PARTITION BY document_sha256, subject_code, label ORDER BY row_no ROWS UNBOUNDED PRECEDING)),
counted AS (SELECT *, bool_or(differs) OVER (PARTITION BY document_sha256) AS is_left_out FROM judged)
SELECT row.fact_id, row.fiscal_year, row.district_key, row.district_code, row.district_name, row.province_name, row.prefecture_name,
    row.county_name, row.department_key, row.department_name, row.scope, row.subject_code, row.label, row.function_subject_name,
    class.name AS class_name, row.level, counted.total_yuan, counted.basic_yuan, counted.project_yuan, counted.other_yuan,
    mart.percent(counted.total_yuan, sum(counted.total_yuan) OVER (PARTITION BY row.document_sha256)) AS share_percent,
    rank() OVER (PARTITION BY row.document_sha256 ORDER BY counted.total_yuan DESC NULLS LAST) AS rank_in_document,
    row.proof, row.document_sha256, row.document_title, row.source_url, row.page, row.evidence
FROM counted
JOIN mart.statement_amount AS row ON row.fact_id = counted.fact_id
LEFT JOIN main.dim_function_subject AS class ON class.code = substr(row.subject_code, 1, 3) AND class.status = 'current'
WHERE counted.copy_no = 1 AND NOT counted.is_left_out;
