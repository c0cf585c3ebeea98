-- Where the prose of a current document disagrees with its tables or with itself: the findings of the rules DQ-401 to DQ-418, and of DQ-209 (机关运行经费).
CREATE VIEW mart.prose_difference AS
SELECT finding.finding_id, document.fiscal_year, document.district_key, district.code AS district_code, district.full_name AS district_name,
    document.department_key, department.name AS department_name, document.scope, finding.rule_id, rule.name_zh AS rule_name, finding.severity,
    finding.message, finding.expected, finding.actual, finding.statement_code, finding.fact_ids, document.sha256 AS document_sha256,
    document.title AS document_title, document.source_url, finding.page
FROM dq.finding AS finding
JOIN main.dim_document AS document ON document.sha256 = finding.document_sha256 AND document.is_current
JOIN main.dim_district AS district ON district.district_key = document.district_key
JOIN main.dim_department AS department ON department.department_key = document.department_key
LEFT JOIN dq.rule AS rule ON rule.rule_id = finding.rule_id
WHERE (finding.rule_id BETWEEN 'DQ-401' AND 'DQ-418' OR finding.rule_id = 'DQ-209') AND finding.origin = 'published';
