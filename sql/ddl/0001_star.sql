-- The star of CONTRACT.md. Keys are functions of the natural key (etl.make_key), so that the order of loading leaves no trace.
-- There are no PRIMARY KEY or FOREIGN KEY constraints: their indexes make a set-wise replacement slow and DuckDB checks them
-- inside a transaction that deletes and inserts the same document too eagerly. sql/verification.py holds them before the swap.
CREATE SCHEMA IF NOT EXISTS etl;
CREATE SCHEMA IF NOT EXISTS dq;

CREATE TABLE main.dim_district (
    district_key BIGINT, code VARCHAR, name VARCHAR, full_name VARCHAR, level VARCHAR, parent_code VARCHAR, province_name VARCHAR,
    prefecture_name VARCHAR, county_name VARCHAR, status VARCHAR, valid_from VARCHAR, valid_to VARCHAR);
CREATE TABLE main.dim_department (
    department_key BIGINT, name VARCHAR, code VARCHAR, district_key BIGINT, parent_department_key BIGINT);
CREATE TABLE main.dim_project (project_key BIGINT, name VARCHAR, department_key BIGINT);
CREATE TABLE main.dim_indicator (indicator_key BIGINT, level1 VARCHAR, level2 VARCHAR, name VARCHAR);
CREATE TABLE main.dim_function_subject (
    function_subject_key BIGINT, code VARCHAR, name VARCHAR, level VARCHAR, parent_code VARCHAR, fund VARCHAR, fund_name VARCHAR,
    status VARCHAR, valid_from VARCHAR, valid_to VARCHAR, vintage VARCHAR);
CREATE TABLE main.dim_economic_subject (
    economic_subject_key BIGINT, system VARCHAR, code VARCHAR, name VARCHAR, level VARCHAR, parent_code VARCHAR, status VARCHAR,
    valid_from VARCHAR, valid_to VARCHAR, vintage VARCHAR);
CREATE TABLE main.dim_statement (statement_key BIGINT, code VARCHAR, name VARCHAR, name_en VARCHAR);
CREATE TABLE main.dim_fund_source (fund_source_key BIGINT, code VARCHAR, name VARCHAR, name_en VARCHAR);
CREATE TABLE main.dim_document (
    document_key BIGINT, sha256 VARCHAR, title VARCHAR, fiscal_year INTEGER, kind VARCHAR, scope VARCHAR, format VARCHAR,
    source_url VARCHAR, source VARCHAR, published_on DATE, fetched_at TIMESTAMP, pages INTEGER, department_key BIGINT,
    district_key BIGINT, version INTEGER, is_current BOOLEAN, publication_key BIGINT, printed_on DATE, department_code VARCHAR,
    department_printed VARCHAR, district_evidence VARCHAR, reader VARCHAR, code_version VARCHAR);

CREATE TABLE main.fact_project_evaluation (
    fact_id VARCHAR, document_key BIGINT, fiscal_year INTEGER, project_key BIGINT, department_key BIGINT, implementer_key BIGINT,
    district_key BIGINT, form_no INTEGER, form_title VARCHAR, project_name VARCHAR, department_name VARCHAR, department_code VARCHAR,
    implementer_name VARCHAR, total_weight DECIMAL(9,4), total_score DECIMAL(9,4), grade VARCHAR, goal_expected VARCHAR,
    goal_actual VARCHAR, self_conclusion VARCHAR, has_contact_name BOOLEAN, has_contact_phone BOOLEAN, unit_evidence VARCHAR,
    duplicate_of_form_no INTEGER, page INTEGER, bbox VARCHAR, published_text VARCHAR, published_unit VARCHAR);
CREATE TABLE main.fact_project_funding (
    fact_id VARCHAR, document_key BIGINT, fiscal_year INTEGER, project_key BIGINT, department_key BIGINT, implementer_key BIGINT,
    district_key BIGINT, fund_source_key BIGINT, form_no INTEGER, fund_source_printed VARCHAR, initial_budget_yuan DECIMAL(20,2),
    full_year_budget_yuan DECIMAL(20,2), executed_yuan DECIMAL(20,2), weight DECIMAL(9,4), execution_rate_percent DECIMAL(18,6),
    score DECIMAL(9,4), page INTEGER, bbox VARCHAR, published_text VARCHAR, published_unit VARCHAR);
