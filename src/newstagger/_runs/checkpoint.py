"""Checkpoints of a run: a journal while it goes on, and a note of what a finished output was made from.

The journal, ``OUT.partial``, keeps finished items until all are done, so that a run survives being killed. Its first line
says what the run was made from; every further line is a finished item with its number, its length and a checksum: what a
power cut or a bad disk has damaged is done again. At the end the journal is converted to the requested format, so every
format can be resumed in the same way, and the output is the same whether or not the run was interrupted.

The note, a hidden file ``.OUT.done``, says what a finished run was made from, how many articles it tagged, what its output
looked like, and what could not be tagged, so that the same run is not done twice. It is trusted only while the output is
unchanged.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from newstagger._forms import find_writer
from newstagger._runs.results import Failed, Result, Tagged
from newstagger._writers import check_tables, replacing, write
from newstagger._writers.atomic import flush_folder, is_stream, make_folder, real
from newstagger._writers.claims import compare, left_behind, lock, partial
from newstagger._writers.database import ends_with
from newstagger.errors import OutputError, UsageError, is_shortage, shortage
from newstagger.readers import find_files
from newstagger.tags import TaggedArticle


@dataclass(frozen=True)
class Output:
    """Where a run writes, and what it may do with what is already there.

    Attributes:
        path: the output; its ending gives the format. None to hand over the records instead.
        errors: where to write what could not be tagged.
        resume: continue an interrupted run; report a finished one with the same inputs and options as such.
        force: overwrite existing output.
        append: add to an existing database; an article with an id replaces the one with the same id.
        tables: write a folder with one Parquet file per table.
        separator: column delimiter of a .csv.
    """

    path: Path | None = None
    errors: Path | None = None
    resume: bool = False
    force: bool = False
    append: bool = False
    tables: bool = False
    separator: str = ","


class Finished(NamedTuple):
    """A run that has finished.

    Attributes:
        made_of: what its output depends on: inputs, options, versions.
        tagged, repeated: numbers of articles.
        failed: what could not be tagged.
    """

    made_of: dict[str, Any]
    tagged: int
    repeated: int
    failed: list[Failed]


def remember(out: Path, made_of: dict[str, Any], tagged: int, repeated: int, failed: Iterable[Failed]) -> None:
    """Note what an output that has just been written was made from; a pipe or device has no note."""
    if is_stream(out):
        return
    head = {"made_of": made_of, "tagged": tagged, "repeated": repeated, "looks": _describe_files(out)}
    # The output is complete; a note that cannot be written must not make the run fail.
    with contextlib.suppress(OutputError), replacing(note_path(out)) as stream:
        stream.write(json.dumps(head).encode("ascii") + b"\n")
        stream.writelines(one.to_json().encode("utf-8") + b"\n" for one in failed)


def recall(out: Path) -> Finished | None:
    """What this output was made from, or None if that is not known or the output has changed since."""
    try:
        with note_path(out).open("rb") as stream:
            head = json.loads(next(stream, b""))
            if head["looks"] != _describe_files(out):
                return None
            failed = [Failed.from_json(line.decode("utf-8")) for line in stream]
        return Finished(head["made_of"], head["tagged"], head["repeated"], failed)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note_path(out: Path) -> Path:
    """The hidden file that says what an output was made from."""
    place = real(out)
    return place.with_name(f".{place.name}.done")


def _describe_files(out: Path) -> list[list[Any]]:
    """Size and time of an output's files, which any other program that changes them also changes."""
    files = sorted(out.iterdir()) if out.is_dir() else [real(out)]
    return [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]


#: Marks of lines: a record whose article came with an id, one whose id is only its position, and a failure.
_OWN, _PLACED, _FAILED = b"R", b"P", b"E"


