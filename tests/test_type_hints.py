"""One convention for type hints: every public function says what it takes and what it returns."""

import ast

import pytest

from tools import lessons

PACKAGES = ("data", "evaluation", "plotting", "scratch", "training")
FOLDER = lessons.PROJECT / "utils"
MODULES = sorted([*FOLDER.glob("*.py"), *(path for name in PACKAGES for path in (FOLDER / name).glob("*.py"))])


def public_functions(tree):
    """Functions, constructors and methods that another module may call."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node)
        if isinstance(node, ast.FunctionDef) and (node.name == "__init__" or not node.name.startswith("_")):
            yield node


def without_hint(function):
    """What a function leaves open: names of parameters, and "return"; a constructor returns nothing."""
    parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    names = [one.arg for one in parameters if one.annotation is None and one.arg not in ("self", "cls")]
    return names + ["return"] * (function.returns is None and function.name != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_every_public_function_has_type_hints(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    missing = {function.name: without_hint(function) for function in public_functions(tree)}
    assert {name: left for name, left in missing.items() if left} == {}
