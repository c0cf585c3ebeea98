CREATE VIEW "决算"."公布时效" AS
SELECT fiscal_year AS "年度", district_name AS "地区", department_name AS "部门",
    CASE status WHEN 'not_seen' THEN '未见' WHEN 'no_day' THEN '公布日不明' WHEN 'after_due' THEN '晚于期限' ELSE '期限内' END AS "状态",
    first_published_on AS "首次公布日", CASE day_evidence WHEN 'portal' THEN '门户' WHEN 'printed' THEN '文件所印' END AS "日期依据",
    due_on AS "期限", days_after_due AS "晚于期限天数", publications AS "公布件数", versions AS "版本数", forms AS "自评表数", statements AS "报表数",
    missing_statements AS "缺少的报表", incomplete_items AS "不完整项数", vanished_documents AS "消失文件数"
FROM mart.publication;
