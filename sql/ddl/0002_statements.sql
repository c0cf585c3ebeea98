-- Statements (决算报表) are read from this version on. statement_name is the listed name or, for a statement that only some regions
-- publish, the name that the document prints; published_title is the whole printed title.
ALTER TABLE main.fact_statement_amount ADD COLUMN statement_name VARCHAR;
ALTER TABLE main.fact_statement_amount ADD COLUMN published_title VARCHAR;
ALTER TABLE main.fact_statement_count ADD COLUMN statement_name VARCHAR;
ALTER TABLE main.fact_statement_count ADD COLUMN published_title VARCHAR;
-- False for a statement that data/dictionary/statements.csv does not list; such a member lives as long as a fact needs it.
ALTER TABLE main.dim_statement ADD COLUMN is_listed BOOLEAN;
UPDATE main.dim_statement SET is_listed = true;
-- What the identities between statements say about a figure: proven, supported, alone or contradicted.
CREATE TABLE dq.statement_proof (document_sha256 VARCHAR, fact_id VARCHAR, proof VARCHAR);
