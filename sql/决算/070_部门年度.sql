CREATE VIEW "决算"."部门年度" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "主管部门", documents AS "文件数", forms AS "自评表数",
    CAST(initial_budget_yuan * 0.0001 AS DECIMAL(34, 6)) AS "年初预算数_万元", initial_budget_yuan AS "年初预算数_元",
    CAST(full_year_budget_yuan * 0.0001 AS DECIMAL(34, 6)) AS "全年预算数_万元", full_year_budget_yuan AS "全年预算数_元",
    CAST(executed_yuan * 0.0001 AS DECIMAL(34, 6)) AS "全年执行数_万元", executed_yuan AS "全年执行数_元",
    executed_of_full_year_percent AS "执行数占全年预算_百分比", executed_of_initial_percent AS "执行数占年初预算_百分比",
    lowest_total_score AS "最低总得分", highest_total_score AS "最高总得分", errors_published AS "公布错误数"
FROM mart.department_year;