class Journal:
    """The finished items of a run.

    Attributes:
        done: number of items that were finished when the journal was opened.
        damaged: number of damaged bytes; the items in them are done again.
    """

    def __init__(self, output: Output, made_of: dict[str, Any]) -> None:
        """Open the journal of an output that has a path.

        Args:
            made_of: what the output depends on.

        Raises:
            UsageError: an interrupted run left a journal and ``output.resume`` is false; or the journal belongs to
                another run, to one that is still going on, or was not written by newstagger.
            OutputError: the journal cannot be written.
        """
        assert output.path is not None
        if output.tables:
            check_tables(output.path)
        else:
            find_writer(output.path)
        self.output, self.out, self.made_of = output, output.path, made_of
        self.path = partial(self.out)
        self.done = self.damaged = self._written = 0
        try:
            make_folder(self.path.parent)
            # Nor a link, through which the journal would be written into another file.
            if self.path.is_symlink() or (self.path.exists() and not self.path.is_file()):
                raise _not_a_journal(self.path)
            # Not truncated on opening: another run may be writing to it.
            self._stream: IO[bytes] = self.path.open("a+b")
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from None
        try:
            lock(self._stream, self.path)
            self._open()
        except BaseException:
            self._stream.close()
            raise

    def _open(self) -> None:
        self._stream.seek(0)
        first = self._stream.readline()
        if first.endswith(b"\n"):
            if not self.output.resume:
                raise left_behind(self.path)
            compare(_parse_head(first, self.path), self.made_of, self.path)
            whole = len(first)
            for line in self._stream:
                if _parse_line(line, self.done) is None:
                    if line.endswith(b"\n"):  # otherwise the run was killed while writing it
                        self.damaged = self.path.stat().st_size - whole
                    break
                self.done, whole = self.done + 1, whole + len(line)
            self._stream.truncate(whole)
            self._written = self.done
            return
        if first and not first.startswith(b'{"'):  # otherwise the run was killed while writing it
            raise _not_a_journal(self.path)
        self._stream.truncate(0)
        self._write((json.dumps(self.made_of, sort_keys=True) + "\n").encode("ascii"))

    def add(self, items: Iterable[Result]) -> None:
        """Add finished items; once this returns, killing the run does not lose them.

        Raises:
            OutputError: the disk is full or the folder is gone; items added before are still there.
        """
        lines = [_format_line(item, number) for number, item in enumerate(items, self._written)]
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

    def finish(self, counts: tuple[int, int] | None = None) -> int:
        """Write the errors and the output in their formats (or add to the output), then remove the journal.

        The output is written last, so that whoever finds it has the errors too. The journal is removed when both are on
        the disk, so that a power cut loses nothing. If nothing could be tagged, no output is written and an existing one
        is left unchanged.

        Args:
            counts: articles tagged and repeated, for the note beside the output.

        Returns:
            The number of articles of the output that were replaced when adding to it.

        Raises:
            OutputError: one of them cannot be written; the journal stays.
        """
        if not self.path.exists():
            raise self._lost()
        output, replaced = self.output, 0
        if output.errors is not None:
            write_errors(self._failed(), output.errors)
        if next(self._tagged(), None) is not None:
            if not (output.append and self._was_added()):
                records, own = (done.record for done in self._tagged()), (done.own for done in self._tagged())
                replaced = write(
                    records, self.out, append=output.append, own=own, tables=output.tables, separator=output.separator
                )
            if counts is not None:
                remember(self.out, self.made_of, *counts, self._failed())
        self.discard()
        return replaced

    def _was_added(self) -> bool:
        """Was the run killed after the transaction that added to the output, before the journal was removed?"""
        if not self.done or not self.out.exists():
            return False
        articles = (TaggedArticle.model_validate_json(done.record) for done in self._tagged())
        return ends_with(self.out, articles, sum(1 for _ in self._tagged()))

    def _tagged(self) -> Iterator[Tagged]:
        return (done for done in self.finished() if isinstance(done, Tagged))

    def _failed(self) -> Iterator[Failed]:
        return (done for done in self.finished() if isinstance(done, Failed))

    def finished(self) -> Iterator[Result]:
        """Read the finished items.

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
                item = _parse_line(line, number)
                if item is None:
                    raise OutputError(f"{self.path}: was damaged during the run; continue with `resume`")
                yield item

    def discard(self) -> None:
        """Remove the journal: the output is on the disk, or there was nothing to write."""
        self.close()
        self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            flush_folder(self.path.parent)

    def close(self) -> None:
        """Close the journal and leave it for a later run."""
        # A failed write was reported already; closing would try it, and fail, again.
        with contextlib.suppress(OSError):
            self._stream.close()

    def _lost(self) -> OutputError:
        return OutputError(f"{self.out}: its folder was removed during the run; nothing could be written")


def _format_line(done: Result, number: int) -> bytes:
    """A line of the journal: mark; number, length in bytes and CRC-32, in hexadecimal; the item."""
    if isinstance(done, Tagged):
        mark, kept = _OWN if done.own else _PLACED, done.record.encode("utf-8")
    else:
        mark, kept = _FAILED, done.to_json().encode("utf-8")
    return b"%b %x %x %08x %b\n" % (mark, number, len(kept), zlib.crc32(mark + kept), kept)


def _parse_line(line: bytes, number: int) -> Result | None:
    """The item of a line; None if the line is damaged or has another number."""
    parts = line.split(b" ", 4)
    if len(parts) != 5 or not line.endswith(b"\n"):
        return None
    mark, kept = parts[0], parts[4][:-1]
    expected = [b"%x" % number, b"%x" % len(kept), b"%08x" % zlib.crc32(mark + kept)]
    if parts[1:4] != expected or mark not in (_OWN, _PLACED, _FAILED):
        return None
    text = kept.decode("utf-8")
    return Failed.from_json(text) if mark == _FAILED else Tagged(text, own=mark == _OWN)


def _parse_head(line: bytes, path: Path) -> dict[str, Any]:
    """What an interrupted run was made from.

    Raises:
        UsageError: the line does not say it.
    """
    with contextlib.suppress(ValueError, RecursionError):
        made_of = json.loads(line)
        if isinstance(made_of, dict):
            return made_of
    raise _not_a_journal(path)


def _not_a_journal(path: Path) -> UsageError:
    return UsageError(f"{path}: is damaged, or was not written by newstagger; delete or move it to start over")


def is_unfinished(out: Path) -> bool:
    """Did an interrupted run of this output leave a journal?"""
    return partial(out).exists()


def write_errors(failed: Iterable[Failed], path: Path) -> None:
    """Write errors as JSON lines with ``source``, ``line``, ``reason`` and ``kind``."""
    with replacing(path) as stream:
        stream.writelines(one.to_json().encode("utf-8") + b"\n" for one in failed)


def holds_errors(path: Path) -> bool:
    """Was this file written by ``write_errors``?"""
    if not path.is_file():  # reading a pipe would block
        return False
    try:
        with path.open("rb") as stream:
            for line in stream:
                Failed.from_json(line.decode("utf-8"))
    except (OSError, ValueError, TypeError):
        return False
    return True


def fingerprint(paths: Iterable[Path], outputs: frozenset[str] = frozenset()) -> dict[str, str]:
    """Digests of the input files; those in folders one by one, without what the run writes.

    Raises:
        ResourceError: too many files are open.
    """
    found: dict[str, str] = {}
    for path in paths:
        for file in find_files(path, outputs) if path.is_dir() else [path]:
            try:
                found[str(file)] = digest_of(file) if file.is_file() else "unreadable"
            except OSError as error:
                if is_shortage(error):
                    raise shortage(error) from None
                found[str(file)] = "unreadable"
    return found


def digest_of(path: Path) -> str:
    """The first 128 bits of the SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:32]
