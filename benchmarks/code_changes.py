"""One change of a module at a time (单处变异): what may be changed in Python and in SQL, and the changed text."""

from __future__ import annotations

import ast
import re

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
TURNED_SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
SQL = (
    (re.compile(r"(?<![<>=!])=(?![=>])"), "<>"), (re.compile(r"<>|!="), "="), (re.compile(r"<="), "<"), (re.compile(r">="), ">"),
    (re.compile(r"\bAND\b", re.I), "OR"),
    (re.compile(r"\bOR\b(?! REPLACE)", re.I), "AND"), (re.compile(r"\bDESC\b", re.I), "ASC"),
    (re.compile(r"\bIS NOT NULL\b", re.I), "IS NULL"), (re.compile(r"\bIS NULL\b", re.I), "IS NOT NULL"),
)  # fmt: skip


def changes_of(text: str, suffix: str) -> list[tuple[int, str]]:
    """Every change of a module's text: its line and its words; the place in this list is its number."""
    if suffix == ".py":
        return [(getattr(node, "lineno", 0), what) for node in _nodes(ast.parse(text)) for what in _possible(node)]
    return [(text.count("\n", 0, match.start()) + 1, f"{match.group()} → {instead}") for match, instead in _sql(text)]


def changed(text: str, suffix: str, number: int) -> str:
    """The text of a module with its ``number``-th change."""
    if suffix == ".py":
        tree = ast.parse(text)
        node, what = [(node, what) for node in _nodes(tree) for what in _possible(node)][number]
        _apply(node, what)
        return ast.unparse(ast.fix_missing_locations(tree))
    match, instead = _sql(text)[number]
    return text[: match.start()] + instead + text[match.end() :]


def _sql(text: str) -> list[tuple[re.Match[str], str]]:
    """Places outside comments and texts of SQL, and what to put there instead."""
    bare = re.sub(r"--[^\n]*|'[^']*'", lambda match: " " * len(match.group()), text)
    return [(match, instead) for pattern, instead in SQL for match in pattern.finditer(bare)]


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """The nodes that may change: no annotations, no decorators, no texts."""
    found: list[ast.AST] = []

    def visit(node: ast.AST) -> None:
        found.append(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                    visit(child)

    visit(tree)
    return found


def _possible(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED:
        return ["comparison turned"]
    if isinstance(node, ast.BoolOp):
        return ["and/or turned"]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return ["constant + 1"]
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        return ["return None"]
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        return ["condition turned"]
    if isinstance(node, ast.BinOp) and type(node.op) in TURNED_SIGNS and not isinstance(node.left, ast.Constant | ast.JoinedStr):
        return ["operator turned"]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        return ["sign or not dropped"]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.YieldFrom | ast.Yield):
        return ["statement dropped"]
    if isinstance(node, ast.AugAssign | ast.Continue | ast.Break):
        return ["statement dropped"]
    if isinstance(node, ast.Call) and len(node.args) > 1 and not any(isinstance(arg, ast.Starred) for arg in node.args[:2]):
        return ["arguments exchanged"] if ast.dump(node.args[0]) != ast.dump(node.args[1]) else []
    return []


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _apply(node: ast.AST, what: str) -> None:
    if isinstance(node, ast.Compare):
        node.ops[0] = TURNED[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Constant):
        node.value += 1  # type: ignore[operator]
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.BinOp):
        node.op = TURNED_SIGNS[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Expr):
        node.value = ast.Constant(None)
    elif isinstance(node, ast.Call):
        node.args[0], node.args[1] = node.args[1], node.args[0]
    else:
        node.__class__ = ast.Pass  # type: ignore[assignment]
