"""What a finished output was made of, so that the same run is not done twice.

Beside the output lies a hidden file, ``.OUT.done``: what the run was made of, how many articles it tagged and how the
output looked then, and a line for each item that could not be tagged. It is only believed while the output is the same.

An output that survives a kill: finished items are kept in ``OUT.partial`` until all are there.

The first line says what the run was made of, every further one is a finished item, with its number, its length and a
checksum: what a power cut or a bad disk has damaged is done again. At the end the
journal is turned into the form asked for, so each form can be resumed in the same way, and the finished
file is the same whether or not the run was interrupted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from newstagger._runs.results import Failed, Result, Tagged
from newstagger._writers import check_tables, ending, replacing, write
from newstagger._writers.atomic import flush_folder, is_stream, make_folder, real
from newstagger._writers.claims import compare, left_behind, lock, partial
from newstagger._writers.database import ends_with
from newstagger.errors import OutputError, UsageError, is_shortage, shortage
from newstagger.readers import files_below
from newstagger.tags import TaggedArticle


class Finished(NamedTuple):
    """A run that came to its end.

    Attributes:
        made_of: what its output hangs on.
        tagged, repeated: its articles.
        failed: what could not be tagged.
    """

    made_of: dict[str, Any]
    tagged: int
    repeated: int
    failed: list[Failed]


def remember(out: Path, made_of: dict[str, Any], tagged: int, repeated: int, failed: Iterable[Failed]) -> None:
    """Keep what an output that has just been written was made of; nothing stays in a pipe or device."""
    if is_stream(out):
        return
    head = {"made_of": made_of, "tagged": tagged, "repeated": repeated, "looks": _looks(out)}
    # The output is there and whole; that it cannot be remembered must not make the run fail.
    with contextlib.suppress(OutputError), replacing(place_of_memory(out)) as stream:
        stream.write(json.dumps(head).encode("ascii") + b"\n")
        stream.writelines(one.to_json().encode("utf-8") + b"\n" for one in failed)


def recall(out: Path) -> Finished | None:
    """What this output was made of, or None where nobody knows or it has been changed since."""
    try:
        with place_of_memory(out).open("rb") as stream:
            head = json.loads(next(stream, b""))
            if head["looks"] != _looks(out):
                return None
            failed = [Failed.from_json(line.decode("utf-8")) for line in stream]
        return Finished(head["made_of"], head["tagged"], head["repeated"], failed)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def place_of_memory(out: Path) -> Path:
    """The hidden file that says what an output was made of."""
    place = real(out)
    return place.with_name(f".{place.name}.done")


def _looks(out: Path) -> list[list[Any]]:
    """Size and time of an output's files: whoever changes it by other means changes these."""
    files = sorted(out.iterdir()) if out.is_dir() else [real(out)]
    return [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]


#: A record whose article brought its id, one whose id is only its place, and what could not be tagged.
_OWN, _PLACED, _FAILED = b"R", b"P", b"E"


