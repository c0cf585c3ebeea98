-- By what a figure's year, role and unit were decided, and which figures are printed again (重复列示).
ALTER TABLE main.fact_statement_amount ADD COLUMN figure_year INTEGER;
ALTER TABLE main.fact_statement_amount ADD COLUMN role VARCHAR;
ALTER TABLE main.fact_statement_amount ADD COLUMN table_no INTEGER;
ALTER TABLE main.fact_statement_amount ADD COLUMN printed_before VARCHAR;
ALTER TABLE main.fact_statement_amount ADD COLUMN contested VARCHAR;
ALTER TABLE main.fact_statement_count ADD COLUMN figure_year INTEGER;
ALTER TABLE main.fact_statement_count ADD COLUMN role VARCHAR;
ALTER TABLE main.fact_statement_count ADD COLUMN table_no INTEGER;
ALTER TABLE main.fact_statement_count ADD COLUMN printed_before VARCHAR;
ALTER TABLE main.fact_statement_count ADD COLUMN contested VARCHAR;
-- What earlier programs loaded has no evidence; its documents are read again when they are next given (another code version).
CREATE TABLE dq.decision (document_sha256 VARCHAR, table_no INTEGER, statement_code VARCHAR, form_no INTEGER, scope VARCHAR,
    column_heading VARCHAR, question VARCHAR, answer VARCHAR, state VARCHAR, words VARCHAR, kind VARCHAR, place VARCHAR,
    contradicted_by VARCHAR);
