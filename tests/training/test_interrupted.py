"""Trainings that are interrupted leave nothing behind. The articles are invented, from lists of words."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.training.test_solvers import articles


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "in.jsonl"
    path.write_text("".join(json.dumps(a.to_record()) + "\n" for a in articles(60)), "utf-8")
    return path


#: Trains as the command does, and dies in the middle of the fits.
KILLED = """
import os, signal, sys
from newstagger import read, train
def die(phase, done, total):
    if phase == "classifiers" and done == total // 2:
        os.kill(os.getpid(), signal.SIGKILL)
train(read(sys.argv[1]), jobs=1, progress=die).save(sys.argv[2])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_training_that_is_killed_leaves_nothing_behind(source: Path, tmp_path: Path):
    run = subprocess.run([sys.executable, "-c", KILLED, source, tmp_path / "m"], cwd=tmp_path, capture_output=True)
    assert run.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_says_that_nothing_was_written(cli: Cli, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("newstagger._training.train.train_in_detail", interrupted)
    result = cli("train", source, "-o", tmp_path / "m")
    assert (result.status, "nothing was written" in result.err) == (130, True)
    assert list(tmp_path.iterdir()) == []
