"""The house: its floors are import-linter's contract, which `lint-imports` checks; here is what that cannot say."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from pathlib import Path
from pydoc import locate

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
from tools.docs import diagram, rooms
from tools.house import SOURCE, floors, imports, purpose

MODULES = sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")
ROOMS = [room for floor in floors() for room in floor]


def test_the_contract_names_every_room():
    found = {
        path.name.removesuffix(".py")
        for path in SOURCE.iterdir()
        if path.name not in ("__init__.py", "py.typed", "__pycache__")
    }
    assert set(ROOMS) == found


def test_rooms_and_files_stay_small():
    files = {path: len(path.read_text("utf-8").splitlines()) for path in [SOURCE / "__init__.py", *MODULES]}
    assert {path.name: lines for path, lines in files.items() if lines > 400} == {}
    folders = Counter(path.parent for path in files)
    assert {str(folder): count for folder, count in folders.items() if count > 20} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room: str):
    assert len(purpose(room).split()) >= 3


def test_the_pages_have_the_rooms_of_the_contract():
    picture, table = diagram(imports()), rooms()
    for room in ROOMS:
        assert f">{room}</text>" in picture
        assert f"| `{room}` |" in table
    walk = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert "<!-- rooms -->" in walk
    for room in re.findall(r"`(\w+)/`", walk + (ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        assert room in ROOMS or (ROOT / room).is_dir(), f"there is no {room}/"


@pytest.mark.parametrize("extractor", ["dates", "_names", "_topics"])
def test_extractors_know_neither_each_other_nor_files(extractor: str):
    assert imports()[extractor] <= {"_text", "tags", "_arguments", "article", "errors", "_locks"}


#: Functions that run code from the file they load.
UNSAFE = {
    ("pickle", "load"), ("pickle", "loads"), ("pickle", "Unpickler"), ("joblib", "load"), ("cloudpickle", "load"),
    ("cloudpickle", "loads"), ("marshal", "load"), ("marshal", "loads"), ("shelve", "open"), ("dill", "load"),
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_pickle_is_loaded(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    renamed = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (renamed.get(node.value.id), node.attr) not in UNSAFE, node.lineno
        if isinstance(node, ast.ImportFrom):
            assert not {(node.module, alias.name) for alias in node.names} & UNSAFE, node.lineno
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant), node.value.lineno
            assert node.value.value is False, node.value.lineno


WALK = sorted(set(re.findall(r"`(newstagger(?:\.\w+)+)`", (ROOT / "docs" / "architecture.md").read_text("utf-8"))))


@pytest.mark.parametrize("name", WALK)
def test_what_the_walk_names_is_there(name: str):
    assert locate(name) is not None
