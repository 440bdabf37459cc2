"""Progress bars on standard error, shown only on a terminal."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from newstagger._runs.results import Result
from newstagger._text.normalise import escape_json, make_visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from newstagger._runs.run import Outcome

#: Seconds between two updates. Drawn by the thread that works, since workers are forked from this process.
_INTERVAL = 0.1


class _Bar:
    """A progress bar that is shown only on a terminal."""

    def __init__(self, what: str, total: int | None, unit: str, *, quiet: bool = False) -> None:
        self._what, self._total, self._unit, self._quiet = what, total, unit, quiet
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._drawn = 0.0

    def _start(self) -> None:
        if self._quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[unit]}"),
            TextColumn("{task.fields[note]}", style="dim"), TimeRemainingColumn(),
            console=Console(stderr=True), auto_refresh=False, transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task(self._what, total=self._total, unit=self._unit, note="")
        self._bar.start()

    def _show(self, done: int, note: str = "", total: int | None = None) -> None:
        now = time.monotonic()
        if self._bar is None or self._task is None or now - self._drawn < _INTERVAL:
            return
        self._drawn = now
        self._bar.update(self._task, completed=done, note=note, total=total if total is not None else self._total)
        self._bar.refresh()

    def say(self, message: str) -> None:
        """Print a message above the bar."""
        if self._bar is None:
            print(make_visible(message), file=sys.stderr)
        else:
            self._bar.console.print(make_visible(message), markup=False, highlight=False)

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


class Steps(_Bar):
    """Progress of a training, one line per phase: call it with the phase, the steps done and the steps in all."""

    def __init__(self, what: str) -> None:
        super().__init__(what, None, "")
        self._phase = ""

    def __enter__(self) -> Steps:
        self._start()
        return self

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show the steps done; a new phase gets a line of its own, and the one before stays as it ended."""
        if phase != self._phase:
            self._begin(phase)
        self._show(done, total=total)

    def _begin(self, phase: str) -> None:
        first, self._phase, self._drawn = not self._phase, phase, 0.0
        if self._bar is None or self._task is None:
            return
        if first:  # nothing was counted on it
            self._bar.remove_task(self._task)
        else:
            self._bar.update(self._task, completed=self._bar.tasks[-1].total)
        self._task = self._bar.add_task(phase, total=None, unit="", note="")
        self._bar.refresh()


class JsonLog:
    """Progress and errors of a run as JSON lines on standard error."""

    def __init__(self, total: int | None, interval: float = 5.0) -> None:
        self._total, self._interval = total, interval
        self._outcome: Outcome | None = None
        self._reported = time.monotonic()

    def __enter__(self) -> JsonLog:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._outcome is not None:
            self._report("end")

    def say(self, message: str) -> None:
        """Report an error."""
        self._write({"event": "error", "message": message})

    def __call__(self, _: Result, outcome: Outcome) -> None:
        """Report the progress every few seconds."""
        self._outcome = outcome
        if time.monotonic() - self._reported >= self._interval:
            self._reported = time.monotonic()
            self._report("progress")

    def _report(self, event: str) -> None:
        outcome = self._outcome
        if outcome is None:
            return
        passed = max(time.monotonic() - outcome.started, 1e-3)
        self._write(
            {
                "event": event, "tagged": outcome.tagged, "errors": outcome.failed.total(), "total": self._total,
                "seconds": round(passed, 1), "articles_per_second": round(outcome.fresh / passed, 1),
                "words_per_second": round(outcome.words / passed),
            }
        )  # fmt: skip

    @staticmethod
    def _write(record: dict[str, object]) -> None:
        print(escape_json(json.dumps(record, ensure_ascii=False)), file=sys.stderr, flush=True)


class Articles(_Bar):
    """Progress bar of a run of ``tag``."""

    def __init__(self, total: int | None, *, quiet: bool = False) -> None:
        super().__init__("tagging", total, "articles", quiet=quiet)

    def __enter__(self) -> Articles:
        self._start()
        return self

    def __call__(self, _: Result, outcome: Outcome) -> None:
        """Update the bar."""
        failed = outcome.failed.total()
        count = outcome.tagged + failed
        passed = max(time.monotonic() - outcome.started, 1e-3)
        note = f"{outcome.fresh / passed:,.0f} articles/s, {outcome.words / passed:,.0f} words/s"
        self._show(count, note + (f", {failed} errors" if failed else ""))