class Journal:
    """The items of a run that are finished.

    Attributes:
        done: how many were finished when the journal was opened.
        damaged: bytes that were not as they had been written; what they held is to be done again.
    """

    def __init__(self, out: Path, made_of: dict[str, Any], *, resume: bool, tables: bool = False) -> None:
        """Open the journal of an output.

        Args:
            made_of: what the output hangs on.
            resume: go on with what an interrupted run has left.
            tables: the output is a folder of tables.

        Raises:
            UsageError: there is one of an interrupted run and ``resume`` is false, or it is another
                run's, or a run that goes on at this moment, or nothing that newstagger wrote.
            OutputError: it cannot be written.
        """
        if tables:
            check_tables(out)
        else:
            ending(out)
        self.out, self.tables, self.made_of = out, tables, made_of
        self.path = partial(out)
        self.done = self.damaged = self._written = 0
        try:
            make_folder(self.path.parent)
            if self.path.exists() and not self.path.is_file():
                raise _no_journal(self.path)
            # Never truncated on opening: another run may be writing to it.
            self._stream: IO[bytes] = self.path.open("a+b")
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from None
        try:
            lock(self._stream, self.path)
            self._open(resume)
        except BaseException:
            self._stream.close()
            raise

    def _open(self, resume: bool) -> None:
        self._stream.seek(0)
        first = self._stream.readline()
        if first.endswith(b"\n"):
            if not resume:
                raise left_behind(self.path)
            compare(_head(first, self.path), self.made_of, self.path)
            whole = len(first)
            for line in self._stream:
                if _item(line, self.done) is None:
                    if line.endswith(b"\n"):  # else a kill in the middle of it
                        self.damaged = self.path.stat().st_size - whole
                    break
                self.done, whole = self.done + 1, whole + len(line)
            self._stream.truncate(whole)
            self._written = self.done
            return
        if first and not first.startswith(b'{"'):  # else a kill in the middle of it
            raise _no_journal(self.path)
        self._stream.truncate(0)
        self._write((json.dumps(self.made_of, sort_keys=True) + "\n").encode("ascii"))

    def add(self, items: Iterable[Result]) -> None:
        """Keep finished items; when this returns, a kill does not lose them.

        Raises:
            OutputError: the disk is full or the folder is gone; what was kept before is still there.
        """
        lines = [_line(item, number) for number, item in enumerate(items, self._written)]
        self._write(b"".join(lines))
        self._written += len(lines)

    def _write(self, data: bytes) -> None:
        try:
            self._stream.seek(0, os.SEEK_END)
            self._stream.write(data)
            self._stream.flush()
        except OSError as error:
            raise OutputError(
                f"{self.path}: cannot be written: {error.strerror}; continue with `resume` when there is room again"
            ) from None

    def finish(
        self,
        errors: Path | None = None,
        *,
        append: bool = False,
        counts: tuple[int, int] | None = None,
        separator: str = ",",
    ) -> int:
        """Write the errors and the output in their forms (or add to the output), then drop the journal.

        The output comes last: whoever finds it has the errors too, however the run ended. The journal goes when both
        are on the disk, so that a power cut loses nothing either. Where nothing could be tagged, no output is written,
        and one that is there stays.

        Args:
            errors: where to write what could not be tagged.
            append: add to the output.
            counts: articles tagged and repeated, to be remembered beside the output with what it was made of.
            separator: what separates the columns of a .csv.

        Returns:
            How many articles of the output were replaced, where it was added to.

        Raises:
            OutputError: one of them cannot be written; the journal stays.
        """
        if not self.path.exists():
            raise self._lost()
        if errors is not None:
            write_errors(self._failed(), errors)
        replaced = 0
        if next(self._tagged(), None) is not None:
            if not (append and self._was_added()):
                records, own = (done.record for done in self._tagged()), (done.own for done in self._tagged())
                replaced = write(records, self.out, append=append, own=own, tables=self.tables, separator=separator)
            if counts is not None:
                remember(self.out, self.made_of, *counts, self._failed())
        self.discard()
        return replaced

    def _was_added(self) -> bool:
        """Did a kill come between the end of the transaction that added to the output and that of the journal?"""
        if not self.done or not self.out.exists():
            return False
        articles = (TaggedArticle.model_validate_json(done.record) for done in self._tagged())
        return ends_with(self.out, articles, sum(1 for _ in self._tagged()))

    def _tagged(self) -> Iterator[Tagged]:
        return (done for done in self.finished() if isinstance(done, Tagged))

    def _failed(self) -> Iterator[Failed]:
        return (done for done in self.finished() if isinstance(done, Failed))

    def finished(self) -> Iterator[Result]:
        """What was finished before.

        Raises:
            OutputError: the journal is gone, or was damaged since it was opened.
        """
        try:
            stream = self.path.open("rb")
        except FileNotFoundError:
            raise self._lost() from None
        with stream:
            next(stream, None)
            for number, line in enumerate(stream):
                item = _item(line, number)
                if item is None:
                    raise OutputError(f"{self.path}: was damaged during the run; continue with `resume`")
                yield item

    def discard(self) -> None:
        """Leave nothing behind: the output is on the disk, or there was nothing to write."""
        self.close()
        self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            flush_folder(self.path.parent)

    def close(self) -> None:
        """Leave the journal for a later run."""
        # What could not be written has been told already; closing would try, and fail, once more.
        with contextlib.suppress(OSError):
            self._stream.close()

    def _lost(self) -> OutputError:
        return OutputError(f"{self.out}: its folder was removed during the run; nothing could be written")


