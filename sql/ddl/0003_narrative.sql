-- Figures of the prose (情况说明) are read from this version on, with what each one measures.
ALTER TABLE main.fact_narrative_figure ADD COLUMN section VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN subject VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN role VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN item_path VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN part_of VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN kind VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN figure_year INTEGER;
ALTER TABLE main.fact_narrative_figure ADD COLUMN direction VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN compared_with VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN base_year INTEGER;
ALTER TABLE main.fact_narrative_figure ADD COLUMN rate_percent DECIMAL(18,6);
ALTER TABLE main.fact_narrative_figure ADD COLUMN change_percent DECIMAL(18,6);
ALTER TABLE main.fact_narrative_figure ADD COLUMN share_percent DECIMAL(18,6);
ALTER TABLE main.fact_narrative_figure ADD COLUMN share_of VARCHAR;
ALTER TABLE main.fact_narrative_figure ADD COLUMN completion_percent DECIMAL(18,6);
ALTER TABLE main.fact_narrative_figure ADD COLUMN completion_of VARCHAR;
