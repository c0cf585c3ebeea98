"""Kinds that the code cannot read or doubt yet (尚未解决的改动): what is listed here is silently wrong today.

A kind that becomes right fails ``tests/properties/test_mutants.py`` (strict xfail) until it is taken off this list.
"""

from __future__ import annotations

from tests.factory.mutants.registry import ALL

KNOWN_SILENT: dict[str, tuple[str, ...]] = {
    "accounts_of_two_units": ALL,
    "form_figure_struck": ("pdf",),
    "form_heading_units": ALL,
}
"""Kind → the formats in which it is silent."""

KNOWN_ALARMS = frozenset({"unchanged_in_debt"})
"""Unchanged documents that have a finding all the same."""
