"""Rules on the block of funds (资金): sums of sources, rate, points for execution, budgets of zero, decimals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from expectations.identities.form_figures import AMOUNTS, SOURCES, Figure, Form, half, plain
from expectations.identities.outcome import Check, held
from expectations.identities.rounding import printed_decimals, slipped_digit, sum_band
from expectations.identities.rule_rows import Rule

HUNDRED = Decimal(100)


def judge(residual: Decimal, fine: Decimal, coarse: Decimal, severity: str) -> tuple[bool, str]:
    """Whether an identity holds within the band, and the severity of what is left to say ("" = nothing).

    Inside the fine band a residual is rounding (info). Between the fine band and the band of the printed digits it could only
    be rounding if trailing zeros had been rounded away instead of left out: a warning at most."""
    size = abs(residual)
    if size == 0:
        return True, ""
    if size <= fine:
        return True, "info"
    return False, severity if size > coarse else "warning"


def sum_of_parts(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-501: a total equals its parts under one of the readings of the printed rows. Blank parts count as 0 only where
    another part is filled; a blank in a row that is otherwise filled could hold the rest, and then the residual is a warning."""
    total_row = form.funding.get(rule.parameters["total"])
    for column, column_name in AMOUNTS.items():
        total = form.figure(total_row, column)
        needed = rule.parameters.get("only_if_filled", ())
        if total is None or any(form.figure(form.funding.get(source), column) is None for source in needed):
            continue
        readings = [
            parts
            for reading in rule.parameters["readings"]
            if (parts := [figure for source in reading if (figure := form.figure(form.funding.get(source), column))])
        ]
        if readings:
            blank = any(
                form.figure(row, column) is None and any(form.figure(row, other) for other in AMOUNTS)
                for source, row in form.funding.items()
                if source != rule.parameters["total"]
            )
            yield judge_sum(rule, form, (column, column_name), total, readings, blank)


def judge_sum(
    rule: Rule, form: Form, column: tuple[str, str], total: Figure, readings: Sequence[Sequence[Figure]], blank: bool
) -> Check:
    """The verdict of the reading that fits best; the first reading is the one that people are told about."""

    def verdict(parts: Sequence[Figure]) -> tuple[bool, str]:
        figures = (total, *parts)
        fine, coarse = sum_band([one.fine_ulp for one in figures]), sum_band([one.coarse_ulp for one in figures])
        return judge(total.value - sum(one.value for one in parts), fine, coarse, rule.severity)

    verdicts = [verdict(parts) for parts in readings]
    best = next((i for i, one in enumerate(verdicts) if one == (True, "")), None)
    best = best if best is not None else next((i for i, one in enumerate(verdicts) if one[0]), 0)
    holds, severity = verdicts[best]
    subject = f"{rule.parameters['total']}.{column[0]}"
    if not severity:
        return held(subject)
    parts = readings[best]
    summed = Decimal(sum(one.value for one in parts))
    if blank and not holds and summed < total.value:
        severity = "warning"
    gap = form.amount_text(abs(total.value - summed))
    ending = "，在舍入误差之内" if holds else ("（有来源未填）" if severity == "warning" and blank else "")
    name = SOURCES[rule.parameters["total"]]
    return Check(
        holds, subject, f"{name}的{column[1]}为 {total.shown}，各来源相加为 {form.amount_text(summed)}，相差 {gap}{ending}",
        form.amount_text(summed), total.shown, (total.fact_id, *(one.fact_id for one in parts)), total.page, severity,
    )  # fmt: skip


def rate_interval(budget: Figure, executed: Figure, fine: bool) -> tuple[Decimal, Decimal]:
    """The least and the greatest rate in percent that the unrounded amounts allow."""
    low_budget, high_budget = max(budget.value - half(budget, fine), Decimal("0.000001")), budget.value + half(budget, fine)
    low_executed = max(executed.value - half(executed, fine), Decimal(0))
    return low_executed / high_budget * HUNDRED, (executed.value + half(executed, fine)) / low_budget * HUNDRED


def percent(rate: Figure) -> str:
    """A rate as printed, always with its sign: "84.10" → "84.10%"."""
    return f"{rate.text.rstrip('%％ ')}%"


def rate_agrees(rate: Figure, budget: Figure, executed: Figure, *, fine: bool) -> bool:
    """Whether the printed rate, rounded or cut, can follow from amounts that were rounded to their own decimals."""
    low, high = rate_interval(budget, executed, fine)
    return low - rate.fine_ulp < rate.value <= high + rate.fine_ulp / 2


