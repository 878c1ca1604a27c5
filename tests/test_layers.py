"""Who may import whom: downward only."""

import ast
from pathlib import Path

import pytest

UTILS = Path(__file__).parents[1] / "utils"
# From the top down; a module imports from lower layers and from its own package, and from nothing beside or above it.
LAYERS = [
    {"cli", "exercises"},
    {"training", "evaluation", "landscape", "normalizing", "pictures"},
    {"models"},
    {"scratch", "plotting", "augmentation", "corruptions", "claims", "results"},
    {"data", "checkpoints"},
    {"contents", "epoch_bar", "files", "fingerprints", "intervals", "machine", "notebook", "quiet_tensorflow"},
]
LAYER_OF = {name: number for number, layer in enumerate(LAYERS) for name in layer}
MODULES = [path for path in sorted(UTILS.rglob("*.py")) if path.parent != UTILS or path.stem != "__init__"]


def part_of(path):
    """The package or module right below utils that a file belongs to."""
    return path.relative_to(UTILS).parts[0].removesuffix(".py")


def imported(path):
    """The parts of utils that a file imports, at once or when a function runs."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            top, *below = node.module.split(".")
            assert top not in ("tools", "tests")
            if top == "utils":
                yield from below[:1] or [alias.name for alias in node.names]
        if isinstance(node, ast.Import):
            assert not any(alias.name.split(".")[0] in ("tools", "tests") for alias in node.names)
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("utils."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(UTILS)))
def test_a_module_imports_from_lower_layers_only(path):
    own = part_of(path)
    others = set(imported(path)) - {own}
    assert {name for name in others if LAYER_OF[name] <= LAYER_OF[own]} == set()
