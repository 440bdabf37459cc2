"""The library's face: what `from newstagger import …` gives."""

from __future__ import annotations

import inspect
import subprocess
import sys

import newstagger


def test_importing_loads_neither_spacy_nor_scikit_learn():
    code = "import sys, newstagger; print([m for m in ('spacy', 'sklearn', 'numpy', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_every_public_name_is_there_and_documented():
    for name in newstagger.__all__:
        value = getattr(newstagger, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), name
    assert set(newstagger.__all__) <= set(dir(newstagger))


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(newstagger, "tagg")


def test_public_functions_keep_their_names_whatever_module_is_imported_first():
    code = (
        "import newstagger.dates, newstagger.readers, newstagger._training.train, newstagger._evaluation.evaluate, newstagger._runs.run;"
        "from newstagger import find_dates, read, train, evaluate;"
        "print(all(callable(f) for f in (find_dates, read, train, evaluate)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "True"


def test_the_package_is_typed():
    from importlib.resources import files

    assert files("newstagger").joinpath("py.typed").is_file()
