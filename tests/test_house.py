"""The house of CONTRIBUTING.md: imports go downwards only, and the three extractors know nothing of each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "newstagger"
#: Room -> floor. A module may import from its own room and from floors below.
FLOORS = {
    "errors": 0, "article": 0, "normalise": 0, "tags": 1,
    "vectors": 2, "countries": 2, "language": 2,
    "dates": 3, "entities": 3, "topics": 3,
    "bundle": 4, "readers": 4, "corrections": 4, "batch": 4,
    "lessons": 5,
    "tagger": 6, "card": 6,
    "learning": 7, "review": 7, "archive": 7,
    "scoring": 8,
    "writers": 9, "progress": 9,
    "plots": 10, "journal": 10, "export": 10, "spark": 10,
    "run": 11,
    "serve": 12,
    "cli": 13,
    "__main__": 14,
}  # fmt: skip


def room(module: str) -> str:
    return module.removeprefix("newstagger.").split(".")[0]


def imports(path: Path, *, at_run_time: bool) -> set[str]:
    """Rooms of ours that a module imports; those for types only, and those within functions, are left out."""
    found = set()
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body if at_run_time else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("newstagger"):
            names = (
                [f"newstagger.{alias.name}" for alias in node.names] if node.module == "newstagger" else [node.module]
            )
            found |= {room(name) for name in names}
    return found


MODULES = sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(SOURCE)) for path in MODULES])
def test_imports_go_downwards(path: Path):
    here = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    for other in imports(path, at_run_time=True) - {here, "__version__"}:
        assert other in FLOORS, f"{other} has no floor yet"
        assert FLOORS[other] < FLOORS[here], f"{here} imports {other}"


@pytest.mark.parametrize("extractor", ["dates", "entities", "topics"])
def test_extractors_know_only_the_ground_floors(extractor: str):
    for path in (SOURCE / extractor).rglob("*.py"):
        others = imports(path, at_run_time=False) - {extractor}
        assert all(FLOORS[other] <= 2 for other in others), f"{path.name}: {others}"


def test_no_pickle_is_loaded_and_no_module_grows_too_long():
    for path in MODULES:
        text = path.read_text("utf-8")
        assert "pickle.load" not in text
        assert "joblib.load" not in text
        assert "allow_pickle=True" not in text
        assert len(text.splitlines()) <= 400, path
