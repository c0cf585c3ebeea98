-- The staged figures of the prose (情况说明). Runs after 0020_facts.sql, whose keyed_document it uses.
INSERT INTO main.fact_narrative_figure (fact_id, document_key, fiscal_year, department_key, district_key, measure, amount_yuan, quote,
    page, bbox, published_text, published_unit, section, subject, role, item_path, part_of, kind, figure_year, direction, compared_with,
    base_year, rate_percent, change_percent, share_percent, share_of, completion_percent, completion_of)
SELECT row.fact_id, etl.document_key(row.document_sha256), row.fiscal_year, coalesce(document.department_key, 0),
    coalesce(document.district_key, 0), row.measure, row.amount_yuan, row.quote, row.page, row.bbox, row.published_text,
    row.published_unit, row.section, row.subject, row.role, row.item_path, row.part_of, row.kind, row.figure_year, row.direction,
    row.compared_with, row.base_year, row.rate_percent, row.change_percent, row.share_percent, row.share_of, row.completion_percent,
    row.completion_of
FROM staged_narrative_figure AS row
LEFT JOIN keyed_document AS document ON document.sha256 = row.document_sha256
ORDER BY row.document_sha256, row.page, row.fact_id;
