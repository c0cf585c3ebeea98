CREATE VIEW "决算"."问题" AS
SELECT document.title AS "文件标题", finding.form_no AS "表号", finding.page AS "页码", finding.rule_id AS "规则", rule.name_zh AS "规则名称",
    CASE finding.severity WHEN 'error' THEN '错误' WHEN 'warning' THEN '警告' ELSE '提示' END AS "程度",
    CASE finding.origin WHEN 'published' THEN '公布有误' ELSE '读取存疑' END AS "来源", finding.message AS "说明",
    finding.expected AS "应为", finding.actual AS "实为", document.is_current AS "是否最新版本", finding.document_sha256 AS "文件SHA256",
    finding.finding_id AS "问题编号"
FROM dq.finding AS finding
LEFT JOIN main.dim_document AS document ON document.sha256 = finding.document_sha256
LEFT JOIN dq.rule AS rule ON rule.rule_id = finding.rule_id;
