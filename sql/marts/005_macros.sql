-- A ratio in percent with four decimals, rounded half up, in whole numbers: DECIMAL / DECIMAL would be a binary float.
-- NULL when the denominator is 0 or either is NULL: a rate on a base of zero is undefined, not 0 and not 100.
CREATE OR REPLACE MACRO mart.fen(yuan) AS CAST(CAST(yuan AS DECIMAL(24, 2)) * 100 AS HUGEINT);
CREATE OR REPLACE MACRO mart.percent(numerator, denominator) AS
    CAST(CASE WHEN denominator > 0 THEN sign(numerator) * 0.0001 * CAST(
        (abs(mart.fen(numerator)) * 2000000 + mart.fen(denominator)) // (2 * mart.fen(denominator)) AS DECIMAL(24, 0)) END
        AS DECIMAL(18, 4));
-- Where a figure stands, for people: title, page, published text and unit.
CREATE OR REPLACE MACRO mart.evidence(title, page, published_text, published_unit) AS
    concat_ws('，', '《' || title || '》', '第' || page || '页', '“' || published_text || '”', published_unit);
-- What a row of a statement is: 合计, 类, 款, 项 (by the length of the code), 其中 (part of the row above), or 行 (any other row).
CREATE OR REPLACE MACRO mart.row_level(subject_code, label) AS
    CASE WHEN length(subject_code) = 3 THEN '类' WHEN length(subject_code) = 5 THEN '款' WHEN length(subject_code) >= 7 THEN '项'
        WHEN regexp_matches(label, '(合计|总计|小计)$') THEN '合计' WHEN starts_with(label, '其中') THEN '其中' ELSE '行' END;
-- Whether a heading path names a sum of the columns beside it.
CREATE OR REPLACE MACRO mart.is_total(measure) AS regexp_matches(measure, '(合计|总计|小计)(/|$)');
