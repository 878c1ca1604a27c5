"""What the stored outputs of a lesson were made from, so that a changed sentence retrains nothing.

`make notebooks` keeps a table in the notebook's metadata, under "made_from":

    "utils.plotting.digits": "5d0c..."    a module of the project that the code cells import, directly or indirectly
    "results/s2-40.json":    "90be..."    a result or a kept network that a code cell names
    "numpy":                 "2.4.6"      a package that they import, as requirements.txt pins it
    "outputs":               "c41f..."    what the code cells show
    "sources":               "7a02..."    what all cells say, text included: did somebody edit the notebook?

As long as the code cells, their tags, and this table stay the same, so do the outputs. Modules are found by reading the
code, not by running it. A name imported from a package leads past its __init__ to the module that defines it, so a
lesson depends only on the modules of the figures that it draws. Comments, docstrings, and layout do not count.

Not in the table: Python, the data, and tools/ itself. `make notebooks ARGS=--again` executes no matter what it says.
"""

import ast
import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from tools.lessons import PROJECT, code_cells, problems

KEY = "made_from"
OUTPUTS, SOURCES = "outputs", "sources"
DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn"}  # packages imported under another name
READERS = {"load_bench": "bench"}  # functions that always read the same file in results/
SHOWS_SOURCE = {"__doc__", "getdoc", "getsource", "help", "pinfo", "pinfo2", "solution"}  # pinfo: a cell with `name?`


def made_from(notebook: NotebookNode, project: Path = PROJECT) -> dict[str, str]:
    """What a notebook's code cells depend on: name -> fingerprint or version."""
    code = ast.Module([statement for cell in code_cells(notebook) for statement in parsed(plain(cell)).body], [])
    words = words_of(code)
    versions = pins(project)
    table = results(words, project)
    if "progress" in words:
        table["the list of exercises"] = fingerprint(all_exercises(project))
    waiting = imports(code, project) + exercises(code, project)
    while waiting:
        name = waiting.pop()
        path = file_of(name, project)
        if path and name not in table:
            text = path.read_text(encoding="utf-8")
            tree = parsed(text)
            table[name] = fingerprint(text if words & SHOWS_SOURCE else skeleton(tree))
            waiting += imports(tree, project)
        top = name.partition(".")[0]
        distribution = DISTRIBUTIONS.get(top, top.lower())
        if distribution in versions:
            table[distribution] = versions[distribution]
    return dict(sorted(table.items()))


def reason_to_execute(notebook: NotebookNode, stored: NotebookNode | None, table: dict[str, str]) -> str | None:
    """Why `stored` cannot have the outputs of `notebook`, which depends on `table`; None if it can."""
    if stored is None:
        return "no stored notebook can be read"
    record = stored.metadata.get(KEY)
    if not isinstance(record, dict):
        return "its notebook does not say what it was made from"
    if changed := changes(changed_cells(notebook, stored), record, table):
        return changed
    if record.get(OUTPUTS) != outputs_of(stored):
        return "its notebook was executed or edited since it was made"
    found = problems(stored)
    return found[0].splitlines()[0] if found else None


def changes(things: list[str], record: dict[str, Any], table: dict[str, str]) -> str:
    """All that has changed, in words: the given things, and what differs between a record and today's table."""
    names = sorted({*record, *table} - {OUTPUTS, SOURCES})
    different = [name for name in names if record.get(name) != table.get(name)]
    packages = [name for name in different if "." in str(record.get(name)) and name in table]  # only versions have dots
    things = things + [name for name in different if name not in packages]
    clauses = [f"{listed(things)} {'has' if len(things) == 1 else 'have'} changed"] if things else []
    return listed(clauses + [f"{name} {record[name]} is now {table[name]}" for name in packages])


def take_outputs(notebook: NotebookNode, stored: NotebookNode) -> None:
    """Give each code cell the outputs of the same cell in `stored`, which has the same code cells."""
    for cell, kept in zip(code_cells(notebook), code_cells(stored), strict=True):
        cell.outputs, cell.execution_count = kept.outputs, kept.execution_count


def sign(notebook: NotebookNode, table: dict[str, str]) -> None:
    """Record in a notebook what its outputs were made from and what its cells show and say."""
    notebook.metadata[KEY] = table | {OUTPUTS: outputs_of(notebook), SOURCES: sources_of(notebook)}


def is_untouched(stored: NotebookNode) -> bool:
    """Whether all cells say what they said when the notebook was made: nobody added an answer or a note."""
    record = stored.metadata.get(KEY)
    return isinstance(record, dict) and record.get(SOURCES) == sources_of(stored)


def changed_cells(notebook: NotebookNode, stored: NotebookNode) -> list[str]:
    """The code cells whose source or tags differ, with the numbers that Jupyter shows beside them: "cell [7]"."""
    old, new = ([repr((c.source, c.metadata.get("tags", []))) for c in code_cells(n)] for n in (stored, notebook))
    changed = []
    for kind, old_first, old_end, first, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            changed += [f"the former cell [{index + 1}]" for index in range(old_first, old_end)]
        elif kind != "equal":
            changed += [f"cell [{index + 1}]" for index in range(first, end)]
    return changed


