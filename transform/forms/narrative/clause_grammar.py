"""Clause grammar (分句语法): subject – verb – amount, enumerations, comparisons, budget and final account of one subject.

A clause takes from the clauses before it what it does not say itself: the subject (支出决算为 …), the base of a comparison
(与2023年度相比，…), a description (在 … 项目中，由 … 成交的，采购金额 …). What stays without a meaning is a doubt, never a fact.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeGuard

from transform.forms.narrative.clauses import Clause, clauses_of
from transform.forms.narrative.comparisons import Base, Change, base_of, change_of, trailing_base, unchanged_of
from transform.forms.narrative.measures import (
    Phrase,
    entry_phrase,
    expanded,
    fund_of,
    heading_subject,
    item_in,
    item_phrase,
    joined_measure,
    names_in_list,
    names_sharing_one_amount,
    of_another_year,
    phrase_of,
    strip_leading,
    strip_linking,
)  # fmt: skip
from transform.forms.narrative.paragraph_context import (
    Context,
    Surroundings,
    add,
    close_clause,
    figures_outside_brackets,
    open_clause,
    set_topic,
)
from transform.forms.narrative.printed_figures import PrintedFigure, figures_of
from transform.forms.narrative.rates import attach_rate
from transform.forms.narrative.stated import Doubt, ParagraphReading, StatedFigure
from transform.forms.narrative.wordings import alternatives, words

_SHARED = re.compile(r"(?:分别|依次)(?:为|是|达|达到)?$")


def read_paragraph(text: str, surroundings: Surroundings) -> ParagraphReading:
    """All figures of one paragraph with what they measure."""
    context = Context(surroundings)
    context.topic = context.main = surroundings.entry
    figures = figures_of(text)
    for clause in clauses_of(text, figures):
        _read_clause(clause, text, context)
        close_clause(clause, context)
    return context.reading


def _read_clause(clause: Clause, text: str, context: Context) -> None:
    open_clause(clause, context)
    if not clause.figures:
        _read_words(clause, context)
        return
    position = clause.start
    for figure in clause.figures:
        before = text[position : figure.start]
        if figure.kind == "money":
            _read_money(figure, before, text[figure.end : clause.end], clause, context)
        elif figure.kind == "percent":
            if (change := change_of(strip_leading(before))) is not None and change.base is not None:
                context.base = change.base
            known = figures_outside_brackets(context)
            count = len(known.stated)
            attach_rate(figure, before, clause.end, known, context.base)
            if known is not context.reading:
                context.reading.stated += known.stated[count:]
        elif figure.kind == "count":
            if figure is clause.figures[0] and (subject := phrase_of(strip_leading(before)).subject):
                context.counted = _modified(context, subject)
        elif figure.kind == "name":
            continue
        elif figure.kind != "threshold":
            _doubt_odd(figure, before, clause, context)
        position = figure.end
        if figure.kind == "count":
            counted = re.match(alternatives("count_units"), text[position : clause.end])
            position += counted.end() if counted is not None else 0


def _read_words(clause: Clause, context: Context) -> None:
    """A clause without figures: a base of comparison, a functional item, a description, or nothing that figures need."""
    words_only = strip_leading(clause.text)
    if (unchanged := unchanged_of(words_only)) is not None:
        _state_unchanged(unchanged, context)
        return
    if (base := base_of(words_only)) is not None:
        context.base = base
    elif (split := trailing_base(words_only)) is not None:
        context.base = split[1]
        set_topic(phrase_of(split[0], context.surroundings.publishers), context)
    elif item := item_in(words_only):
        set_topic(item_phrase(item), context, is_main=True)
    elif clause.mark in ("。", "：") and (entry := entry_phrase(clause.text)) is not None:
        set_topic(entry, context, is_main=True)
    elif clause.mark in ("，", "：") and re.search(
        rf"^{alternatives('modifier_beginnings')}.*{alternatives('modifier_endings')}$", words_only
    ):
        if context.modifiers_start is None:
            context.modifiers_start = clause.start
        context.modifiers += re.sub(r"^在", "", words_only)


def _state_unchanged(unchanged: Change, context: Context) -> None:
    """与2023年度持平 says of the amount before it that nothing changed."""
    last = context.reading.stated[-1] if context.reading.stated else None
    if last is not None and last.kind == "amount" and last.direction is None and not unchanged.subject:
        last.direction, last.base = unchanged.direction, unchanged.base or context.base


def _read_money(figure: PrintedFigure, before: str, after: str, clause: Clause, context: Context) -> None:
    if figure.number is None:
        context.reading.doubts.append(Doubt("EX-121", figure, clause.start, clause.end, "数字不能确定"))
        return
    introduction = strip_leading(before)
    if _SHARED.search(introduction):
        context.pending_names = names_in_list(_SHARED.sub("", introduction))
        _next_of_list(figure, clause, context)
    elif context.pending_names and not strip_linking(introduction):
        _next_of_list(figure, clause, context)
    elif (change := change_of(introduction)) is not None:
        _state_change(figure, change, clause, context)
    else:
        _state_amount(figure, introduction, after, clause, context)


def _state_change(figure: PrintedFigure, change: Change, clause: Clause, context: Context) -> None:
    base = change.base or context.base
    if change.base is not None:
        context.base = change.base
    if change.direction is None and figure.value != 0:
        context.reading.doubts.append(Doubt("EX-122", figure, clause.start, clause.end, "增加还是减少没有选定"))
        return
    if context.is_reason:
        change = replace(change, subject=_without_reason(change.subject))
    phrase = phrase_of(change.subject, context.surroundings.publishers) if change.subject else (context.topic or Phrase(""))
    if not phrase.subject and context.topic is not None:
        phrase = replace(context.topic, role=phrase.role, role_printed=phrase.role_printed)
    if change.direction is None:
        context.reading.doubts.append(Doubt("EX-122", figure, clause.start, clause.end, "增加还是减少没有选定，变动为0"))
    if change.subject:
        set_topic(phrase, context)
    word = change.direction or "增加（减少）"
    for one in expanded(_qualified(phrase, context)):
        name = one.measure if change.subject else one.subject
        measure = name + ("比" + _short_base(base, one) if base is not None else "") + word
        add(StatedFigure("change", figure, one, measure, clause.start, clause.end, "", change.direction, base), context)


def _without_reason(text: str) -> str:
    return re.sub(rf"^.*{alternatives('reasons')}(?:是|为|在于|：)?(?:一是)?", "", text)


def _short_base(base: Base, phrase: Phrase) -> str:
    """The base without the subject when that is the same: “三公”经费决算数比“三公”经费年初预算 → 比年初预算."""
    words_of_base = phrase_of(base.text)
    if words_of_base.role and words_of_base.subject == phrase.subject:
        return words_of_base.role_printed
    return base.text


def _state_amount(figure: PrintedFigure, introduction: str, after: str, clause: Clause, context: Context) -> None:
    """An amount that is no change: the words before it are its subject, else its role, else the words behind it."""
    compared = base_of(introduction)
    if compared is not None:  # 比2024年度“三公”经费年初预算0万元增加…: the amount of the base itself
        context.base = compared
        introduction = compared.text
    is_base = compared is not None or re.match(r"(?:完成|占).", introduction) is not None
    introduction = re.sub(r"^(?:完成|占)(?:了)?(?=.)", "", introduction)
    if context.is_reason:
        introduction = _without_reason(introduction)
    each = names_sharing_one_amount(introduction)
    if each:
        for name in each:
            _state_amount(figure, name, after, clause, context)
        return
    phrase = phrase_of(introduction, context.surroundings.publishers)
    if (other := of_another_year(phrase, context.topic)) is not None:
        _state_other_year(figure, other, introduction, clause, context)
        return
    if phrase.subject.endswith(words("grand_totals")):
        context.lists = []  # 收入总计 …，其中：…；支出总计 …: a total is no part of a list
    if context.begins_group and phrase.role and not phrase.subject:
        context.lists = []  # 预算数3万元，其中：…；决算数2万元，其中：…: the second sum is no part of the first
    context.begins_group = False
    phrase = _completed(phrase, after, context)
    if not phrase.subject and not phrase.role:
        context.reading.doubts.append(Doubt("EX-121", figure, clause.start, clause.end, "金额前后没有它的名称"))
        return
    qualified = _qualified(phrase, context)
    for one in expanded(qualified):
        add(StatedFigure("amount", figure, one, _modified(context, one.measure), clause.start, clause.end), context)
    if not is_base and not context.is_reason:
        set_topic(qualified, context)


def _state_other_year(figure: PrintedFigure, phrase: Phrase, words_of_base: str, clause: Clause, context: Context) -> None:
    """上年为115万元，减少10万元: the same subject a year before, against which the change is measured."""
    base = base_of("比" + strip_linking(words_of_base))
    earlier = phrase.year is not None and context.topic is not None and phrase.year < (context.topic.year or phrase.year)
    if (phrase.is_year_before or earlier) and base is not None:
        context.base = base
    for one in expanded(phrase):
        add(StatedFigure("amount", figure, one, one.measure, clause.start, clause.end), context)


def _completed(phrase: Phrase, after: str, context: Context) -> Phrase:
    """The phrase with the subject that it takes from the clauses before, or from the words behind the amount."""
    subject = phrase.subject
    bare = re.sub(rf"^(?:共计|合计|总计|累计|共)?{alternatives('dependent_verbs')}", "", subject)
    is_dependent = subject in words("dependent") or (
        subject not in words("general_words") and subject != "" and bare in ("", *words("dependent"))
    )
    if context.counted and (is_dependent or not subject or bare != subject):
        return replace(phrase, subject=context.counted + subject)
    if is_dependent and not context.modifiers and not phrase.role and _takes(context.topic, subject):
        return replace(phrase, subject=joined_measure(context.topic.subject, subject), item=phrase.item or context.topic.item)
    if subject:
        return phrase
    if phrase.role:
        if context.topic is not None:
            return replace(phrase, subject=context.topic.subject, item=phrase.item or context.topic.item)
        return replace(phrase, subject=heading_subject(context.surroundings.heading))
    tail = re.match(r"^(?:全部|均|都)?(?:为|是|系|用于|来自|属于)(.{2,30})$", after)
    return phrase_of(tail[1]) if tail is not None and not re.search("[0-9]", tail[1]) else phrase


def _takes(topic: Phrase | None, subject: str) -> TypeGuard[Phrase]:
    """Whether 支出, 金额 … can be said of the topic; 支出 beside 收入, and 资金总额, are subjects of their own."""
    if topic is None:
        return False
    if subject in ("支出", "开支"):
        return bool(topic.item) or re.search("收入|支出|总计", topic.subject) is None
    return re.search("(?:金额|原值|净值|价值|差值|差额)$", subject) is not None


def _qualified(phrase: Phrase, context: Context) -> Phrase:
    """General words below the heading of a fund belong to the fund: 本年支出 → 政府性基金预算财政拨款本年支出."""
    fund = fund_of(context.surroundings.heading)
    if fund and phrase.subject in words("general_words"):
        return replace(phrase, subject=fund + phrase.subject)
    return phrase


def _modified(context: Context, measure: str) -> str:
    modifiers, context.modifiers = context.modifiers, ""
    return modifiers + measure


def _next_of_list(figure: PrintedFigure, clause: Clause, context: Context) -> None:
    """One amount of A、B分别为X万元、Y万元."""
    name = context.pending_names.pop(0) if context.pending_names else ""
    change = change_of(name)
    phrase = phrase_of(change.subject if change is not None else name, context.surroundings.publishers)
    phrase = _qualified(_completed(phrase, "", context), context)
    if not phrase.measure or change is not None:
        context.reading.doubts.append(Doubt("EX-121", figure, clause.start, clause.end, "“分别”的名称与金额不能一一对应"))
        return
    add(StatedFigure("amount", figure, phrase, phrase.measure, clause.start, clause.end, is_listed=True), context)
    set_topic(phrase, context)


def _doubt_odd(figure: PrintedFigure, before: str, clause: Clause, context: Context) -> None:
    """Figures that are not loaded: template marks, money that is no certain figure, prices per piece, decimals without a unit."""
    reasons = {
        "blank": ("EX-122", "模板占位符没有填"),
        "broken": ("EX-121", "数字不能确定"),
        "unit-price": ("EX-121", "是单价"),
        "approximate": ("EX-121", "是约数"),
    }
    if figure.kind in reasons:
        rule_id, reason = reasons[figure.kind]
        context.reading.doubts.append(Doubt(rule_id, figure, clause.start, clause.end, reason))
        return
    base = base_of(strip_leading(before))
    if base is not None:
        context.base = base
    if (
        base is not None
        or phrase_of(before).role
        or (
            (figure.text[-1] in "万亿" or "." in figure.text)
            and re.search(rf"{alternatives('money_nouns')}(?:数|额)?{alternatives('linking')}?$", before)
        )
    ):
        context.reading.doubts.append(Doubt("EX-123", figure, clause.start, clause.end, "没有印出单位"))
