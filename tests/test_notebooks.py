"""The notebooks run from top to bottom, and what is stored in them is what they give."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

nbformat = pytest.importorskip("nbformat", reason="the extra dev is not installed")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: Set to write what the notebooks give into them: NEWSTAGGER_STORE_NOTEBOOKS=1 scripts/test tests/test_notebooks.py
STORE = bool(os.environ.get("NEWSTAGGER_STORE_NOTEBOOKS"))


def texts(notebook: Any) -> list[list[str]]:
    """What each cell printed or showed, pictures left out."""
    found = []
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        found.append(
            [
                o.get("text") or o.get("data", {}).get("text/plain", "")
                for o in outputs
                if "image/png" not in o.get("data", {})
            ]
        )
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_runs_and_gives_what_is_stored(path: Path, tmp_path: Path):
    from nbclient import NotebookClient

    (tmp_path / "notebooks").mkdir()
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    notebook = nbformat.read(path, 4)
    stored = texts(notebook)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path / "notebooks")}}).execute()
    if STORE:
        for cell in notebook.cells:
            cell.metadata = {}
        nbformat.write(notebook, path)
        return
    assert texts(notebook) == stored
    assert str(ROOT) not in path.read_text("utf-8")


def test_there_are_three():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03"]
