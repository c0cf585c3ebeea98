"""All kinds of change: importing this module registers them."""

from tests.factory.mutants import (
    kinds_columns,
    kinds_digits,
    kinds_forms,
    kinds_further,
    kinds_rows,
    kinds_shown,
    kinds_statements,
    kinds_units,
    kinds_years,
)
from tests.factory.mutants.registry import KINDS

__all__ = ["KINDS"]
REGISTERED = (
    kinds_columns,
    kinds_digits,
    kinds_forms,
    kinds_further,
    kinds_rows,
    kinds_shown,
    kinds_statements,
    kinds_units,
    kinds_years,
)
