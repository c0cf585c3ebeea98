"""What a run tells the person at its end (运行小结): what came in, what looks wrong, what was refused, what to ask next."""

from __future__ import annotations

from typing import TextIO

from flows.first_questions import QUESTIONS, command_line, home_option
from flows.messages import message
from flows.settings import Settings
from flows.stages import RunResult


def print_summary(result: RunResult, settings: Settings, stream: TextIO) -> None:
    """Write the summary of a run in the person's language."""
    for line in summary_lines(result, settings):
        print(line, file=stream)


def summary_lines(result: RunResult, settings: Settings) -> list[str]:
    """The lines of the summary."""
    language, plan = settings.language, result.plan
    home = home_option(settings)
    numbers = result.contract_object()
    values = {name.removeprefix("documents_"): value for name, value in numbers.items() if name.startswith("documents_")}
    lines = [message("summary-head", language, seconds=f"{result.seconds:.1f}", **values)]
    if result.loaded:
        words = (f"{message(f'table-{table}'.replace('_', '-'), language)} {count}" for table, count in result.rows.items())
        tables = ("，" if language == "zh" else ", ").join(words)
        lines.append(message("summary-facts", language, facts=result.facts_loaded, tables=tables))
        counts = {severity: result.findings.get(severity, 0) for severity in ("error", "warning", "info")}
        lines.append(message("summary-findings", language, **counts))
        if sum(counts.values()):
            lines.append("  " + message("summary-findings-hint", language, home=home))
    if result.quarantined:
        lines.append(message("summary-quarantine", language))
        lines += [
            f"  [{state.reason_code}] {state.name}: {state.message_zh if language == 'zh' else state.message_en}"
            for state in result.quarantined
        ]
    if plan.still_quarantined:
        lines.append(message("summary-still-quarantined", language, count=len(plan.still_quarantined)))
    lines += [message(skipped.reason, language, name=skipped.name, reason=skipped.detail) for skipped in plan.skipped]
    if not numbers["documents_seen"] and not plan.skipped:
        lines.append(message("nothing-found", language))
    if result.loaded or len(plan.unchanged) > len(plan.still_quarantined):
        lines.append(message("summary-warehouse", language, path=settings.warehouse))
        lines.append(message("summary-ask", language))
        lines.append("  " + command_line(QUESTIONS[0].sql, settings))
    return lines
