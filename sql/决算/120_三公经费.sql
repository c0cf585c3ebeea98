CREATE VIEW "决算"."三公经费" AS
SELECT fiscal_year AS "年度", district_code AS "区划代码", district_name AS "地区", department_name AS "部门", scope AS "口径",
    CAST(total_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "合计_预算数_万元", total_budget_yuan AS "合计_预算数_元",
    CAST(total_final_yuan * 0.0001 AS DECIMAL(24, 6)) AS "合计_决算数_万元", total_final_yuan AS "合计_决算数_元",
    CAST(abroad_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "因公出国境费_预算数_万元", abroad_budget_yuan AS "因公出国境费_预算数_元",
    CAST(abroad_final_yuan * 0.0001 AS DECIMAL(24, 6)) AS "因公出国境费_决算数_万元", abroad_final_yuan AS "因公出国境费_决算数_元",
    CAST(vehicle_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务用车购置及运行维护费_预算数_万元", vehicle_budget_yuan AS "公务用车购置及运行维护费_预算数_元",
    CAST(vehicle_final_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务用车购置及运行维护费_决算数_万元", vehicle_final_yuan AS "公务用车购置及运行维护费_决算数_元",
    CAST(vehicle_purchase_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务用车购置费_预算数_万元", vehicle_purchase_budget_yuan AS "公务用车购置费_预算数_元",
    CAST(vehicle_purchase_final_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务用车购置费_决算数_万元", vehicle_purchase_final_yuan AS "公务用车购置费_决算数_元",
    CAST(vehicle_operation_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务用车运行维护费_预算数_万元", vehicle_operation_budget_yuan AS "公务用车运行维护费_预算数_元",
    CAST(vehicle_operation_final_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务用车运行维护费_决算数_万元", vehicle_operation_final_yuan AS "公务用车运行维护费_决算数_元",
    CAST(reception_budget_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务接待费_预算数_万元", reception_budget_yuan AS "公务接待费_预算数_元",
    CAST(reception_final_yuan * 0.0001 AS DECIMAL(24, 6)) AS "公务接待费_决算数_万元", reception_final_yuan AS "公务接待费_决算数_元",
    final_of_budget_percent AS "决算占预算_百分比", document_sha256 AS "文件SHA256", document_title AS "文件标题", source_url AS "来源网址",
    page AS "页码", fact_ids AS "事实编号"
FROM mart.three_public_expenses;
