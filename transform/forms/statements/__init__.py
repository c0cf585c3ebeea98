"""The statements of a department's final accounts (部门决算报表): every figure of every table, for any region's set.

Entrance: :func:`transform.forms.statements.read.statements_of`. A statement is known by its title (:mod:`.titles`) and its shape
(:mod:`.header_paths`), never by its number. Stages: :mod:`.parts` cuts the rows of grids into titled parts, :mod:`.header_paths`
finds the columns, :mod:`.body_rows` the rows, :mod:`.continuation` joins parts over pages, :mod:`.figures` reads the cells, and
:mod:`.fact_tables` makes staged rows. Wordings are rows of data/statements.yaml; layouts are properties of the grid.
"""
