-- DQ-430: a project that two documents publish with different money. The newest counts in mart; this says that there is another
-- figure. The finding stands at the later document, one per fund source, and depends on all documents together: made again each time.
DELETE FROM dq.finding WHERE rule_id = 'DQ-430';
INSERT INTO dq.finding
SELECT 'dq430_' || substr(sha256(restated.earlier_fact_id || chr(31) || restated.later_fact_id), 1, 20), restated.later_document_sha256, 'DQ-430',
    rule.severity, 'published', '同一项目在较早的文件《' || coalesce(earlier.title, earlier.sha256) || '》中公布的金额不同；分析取较晚的文件',
    concat_ws('，', '年初预算数 ' || restated.earlier_initial_budget_yuan || ' 元', '全年预算数 ' || restated.earlier_full_year_budget_yuan || ' 元',
        '全年执行数 ' || restated.earlier_executed_yuan || ' 元'),
    concat_ws('，', '年初预算数 ' || restated.later_initial_budget_yuan || ' 元', '全年预算数 ' || restated.later_full_year_budget_yuan || ' 元',
        '全年执行数 ' || restated.later_executed_yuan || ' 元'),
    [restated.later_fact_id, restated.earlier_fact_id], later.form_no, NULL, later.page, state.run_id
FROM mart.project_restatement AS restated
JOIN main.fact_project_funding AS later ON later.fact_id = restated.later_fact_id
JOIN main.dim_document AS earlier ON earlier.sha256 = restated.earlier_document_sha256
JOIN dq.rule AS rule ON rule.rule_id = 'DQ-430'
LEFT JOIN etl.document_state AS state ON state.document_sha256 = restated.later_document_sha256
ORDER BY 1;

-- The same for statements: one finding per statement of the later version, with every figure concerned.
INSERT INTO dq.finding
SELECT 'dq430_' || substr(sha256(restated.earlier_document_sha256 || chr(31) || restated.later_document_sha256 || chr(31)
        || restated.statement_code), 1, 20), restated.later_document_sha256, 'DQ-430', any_value(rule.severity), 'published',
    '《' || any_value(restated.statement_name) || '》有 ' || count(*) || ' 个金额与较早的文件《'
        || any_value(coalesce(earlier.title, earlier.sha256)) || '》不同；分析取较晚的文件',
    min_by(concat_ws('·', restated.label, restated.measure) || ' ' || coalesce(restated.earlier_amount_yuan || ' 元', '空白'), restated.later_fact_id),
    min_by(concat_ws('·', restated.label, restated.measure) || ' ' || coalesce(restated.later_amount_yuan || ' 元', '空白'), restated.later_fact_id),
    list(restated.later_fact_id ORDER BY restated.later_fact_id) || list(restated.earlier_fact_id ORDER BY restated.earlier_fact_id),
    NULL, restated.statement_code, min(later.page), any_value(state.run_id)
FROM mart.statement_restatement AS restated
JOIN main.fact_statement_amount AS later ON later.fact_id = restated.later_fact_id
JOIN main.dim_document AS earlier ON earlier.sha256 = restated.earlier_document_sha256
JOIN dq.rule AS rule ON rule.rule_id = 'DQ-430'
LEFT JOIN etl.document_state AS state ON state.document_sha256 = restated.later_document_sha256
GROUP BY restated.earlier_document_sha256, restated.later_document_sha256, restated.statement_code
ORDER BY 1;
