"""A paper as a web page (网页)."""

from __future__ import annotations

from html import escape

from tests.factory.mutants.paper import Cell, Paper, Sheet

GONE = {
    "struck": "<s>{}</s>", "deleted": "<del>{}</del>", "css": "<span style='text-decoration:line-through'>{}</span>",
    "hidden": "<span style='display:none'>{}</span>", "white": "<span style='color:#ffffff'>{}</span>",
    "invisible": "<span style='visibility:hidden'>{}</span>", "opacity": "<span style='opacity:0'>{}</span>",
    "small": "<span style='font-size:0'>{}</span>", "off": "<span style='position:absolute;left:-9999px'>{}</span>",
}  # fmt: skip


def typeset_html(paper: Paper) -> bytes:
    parts = [f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(paper.name)}</title></head><body><div>"]
    parts += [f"<p>{escape(line)}</p>" for line in paper.prose]
    for sheet in paper.sheets:
        parts += _sheet(sheet)
    parts += [f"<p>{escape(line)}</p>" for line in paper.after]
    return "\n".join([*parts, "</div></body></html>"]).encode()


def _sheet(sheet: Sheet) -> list[str]:
    parts = [f"<p style='text-align:center'><b>{_lines(title)}</b></p>" for title in sheet.titles]
    above = [part for part in (sheet.left, *sheet.right) if part]
    parts += [f"<p>{'&nbsp;&nbsp;&nbsp;'.join(_lines(part) for part in above[:2])}</p>"] if above else []
    parts += [f"<p>{_lines(part)}</p>" for part in above[2:]]
    if sheet.hidden:
        parts.append("<div style='display:none'>")
    if sheet.rows:
        parts.append("<table border='1'>")
        for number, row in enumerate(sheet.rows):
            style = " style='display:none'" if number in sheet.hidden_rows else ""
            parts.append(f"<tr{style}>" + "".join(_cell(cell) for cell in row) + "</tr>")
        parts.append("</table>")
    if sheet.hidden:
        parts.append("</div>")
    parts += [f"<p>{_lines(note)}</p>" for note in sheet.notes]
    return parts


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _cell(cell: Cell) -> str:
    spans = (f" colspan='{cell.columns}'" if cell.columns > 1 else "") + (f" rowspan='{cell.rows}'" if cell.rows > 1 else "")
    text = _lines(cell.text)
    if cell.shown.startswith("mark:"):
        text += f"<sup>{escape(cell.shown[5:])}</sup>"
    gone = GONE[cell.how].format(escape(cell.gone)) if cell.gone else ""
    return f"<td{spans}>{gone}{text}</td>"
