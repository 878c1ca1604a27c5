"""A submitted notebook, taken apart: its statements, and which of them the function of an exercise needs."""

import ast
import json
import re
import symtable
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST_FILE = 100 * 2**20
HARMLESS_MAGIC = re.compile(r"\A\s*%%(?:time|capture)\b[^\n]*\n")
SWITCH_OFF_TAGS = ("nbval-skip", "raises-exception")
SWITCH_OFF_COMMENT = re.compile(r"^# (NBVAL_SKIP|NBVAL_RAISES_EXCEPTION)$", re.MULTILINE)
DEFINED_OR_CHECKED = re.compile(r"\bdef\s+(\w+)|\bcheck\(\s*(\w+)")

Place = tuple[int, int]


class NotANotebook(Exception):
    """A sentence that says what is wrong with a submitted file."""


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a cell.

    `binds` are the names that it defines. `reads` are those that it uses, including in the bodies of its functions.
    `kind` is "import", "definition" (of a function or a class) or "other".
    """

    index: int
    kind: str
    binds: frozenset[str]
    reads: frozenset[str]


@dataclass(frozen=True)
class Cell:
    """A code cell. `number` counts from 1.

    `problem` says why its text is not Python. In that case there are no statements. `names` are the functions that it
    defines or checks, as far as can be seen. `switch_off` is a tag or comment that makes nbval skip the cell.
    """

    number: int
    code: str
    problem: str
    names: frozenset[str]
    switch_off: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Notebook:
    """What a submitted notebook holds: its first heading, its code cells, and the names it calls `check` on."""

    title: str
    cells: tuple[Cell, ...]
    checked: frozenset[str]

    def statements(self) -> Iterator[tuple[Place, Statement]]:
        """Every statement with its place, (cell, index), in order."""
        return (((cell.number, statement.index), statement) for cell in self.cells for statement in cell.statements)

    def written(self) -> set[str]:
        """The names that the notebook defines, without those that it only imports."""
        return {name for _, statement in self.statements() if statement.kind != "import" for name in statement.binds}

    def needed_by(self, name: str) -> set[Place]:
        """The statements that must run before the function `name` can be called.

        These are the statements that define the name, those that define what they read, and so on. They include every
        statement that mentions data which is read, because it may change that data. A network that no function reads
        is not trained.
        """
        statements = dict(self.statements())
        data = {name for s in statements.values() if s.kind == "other" for name in s.binds}
        concerned = defaultdict(set)  # name -> the statements that define it or may change it
        for place, statement in statements.items():
            mentioned = statement.reads & data if statement.kind == "other" else frozenset()
            for each in statement.binds | mentioned:
                concerned[each].add(place)
        needed = set()
        wanted = [name, "*"]
        while wanted:
            for place in concerned.pop(wanted.pop(), ()):
                if place not in needed:
                    needed.add(place)
                    wanted += statements[place].reads
        return needed


def read_notebook(path: Path) -> Notebook:
    """Take a file apart. Raises NotANotebook."""
    texts, sources = _texts_and_sources(path)
    heading = re.search(r"^# (.+)", "\n".join(texts), re.MULTILINE)
    parts = [_cell(number, source, tags) for number, (source, tags) in enumerate(sources, start=1)]
    return Notebook(
        title=heading.group(1).strip() if heading else "",
        cells=tuple(cell for cell, _ in parts),
        checked=frozenset(name for _, checked in parts for name in checked),
    )


def _texts_and_sources(path: Path) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The text cells, and each code cell with its tags. nbformat could do this, but takes 2 s to import."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise NotANotebook(
                f"The file has {size / 2**20:,.0f} MB; the limit is {LARGEST_FILE // 2**20}. Clear all outputs in "
                "Jupyter and save it again."
            )
        cells = [(c["cell_type"], "".join(c["source"]), c["metadata"]) for c in json.loads(path.read_bytes())["cells"]]
        sources = [(source, list(data.get("tags", []))) for kind, source, data in cells if kind == "code"]
    except OSError as error:
        raise NotANotebook(f"The file cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotANotebook(
            f"This is not a Jupyter notebook, or it is damaged ({type(error).__name__}: {error})."
        ) from None
    return [source for kind, source, _ in cells if kind == "markdown"], [(s, tags) for s, tags in sources if s.strip()]


def _cell(number: int, source: str, tags: list[str]) -> tuple[Cell, set[str]]:
    """A cell, and the names it calls `check` on."""
    marks = [tag for tag in SWITCH_OFF_TAGS if tag in tags] + SWITCH_OFF_COMMENT.findall(source)
    switch_off = ", ".join(marks)
    try:
        code = _as_python(HARMLESS_MAGIC.sub("", source))
        body = ast.parse(code).body
        statements = tuple(_statement(index, node) for index, node in enumerate(body))
        checked = {name for node in body for name in _checked(node)}
    except Exception as error:  # the parsers raise more than SyntaxError on odd text: SystemError for a null byte
        names = frozenset(name for pair in DEFINED_OR_CHECKED.findall(source) for name in pair if name)
        return Cell(number, "", _problem(error), names, switch_off, ()), set()
    names = {name for statement in statements if statement.kind != "import" for name in statement.binds}
    return Cell(number, code, "", frozenset(names | checked), switch_off, statements), checked


def _as_python(source: str) -> str:
    """The cell as it is if that is Python, else with its magics turned into calls."""
    try:
        ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        return TransformerManager().transform_cell(source)
    return source


def _problem(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg}, line {error.lineno}"
    return f"{type(error).__name__}: {error}"


def _statement(index: int, node: ast.stmt) -> Statement:
    binds, reads = _names(symtable.symtable(ast.unparse(node), "cell", "exec"))
    kind = "other"
    if isinstance(node, ast.Import | ast.ImportFrom):
        kind = "import"
        binds |= {"*"} & {alias.name for alias in node.names}
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        kind = "definition"
    return Statement(index, kind, frozenset(binds), frozenset(reads))


def _names(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """The notebook's names that a statement defines, and those that it reads."""
    top = table.get_type() == "module"
    binds, reads = set(), set()
    for symbol in table.get_symbols():
        if not (top or symbol.is_global()):
            continue
        if symbol.is_assigned() or symbol.is_imported():
            binds.add(symbol.get_name())
        if symbol.is_referenced():
            reads.add(symbol.get_name())
    for child in table.get_children():
        inner_binds, inner_reads = _names(child)
        binds |= inner_binds
        reads |= inner_reads
    return binds, reads


def _checked(node: ast.stmt) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "check":
            yield from (argument.id for argument in part.args if isinstance(argument, ast.Name))


def to_json(notebook: Notebook) -> dict[str, Any]:
    """The notebook for json.dumps."""
    cells = []
    for cell in notebook.cells:
        statements = [[s.index, s.kind, sorted(s.binds), sorted(s.reads)] for s in cell.statements]
        cells.append([cell.number, cell.code, cell.problem, sorted(cell.names), cell.switch_off, statements])
    return {"title": notebook.title, "cells": cells, "checked": sorted(notebook.checked)}


def from_json(data: Mapping[str, Any]) -> Notebook:
    """The notebook that `to_json` was given."""
    cells = []
    for number, code, problem, names, switch_off, statements in data["cells"]:
        parts = tuple(Statement(i, kind, frozenset(binds), frozenset(reads)) for i, kind, binds, reads in statements)
        cells.append(Cell(number, code, problem, frozenset(names), switch_off, parts))
    return Notebook(data["title"], tuple(cells), frozenset(data["checked"]))
