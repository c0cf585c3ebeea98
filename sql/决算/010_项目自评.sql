CREATE VIEW "决算"."项目自评" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "主管部门", implementer_name AS "实施单位",
    project_name AS "项目名称", project_code AS "项目代码", form_no AS "表号",
    CAST(initial_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "年初预算数_万元", initial_budget_yuan AS "年初预算数_元",
    CAST(full_year_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "全年预算数_万元", full_year_budget_yuan AS "全年预算数_元",
    CAST(executed_yuan * 0.0001 AS DECIMAL(24, 6)) AS "全年执行数_万元", executed_yuan AS "全年执行数_元",
    published_rate_percent AS "公布执行率_百分比", executed_of_full_year_percent AS "执行数占全年预算_百分比",
    executed_of_initial_percent AS "执行数占年初预算_百分比", total_weight AS "总分值", total_score AS "总得分", grade AS "等级",
    goal_expected AS "预期目标", goal_actual AS "实际完成情况", self_conclusion AS "自评结论",
    document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址", page AS "页码",
    evidence AS "出处", fact_id AS "事实编号"
FROM mart.project_evaluation;
