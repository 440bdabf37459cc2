"""What the README shows is what happens."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from newstagger import find_dates
from tests.conftest import EXAMPLES, ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.partition("#")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith(("newstagger ", "cat "))
]
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")]
    for line in README[README.index("| expression |") :].splitlines()[2:22]
]


@pytest.mark.parametrize(("expression", "published", "value"), ROWS, ids=[row[0] for row in ROWS])
def test_the_table_of_dates(expression: str, published: str, value: str):
    (mention,) = find_dates(f"Un rappel : {expression}.", published or None)
    assert mention.value == (value if value[0] in "-0123456789PX" else None)


@pytest.mark.parametrize("block", [block for kind, block in BLOCKS if kind == "python"])
def test_python_runs(block: str):
    done = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_commands_run_one_after_the_other(tmp_path: Path):
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    assert len(COMMANDS) >= 10
    for command in COMMANDS:
        if " serve " in command:
            serve(command, tmp_path, here)
            continue
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PATH": here}
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"


def serve(command: str, folder: Path, path: str) -> None:
    """A service runs until it is stopped; an editor judges an article meanwhile."""
    service = subprocess.Popen(
        [*command.split(), "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": path},
    )
    assert service.stdout is not None
    url = service.stdout.readline().split()[2]
    if "--corrections" in command:
        (waiting,) = httpx.get(f"{url}review?limit=1").json()["waiting"]
        judged = {
            "article": waiting["article"],
            "verdicts": [{"what": "topic", "subject": "Sport", "verdict": "right"}],
        }
        assert httpx.post(f"{url}corrections", json=judged, timeout=60).status_code == 200
    service.terminate()
    assert service.wait(60) == 0
    service.stdout.close()


def test_the_first_screen_is_a_real_output():
    shown = next(block for kind, block in BLOCKS if kind == "text")
    from rich.console import Console

    from newstagger import Tagger, read
    from newstagger._reports.console import show

    console = Console(width=92, file=io.StringIO(), record=True, highlight=False)
    show(Tagger.load().tag(next(read(EXAMPLES / "page-rabat.txt"))), console)
    assert console.export_text().strip() == shown.strip()
