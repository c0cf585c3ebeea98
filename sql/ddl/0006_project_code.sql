-- The number that a budget system gives a project, printed before or beside its name. Two projects of one name and different codes are two.
ALTER TABLE main.fact_project_evaluation ADD COLUMN project_code VARCHAR;
ALTER TABLE main.dim_project ADD COLUMN code VARCHAR;
