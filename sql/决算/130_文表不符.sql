CREATE VIEW "决算"."文表不符" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "部门", scope AS "口径", rule_id AS "规则",
    rule_name AS "规则名称", CASE severity WHEN 'error' THEN '错误' WHEN 'warning' THEN '警告' ELSE '提示' END AS "程度", message AS "说明",
    expected AS "应为", actual AS "实为", fact_ids AS "事实编号", document_sha256 AS "文件SHA256", document_title AS "文件标题",
    source_url AS "来源网址", page AS "页码", finding_id AS "问题编号"
FROM mart.prose_difference;
