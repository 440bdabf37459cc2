"""The library's face: what `from newstagger import …` gives."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys

import newstagger
import newstagger.readers
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "newstagger"


def test_importing_loads_neither_spacy_nor_scikit_learn():
    code = "import sys, newstagger; print([m for m in ('spacy', 'sklearn', 'numpy', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_every_public_name_is_there_and_documented():
    for name in newstagger.__all__:
        value = getattr(newstagger, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), name
    assert set(newstagger.__all__) <= set(dir(newstagger))


def test_type_checkers_see_the_names_that_are_loaded_later():
    tree = ast.parse((SOURCE / "__init__.py").read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {
        (alias.name, node.module) for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {(name, module) for name, module in newstagger._HOME.items()}


def test_what_the_pages_document_is_public():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text("utf-8") for page in pages)
    documented = re.findall(r"^::: (\S+)$", text, re.MULTILINE)
    assert len(documented) > 15
    modules = {"newstagger.errors", "newstagger.spark.tag", "newstagger.spacy", "newstagger.plots", "newstagger.tags"}
    of_readers = {f"newstagger.readers.{name}" for name in newstagger.readers.__all__}
    assert [
        name
        for name in documented
        if name not in modules | of_readers and name.rpartition(".")[2] not in newstagger.__all__
    ] == []
    imported = re.findall(r"^(?:>>> )?(?:from|import) (newstagger\.\w+)", text, re.MULTILINE)
    assert {name for name in imported if name.startswith("newstagger._")} == set()
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        assert "newstagger._" not in notebook.read_text("utf-8"), notebook.name


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(newstagger, "tagg")


def test_public_functions_keep_their_names_whatever_module_is_imported_first():
    code = (
        "import newstagger.dates, newstagger.readers, newstagger._training.train, newstagger._evaluation, newstagger._runs.run;"
        "from newstagger import find_dates, read, train, evaluate;"
        "print(all(callable(f) for f in (find_dates, read, train, evaluate)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "True"


def test_the_package_is_typed():
    from importlib.resources import files

    assert files("newstagger").joinpath("py.typed").is_file()
