-- A ratio in percent with four decimals, rounded half up, in whole numbers: DECIMAL / DECIMAL would be a binary float.
-- NULL when the denominator is 0 or either is NULL: a rate on a base of zero is undefined, not 0 and not 100.
CREATE OR REPLACE MACRO mart.fen(yuan) AS CAST(CAST(yuan AS DECIMAL(24, 2)) * 100 AS HUGEINT);
CREATE OR REPLACE MACRO mart.percent(numerator, denominator) AS
    CAST(CASE WHEN denominator > 0 THEN sign(numerator) * 0.0001 * CAST(
        (abs(mart.fen(numerator)) * 2000000 + mart.fen(denominator)) // (2 * mart.fen(denominator)) AS DECIMAL(24, 0)) END
        AS DECIMAL(18, 4));
-- Where a figure stands, for people: title, page, published text and unit.
CREATE OR REPLACE MACRO mart.proof(title, page, published_text, published_unit) AS
    concat_ws('，', '《' || title || '》', '第' || page || '页', '“' || published_text || '”', published_unit);
