-- By what each statement's unit, year, role and columns were decided, with what says otherwise (依据).
CREATE VIEW published.decision AS
SELECT document_sha256, table_no, statement_code, form_no, scope, column_heading, question, answer, state, words, place, kind,
    contradicted_by
FROM dq.decision;
