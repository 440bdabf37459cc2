"""Trainings that are killed and gone on with. The articles are invented, from lists of words."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from newstagger import Article, LabelError, OutputError, UsageError
from newstagger._training.options import TrainingOptions
from newstagger._training.train import carry_out
from newstagger._training.work import WorkDirectory
from newstagger._writers.claims import partial
from tests.conftest import Cli
from tests.topics.test_solvers import articles
from tests.topics.test_training import SANTE, SPORT
from tests.topics.test_training import articles as invented


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("work") / "in.jsonl"
    path.write_text("".join(json.dumps(a.to_record()) + "\n" for a in articles(800)), "utf-8")
    return path


def start(source: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "newstagger", "train", source, "-o", out, "--jobs", "1", *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def files(model: Path) -> dict[str, bytes]:
    return {str(path.relative_to(model)): path.read_bytes() for path in model.rglob("*") if path.is_file()}


def kill_after(run: subprocess.Popen[bytes], part: Path) -> bool:
    """Kill a training with SIGKILL when a part is written; false where it was faster."""
    while run.poll() is None and not part.exists():
        time.sleep(0.001)
    run.kill()
    run.communicate()
    return run.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_training_that_was_killed_ends_as_if_nothing_had_happened(source: Path, tmp_path: Path):
    whole, out = tmp_path / "whole" / "m", tmp_path / "cut" / "m"
    run = start(source, whole)
    _, messages = run.communicate()
    assert run.returncode == 0, messages
    kills = 0
    for part in ("features", "topics-1", "topics-3", "topics-final"):
        more = ["--resume"] if partial(out).exists() else []
        kills += kill_after(start(source, out, *more), partial(out) / f"{part}.npz")
    assert kills >= 2
    assert not out.exists()
    run = start(source, out, "--resume")
    _, messages = run.communicate()
    assert run.returncode == 0, messages
    assert not partial(out).exists()
    assert files(out).keys() == files(whole).keys()
    for name, data in files(whole).items():
        assert files(out)[name] == data, name


def test_other_inputs_or_options_are_refused(cli: Cli, source: Path, tmp_path: Path):
    out = tmp_path / "m"
    assert kill_after(start(source, out), partial(out) / "features.npz")
    before = files(partial(out))
    again = cli("train", source, "-o", out)
    assert (again.status, "continue it with --resume, or delete the file to start over" in again.err) == (2, True)
    for more, what in (
        (["--seed", "1"], "seed"),
        (["--min-articles", "6"], "min_articles"),
        (["--validation", source], "the validation articles"),
    ):
        result = cli("train", source, "-o", out, "--resume", *more)
        assert (result.status, f"cannot resume: {what} is not what it was" in result.err) == (2, True), result.err
    other = tmp_path / "other.jsonl"
    other.write_text(source.read_text("utf-8").replace("Sport", "Sports", 1), "utf-8")
    assert "cannot resume: the labelled articles" in cli("train", other, "-o", out, "--resume").err
    assert files(partial(out)) == before


def test_two_trainings_do_not_write_the_same_output(tmp_path: Path):
    first = WorkDirectory(tmp_path / "m.partial", {"a": 1}, resume=False)
    with pytest.raises(UsageError, match="another run is writing"):
        WorkDirectory(tmp_path / "m.partial", {"a": 1}, resume=True)
    first.leave()
    assert not first.path.exists()
    second = WorkDirectory(first.path, {"a": 2}, resume=True)
    assert second.date
    second.discard()


def test_a_damaged_part_is_made_again_and_a_damaged_journal_begins_anew(tmp_path: Path):
    work = WorkDirectory(tmp_path / "w", {}, resume=False)
    work.keep("one", {"a": np.arange(3), "b": np.ones(2, np.float32)})
    work.leave()
    work = WorkDirectory(tmp_path / "w", {}, resume=True)
    kept = work.recall("one")
    assert kept is not None
    assert kept["b"].dtype == np.float32
    assert work.recall("two") is None
    (tmp_path / "w" / "one.npz").write_bytes(b"PK")
    assert work.done("one")
    assert work.recall("one") is None
    assert not work.done("one")
    work.leave()
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "journal.json").write_text('{"parts"')
    work = WorkDirectory(tmp_path / "w", {}, resume=False)
    assert not work.done("one")
    work.discard()


def test_what_cannot_be_kept_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        WorkDirectory(tmp_path / "file", {}, resume=False)
    work = WorkDirectory(tmp_path / "w", {}, resume=False)
    (tmp_path / "w" / "one.npz").mkdir()
    with pytest.raises(OutputError, match=r"continue with `resume`"):
        work.keep("one", {"a": np.arange(3)})
    work.discard()


def test_nothing_is_left_where_nothing_can_be_learnt_or_all_is_written(tmp_path: Path):
    options = TrainingOptions(work=tmp_path / "m.partial", jobs=1)
    with pytest.raises(LabelError):
        carry_out([Article("x")], options)
    assert list(tmp_path.iterdir()) == []
    training = carry_out(invented((SPORT, ["Sport"]), (SANTE, ["Santé"])), options)
    assert (tmp_path / "m.partial" / "topics-final.npz").exists()
    training.save(tmp_path / "m")
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    cli: Cli, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("newstagger._training.fresh.final", interrupted)
        result = cli("train", source, "-o", tmp_path / "m")
    assert (result.status, "go on with --resume" in result.err) == (130, True)
    assert cli("train", source, "-o", tmp_path / "m", "--resume").status == 0
