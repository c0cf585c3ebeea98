-- One row per department and year: forms, money and findings. Only forms that count.
CREATE VIEW mart.department_year AS
WITH form_finding AS (
    SELECT document_sha256, form_no, count(*) AS errors FROM dq.finding
    WHERE severity = 'error' AND origin = 'published' AND form_no IS NOT NULL GROUP BY ALL)
SELECT form.fiscal_year, form.district_key, form.district_code, form.district_name, form.department_key, form.department_name,
    count(DISTINCT form.document_sha256) AS documents, count(*) AS forms,
    CAST(sum(form.initial_budget_yuan) AS DECIMAL(30, 2)) AS initial_budget_yuan,
    CAST(sum(form.full_year_budget_yuan) AS DECIMAL(30, 2)) AS full_year_budget_yuan,
    CAST(sum(form.executed_yuan) AS DECIMAL(30, 2)) AS executed_yuan,
    mart.percent(sum(form.executed_yuan), sum(form.full_year_budget_yuan)) AS executed_of_full_year_percent,
    mart.percent(sum(form.executed_yuan), sum(form.initial_budget_yuan)) AS executed_of_initial_percent,
    min(form.total_score) AS lowest_total_score, max(form.total_score) AS highest_total_score,
    CAST(coalesce(sum(form_finding.errors), 0) AS BIGINT) AS errors_published
FROM mart.project_evaluation AS form
LEFT JOIN form_finding ON form_finding.document_sha256 = form.document_sha256 AND form_finding.form_no = form.form_no
GROUP BY ALL;
