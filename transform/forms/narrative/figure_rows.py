"""Stated figures → staged rows (事实行): narrative_figure, figure_location, finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from transform.amounts import to_yuan
from transform.chinese_text import joined
from transform.fact_rows import stable_id
from transform.forms.narrative.comparisons import is_previous_year
from transform.forms.narrative.paragraphs import Place, ProseParagraph
from transform.forms.narrative.printed_figures import PrintedFigure
from transform.forms.narrative.prose_tables import ProseTable, TableFigure
from transform.forms.narrative.stated import Doubt, ParagraphReading, StatedFigure
from transform.forms.narrative.wordings import mapping
from transform.personal_data import masked
from transform.reading_findings import document_finding
from transform.units import Unit

Row = dict[str, Any]
_LONGEST_QUOTE = 400


def _place_of(paragraph: ProseParagraph, figure: PrintedFigure) -> Place:
    return paragraph.place_of(figure.start, figure.start + len(figure.text))


class RowWriter:
    """Collects the rows of one document; a class because the running numbers of repeated sentences must be shared."""

    def __init__(self, sha256: str, fiscal_year: int | None, personal: Collection[str]) -> None:
        self.sha256, self.fiscal_year, self.personal = sha256, fiscal_year, personal
        self.rows: dict[str, list[Row]] = {"narrative_figure": [], "figure_location": [], "finding": []}
        self._seen: Counter[tuple[str, str]] = Counter()

    def write(self, paragraph: ProseParagraph, heading: str, reading: ParagraphReading) -> None:
        """Adds the rows of one paragraph."""
        ids: dict[int, list[str]] = {}
        for stated in reading.stated:
            fact_id = self._write_figure(paragraph, heading, stated)
            ids.setdefault(stated.figure.start, []).append(fact_id)
        for doubt in reading.doubts:
            self._write_doubt(paragraph, doubt, ids.get(doubt.figure.start, []))

    def write_table(self, table: ProseTable) -> None:
        """Adds the amounts of a table without a unit, if the document proves it; a finding says what was done."""
        unit, place = table.unit, Place(table.figures[0].cell.page, table.figures[0].cell.location)
        ids = [] if unit is None else [self._write_table_figure(table, figure, unit) for figure in table.figures]
        shown = "、".join(figure.cell.text.strip() for figure in table.figures[:4])
        done = f"按同一文件自评表中的金额（{table.evidence}）确定单位为{unit.name}" if unit is not None else "没有入库"
        message = masked(f"表“{table.caption or table.figures[0].name}”没有印出金额单位（{shown}），{done}。", self.personal)
        self.rows["finding"].append(document_finding(self.sha256, "EX-123", message, page=place.page, fact_ids=ids))

    def _write_table_figure(self, table: ProseTable, figure: TableFigure, unit: Unit) -> str:
        measure = masked(f"{figure.name}{figure.heading}", self.personal)
        text = figure.cell.text.strip()
        quote = masked(f"{table.caption}：{figure.name}，{figure.heading}{text}".lstrip("："), self.personal)
        self._seen[(measure, quote)] += 1
        fact_id = stable_id("nf", self.sha256, measure, quote, self._seen[(measure, quote)])
        amount = to_yuan(figure.number, unit)
        place: Row = {
            "page": figure.cell.page,
            "bbox": figure.cell.location or None,
            "published_text": text,
            "published_unit": unit.name,
        }
        common: Row = {"fact_id": fact_id, "document_sha256": self.sha256, **place}
        self.rows["narrative_figure"].append(
            {
                **common,
                "fiscal_year": self.fiscal_year,
                "measure": measure,
                "subject": masked(figure.name, self.personal),
                "role": mapping("aspects").get(figure.heading),
                "kind": "amount",
                "amount_yuan": amount.yuan,
                "quote": quote[:_LONGEST_QUOTE],
            }
        )
        steps = "；".join((*figure.number.steps, "单位由自评表推定", *amount.steps))
        self.rows["figure_location"].append({**common, "figure": "amount_yuan", "stored_value": str(amount.yuan), "steps": steps})
        return fact_id

    def _quote(self, paragraph: ProseParagraph, start: int, end: int) -> str:
        return masked(joined(paragraph.text[start:end]).strip("，。；：、 "), self.personal)[:_LONGEST_QUOTE]

    def _write_figure(self, paragraph: ProseParagraph, heading: str, stated: StatedFigure) -> str:
        quote = self._quote(paragraph, stated.start, stated.end)
        measure = masked(self._year_if_another(stated) + stated.measure, self.personal)
        self._seen[(measure, quote)] += 1
        fact_id = stable_id("nf", self.sha256, measure, quote, self._seen[(measure, quote)])
        place = _place_of(paragraph, stated.figure)
        yuan = self._locate_value(fact_id, place, stated, paragraph)
        rates = {kind: rate.figure.value for kind, rate in stated.rates.items()}
        is_rate = stated.kind == "rate"
        self.rows["narrative_figure"].append(
            {
                "fact_id": fact_id,
                "document_sha256": self.sha256,
                "fiscal_year": self.fiscal_year,
                "section": heading or None,
                "measure": measure,
                "subject": masked(stated.phrase.subject, self.personal) or None,
                "role": stated.phrase.role or None,
                "item_path": stated.phrase.item or None,
                "part_of": stated.part_of or None,
                "kind": "reason" if stated.is_reason else stated.kind,
                "figure_year": self._figure_year(stated),
                "direction": stated.direction,
                "compared_with": stated.base.text if stated.base is not None else None,
                "base_year": self._base_year(stated),
                "amount_yuan": yuan,
                "rate_percent": stated.figure.value if is_rate else None,
                "change_percent": rates.get("change"),
                "share_percent": rates.get("share"),
                "share_of": stated.rates["share"].of or None if "share" in stated.rates else None,
                "completion_percent": rates.get("completion"),
                "completion_of": stated.rates["completion"].of or None if "completion" in stated.rates else None,
                "quote": quote,
                "page": place.page,
                "bbox": place.location or None,
                "published_text": stated.figure.text,
                "published_unit": stated.figure.unit.name if stated.figure.unit is not None else "%",
            }
        )
        return fact_id

    def _year_if_another(self, stated: StatedFigure) -> str:
        """2022年决算数为 …, in the accounts of 2023, is a figure of 2022: its name says so."""
        year = self._figure_year(stated)
        if stated.phrase.is_year_before and year is None:
            return "上年"
        is_another = stated.kind == "amount" and year is not None and self.fiscal_year not in (None, year)
        return f"{year}年" if is_another else ""

    def _figure_year(self, stated: StatedFigure) -> int | None:
        if stated.phrase.is_year_before:
            return self.fiscal_year - 1 if self.fiscal_year is not None else None
        return stated.phrase.year

    def _locate_value(self, fact_id: str, place: Place, stated: StatedFigure, paragraph: ProseParagraph) -> Decimal | None:
        """The places of the amount and of its rates; gives back the amount in 元, None for a rate that stands by itself."""
        figure = stated.figure
        if figure.number is None or figure.unit is None:
            self._locate(fact_id, "rate_percent", place, figure, str(figure.value), ())
            return None
        amount = to_yuan(figure.number, figure.unit)
        self._locate(fact_id, "amount_yuan", place, figure, str(amount.yuan), (*figure.number.steps, *amount.steps))
        if not amount.exact:
            message = f"“{figure.text}{figure.unit.name}”换算成元后超过两位小数，四舍五入到分。"
            finding = document_finding(self.sha256, "EX-108", message, page=place.page, fact_ids=[fact_id], key=fact_id)
            self.rows["finding"].append(finding)
        for kind, rate in stated.rates.items():
            where = _place_of(paragraph, rate.figure)
            self._locate(fact_id, f"{kind}_percent", where, rate.figure, str(rate.figure.value), ())
        return amount.yuan

    def _locate(self, fact_id: str, name: str, place: Place, figure: PrintedFigure, stored: str, steps: tuple[str, ...]) -> None:
        self.rows["figure_location"].append(
            {
                "fact_id": fact_id,
                "document_sha256": self.sha256,
                "figure": name,
                "page": place.page,
                "bbox": place.location or None,
                "published_text": figure.text,
                "published_unit": figure.unit.name if figure.unit is not None else "%",
                "stored_value": stored,
                "steps": "；".join(steps) or None,
            }
        )

    def _base_year(self, stated: StatedFigure) -> int | None:
        if stated.base is None:
            return None
        if stated.base.year is not None:
            return stated.base.year
        if is_previous_year(stated.base) and self.fiscal_year is not None:
            return self.fiscal_year - 1
        return None

    def _write_doubt(self, paragraph: ProseParagraph, doubt: Doubt, fact_ids: list[str]) -> None:
        place = _place_of(paragraph, doubt.figure)
        quote = self._quote(paragraph, doubt.start, doubt.end)
        loaded = "已入库，请对照原文" if fact_ids else "没有入库"
        message = f"正文“{quote}”中的“{doubt.figure.text}”：{doubt.reason}，{loaded}。"
        self.rows["finding"].append(
            document_finding(
                self.sha256,
                doubt.rule_id,
                message,
                page=place.page,
                actual=doubt.figure.text,
                fact_ids=fact_ids,
                key=f"prose|{len(self.rows['finding'])}",
            )
        )
