CREATE VIEW "决算"."更正" AS
SELECT fiscal_year AS "年度", department_name AS "主管部门", project_name AS "项目名称", fund_source AS "资金来源",
    CAST(earlier_full_year_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "原全年预算数_万元", earlier_full_year_budget_yuan AS "原全年预算数_元",
    CAST(later_full_year_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "新全年预算数_万元", later_full_year_budget_yuan AS "新全年预算数_元",
    CAST(earlier_executed_yuan * 0.0001 AS DECIMAL(24, 6)) AS "原全年执行数_万元", earlier_executed_yuan AS "原全年执行数_元",
    CAST(later_executed_yuan * 0.0001 AS DECIMAL(24, 6)) AS "新全年执行数_万元", later_executed_yuan AS "新全年执行数_元",
    CAST(executed_change_yuan * 0.0001 AS DECIMAL(24, 6)) AS "执行数变动_万元", executed_change_yuan AS "执行数变动_元",
    earlier_document_sha256 AS "原文件SHA256", later_document_sha256 AS "新文件SHA256", earlier_fact_id AS "原事实编号",
    later_fact_id AS "新事实编号"
FROM mart.restatement;
