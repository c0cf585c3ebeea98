"""One change of a module at a time (单处变异): what may be changed in Python and in SQL, and the changed text."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from pathlib import Path

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


def changes(tree: ast.AST) -> Iterator[tuple[int, str, ast.AST]]:
    """Every change of a module one by one: its line, its words, and the changed tree."""
    for place, node in enumerate(_nodes(tree)):
        for what in _possible(node):
            changed = copy.deepcopy(tree)
            target = _nodes(changed)[place]
            _apply(target, what)
            yield getattr(node, "lineno", 0), what, ast.fix_missing_locations(changed)


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


def texts_of(root: Path, module: str) -> list[tuple[int, str, str]]:
    """Every change of a module: line, words, changed text."""
    text = (root / module).read_text("utf-8")
    if module.endswith(".py"):
        return [(line, what, ast.unparse(tree)) for line, what, tree in changes(ast.parse(text))]
    found = []
    bare = re.sub(r"--[^\n]*|'[^']*'", lambda match: " " * len(match.group()), text)
    for pattern, instead in SQL:
        for match in pattern.finditer(bare):
            changed = text[: match.start()] + instead + text[match.end() :]
            found.append((text.count("\n", 0, match.start()) + 1, f"{match.group()} → {instead}", changed))
    return found
