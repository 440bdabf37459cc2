"""The documentation is built without a warning, and every code block in it runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT
from tests.test_readme import serve

PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md"))
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
ENVIRONMENT = {**os.environ, "PATH": PATH, "NO_MKDOCS_2_WARNING": "1"}


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT / "docs")) for page in PAGES])
def test_every_code_block_runs(page: Path, tmp_path: Path):
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    for kind, block in re.findall(r"```(\w*)\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        assert kind in ("sh", "python"), "only code that is run is shown"
        if kind == "python":
            run(["python", "-c", block], tmp_path)
            continue
        for line in block.splitlines():
            command = line.partition("  #")[0].strip()
            if " serve" in command:
                serve(command, tmp_path, PATH)
            elif command:
                run(["bash", "-c", command], tmp_path)


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, f"{command[-1]}\n{done.stderr}"


def test_the_site_is_built_without_a_warning(tmp_path: Path):
    pytest.importorskip("mkdocs", reason="the extra dev is not installed")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("index.html", "reference/cli.html", "model-card.html", "architecture.svg", "dependencies.html"):
        assert (tmp_path / "site" / name).stat().st_size > 1000
    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r'<(?:script|img|link)[^>]+(?:src|href)="https?://', text), (
            f"{page.name} asks another host"
        )
