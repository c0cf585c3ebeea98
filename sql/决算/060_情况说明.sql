CREATE VIEW "决算"."情况说明" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "主管部门", scope AS "口径", section AS "部分",
    measure AS "指标", kind AS "性质", figure_year AS "数据年度", direction AS "方向", compared_with AS "对比基数", base_year AS "基期年度",
    CAST(amount_yuan * 0.0001 AS DECIMAL(24, 6)) AS "金额_万元", amount_yuan AS "金额_元", rate_percent AS "比率_百分比",
    change_percent AS "增减_百分比", share_percent AS "占比_百分比", share_of AS "占何数", completion_percent AS "完成_百分比",
    completion_of AS "完成何数", quote AS "原文",
    document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址", page AS "页码",
    evidence AS "出处", fact_id AS "事实编号"
FROM mart.narrative_figure;
