"""An output that survives a kill: finished items are kept in ``OUT.partial`` until all are there.

The first line says what the run was made of, every further one is a finished item. At the end the
journal is turned into the form asked for, so each form can be resumed in the same way, and the finished
file is the same whether or not the run was interrupted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from newstagger.batch.results import Failed, Result, Tagged
from newstagger.errors import OutputError
from newstagger.readers import files_below
from newstagger.writers import check_tables, ending, replacing, write
from newstagger.writers.partial import compare, left_behind, lock, partial

#: Files larger than this are known by their size, time and both ends, in bytes.
_HASHED_WHOLE = 64 << 20
_OK, _FAILED = b"R", b"E"


class Journal:
    """The items of a run that are finished.

    Attributes:
        done: how many were finished when the journal was opened.
    """

    def __init__(self, out: Path, made_of: dict[str, Any], *, resume: bool, tables: bool = False) -> None:
        """Open the journal of an output.

        Args:
            made_of: what the output hangs on.
            resume: go on with what an interrupted run has left.
            tables: the output is a folder of tables.

        Raises:
            UsageError: there is one of an interrupted run and ``resume`` is false, or it is another
                run's, or a run that goes on at this moment.
            OutputError: it cannot be written.
        """
        if tables:
            check_tables(out)
        else:
            ending(out)
        self.out, self.tables = out, tables
        self.path = partial(out)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            # Never truncated on opening: another run may be writing to it.
            self._stream: IO[bytes] = self.path.open("a+b")
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from None
        try:
            lock(self._stream, self.path)
            self.done = self._open(made_of, resume)
        except BaseException:
            self._stream.close()
            raise

    def _open(self, made_of: dict[str, Any], resume: bool) -> int:
        head = (json.dumps(made_of, sort_keys=True) + "\n").encode("ascii")
        self._stream.seek(0)
        first = self._stream.readline()
        if first.endswith(b"\n"):
            if not resume:
                raise left_behind(self.path)
            compare(json.loads(first), made_of, self.path)
            done, whole = 0, len(first)
            for line in self._stream:
                if line.endswith(b"\n"):
                    done, whole = done + 1, whole + len(line)
            self._stream.truncate(whole)
            return done
        self._stream.truncate(0)
        self._write(head)
        return 0

    def add(self, items: Iterable[Result]) -> None:
        """Keep finished items; they are on their way to the disk when this returns.

        Raises:
            OutputError: the disk is full or the folder is gone; what was kept before is still there.
        """
        self._write(b"".join(map(_line, items)))

    def _write(self, data: bytes) -> None:
        try:
            self._stream.seek(0, os.SEEK_END)
            self._stream.write(data)
            self._stream.flush()
        except OSError as error:
            raise OutputError(
                f"{self.path}: cannot be written: {error.strerror}; go on with --resume when there is room again"
            ) from None

    def finish(self, errors: Path | None = None, *, append: bool = False) -> None:
        """Write the errors and the output in their forms (or add to the output), then drop the journal.

        The output comes last: whoever finds it has the errors too, however the run ended.

        Raises:
            OutputError: one of them cannot be written; the journal stays.
        """
        if not self.path.exists():
            raise self._lost()
        if errors is not None:
            write_errors((done for done in self.finished() if isinstance(done, Failed)), errors)
        write(
            (done.record for done in self.finished() if isinstance(done, Tagged)),
            self.out,
            append=append,
            tables=self.tables,
        )
        self.discard()

    def finished(self) -> Iterator[Result]:
        """What was finished before.

        Raises:
            OutputError: the journal is gone.
        """
        try:
            stream = self.path.open("rb")
        except FileNotFoundError:
            raise self._lost() from None
        with stream:
            next(stream, None)
            for line in stream:
                kept = line[1:].decode("utf-8").rstrip("\n")
                yield Tagged(kept) if line.startswith(_OK) else Failed.from_json(kept)

    def discard(self) -> None:
        """Leave nothing behind: there was nothing to write."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave the journal for a later run."""
        # What could not be written has been told already; closing would try, and fail, once more.
        with contextlib.suppress(OSError):
            self._stream.close()

    def _lost(self) -> OutputError:
        return OutputError(f"{self.out}: its folder was removed during the run; nothing could be written")


def _line(done: Result) -> bytes:
    """A finished item as the journal keeps it."""
    mark, kept = (_OK, done.record) if isinstance(done, Tagged) else (_FAILED, done.to_json())
    return mark + kept.encode("utf-8") + b"\n"


def unfinished(out: Path) -> bool:
    """Is there what an interrupted run of this output has left?"""
    return partial(out).exists()


def write_errors(failed: Iterable[Failed], path: Path) -> None:
    """Errors, one JSON object a line: ``source``, ``line``, ``reason``, ``kind``."""
    with replacing(path) as stream:
        stream.writelines(one.to_json().encode("utf-8") + b"\n" for one in failed)


def fingerprint(paths: Iterable[Path]) -> dict[str, str]:
    """What each input file holds, in short; files in folders one by one."""
    found: dict[str, str] = {}
    for path in paths:
        for file in files_below(path) if path.is_dir() else [path]:
            try:
                found[str(file)] = _digest(file)
            except OSError:
                found[str(file)] = "unreadable"
    return found


def _digest(path: Path) -> str:
    about = path.stat()
    digest = hashlib.sha256(str(about.st_size).encode())
    with path.open("rb") as stream:
        if about.st_size <= _HASHED_WHOLE:
            while block := stream.read(1 << 20):
                digest.update(block)
        else:
            digest.update(str(about.st_mtime_ns).encode())
            digest.update(stream.read(1 << 20))
            stream.seek(-(1 << 20), os.SEEK_END)
            digest.update(stream.read())
    return digest.hexdigest()[:32]
