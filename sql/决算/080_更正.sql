CREATE VIEW "决算"."更正" AS
SELECT row.fiscal_year AS "年度", row.district_name AS "地区", row.department_name AS "主管部门", row.project_name AS "项目名称", row.item AS "内容",
    coalesce(field.zh, row.figure) AS "数字", row.earlier_value AS "原公布", row.later_value AS "新公布", row.earlier_published_on AS "原公布日期",
    row.later_published_on AS "新公布日期", row.earlier_document_sha256 AS "原文件SHA256", row.later_document_sha256 AS "新文件SHA256",
    row.earlier_fact_id AS "原事实编号", row.later_fact_id AS "新事实编号"
FROM mart.restatement AS row
LEFT JOIN (VALUES ('initial_budget_yuan', '年初预算数（元）'), ('full_year_budget_yuan', '全年预算数（元）'), ('executed_yuan', '全年执行数（元）'),
    ('execution_rate_percent', '执行率（%）'), ('weight', '分值'), ('score', '得分'), ('total_weight', '总分值'), ('total_score', '总得分'),
    ('grade', '等级'), ('target_text', '指标值'), ('actual_text', '完成值'), ('amount_yuan', '金额（元）'), ('quantity', '数量')) AS field (figure, zh)
    ON field.figure = row.figure;
