"""The fact tables of the star (事实表), in the order in which people read them."""

FORM_FACT_TABLES = ("fact_project_evaluation", "fact_project_funding", "fact_indicator_result")
"""Tables whose facts stand in a self-evaluation form: they have ``form_no`` and ``project_key``."""

FACT_TABLES = (*FORM_FACT_TABLES, "fact_statement_amount", "fact_statement_count", "fact_narrative_figure")
