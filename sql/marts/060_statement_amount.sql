-- This year's final accounts (本年决算) from the statements of current documents: no budget, no other year, no figure whose year or role is not
-- certain. The rows of a statement overlap (合计, 类, 款, 项), and so do its columns (合计 beside its parts), and so do the accounts of a
-- department and of its units: a SUM is right over one statement_code, one scope, rows with is_leaf and columns without is_total_measure.
-- is_leaf is NULL where no code says what a row is part of.
CREATE VIEW mart.statement_amount AS
SELECT * EXCLUDE (figure_year, role, table_no) FROM mart.statement_figure WHERE role = '决算' AND figure_year IS NOT DISTINCT FROM fiscal_year;
