-- The key of a dimension member or document: the first 15 hex digits of a SHA-256 over kind and natural key, as a whole number.
-- chr(31) keeps ('ab', 'c') and ('a', 'bc') apart; a missing part counts as ''. Collisions are looked for by the verification.
CREATE OR REPLACE MACRO etl.make_key(kind, parts) AS
    CAST('0x' || substr(sha256(kind || chr(31) || array_to_string(list_transform(parts, lambda part: coalesce(part, '')), chr(31))), 1, 15)
        AS BIGINT);
-- The document's own name counts only where the form names no department; the implementer only where neither does.
-- 0 is the member "not published or not certain" of a dimension.
CREATE OR REPLACE MACRO etl.department_key(district_code, name) AS
    CASE WHEN name IS NULL THEN 0 ELSE etl.make_key('department', [district_code, name]) END;
-- Where a code is printed it tells projects of one name apart; without one the key is that of the name alone.
CREATE OR REPLACE MACRO etl.project_key(department_key, name, code) AS
    CASE WHEN name IS NULL THEN 0 WHEN code IS NULL THEN etl.make_key('project', [CAST(department_key AS VARCHAR), name])
        ELSE etl.make_key('project', [CAST(department_key AS VARCHAR), name, code]) END;
CREATE OR REPLACE MACRO etl.district_key(code) AS
    CASE WHEN code IS NULL THEN 0 ELSE etl.make_key('district', [code]) END;
CREATE OR REPLACE MACRO etl.indicator_key(level1, level2, name) AS
    CASE WHEN name IS NULL AND level1 IS NULL AND level2 IS NULL THEN 0 ELSE etl.make_key('indicator', [level1, level2, name]) END;
CREATE OR REPLACE MACRO etl.document_key(sha256) AS etl.make_key('document', [sha256]);
