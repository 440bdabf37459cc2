"""What people expect of an open project: continuous integration, templates, a citation, hooks."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import newstagger
from tests.conftest import ROOT, project

yaml = pytest.importorskip("yaml", reason="the extra dev is not installed")
GITHUB = ROOT / ".github"
pytestmark = pytest.mark.skipif(not GITHUB.exists(), reason="the source distribution does not hold them")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def is_script(path: Path) -> bool:
    return path.is_file() and (os.name == "nt" or os.access(path, os.X_OK))


def test_continuous_integration_calls_scripts_that_exist():
    steps = load(GITHUB / "workflows" / "ci.yml")["jobs"]["test"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands
    for command in commands:
        assert is_script(ROOT / command.split()[0]), command
    assert "scripts/test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_continuous_integration_runs_on_all_pythons_and_three_systems():
    matrix = load(GITHUB / "workflows" / "ci.yml")["jobs"]["test"]["strategy"]["matrix"]
    promised = [found[1] for line in project()["classifiers"] if (found := re.search(r":: (3\.\d+)$", line))]
    assert matrix["python"] == promised
    systems = {*matrix["os"], *(one["os"] for one in matrix["include"])}
    assert {system.partition("-")[0] for system in systems} == {"ubuntu", "macos", "windows"}


def test_every_script_is_sound_bash():
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]
    assert len(scripts) > 5
    for path in [*scripts, ROOT / ".ci" / "run"]:
        assert path.name == "environment" or is_script(path), path
        done = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_templates_of_issues_have_a_name_and_say_what_they_are_for():
    templates = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.md"))
    assert templates
    for path in templates:
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        assert {"name", "about"} <= set(yaml.safe_load(head))
        assert body.strip()
    for script in re.findall(r"`(scripts/\w+)`", (GITHUB / "pull_request_template.md").read_text("utf-8")):
        assert is_script(ROOT / script)


def test_the_citation_is_of_this_version_and_licence():
    citation = load(ROOT / "CITATION.cff")
    assert citation["version"] == newstagger.__version__
    assert citation["license"] == project()["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)


def test_hooks_call_local_scripts_that_exist():
    hooks = [hook for repo in load(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert hooks
    for hook in hooks:
        assert is_script(ROOT / hook["entry"].split()[0])
