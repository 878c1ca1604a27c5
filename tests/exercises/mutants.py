"""Mutants of a right answer: the same function with one thing changed, as a slip of the hand would change it."""

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np

OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
NEIGHBORS = [("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"), ("mean", "sum"), ("zeros", "ones")]
OTHER_NAMES = {a: b for pair in NEIGHBORS for a, b in (pair, pair[::-1])}
LARGEST = 6.0  # where a result is cut off


def mutants(reference: Callable) -> dict[str, Callable]:
    """Every mutant by what was changed, such as "np.maximum(0, z) -> np.maximum(1, z)" or "the result is rounded"."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    _without_docstring(tree.body[0])
    found = {}
    for path, parent, mutated in _mutations(tree.body[0]):
        changed = copy.deepcopy(tree)
        before = ast.unparse(_at(changed, parent))
        _replace(changed, path, mutated)
        after = ast.unparse(_at(changed, parent))
        found[_new_name(f"{before} -> {after}", found)] = _function(changed, reference)
    return found | {name: _with(change, reference) for name, change in CHANGES_OF_THE_RESULT.items()}


def _without_docstring(function: ast.FunctionDef) -> None:
    if ast.get_docstring(function) is not None and len(function.body) > 1:
        function.body = function.body[1:]


def _new_name(name: str, known: dict) -> str:
    return name if name not in known else f"{name} ({1 + sum(other.startswith(name) for other in known)})"


Path = tuple[tuple[str, int | None], ...]


def _mutations(function: ast.FunctionDef) -> Iterator[tuple[Path, Path, ast.AST]]:
    """(where, the expression around it, what stands there instead), one for each change."""
    for path, node in _nodes(function):
        parent = path[:-1] if path else path
        for mutated in _mutated(node, path):
            yield path, parent if isinstance(_at(ast.Module([function], []), parent), ast.expr) else path, mutated


def _nodes(node: ast.AST, path: Path = (("body", 0),)) -> Iterator[tuple[Path, ast.AST]]:
    if isinstance(node, ast.arguments):
        return
    yield path, node
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield from _nodes(value, (*path, (name, None)))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _nodes(item, (*path, (name, index)))


def _mutated(node: ast.AST, path: Path) -> Iterator[ast.AST]:
    if isinstance(node, ast.keyword) and node.arg == "axis" and isinstance(node.value, ast.Constant):
        yield ast.keyword("axis", ast.Constant(1 - node.value.value if node.value.value in (0, 1) else 0))
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _other_values(node.value))
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in COMPARISONS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.Attribute) and node.attr in OTHER_NAMES:
        yield ast.Attribute(node.value, OTHER_NAMES[node.attr], node.ctx)
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        yield ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value)


def _other_values(value: Any) -> tuple:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1,)
    return (2 * value,) if isinstance(value, float) and value else ()


def _at(tree: ast.AST, path: Path) -> ast.AST:
    for name, index in path:
        tree = getattr(tree, name) if index is None else getattr(tree, name)[index]
    return tree


def _replace(tree: ast.AST, path: Path, node: ast.AST) -> None:
    holder, (name, index) = _at(tree, path[:-1]), path[-1]
    if index is None:
        setattr(holder, name, node)
    else:
        getattr(holder, name)[index] = node


def _function(tree: ast.Module, reference: Callable) -> Callable:
    names = dict(reference.__globals__)
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), names)
    return names[reference.__name__]


def _with(change: Callable, reference: Callable) -> Callable:
    @wraps(reference)
    def changed(*arguments):
        return _of_each_number(change, reference(*arguments))

    return changed


def _of_each_number(change: Callable, result: Any) -> Any:
    if isinstance(result, tuple | list):
        return type(result)(_of_each_number(change, item) for item in result)
    if isinstance(result, np.ndarray | np.number | float | int) and not isinstance(result, bool):
        return change(np.asarray(result)) if np.asarray(result).dtype.kind in "iuf" else result
    return result


CHANGES_OF_THE_RESULT = {
    "the result is rounded": lambda result: result if result.dtype.kind in "iu" else np.round(result, 2),
    "the result is made whole": lambda result: result.astype(int) if result.dtype.kind == "f" else result.astype(float),
    "the result is cut off above": lambda result: np.minimum(result, LARGEST).astype(result.dtype),
    "the result is cut off below": lambda result: np.maximum(result, -LARGEST).astype(result.dtype),
    "the result has no sign": lambda result: np.abs(result),
}
