"""The JavaScript of the page and the reports without a browser: unit tests, linter and formatter, by Node.js."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
TOOLS = ROOT / "node_modules" / ".bin"


def run(*command: str | Path) -> None:
    found = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.skipif(NODE is None, reason="Node.js is not installed")
def test_the_unit_tests_pass():
    tests = sorted((ROOT / "tests" / "web").glob("*.test.js"))
    assert tests
    assert NODE is not None
    run(NODE, "--test", *tests)


@pytest.mark.skipif(not (TOOLS / "eslint").exists(), reason="npm's packages are not installed (npm ci)")
def test_the_linter_and_the_formatter_find_nothing():
    run("npm", "run", "--silent", "lint")
