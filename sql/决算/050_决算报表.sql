CREATE VIEW "决算"."决算报表" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "主管部门", scope AS "口径", statement_name AS "报表",
    row_no AS "行号", side AS "收支方向", line_no AS "栏次", subject_code AS "科目编码", label AS "项目", level AS "级次", is_leaf AS "是否末级",
    measure AS "指标", is_total_measure AS "是否合计列",
    CAST(amount_yuan * 0.0001 AS DECIMAL(24, 6)) AS "金额_万元", amount_yuan AS "金额_元", proof AS "印证程度",
    document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址", page AS "页码",
    evidence AS "出处", fact_id AS "事实编号"
FROM mart.statement_amount;
