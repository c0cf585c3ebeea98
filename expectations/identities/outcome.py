"""What one application of a rule to one place says (判定): held, failed, or held with a remark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One application of a rule. A rule that cannot be evaluated because a figure is missing yields no ``Check`` at all.

    ``subject`` is the natural key of the place inside the form ("total.executed_yuan", "7"). ``message`` is a Chinese clause
    with the figures; empty when there is nothing to say. ``severity`` overrides that of the rule; a remark on a rule that
    held is always ``info``.
    """

    held: bool
    subject: str
    message: str = ""
    expected: str = ""
    actual: str = ""
    fact_ids: tuple[str, ...] = ()
    page: int | None = None
    severity: str | None = None


def held(subject: str) -> Check:
    """The rule applied here and held."""
    return Check(True, subject)


def severity_of(severity: str, origin_code: str) -> str:
    """What may be our own misreading accuses nobody of an error."""
    return "warning" if severity == "error" and origin_code == "extraction" else severity
