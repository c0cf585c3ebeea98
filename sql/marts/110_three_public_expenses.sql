-- 三公经费 of a department and year: one row per current document that prints the table with figures; a SUM over one scope is right. Regions
-- print the items as columns or as rows: what an amount is follows from its row label and heading path together, whether it is budget or
-- final account from its role. Where two different amounts claim one place, the place stays NULL: nothing is guessed.
CREATE VIEW mart.three_public_expenses AS
WITH worded AS (
    SELECT *, regexp_replace(concat_ws('/', label, measure), '\s', '', 'g') AS wording,
        regexp_replace(concat_ws('/', label, measure), '公务用车购置(及|和|与)运行(维护)?(费用|费)?', '', 'g') AS wording_inside
    FROM mart.statement_figure WHERE figure_year IS NOT DISTINCT FROM fiscal_year AND statement_code = 'three_public_expenses' AND amount_yuan IS NOT NULL),
placed AS (
    SELECT *, CASE
            WHEN regexp_matches(wording, '国内接待|外事接待|国（境）外接待|国内公务接待|其中：.*接待') THEN NULL
            WHEN contains(wording, '出国') THEN 'abroad' WHEN contains(wording, '接待') THEN 'reception'
            WHEN contains(wording_inside, '购置') THEN 'vehicle_purchase' WHEN contains(wording_inside, '运行') AND contains(wording, '车') THEN 'vehicle_operation'
            WHEN contains(wording, '车') THEN 'vehicle' WHEN regexp_matches(wording, '会议|培训|机关运行') THEN NULL
            WHEN regexp_matches(wording, '合计|总计|小计|三公') THEN 'total' END AS item,
        CASE WHEN role = '决算' THEN 'final' WHEN ends_with(role, '预算') THEN 'budget' END AS account
    FROM worded),
single AS (
    SELECT document_sha256, item || '_' || account AS place, any_value(amount_yuan) AS amount_yuan
    FROM placed WHERE item IS NOT NULL AND account IS NOT NULL GROUP BY ALL HAVING count(DISTINCT amount_yuan) = 1),
wide AS (
    PIVOT single ON place IN ('total_budget', 'total_final', 'abroad_budget', 'abroad_final', 'vehicle_budget', 'vehicle_final',
        'vehicle_purchase_budget', 'vehicle_purchase_final', 'vehicle_operation_budget', 'vehicle_operation_final', 'reception_budget',
        'reception_final') USING any_value(amount_yuan) GROUP BY document_sha256),
document AS (
    SELECT document_sha256, any_value(fiscal_year) AS fiscal_year, any_value(district_key) AS district_key, any_value(district_code) AS district_code,
        any_value(district_name) AS district_name, any_value(department_key) AS department_key, any_value(department_name) AS department_name,
        any_value(scope) AS scope, any_value(document_title) AS document_title, any_value(source_url) AS source_url, min(page) AS page,
        list(fact_id ORDER BY fact_id) AS fact_ids
    FROM placed WHERE item IS NOT NULL AND account IS NOT NULL GROUP BY document_sha256)
SELECT document.fiscal_year, document.district_key, document.district_code, document.district_name, document.department_key,
    document.department_name, document.scope, total_budget AS total_budget_yuan, total_final AS total_final_yuan,
    abroad_budget AS abroad_budget_yuan, abroad_final AS abroad_final_yuan, vehicle_budget AS vehicle_budget_yuan,
    vehicle_final AS vehicle_final_yuan, vehicle_purchase_budget AS vehicle_purchase_budget_yuan,
    vehicle_purchase_final AS vehicle_purchase_final_yuan, vehicle_operation_budget AS vehicle_operation_budget_yuan,
    vehicle_operation_final AS vehicle_operation_final_yuan, reception_budget AS reception_budget_yuan, reception_final AS reception_final_yuan,
    mart.percent(total_final, total_budget) AS final_of_budget_percent, document.document_sha256, document.document_title,
    document.source_url, document.page, document.fact_ids
FROM document LEFT JOIN wide USING (document_sha256);
