CREATE VIEW "决算"."项目资金来源" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "主管部门", implementer_name AS "实施单位",
    project_name AS "项目名称", form_no AS "表号", fund_source_name AS "资金来源", fund_source_printed AS "资金来源原文",
    CAST(initial_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "年初预算数_万元", initial_budget_yuan AS "年初预算数_元",
    CAST(full_year_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "全年预算数_万元", full_year_budget_yuan AS "全年预算数_元",
    CAST(executed_yuan * 0.0001 AS DECIMAL(24, 6)) AS "全年执行数_万元", executed_yuan AS "全年执行数_元",
    published_rate_percent AS "公布执行率_百分比", weight AS "分值", score AS "得分",
    document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址", page AS "页码",
    evidence AS "出处", fact_id AS "事实编号"
FROM mart.project_funding_source;