def _line(done: Result, number: int) -> bytes:
    """A finished item as the journal keeps it: mark, number, length in bytes and CRC-32, in hexadecimal; the item."""
    if isinstance(done, Tagged):
        mark, kept = _OWN if done.own else _PLACED, done.record.encode("utf-8")
    else:
        mark, kept = _FAILED, done.to_json().encode("utf-8")
    return b"%b %x %x %08x %b\n" % (mark, number, len(kept), zlib.crc32(mark + kept), kept)


def _item(line: bytes, number: int) -> Result | None:
    """The item that a line keeps; None where the line is not as it was written, or not the one of this number."""
    parts = line.split(b" ", 4)
    if len(parts) != 5 or not line.endswith(b"\n"):
        return None
    mark, kept = parts[0], parts[4][:-1]
    expected = [b"%x" % number, b"%x" % len(kept), b"%08x" % zlib.crc32(mark + kept)]
    if parts[1:4] != expected or mark not in (_OWN, _PLACED, _FAILED):
        return None
    text = kept.decode("utf-8")
    return Failed.from_json(text) if mark == _FAILED else Tagged(text, own=mark == _OWN)


def _head(line: bytes, path: Path) -> dict[str, Any]:
    """What an interrupted run was made of.

    Raises:
        UsageError: the line does not say so.
    """
    with contextlib.suppress(ValueError, RecursionError):
        made_of = json.loads(line)
        if isinstance(made_of, dict):
            return made_of
    raise _no_journal(path)


def _no_journal(path: Path) -> UsageError:
    return UsageError(f"{path}: is damaged, or was not written by newstagger; delete it or move it away to begin again")


def unfinished(out: Path) -> bool:
    """Is there what an interrupted run of this output has left?"""
    return partial(out).exists()


def write_errors(failed: Iterable[Failed], path: Path) -> None:
    """Errors, one JSON object a line: ``source``, ``line``, ``reason``, ``kind``."""
    with replacing(path) as stream:
        stream.writelines(one.to_json().encode("utf-8") + b"\n" for one in failed)


def holds_errors(path: Path) -> bool:
    """Is this a file as ``write_errors`` writes it?"""
    if not path.is_file():  # a pipe would be waited for
        return False
    try:
        with path.open("rb") as stream:
            for line in stream:
                Failed.from_json(line.decode("utf-8"))
    except (OSError, ValueError, TypeError):
        return False
    return True


def fingerprint(paths: Iterable[Path], outputs: frozenset[str] = frozenset()) -> dict[str, str]:
    """What each input file holds, in short; files in folders one by one, without what the run writes.

    Raises:
        ResourceError: there are too many open files.
    """
    found: dict[str, str] = {}
    for path in paths:
        for file in files_below(path, outputs) if path.is_dir() else [path]:
            try:
                found[str(file)] = digest_of(file) if file.is_file() else "unreadable"
            except OSError as error:
                if is_shortage(error):
                    raise shortage(error) from None
                found[str(file)] = "unreadable"
    return found


def digest_of(path: Path) -> str:
    """What a file holds, in 128 bits of a SHA-256.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:32]
