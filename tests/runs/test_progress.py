"""Progress on a terminal, and nothing where nobody sees it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newstagger import RecordError
from newstagger._runs.progress import Articles, JsonLog, Steps
from newstagger._runs.results import Tagged
from newstagger._runs.run import Outcome


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Within the test: pytest puts its own standard error there before each."""
    screen = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", screen)
        patch.setenv("TERM", "xterm")
        patch.setattr("newstagger._runs.progress._INTERVAL", 0.0)
        yield screen


DONE = Tagged('{"id": "a"}')


def test_a_bar_shows_how_far_a_run_is(monkeypatch: pytest.MonkeyPatch):
    outcome = Outcome(tagged=3, fresh=3, words=900)
    with terminal(monkeypatch) as screen, Articles(10) as bar:
        bar(DONE, outcome)
        bar.say("newstagger: a.txt: is empty")
        outcome.failed["article"] = 1
        bar(DONE, outcome)
    shown = screen.getvalue()
    assert "3/10" in shown
    assert "words/s" in shown
    assert "1 errors" in shown
    assert "a.txt: is empty" in shown


def test_steps_of_a_training(monkeypatch: pytest.MonkeyPatch):
    with terminal(monkeypatch) as screen, Steps("training") as steps:
        steps("features", 1, 6)
        steps("features", 6, 6)
    assert "features" in screen.getvalue()
    assert "6/6" in screen.getvalue()


def test_each_phase_of_a_training_has_its_line_with_the_time_left(monkeypatch: pytest.MonkeyPatch):
    with terminal(monkeypatch) as screen, Steps("training") as steps:
        steps("features", 3, 9)
        steps("features", 9, 9)
        steps("classifiers", 5, 12)
        steps("writing", 1, 1)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    for part in ("9/9", "5/12", "classifiers", "12/12", "writing"):
        assert part in shown
    assert "training" not in shown.split("features", 1)[1]


def test_without_a_terminal_only_messages(capsys: pytest.CaptureFixture[str]):
    with Articles(10) as bar:
        bar(DONE, Outcome(tagged=1))
        bar.say("newstagger: a.txt: is empty")
    with Steps("training") as steps:
        steps("classifiers", 1, 2)
    assert capsys.readouterr().err == "newstagger: a.txt: is empty\n"


def test_a_quiet_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    with terminal(monkeypatch) as screen, Articles(10, quiet=True) as bar:
        bar(DONE, Outcome(tagged=1))
    assert screen.getvalue() == ""


def test_lines_for_machines(capsys: pytest.CaptureFixture[str]):
    with JsonLog(2, interval=0.0) as log:
        log(DONE, Outcome(tagged=1, fresh=1, words=10))
        log.say(str(RecordError("a.txt", "is empty")))
    events = capsys.readouterr().err.splitlines()
    assert ['"event": "progress"' in events[0], '"event": "error"' in events[1], '"event": "end"' in events[2]] == [
        True
    ] * 3
    with JsonLog(None):
        pass
    assert capsys.readouterr().err == ""
