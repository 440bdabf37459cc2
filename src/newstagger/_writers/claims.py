"""Which outputs may be written, by one rule for every file and folder that a command writes.

And what an interrupted run leaves next to its output: its name, its lock, and whether the same run can continue it.
"""

from __future__ import annotations

import os
import unicodedata
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from newstagger._forms import find_reader
from newstagger._writers.atomic import is_stream, probe, real, remove_leftovers
from newstagger.errors import NewstaggerError, OutputError, UsageError
from newstagger.readers import STANDARD_INPUT, find_files

#: How every SQLite database begins.
_SQLITE = b"SQLite format 3\0"
#: Files locked by this process. A forked worker must not keep the lock if this process is killed.
_locked: weakref.WeakSet[IO[bytes]] = weakref.WeakSet()


def _let_go() -> None:
    for stream in list(_locked):
        stream.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def partial(out: Path) -> Path:
    """Where a run keeps finished articles until all are: next to the target of links, so that all its names share it."""
    place = real(out)
    return place.with_name(place.name + ".partial")


def left_behind(path: Path) -> UsageError:
    """The message for a run whose output another one was interrupted in writing."""
    return UsageError(
        f"{path}: was left by an interrupted run; continue it with `resume`, or delete the file to start over"
    )


def compare(before: dict[str, Any], now: dict[str, Any], path: Path) -> None:
    """Refuse to continue a run with other options or inputs.

    Raises:
        UsageError: they differ; the message names the first difference.
    """
    if (what := find_difference(before, now)) is not None:
        raise UsageError(
            f"cannot resume: {what} has changed since {path} was started; "
            f"run it as before, or delete {path} to start over"
        )


def find_difference(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    """The first option or input that is not what it was in the interrupted run."""
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            return next(str(key) for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key))
        return name
    return None


def lock(stream: IO[bytes], path: Path) -> None:
    """Refuse a second run on the same output; the lock ends with the process.

    Raises:
        UsageError: another run is writing it.
    """
    try:
        import fcntl
    except ImportError:  # no such locks on this system: users must keep runs apart
        return
    _locked.add(stream)
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(f"{path}: another run is writing this output; wait for it or choose another name") from None


def claim(
    path: Path,
    force: bool = False,
    inputs: Iterable[str | Path | None] = (),
    *,
    others: Iterable[Path | None] = (),
    folder: Callable[[Path], None] | None = None,
    known: bool = False,
    database: bool = False,
) -> None:
    """Check that an output can be written, before any work is done.

    Existing output is replaced only with ``force``, and a folder only by one of its kind. Nothing that the run reads is
    ever replaced, and no two outputs of a run share a path. Pipes and devices are written to, not replaced.

    Args:
        path: the output.
        force: existing output may be replaced.
        inputs: files and folders that the run reads; None and ``-`` are ignored.
        others: other outputs of the run; None is ignored.
        folder: for a folder, the function that raises an ``OutputError`` if the existing one has anything else in it.
        known: existing output was written by an earlier run, and so is not an article if its folder is an input.
        database: the output is a database, whose writer says which existing one may be replaced.

    Raises:
        UsageError: it is an input or another output, is inside one that is replaced as a whole, is a file of a model that
            is read, or contains an input.
        OutputError: it exists, or cannot be written.
    """
    try:
        remove_leftovers(path)
        _check_others(path, [other for other in others if other is not None], folder is not None)
        _check_inputs(path, [Path(i) for i in inputs if i is not None and str(i) != STANDARD_INPUT], known)
        if not is_stream(path):
            _check_there(path, force, folder)
            if folder is None and path.exists():
                _check_kind(path, database=database)
        probe(path)
    except NewstaggerError:
        raise
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}") from None


def list_outputs(*outputs: Path | None) -> frozenset[str]:
    """Real paths of outputs and of their unfinished parts, none of which the run reads."""
    given = [output for output in outputs if output is not None]
    return frozenset(os.path.realpath(path) for output in given for path in (output, partial(output)))


def is_same(one: Path, other: Path) -> bool:
    """Whether two names lead to the same file, through any links and spellings."""
    if one.exists() != other.exists():
        return False
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _differ_by_case(one: Path, other: Path) -> bool:
    """Whether names of new files differ only by case or accents' encoding: many systems make one file of them."""
    if one.exists() or other.exists():
        return False
    names = {unicodedata.normalize("NFC", path.name).casefold() for path in map(real, (one, other))}
    return len(names) == 1 and is_same(real(one).parent, real(other).parent)


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path is below a folder, also where the folder is mounted in two places or its name has another case."""
    parents = Path(os.path.realpath(path)).parents
    if not folder.exists():
        return Path(os.path.realpath(folder)) in parents
    return any(parent.exists() and parent.samefile(folder) for parent in parents)


def _check_others(path: Path, others: list[Path], whole: bool) -> None:
    for other in others:
        if is_same(path, other) or _differ_by_case(path, other):
            raise UsageError(f"{path}: would be written twice; give each output a name of its own")
        if whole and is_inside(other, path):
            raise UsageError(f"{other}: is inside {path}, which is replaced as a whole; choose another name")


def _check_inputs(path: Path, inputs: list[Path], known: bool) -> None:
    if not path.exists():  # so it is not read
        return
    article = path.is_file() and not known and find_reader(real(path).name) is not None
    for source in inputs:
        if is_same(path, source):
            raise UsageError(f"{path}: is also an input; choose another name")
        if _is_model(source) and is_inside(path, source):
            raise UsageError(f"{path}: belongs to the model {source}, which is read; choose another name")
        if path.is_dir() and is_inside(source, path):
            raise UsageError(f"{path}: contains the input {source}; choose another name")
        # In a folder that is read, output of an earlier run is ignored; an article must not be replaced.
        if article and source.is_dir() and (is_inside(path, source) or _is_linked(path, source)):
            raise UsageError(f"{path}: is also an input, in the folder {source}; choose another name")


def _is_linked(path: Path, folder: Path) -> bool:
    """Whether a file is read through a link in a folder, symbolic or hard."""
    status = path.stat()
    return any(os.path.samestat(status, file.stat()) for file in find_files(folder))


def _is_model(folder: Path) -> bool:
    """Whether a folder is a model, which is read as a whole."""
    return (folder / "manifest.json").is_file() and any((folder / part).exists() for part in ("topics.npz", "ner"))


def _check_kind(path: Path, *, database: bool) -> None:
    """Refuse to replace what no file of another kind may take the place of: databases, and the files of a model."""
    head = b""
    with suppress(OSError), path.open("rb") as stream:
        head = stream.read(len(_SQLITE))
    if head == _SQLITE and not database:
        raise OutputError(
            f"{path}: is a database, which is never replaced by another kind of file; choose another name"
        )
    if model := next((folder for folder in list(Path(os.path.realpath(path)).parents)[:2] if _is_model(folder)), None):
        raise OutputError(f"{path}: belongs to the model {model}; choose another name")


def _check_there(path: Path, force: bool, folder: Callable[[Path], None] | None) -> None:
    if not real(path).name:
        raise UsageError(f"{path}: cannot be an output; give a name")
    if real(path).is_symlink():
        raise OutputError(f"{path}: is a link in a loop")
    if not path.exists():
        return
    if folder is None and path.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file")
    if folder is not None and not path.is_dir():
        raise OutputError(f"{path}: is a file, but the output is a folder; choose another name")
    if not force:
        raise OutputError(
            f"{path}: already exists and was not changed; choose another name or overwrite it with `force`"
        )
    if folder is not None:
        folder(path)
