-- Which member of the function or economic list a printed code means. A code can have had several names: the printed name decides if it is
-- one of them, else the fiscal year. A member without a first year begins when the one that it followed ended. Entries that only record a
-- wrong code seen in a publication (anomaly) are taken by their name alone. What stays open gets key 0: nothing is guessed.
CREATE OR REPLACE TEMP TABLE keyed_subject AS
WITH listed AS (
    SELECT 'function' AS list, function_subject_key AS key, code, name, status, valid_from, valid_to FROM main.dim_function_subject
    UNION ALL
    SELECT 'economic', economic_subject_key, code, name, status, valid_from, valid_to FROM main.dim_economic_subject),
dated AS (
    SELECT list, key, code, translate(name, '（） ', '()') AS name, coalesce(status, '') = 'anomaly' AS is_anomaly,
        coalesce(try_cast(valid_from AS INTEGER),
            CASE WHEN valid_to IS NULL THEN max(try_cast(valid_to AS INTEGER)) OVER (PARTITION BY list, code) + 1 END, 0) AS since,
        coalesce(try_cast(valid_to AS INTEGER), 9999) AS until
    FROM listed WHERE code IS NOT NULL),
printed AS (
    SELECT DISTINCT subject_code, label, fiscal_year
    FROM (SELECT subject_code, label, fiscal_year FROM main.fact_statement_amount WHERE function_subject_key IS NULL
        UNION ALL SELECT subject_code, label, fiscal_year FROM main.fact_statement_count WHERE function_subject_key IS NULL)
    WHERE subject_code IS NOT NULL),
candidate AS (
    SELECT printed.*, dated.list, dated.key, dated.name = translate(label, '（） ', '()') AS by_name,
        NOT is_anomaly AND fiscal_year BETWEEN since AND until AS by_year, NOT is_anomaly AS is_regular
    FROM printed JOIN dated ON dated.code = printed.subject_code),
chosen AS (
    SELECT subject_code, label, fiscal_year, list,
        CASE WHEN count(*) FILTER (by_name) = 1 THEN any_value(key) FILTER (by_name)
            WHEN count(*) FILTER (by_year) = 1 THEN any_value(key) FILTER (by_year)
            WHEN fiscal_year IS NULL AND count(*) FILTER (is_regular) = 1 THEN any_value(key) FILTER (is_regular)
            ELSE 0 END AS key
    FROM candidate GROUP BY subject_code, label, fiscal_year, list)
SELECT subject_code, label, fiscal_year, coalesce(any_value(key) FILTER (list = 'function'), 0) AS function_subject_key,
    coalesce(any_value(key) FILTER (list = 'economic'), 0) AS economic_subject_key
FROM chosen GROUP BY subject_code, label, fiscal_year;
UPDATE main.fact_statement_amount SET function_subject_key = keyed.function_subject_key, economic_subject_key = keyed.economic_subject_key
FROM keyed_subject AS keyed
WHERE fact_statement_amount.function_subject_key IS NULL AND keyed.subject_code = fact_statement_amount.subject_code
    AND keyed.label IS NOT DISTINCT FROM fact_statement_amount.label
    AND keyed.fiscal_year IS NOT DISTINCT FROM fact_statement_amount.fiscal_year;
UPDATE main.fact_statement_amount SET function_subject_key = 0, economic_subject_key = 0 WHERE function_subject_key IS NULL;
UPDATE main.fact_statement_count SET function_subject_key = keyed.function_subject_key, economic_subject_key = keyed.economic_subject_key
FROM keyed_subject AS keyed
WHERE fact_statement_count.function_subject_key IS NULL AND keyed.subject_code = fact_statement_count.subject_code
    AND keyed.label IS NOT DISTINCT FROM fact_statement_count.label
    AND keyed.fiscal_year IS NOT DISTINCT FROM fact_statement_count.fiscal_year;
UPDATE main.fact_statement_count SET function_subject_key = 0, economic_subject_key = 0 WHERE function_subject_key IS NULL;
DROP TABLE keyed_subject;