def execution_rate(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-502: the printed rate follows from the amounts, rounded or cut to its printed decimals."""
    for source, row in form.funding.items():
        budget, executed = form.figure(row, "full_year_budget_yuan"), form.figure(row, "executed_yuan")
        rate = form.figure(row, "execution_rate_percent")
        if budget is None or executed is None or rate is None or budget.value <= 0:
            continue
        computed = executed.value / budget.value * HUNDRED
        grid = rate.fine_ulp

        rounded = computed.quantize(grid, ROUND_HALF_UP)
        if rounded == rate.value.quantize(grid):
            yield held(source)
            continue
        holds = rate_agrees(rate, budget, executed, fine=True)
        severity = "info" if holds else ("warning" if rate_agrees(rate, budget, executed, fine=False) else rule.severity)
        yield Check(
            holds, source,
            f"{SOURCES.get(source, source)}的执行率印为 {percent(rate)}，按公布的全年执行数 {executed.shown} "
            f"除以全年预算数 {budget.shown} 应为 {rounded}%" + ("，差异在舍入误差之内" if holds else ""),
            f"{rounded}%", percent(rate), (rate.fact_id,), rate.page, severity,
        )  # fmt: skip


def execution_score(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-503: points = weight × min(rate, 1), with the rate from the amounts or as printed, rounded or cut."""
    row = form.funding.get("total")
    weight, score = form.figure(row, "weight"), form.figure(row, "score")
    budget, executed = form.figure(row, "full_year_budget_yuan"), form.figure(row, "executed_yuan")
    rate = form.figure(row, "execution_rate_percent")
    if weight is None or score is None or (rate is None and (budget is None or executed is None)):
        return
    intervals = []
    if rate is not None and (budget is None or budget.value > 0):
        intervals.append((rate.value - rate.fine_ulp / 2, rate.value + rate.fine_ulp))
    if budget is not None and executed is not None and budget.value > 0:
        intervals.append(rate_interval(budget, executed, fine=True))
    if not intervals:
        return
    points = [tuple(weight.value * min(edge, HUNDRED) / HUNDRED for edge in interval) for interval in intervals]
    if any(low - score.fine_ulp < score.value <= high + score.fine_ulp / 2 for low, high in points):
        yield held("total")
        return
    share = rate.value if rate is not None else (executed.value / budget.value * HUNDRED if executed and budget else HUNDRED)
    right = plain((weight.value * min(share, HUNDRED) / HUNDRED).quantize(Decimal("0.01"), ROUND_HALF_UP))
    yield Check(
        False, "total",
        f"执行率得分印为 {plain(score.value)}，分值 {plain(weight.value)}、执行率 {plain(share.quantize(Decimal('0.01')))}% "
        f"应得 {right} 分",
        right, plain(score.value), (score.fact_id,), score.page,
    )  # fmt: skip


def executed_within_budget(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-517: no spending without budget; for single sources money may have moved between them, which is a warning."""
    for source, row in form.funding.items():
        budget, executed = form.figure(row, "full_year_budget_yuan"), form.figure(row, "executed_yuan")
        if budget is None or executed is None:
            continue
        excess = executed.value - budget.value
        if excess <= half(budget, True) + half(executed, True):
            yield held(source)
            continue
        could_round = excess <= half(budget, False) + half(executed, False)
        yield Check(
            False, source,
            f"{SOURCES.get(source, source)}的全年执行数 {executed.shown} 超过全年预算数 {budget.shown}，"
            f"超出 {form.amount_text(excess)}",
            f"≤ {budget.shown}", executed.shown, (executed.fact_id,), executed.page,
            None if source == "total" and not could_round else str(rule.parameters["part_severity"]),
        )  # fmt: skip


def budget_cut(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-513: a rate of 100 % that was reached by cutting the budget to the spending; reports the rate on the initial budget."""
    row = form.funding.get("total")
    initial, full = form.figure(row, "initial_budget_yuan"), form.figure(row, "full_year_budget_yuan")
    executed = form.figure(row, "executed_yuan")
    if initial is None or full is None or executed is None or initial.value <= 0:
        return
    if executed.value != full.value or full.value >= initial.value * Decimal(rule.parameters["kept"]):
        yield held("total")
        return
    share = plain((executed.value / initial.value * HUNDRED).quantize(Decimal("0.1"), ROUND_HALF_UP))
    yield Check(
        False, "total",
        f"全年预算数由年初 {initial.shown} 调减到与执行数相同的 {full.shown}，执行率因此为 100%；"
        f"执行数只占年初预算的 {share}%",
        f"{share}%", "100%", (executed.fact_id,), executed.page,
    )  # fmt: skip


def zero_budget(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-518: 年初预算 0 with money later is legal and said; a rate on a budget of 0 is undefined, neither 0 nor 100 %."""
    row = form.funding.get("total")
    initial, full = form.figure(row, "initial_budget_yuan"), form.figure(row, "full_year_budget_yuan")
    if initial is not None and full is not None:
        if initial.value == 0 < full.value:
            yield Check(
                True,
                "initial",
                f"年初预算数为 0，全年预算数 {full.shown} 为年中追加或结转，执行率以全年预算数为分母",
                "",
                "0",
                (full.fact_id,),
                full.page,
            )
        else:
            yield held("initial")
    undefined = []
    for source, source_row in form.funding.items():
        budget, rate = form.figure(source_row, "full_year_budget_yuan"), form.figure(source_row, "execution_rate_percent")
        if budget is not None and budget.value == 0 and rate is not None:
            undefined.append((source, rate))
    if undefined:
        names = "、".join(SOURCES.get(source, source) for source, _ in undefined)
        shown = "、".join(dict.fromkeys(percent(rate) for _, rate in undefined))
        yield Check(
            False, "rate", f"{names}的全年预算数为 0，执行率没有意义，却印为 {shown}", "—", shown,
            tuple(rate.fact_id for _, rate in undefined), undefined[0][1].page,
        )  # fmt: skip


def executed_missing(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-520: a rate or points are printed although the executed amount itself is not."""
    row = form.funding.get("total")
    rate, score = form.figure(row, "execution_rate_percent"), form.figure(row, "score")
    if row is None or (rate is None and score is None):
        return
    if form.figure(row, "executed_yuan") is not None:
        yield held("total")
        return
    claims = "、".join([*([f"执行率 {percent(rate)}"] if rate else []), *([f"得分 {plain(score.value)}"] if score else [])])
    yield Check(False, "total", f"全年执行数空白，却印有{claims}", "", "空白", (row["fact_id"],), row["page"])


def decimals(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-426: not finer than the fen (分), which is the smallest sum that can be spent."""
    for source, row in form.funding.items():
        for column, name in AMOUNTS.items():
            figure = form.figure(row, column)
            most = None if figure is None else rule.parameters["most"].get(figure.unit)
            if figure is None or most is None:
                continue
            if (printed_decimals(figure.text) or 0) <= most:
                yield held(f"{source}.{column}")
            else:
                yield Check(
                    False, f"{source}.{column}",
                    f"{SOURCES.get(source, source)}的{name} {figure.shown} 的小数超过 {most} 位，细于一分钱",
                    f"≤ {most} 位小数", figure.text, (figure.fact_id,), figure.page,
                )  # fmt: skip


def zero_style(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-428: one way of writing zero within one block of funds."""
    zeros = [
        figure
        for row in form.funding.values()
        for column in AMOUNTS
        if (figure := form.figure(row, column)) and figure.value == 0
    ]
    if not zeros:
        return
    styles = sorted({figure.text for figure in zeros})
    if len(styles) == 1:
        yield held("funds")
    else:
        yield Check(
            False, "funds", f"资金表内零的写法不一：{'、'.join(styles)}", styles[0], "、".join(styles),
            tuple(dict.fromkeys(figure.fact_id for figure in zeros)), zeros[0].page,
        )  # fmt: skip


def digit_loss(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-123: where the sum of the sources fails, or the total score, propose the single slip that explains it."""
    total_row, rows = form.funding.get("total"), form.funding
    for column, name in AMOUNTS.items():
        total = form.figure(total_row, column)
        sources = ("fiscal", "carryover", "other") if "fiscal" in rows else ("own_level", "superior", "carryover", "other")
        parts = [figure for source in sources if (figure := form.figure(rows.get(source), column))]
        if total is None or not parts:
            continue
        residual = total.value - sum(one.value for one in parts)
        if abs(residual) <= sum_band([one.coarse_ulp for one in (total, *parts)]):
            continue
        for figure, right in [(total, total.value - residual), *((one, one.value + residual) for one in parts)]:
            slip = slipped_digit(figure.value, right)
            if slip is not None:
                text = f"{name} {figure.shown} 若为 {form.amount_text(right)}，各来源与总额相符（{slip}）"
                yield Check(
                    False,
                    f"{column}.{figure.fact_id}",
                    text,
                    form.amount_text(right),
                    figure.shown,
                    (figure.fact_id,),
                    figure.page,
                )
    yield from total_slip(form)


def total_slip(form: Form) -> Iterator[Check]:
    """The slip that explains a total score that is not the sum of the points."""
    total = form.figure(form.evaluation, "total_score")
    scores = [form.figure(row, "score") for row in (*form.scored_indicators(), form.funding.get("total"))]
    if total is None or any(score is None for score in scores):
        return
    right = Decimal(sum(score.value for score in scores if score is not None))
    slip = slipped_digit(total.value, right)
    if slip is not None:
        yield Check(
            False, "total_score", f"总分印为 {plain(total.value)}，若为 {plain(right)} 则与各项得分相符（{slip}）",
            plain(right), plain(total.value), (total.fact_id,), total.page,
        )  # fmt: skip
