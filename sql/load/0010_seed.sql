-- Dimensions that are the same in every warehouse of one code version. seed_* are the rows of data/reference and data/dictionary.
DELETE FROM main.dim_district;
-- One row per code: the name in force, else the last one (a code can have changed its name: 320323 铜山县 → 铜山区).
INSERT INTO main.dim_district
SELECT etl.district_key(code), code, name, full_name, level, nullif(parent_code, ''), nullif(province_name, ''),
    CASE WHEN level = 'province' THEN NULL ELSE nullif(prefecture_name, '') END,
    CASE WHEN level IN ('county', 'zone') THEN name END, status, nullif(valid_from, ''), nullif(valid_to, '')
FROM seed_districts
QUALIFY row_number() OVER (PARTITION BY code ORDER BY status = 'current' DESC, valid_to DESC, valid_from DESC, name) = 1
ORDER BY code;
INSERT INTO main.dim_district (district_key) VALUES (0);

DELETE FROM main.dim_function_subject;
INSERT INTO main.dim_function_subject
SELECT etl.make_key('function', [code, name, nullif(valid_from, '')]), code, name, nullif(level, ''), nullif(parent_code, ''),
    nullif(fund, ''), nullif(fund_name, ''), nullif(status, ''), nullif(valid_from, ''), nullif(valid_to, ''), nullif(vintage, '')
FROM seed_function_subjects ORDER BY code, name;
INSERT INTO main.dim_function_subject (function_subject_key) VALUES (0);

DELETE FROM main.dim_economic_subject;
INSERT INTO main.dim_economic_subject
SELECT etl.make_key('economic', [system, code, name]), system, code, name, nullif(level, ''), nullif(parent_code, ''),
    nullif(status, ''), nullif(valid_from, ''), nullif(valid_to, ''),
    nullif(valid_from, '') || '–' || coalesce(valid_to, '')
FROM seed_economic_subjects ORDER BY system, code, name;
INSERT INTO main.dim_economic_subject (economic_subject_key) VALUES (0);

DELETE FROM main.dim_fund_source;
INSERT INTO main.dim_fund_source SELECT etl.make_key('fund_source', [code]), code, name, name_en FROM seed_fund_sources;

-- Members that documents brought (statements of single regions) stay as long as they are used: load/0030_refresh.sql.
UPDATE main.dim_statement SET is_listed = false;
DELETE FROM main.dim_statement WHERE code IN (SELECT code FROM seed_statements);
INSERT INTO main.dim_statement SELECT etl.make_key('statement', [code]), code, name, name_en, true FROM seed_statements;
-- Other lists of subjects may give other keys: load/0024_subject_keys.sql finds those of all facts again.
UPDATE main.fact_statement_amount SET function_subject_key = NULL, economic_subject_key = NULL;
UPDATE main.fact_statement_count SET function_subject_key = NULL, economic_subject_key = NULL;

-- "critical" of the rule catalogue is "error" here: dq.finding knows error, warning and info.
DELETE FROM dq.rule;
INSERT INTO dq.rule
SELECT rule_id, "group", scope, formula, nullif(tolerance, ''), CASE severity WHEN 'critical' THEN 'error' ELSE severity END,
    coalesce(nullif(name_zh, ''), scope || '：' || formula), nullif(name_en, ''), scope || '：' || formula, NULL
FROM seed_dq_rules;
INSERT INTO dq.rule
SELECT rule_id, '读取', NULL, NULL, NULL, severity, name_zh, name_en, meaning_zh, meaning_en FROM seed_extraction_rules;