CREATE TABLE main.fact_indicator_result (
    fact_id VARCHAR, document_key BIGINT, fiscal_year INTEGER, project_key BIGINT, department_key BIGINT, implementer_key BIGINT,
    district_key BIGINT, indicator_key BIGINT, form_no INTEGER, seq INTEGER, level1 VARCHAR, level2 VARCHAR, indicator_name VARCHAR,
    target_text VARCHAR, target_operator VARCHAR, target_value DECIMAL(28,8), target_value_high DECIMAL(28,8), target_unit VARCHAR,
    target_date VARCHAR, target_inferred VARCHAR, actual_text VARCHAR, actual_operator VARCHAR, actual_value DECIMAL(28,8),
    actual_unit VARCHAR, actual_status VARCHAR, weight DECIMAL(9,4), score DECIMAL(9,4), reason VARCHAR, page INTEGER, bbox VARCHAR,
    published_text VARCHAR, published_unit VARCHAR);
-- Statements, their counts and narrative figures are designed here and read from a later version on.
CREATE TABLE main.fact_statement_amount (
    fact_id VARCHAR, document_key BIGINT, fiscal_year INTEGER, department_key BIGINT, district_key BIGINT, statement_key BIGINT,
    function_subject_key BIGINT, economic_subject_key BIGINT, row_no INTEGER, side VARCHAR, line_no VARCHAR, subject_code VARCHAR,
    label VARCHAR, measure VARCHAR, amount_yuan DECIMAL(20,2), page INTEGER, bbox VARCHAR, published_text VARCHAR,
    published_unit VARCHAR);
-- Figures that are not money stand apart, so that nobody adds 辆 to 元.
CREATE TABLE main.fact_statement_count (
    fact_id VARCHAR, document_key BIGINT, fiscal_year INTEGER, department_key BIGINT, district_key BIGINT, statement_key BIGINT,
    function_subject_key BIGINT, economic_subject_key BIGINT, row_no INTEGER, side VARCHAR, line_no VARCHAR, subject_code VARCHAR,
    label VARCHAR, measure VARCHAR, quantity DECIMAL(28,8), unit VARCHAR, page INTEGER, bbox VARCHAR, published_text VARCHAR,
    published_unit VARCHAR);
CREATE TABLE main.fact_narrative_figure (
    fact_id VARCHAR, document_key BIGINT, fiscal_year INTEGER, department_key BIGINT, district_key BIGINT, measure VARCHAR,
    amount_yuan DECIMAL(20,2), quote VARCHAR, page INTEGER, bbox VARCHAR, published_text VARCHAR, published_unit VARCHAR);
CREATE TABLE main.figure_location (
    fact_id VARCHAR, document_key BIGINT, figure VARCHAR, page INTEGER, bbox VARCHAR, published_text VARCHAR, published_unit VARCHAR,
    stored_value VARCHAR, steps VARCHAR);

CREATE TABLE dq.rule (
    rule_id VARCHAR, rule_group VARCHAR, scope VARCHAR, formula VARCHAR, tolerance VARCHAR, severity VARCHAR, name_zh VARCHAR,
    name_en VARCHAR, meaning_zh VARCHAR, meaning_en VARCHAR);
CREATE TABLE dq.finding (
    finding_id VARCHAR, document_sha256 VARCHAR, rule_id VARCHAR, severity VARCHAR, origin VARCHAR, message VARCHAR, expected VARCHAR,
    actual VARCHAR, fact_ids VARCHAR[], form_no INTEGER, statement_code VARCHAR, page INTEGER, run_id VARCHAR);
CREATE TABLE dq.rule_outcome (
    document_sha256 VARCHAR, rule_id VARCHAR, form_no INTEGER, statement_code VARCHAR, applied INTEGER, held INTEGER, failed INTEGER);
CREATE TABLE dq.expectation_result (
    suite VARCHAR, expectation VARCHAR, "column" VARCHAR, success BOOLEAN, observed VARCHAR, unexpected_count BIGINT, run_id VARCHAR);
CREATE TABLE dq.coverage (
    document_sha256 VARCHAR, item_kind VARCHAR, item_code VARCHAR, item_name VARCHAR, status VARCHAR, detail VARCHAR);

CREATE TABLE etl.run (
    run_id VARCHAR, command VARCHAR, code_version VARCHAR, started_at TIMESTAMP, documents_loaded INTEGER, documents_removed INTEGER);
CREATE TABLE etl.document_state (
    document_sha256 VARCHAR, name VARCHAR, status VARCHAR, reason_code VARCHAR, message_zh VARCHAR, message_en VARCHAR, page INTEGER,
    code_version VARCHAR, run_id VARCHAR, sequence BIGINT);
CREATE TABLE etl.document_source (
    document_sha256 VARCHAR, name VARCHAR, url VARCHAR, source VARCHAR, published_on DATE, fetched_at TIMESTAMP);
-- Rows that stood in the staged files when they were loaded; verification compares them with what is in the star.
CREATE TABLE etl.staged_count (document_sha256 VARCHAR, table_name VARCHAR, staged_rows BIGINT);
