-- Every amount read from the prose (决算情况说明), with the sentence that states it. Rates that stand by themselves are in mart.narrative_figure.
CREATE VIEW published.narrative_figure AS
SELECT document.sha256 AS document_sha256, row.fiscal_year, district.code AS district_code, department.name AS department_name,
    row.measure, row.amount_yuan, row.quote, row.page, document.is_current
FROM main.fact_narrative_figure AS row
LEFT JOIN main.dim_document AS document USING (document_key)
LEFT JOIN main.dim_district AS district ON district.district_key = row.district_key
LEFT JOIN main.dim_department AS department ON department.department_key = row.department_key
WHERE row.kind IS DISTINCT FROM 'rate';
