"""The house: its floors are import-linter's contract, which `lint-imports` checks; here is what that cannot say."""

from __future__ import annotations

import re
import sys
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


def test_the_root_is_no_hall():
    assert len(list(SOURCE.glob("*.py"))) <= 12


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room: str):
    assert purpose(room).endswith((".", ":")) or len(purpose(room)) > 20


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
    assert imports()[extractor] <= {"_text", "tags", "article", "errors", "_locks"}


def test_no_pickle_is_loaded_and_no_module_grows_too_long():
    for path in MODULES:
        text = path.read_text("utf-8")
        assert "pickle.load" not in text
        assert "joblib.load" not in text
        assert "allow_pickle=True" not in text
        assert len(text.splitlines()) <= 400, path


WALK = sorted(set(re.findall(r"`(newstagger(?:\.\w+)+)`", (ROOT / "docs" / "architecture.md").read_text("utf-8"))))


@pytest.mark.parametrize("name", WALK)
def test_what_the_walk_names_is_there(name: str):
    assert locate(name) is not None
