CREATE VIEW "决算"."绩效指标" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "主管部门", implementer_name AS "实施单位",
    project_name AS "项目名称", form_no AS "表号", seq AS "序号", level1 AS "一级指标", level2 AS "二级指标", indicator_name AS "三级指标",
    target_text AS "年度指标值", target_operator AS "计算符号", target_value AS "指标数值", target_value_high AS "指标数值上限",
    target_unit AS "计量单位", target_date AS "完成期限", actual_text AS "实际完成值", actual_value AS "实际数值",
    actual_unit AS "实际计量单位", weight AS "分值", score AS "得分", points_lost AS "扣分", reason AS "偏差原因及改进措施",
    document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址", page AS "页码",
    evidence AS "出处", fact_id AS "事实编号"
FROM mart.indicator_result;
