"""What an interrupted run leaves beside its output: its name, its lock, and whether it is the same run's."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import IO, Any

from newstagger.errors import UsageError
from newstagger.writers.atomic import real

#: Locked files of this process. A worker that is forked from it must not keep the lock when this process is killed.
_held: weakref.WeakSet[IO[bytes]] = weakref.WeakSet()


def _let_go() -> None:
    for stream in list(_held):
        stream.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def partial(out: Path) -> Path:
    """Where a run keeps what is finished until all is: beside the place that a link leads to, one for all its names."""
    place = real(out)
    return place.with_name(place.name + ".partial")


def left_behind(path: Path) -> UsageError:
    """What to say of a run that begins where another one was interrupted."""
    return UsageError(f"{path}: is what an interrupted run has left; go on with --resume, or delete it to begin again")


def compare(before: dict[str, Any], now: dict[str, Any], path: Path) -> None:
    """Refuse to go on with a run that was made of something else.

    Raises:
        UsageError: it was; the text names the first difference.
    """
    if (what := difference(before, now)) is not None:
        raise UsageError(
            f"cannot resume: {what} is not what it was when {path} was begun; "
            f"run it as before, or delete {path} to begin again"
        )


def difference(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    """The first of the things that a run is made of that is not what it was: an option, an input."""
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            return next(str(key) for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key))
        return name
    return None


def lock(stream: IO[bytes], path: Path) -> None:
    """Refuse a second run on the same output; the lock goes with the process, however it ends.

    Raises:
        UsageError: there is one.
    """
    try:
        import fcntl
    except ImportError:  # no such locks on this system: the runs must be kept apart by hand
        return
    _held.add(stream)
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(f"{path}: another run is writing this output; wait for it or choose another name") from None
