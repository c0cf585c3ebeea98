"""What the statements need of their document (报表所在文件的情况): its unit and year, with the witnesses for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extract.cell_grid import ReadDocument
from transform.amounts import Number, read_cell_number
from transform.forms.statements.captions import is_caption
from transform.forms.statements.titles import title_of
from transform.reading.evidence import Decision, Evidence, Scope, settle
from transform.recognise.published_rows import Line, ProseLine
from transform.settle import unit as unit_of
from transform.settle import years
from transform.units import Unit

_SHORT = 60


@dataclass(frozen=True)
class YearWitnesses:
    """What speaks of the fiscal year besides the statements: ``own`` (title, cover), headings and short
    lines of the ``prose``, each form, the names of file and source."""

    own: tuple[Evidence[int], ...] = ()
    prose: tuple[Evidence[int], ...] = ()
    forms: tuple[tuple[Evidence[int], ...], ...] = ()
    names: tuple[Evidence[int], ...] = ()

    @classmethod
    def of(
        cls, title: str, lines: Sequence[Line], form_years: Sequence[tuple[int, int | None]], names: Sequence[str]
    ) -> YearWitnesses:
        """``title`` is the document's; ``form_years`` are year and page of each form; ``names`` of file and source."""
        cover = [(text, page) for text, page in head_of(lines) if len(text) <= _SHORT and "决算" in text and text not in title]
        own = [*years.witnesses([(title, None)], "标题", Scope.DOCUMENT), *years.witnesses(cover, "封面", Scope.DOCUMENT)]
        forms = [(Evidence("year", year, str(year), f"自评表{number}", Scope.TABLE, page),)
                 for number, (year, page) in enumerate(form_years, start=1)]  # fmt: skip
        named = years.witnesses([(name, None) for name in names], "文件名或来源", Scope.NAME)
        texts = [line.text for line in lines if isinstance(line, ProseLine)]
        texts += [line.filled[0].text for line in lines if not isinstance(line, ProseLine) and len(line.filled) == 1]
        short = [(text, None) for text in texts if len(text) <= _SHORT and text not in title and title_of(text) is None]
        prose = [witness for witness in years.witnesses(short, "正文", Scope.DOCUMENT) if not is_caption(witness.words)]
        return cls(tuple(own), tuple(prose), tuple(forms), tuple(named))


@dataclass(frozen=True)
class StatementContext:
    """``unit`` is the one that the document states for all its tables; ``years`` speak of its fiscal year. ``captions`` are the
    names that the format gives to grids (names of sheets), by number of the grid; ``unruled`` are the numbers of the grids
    without vertical rules; ``unreadable`` the pages that are pictures: a table never goes on over one."""

    sha256: str
    years: YearWitnesses = field(default_factory=YearWitnesses)
    unit: Decision[Unit] = field(default_factory=lambda: settle(unit_of.QUESTION, ()))
    captions: Mapping[int, str] = field(default_factory=dict)
    unruled: frozenset[int] = frozenset()
    unreadable: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, document: ReadDocument, lines: Sequence[Line], sha256: str, years: YearWitnesses | None = None
    ) -> StatementContext:
        """The context of a read document."""
        grids = list(enumerate(document.grids()))
        unruled = frozenset(number for number, grid in grids if grid.reader == "pdf_unruled")
        pictures = frozenset(
            doubt.page for doubt in document.doubts if doubt.kind == "unreadable-page" and doubt.page is not None
        )
        captions = {number: grid.caption for number, grid in grids}
        return cls(sha256, years or YearWitnesses(), document_unit(lines), captions, unruled, pictures)


def document_unit(lines: Sequence[Line]) -> Decision[Unit]:
    """The unit that a document states for all its tables: at its head, or in a line that speaks of all tables."""
    head = len(list(head_of(lines)))
    prose = [(line.text, line.page) for line in lines if isinstance(line, ProseLine)]
    before = [(text, page) for text, page in head_of(lines)]
    witnesses = [
        *unit_of.document_witnesses(before, [True] * head),
        *unit_of.document_witnesses(prose, [False] * len(prose)),
    ]
    return settle(unit_of.QUESTION, witnesses)


def head_of(lines: Sequence[Line]) -> Iterator[tuple[str, int | None]]:
    """The texts before the first title of a statement and the first row with a figure: cover and preface."""
    for line in lines:
        if isinstance(line, ProseLine):
            if title_of(line.text) is not None:
                return
            yield line.text, line.page
            continue
        texts = [cell.text for cell in line.filled]
        if any(title_of(text) is not None or isinstance(read_cell_number(text), Number) for text in texts):
            return
        yield from ((text, line.page) for text in texts)
