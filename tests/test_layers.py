"""The dependency rule: imports go only to lower layers, never within one; a foreign library has one home."""

import ast
import sys
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "flashgen"

LAYERS = (
    ("cli",),
    ("verify", "rehearse", "fetch", "apkg", "preview", "review", "pipeline"),
    ("compose", "render", "ledger", "plan", "changes", "report", "course", "overrides", "faults"),
    ("readers",),
    ("pairing", "repair", "kinds", "topics", "recognise", "pins", "titles"),
    ("markup",),  # takes the maths aside
    ("words", "tex", "resources", "identity", "files", "collection", "programs"),
    ("model",),
    ("errors", "names"),
)
HEIGHT = {module: -depth for depth, layer in enumerate(LAYERS) for module in layer}
ENTRANCES = {PACKAGE / "__init__.py", PACKAGE / "__main__.py"}
MODULES = sorted(set(PACKAGE.rglob("*.py")) - ENTRANCES)
HOMES = {
    "click": "cli",
    "yaml": "course",
    "jinja2": "render",
    "genanki": "apkg",
    "anki": "collection",
    "httpx": "fetch",
}


def name_of(path: Path) -> str:
    """The first part below the package: the readers count as one."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> list[str]:
    """All modules that the file imports, wherever in the file; `from flashgen import x` counts as flashgen.x."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "flashgen":
            found += [f"flashgen.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lower_layers(path: Path) -> None:
    home = name_of(path)
    assert home in HEIGHT, f"{home} stands in no layer"
    for module in imported(path):
        if module.startswith("flashgen.") and (target := module.split(".")[1]) != home:
            assert HEIGHT[target] < HEIGHT[home], f"{home} must not import {target}"


def test_every_layer_names_modules_that_exist() -> None:
    assert {name_of(path) for path in MODULES} == set(HEIGHT)


def test_a_foreign_library_is_imported_by_one_module() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for module in imported(path):
            top = module.split(".")[0]
            if top not in sys.stdlib_module_names and top != "flashgen":
                homes[top].add(name_of(path))
    assert {library: sorted(modules) for library, modules in homes.items() if len(modules) > 1} == {}
    for library, home in HOMES.items():
        assert homes[library] == {home}, library
