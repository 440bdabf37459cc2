"""What would be published: wheel and sdist hold what they must and nothing else, and the wheel works by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import newstagger
from tests.conftest import ROOT

pytest.importorskip("build", reason="the extra dev is not installed")
pytestmark = pytest.mark.xdist_group("release")
#: Bytes; the bundled model is most of it.
MOST = 20_000_000


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    if (
        "No module named 'hatchling'" in done.stdout + done.stderr
        or "Missing dependencies" in done.stdout + done.stderr
    ):
        pytest.skip("hatchling is not installed")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def names(dist: Path) -> tuple[set[str], set[str]]:
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as packed:
        return set(archive.namelist()), {member.partition("/")[2] for member in packed.getnames()}


def test_the_version_comes_from_one_place(dist: Path):
    assert {path.name.split("-")[1].removesuffix(".tar.gz") for path in dist.iterdir()} == {newstagger.__version__}
    assert f"## {newstagger.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_twine_finds_nothing_wrong(dist: Path):
    pytest.importorskip("twine")
    command = [sys.executable, "-m", "twine", "check", "--strict", *map(str, dist.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_both_hold_what_they_must_and_nothing_else(dist: Path):
    wheel, sdist = names(dist)
    model = {
        f"newstagger/models/fr-news/{name}"
        for name in ("manifest.json", "topics.npz", "vocabulary.txt", "ner/config.json")
    }
    assert wheel >= model | {
        "newstagger/py.typed",
        "newstagger/_serve/web/index.html",
        "newstagger/_serve/web/main.js",
        "newstagger/_reports/templates/archive.html",
        "newstagger/_reports/templates/map.js",
        "newstagger/_archive/outlines.tsv",
    }
    sources = {str(path.relative_to(ROOT / "src")) for path in (ROOT / "src").rglob("*.py")}
    assert {name for name in wheel if name.endswith(".py")} == sources
    assert sdist >= {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "models/fr-news/manifest.json"}
    # What the tests of the source distribution import, and what its scripts install.
    assert sdist >= {"benchmarks/annotations/topics.tsv", "requirements-dev.txt", "package.json", "eslint.config.js"}
    assert not any("benchmarks" in name for name in wheel)
    for name in wheel | sdist:
        assert not {"__pycache__", ".venv", ".git", "shared"} & set(name.split("/")), name
        assert ".sqlite" not in name, name
    assert all(path.stat().st_size < MOST for path in dist.iterdir())


def test_the_wheel_in_a_bare_environment_tags_an_article(dist: Path, tmp_path: Path):
    """Its dependencies are lent by this environment; newstagger itself comes from the wheel alone."""
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = next((tmp_path / "bare").rglob("site-packages"))
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (tmp_path / "a.txt").write_text("Le maire de Lyon a inauguré mardi une école.", "utf-8")
    code = f"import sys; sys.path += {lent!r}; sys.argv[0] = 'newstagger'; from newstagger._cli import main; main()"
    done = subprocess.run(
        [python, "-I", "-c", code, "tag", "a.txt", "--published", "2023-03-14"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert '"name":"Lyon"' in done.stdout
    assert '"value":"2023-03-14"' in done.stdout
    where = subprocess.run([python, "-I", "-c", f"import sys; sys.path += {lent!r}; import newstagger; print(newstagger.__file__)"], capture_output=True, text=True)  # fmt: skip
    assert where.stdout.startswith(str(site))
