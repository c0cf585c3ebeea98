CREATE VIEW "决算"."支出功能项" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "部门", scope AS "口径", subject_code AS "科目编码",
    label AS "项目", class_name AS "类名称", level AS "级次", rank_in_document AS "位次",
    CAST(total_yuan * 0.0001 AS DECIMAL(24, 6)) AS "支出合计_万元", total_yuan AS "支出合计_元",
    CAST(basic_yuan * 0.0001 AS DECIMAL(24, 6)) AS "基本支出_万元", basic_yuan AS "基本支出_元",
    CAST(project_yuan * 0.0001 AS DECIMAL(24, 6)) AS "项目支出_万元", project_yuan AS "项目支出_元",
    CAST(other_yuan * 0.0001 AS DECIMAL(24, 6)) AS "其他各列_万元", other_yuan AS "其他各列_元", share_percent AS "占比_百分比",
    proof AS "印证程度", document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址", page AS "页码",
    evidence AS "出处", fact_id AS "事实编号"
FROM mart.expenditure_item;