def outputs_of(notebook: NotebookNode) -> str:
    """The fingerprint of everything that the code cells show."""
    shown = [(cell.execution_count, cell.outputs) for cell in code_cells(notebook)]
    return fingerprint(json.dumps(shown, sort_keys=True))


def sources_of(notebook: NotebookNode) -> str:
    """The fingerprint of everything that the cells say."""
    return fingerprint([(cell.cell_type, cell.source) for cell in notebook.cells])


def fingerprint(what: Any) -> str:
    return sha256(ascii(what).encode()).hexdigest()[:16]  # what repr escapes depends on Python's version of Unicode


def plain(cell: NotebookNode) -> str:
    """A cell's code as Python, without IPython's own signs: `%%time`, `%matplotlib`, `name?`."""
    return TransformerManager().transform_cell(re.sub(r"\A%%.*", "", cell.source))


def parsed(code: str) -> ast.Module:
    """The syntax tree of a cell or a module. It is empty if the code cannot be parsed, and so imports nothing."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def skeleton(node: Any) -> Any:
    """What a syntax tree says, as nested tuples without docstrings or positions, the same in every Python."""
    if isinstance(node, list):
        return tuple(skeleton(item) for item in node if not is_text_alone(item))
    if not isinstance(node, ast.AST):
        return node
    if isinstance(node, ast.JoinedStr):  # some releases of Python 3.12 add an empty string
        return "JoinedStr", *(skeleton(part) for part in node.values if getattr(part, "value", None) != "")
    fields = ((name, skeleton(value)) for name, value in ast.iter_fields(node))
    return type(node).__name__, *(field for field in fields if field[1] not in (None, ()))


def is_text_alone(node: Any) -> bool:
    """Whether a statement is only a string, as a docstring is."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def words_of(tree: ast.AST) -> set[str]:
    """Every name and every string in the code."""
    kinds = {ast.Name: "id", ast.Attribute: "attr", ast.Constant: "value"}
    found = (getattr(node, kinds[type(node)]) for node in ast.walk(tree) if type(node) in kinds)
    return {word for word in found if isinstance(word, str)}


def imports(tree: ast.AST, project: Path) -> list[str]:
    """The modules that code imports anywhere in it. For a name from a package: the module that defines it."""
    return [defining(module, name, project) for module, name, _ in bindings(tree)]


def bindings(tree: ast.AST) -> Iterator[tuple[str, str | None, str]]:
    """(module, name in it or None, name it gets here) for every import. The project has no relative imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None, alias.asname or alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.module, alias.name, alias.asname or alias.name) for alias in node.names)


def defining(module: str, name: str | None, project: Path) -> str:
    """The module that defines `name` of `module`: a package's __init__ passes on names from other modules."""
    if name and file_of(f"{module}.{name}", project):
        return f"{module}.{name}"
    path = file_of(module, project)
    if name and path and path.name == "__init__.py":
        for source, original, bound in bindings(parsed(path.read_text(encoding="utf-8"))):
            if bound == name:
                return defining(source, original, project)
    return module


def file_of(module: str, project: Path) -> Path | None:
    """The file of a module of the project, or None for any other module."""
    path = project.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def exercises(code: ast.Module, project: Path) -> list[str]:
    """The exercises of a lesson. They are found by name at run time: `check(NAME)`, `course.NAME`."""
    names = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            names |= {argument.id for argument in node.args if isinstance(argument, ast.Name)}
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "course":
            names.add(node.attr)
    files = (project / "utils" / "exercises").glob("*/*.py")
    return [f"utils.exercises.{path.parent.name}.{path.stem}" for path in files if path.stem in names]


def all_exercises(project: Path) -> list[str]:
    """What progress() lists: the lessons and the exercises of the whole course."""
    texts, folder = project / "notebooks" / "text", project / "utils" / "exercises"
    return sorted(path.stem for path in (*texts.glob("*.md"), *folder.glob("*/*.py")))


def results(words: set[str], project: Path) -> dict[str, str]:
    """The fingerprint of every file in results/ whose name, with or without its ending, is one of the words."""
    words = words | {READERS[word] for word in words & set(READERS)}
    files = [*(project / "results").glob("*.json"), *(project / "results" / "models").glob("*.keras")]
    return {
        file.relative_to(project).as_posix(): fingerprint(file.read_bytes().replace(b"\r\n", b"\n"))
        for file in files
        if {file.stem, file.name} & words
    }


def pins(project: Path) -> dict[str, str]:
    """Package -> version, as pinned in requirements.txt."""
    lines = (project / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))


def listed(things: list[str]) -> str:
    """Such as "a", "a and b", "a, b, and c"."""
    if len(things) < 3:
        return " and ".join(things)
    return ", ".join(things[:-1]) + f", and {things[-1]}"
