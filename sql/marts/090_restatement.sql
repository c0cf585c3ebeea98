-- Each figure that the next version of a publication gives differently (更正), one row per figure: before, after, and both days.
-- Facts of two versions are paired by what they state (project, implementer and fund source; indicator; statement, row and column;
-- measure of the prose), never by where they stand. What one version states twice cannot be paired and is left out; a figure that
-- only one version has is listed with NULL on the other side. Other bytes with the same figures give no row.
CREATE VIEW mart.restatement AS
WITH pair AS (
    SELECT earlier.document_key AS earlier_key, later.document_key AS later_key, earlier.sha256 AS earlier_sha256,
        later.sha256 AS later_sha256, coalesce(earlier.published_on, CAST(earlier.fetched_at AS DATE)) AS earlier_day,
        coalesce(later.published_on, CAST(later.fetched_at AS DATE)) AS later_day, earlier.fetched_at AS earlier_fetched_at,
        later.fetched_at AS later_fetched_at, later.fiscal_year, later.department_key
    FROM main.dim_document AS later
    JOIN main.dim_document AS earlier ON earlier.publication_key = later.publication_key AND earlier.version = later.version - 1),
compared_document AS (SELECT earlier_key AS document_key FROM pair UNION SELECT later_key FROM pair),
form AS (
    SELECT document_key, form_no, fact_id, project_key, implementer_key, concat_ws('/', project_key, implementer_key, fiscal_year) AS project,
        form_title, total_weight, total_score, grade
    FROM main.fact_project_evaluation
    WHERE duplicate_of_form_no IS NULL AND document_key IN (SELECT document_key FROM compared_document)),
stated AS (
    SELECT document_key, fact_id, 'project_evaluation' AS fact_table, project_key, NULL AS item, concat_ws('/', project, form_title) AS stated,
        unnest([{figure: 'total_weight', value: CAST(total_weight AS VARCHAR)}, {figure: 'total_score', value: CAST(total_score AS VARCHAR)},
            {figure: 'grade', value: grade}]) AS one
    FROM form
    UNION ALL SELECT row.document_key, row.fact_id, 'project_funding', row.project_key, source.name, concat_ws('/', form.project, row.fund_source_key),
        unnest([{figure: 'initial_budget_yuan', value: CAST(row.initial_budget_yuan AS VARCHAR)},
            {figure: 'full_year_budget_yuan', value: CAST(row.full_year_budget_yuan AS VARCHAR)},
            {figure: 'executed_yuan', value: CAST(row.executed_yuan AS VARCHAR)}, {figure: 'weight', value: CAST(row.weight AS VARCHAR)},
            {figure: 'execution_rate_percent', value: CAST(row.execution_rate_percent AS VARCHAR)},
            {figure: 'score', value: CAST(row.score AS VARCHAR)}])
    FROM main.fact_project_funding AS row JOIN form USING (document_key, form_no)
    JOIN main.dim_fund_source AS source ON source.fund_source_key = row.fund_source_key
    UNION ALL SELECT row.document_key, row.fact_id, 'indicator_result', row.project_key, row.indicator_name,
        concat_ws('/', form.project, row.indicator_key),
        unnest([{figure: 'target_text', value: row.target_text}, {figure: 'actual_text', value: row.actual_text},
            {figure: 'weight', value: CAST(row.weight AS VARCHAR)}, {figure: 'score', value: CAST(row.score AS VARCHAR)}])
    FROM main.fact_indicator_result AS row JOIN form USING (document_key, form_no)
    UNION ALL SELECT document_key, fact_id, 'statement_amount', 0, concat_ws('，', statement_name, concat_ws(' ', subject_code, label), measure),
        concat_ws('/', statement_key, side, subject_code, label, measure), {figure: 'amount_yuan', value: CAST(amount_yuan AS VARCHAR)}
    FROM main.fact_statement_amount WHERE document_key IN (SELECT document_key FROM compared_document)
    UNION ALL SELECT document_key, fact_id, 'statement_count', 0, concat_ws('，', statement_name, label, measure),
        concat_ws('/', statement_key, side, label, measure, unit), {figure: 'quantity', value: CAST(quantity AS VARCHAR)}
    FROM main.fact_statement_count WHERE document_key IN (SELECT document_key FROM compared_document)
    UNION ALL SELECT document_key, fact_id, 'narrative_figure', 0, measure, measure, {figure: 'amount_yuan', value: CAST(amount_yuan AS VARCHAR)}
    FROM main.fact_narrative_figure WHERE document_key IN (SELECT document_key FROM compared_document)),
figure AS (
    SELECT document_key, fact_id, fact_table, project_key, item, stated, one.figure AS figure, one.value AS value,
        count(*) OVER (PARTITION BY document_key, fact_table, stated, one.figure) AS times
    FROM stated),
before AS (SELECT pair.later_key, figure.* FROM pair JOIN figure ON figure.document_key = pair.earlier_key),
after AS (SELECT pair.later_key, figure.* FROM pair JOIN figure ON figure.document_key = pair.later_key),
compared AS (
    SELECT coalesce(after.later_key, before.later_key) AS later_key, coalesce(after.fact_table, before.fact_table) AS fact_table,
        coalesce(after.project_key, before.project_key) AS project_key, coalesce(after.item, before.item) AS item,
        coalesce(after.figure, before.figure) AS figure, before.value AS earlier_value, after.value AS later_value,
        before.fact_id AS earlier_fact_id, after.fact_id AS later_fact_id, greatest(before.times, after.times) AS times
    FROM before FULL JOIN after ON after.later_key = before.later_key AND after.fact_table = before.fact_table
        AND after.stated = before.stated AND after.figure = before.figure)
SELECT pair.fiscal_year, district.code AS district_code, district.full_name AS district_name, pair.department_key,
    department.name AS department_name, compared.project_key, project.name AS project_name, compared.fact_table, compared.item,
    compared.figure, compared.earlier_value, compared.later_value, pair.earlier_day AS earlier_published_on,
    pair.later_day AS later_published_on, pair.earlier_fetched_at, pair.later_fetched_at, pair.earlier_sha256 AS earlier_document_sha256,
    pair.later_sha256 AS later_document_sha256, compared.earlier_fact_id, compared.later_fact_id
FROM compared
JOIN pair USING (later_key)
JOIN main.dim_department AS department ON department.department_key = pair.department_key
LEFT JOIN main.dim_district AS district ON district.district_key = department.district_key
LEFT JOIN main.dim_project AS project ON project.project_key = compared.project_key
WHERE compared.times = 1 AND compared.earlier_value IS DISTINCT FROM compared.later_value;
