"""Whatever a figure or a target is printed like, it is the same figure."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from transform.amounts import Number, Unreadable, read_amount, read_cell_number, read_number, to_yuan
from transform.chinese_text import compact, fold, is_blank, joined
from transform.departments import canonical_department, split_code
from transform.districts import district
from transform.indicators import level1_class, level2_class
from transform.projects import project_key
from transform.targets import completion, parse_actual, parse_target
from transform.units import UNITS

FIGURES = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(0, 10**12), st.integers(0, 6)
)  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789.,-()%", "０１２３４５６７８９．，－（）％")
NOTATIONS = ("-", "()", "△")
TEXTS = st.text(
    alphabet=st.sampled_from("项目资金（万元）：:()[]【】—-－“”\"' \n\u3000\u200b⻔⼯12３①.．,，、年度≥%·《》"), max_size=30
)


def printed(value: Decimal, grouped: bool, wide: bool, negative: str) -> str:
    text = f"{value:,f}" if grouped else f"{value:f}"
    if negative:
        text = f"({text})" if negative == "()" else negative + text
    return text.translate(FULL_WIDTH) if wide else text


@given(FIGURES, st.booleans(), st.booleans(), st.sampled_from(("", *NOTATIONS)))
def test_a_figure_in_any_notation_is_the_same_decimal(value: Decimal, grouped: bool, wide: bool, negative: str) -> None:
    number = read_number(printed(value, grouped, wide, negative))
    assert number is not None
    assert number.value == (-value if negative else value)
    assert number.decimals == -int(value.as_tuple().exponent)


@given(FIGURES, st.booleans(), st.integers(1, 24), st.sampled_from((" ", "\n", "\u3000")))
def test_a_figure_cut_by_the_layout_is_itself_or_unreadable_but_never_another(
    value: Decimal, grouped: bool, position: int, gap: str
) -> None:
    text = printed(value, grouped, False, "")
    position = min(position, len(text) - 1)
    found = read_cell_number(text[:position] + gap + text[position:] if position else text)
    assert isinstance(found, (Number, Unreadable))
    if isinstance(found, Number):
        assert found.value == value


@given(FIGURES, FIGURES, st.sampled_from((" ", "\n")))
def test_two_complete_amounts_in_one_cell_are_never_one(first: Decimal, second: Decimal, gap: str) -> None:
    text = f"{first.quantize(Decimal('0.01')):,f}{gap}{second.quantize(Decimal('0.01')):,f}"
    assert isinstance(read_cell_number(text), Unreadable)


@given(FIGURES, st.sampled_from(sorted(UNITS)))
def test_to_yuan_is_exact_to_half_a_fen(value: Decimal, unit: str) -> None:
    amount = read_amount(f"{value:f}{unit}")
    assert amount is not None
    assert amount.unit is UNITS[unit]
    yuan = to_yuan(amount.number, UNITS[unit])
    assert abs(yuan.yuan - value * UNITS[unit].factor) <= Decimal("0.005")
    assert yuan.exact == (yuan.yuan == value * UNITS[unit].factor)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_cell_number(text)
    read_amount(text)
    parse_target(text, fiscal_year=2024, fund_unit=UNITS["万元"], level2_class="成本指标")
    canonical_department(text, district("110106"))
    split_code(text)
    level1_class(text)
    level2_class(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(compact(text)) == fold(text)
    assert joined(joined(text)) == joined(text)
    assert compact(joined(text)) == compact(joined(compact(text)))
    assert is_blank(text) == is_blank(joined(text))
    assert project_key(fold(text)) == project_key(text)


OPERATORS = {">=": "≥", "<=": "≤", ">": "＞", "<": "<", "=": "＝"}
NOUNS = st.sampled_from(("%", "次", "个", "人次", "平方米", "元", "课时"))
QUANTITIES = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(0, 10**7), st.integers(0, 3))


@given(st.sampled_from(sorted(OPERATORS)), QUANTITIES, NOUNS, st.booleans(), st.booleans(), st.booleans())
def test_a_target_in_any_notation_is_the_same(
    operator: str, value: Decimal, noun: str, brackets: bool, spaced: bool, wide: bool
) -> None:
    figure = f"{value:f}".translate(FULL_WIDTH) if wide else f"{value:f}"
    unit = f"({noun})" if brackets else noun
    text = (" " if spaced else "").join((OPERATORS[operator], figure, unit))
    one_cell = parse_target(text)
    columns = parse_target(figure, operator_text=OPERATORS[operator], unit_text=noun)
    for found in (one_cell, columns):
        assert (found.operator, found.value, found.unit, found.inferred) == (operator, value, noun, ())


@given(QUANTITIES, QUANTITIES)
def test_met_and_ratio_agree(target: Decimal, actual: Decimal) -> None:
    at_least = completion(parse_target(f"≥{target:f}次"), parse_actual(f"{actual:f}次"), "数量指标")
    assert at_least.met is (actual >= target)
    if at_least.ratio is not None:
        assert (at_least.ratio >= 1) or actual < target
    at_most = completion(parse_target(f"≤{target:f}次"), parse_actual(f"{actual:f}次"), "成本指标")
    assert at_most.met is (actual <= target)
