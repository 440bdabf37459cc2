"""Archives of files that are read: .zip and .tar, packed or not. Nothing is unpacked to the disk, and no archive in an archive opened.

What an archive may unpack to is bounded by its size, and each file in it as it would be outside.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from newstagger.errors import InputError, is_shortage
from newstagger.readers.forms import FORMS, ending
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import short
from newstagger.readers.source import Item, behind, reason, whole

#: An archive may unpack to so many times its size, and to so many bytes in any case. Text is packed to a tenth, seldom to a fiftieth.
_RATIO, _ALLOWED = 200, 100_000_000
#: Files in an archive, at most.
_FILES = 1_000_000
#: Bytes of a file that are held to be read more than once.
_HELD = 32_000_000
#: Bytes that the tar format may ask for at once: a name, a header.
_ASKED = 64_000_000
_DAMAGES: tuple[type[Exception], ...] = (
    OSError, EOFError, zlib.error, ValueError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError
)  # fmt: skip
with contextlib.suppress(ImportError):  # a Python that was built without it
    from lzma import LZMAError

    _DAMAGES = (*_DAMAGES, LZMAError)


def read_zip(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of the files in a .zip, in its order."""
    try:
        packed = opened if opened.seekable() else io.BytesIO(whole(opened, source, reading, many=True))
        with zipfile.ZipFile(packed) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            limit = _RATIO * _size(packed) + _ALLOWED
            if len(members) > _FILES or sum(one.file_size for one in members) > limit:
                yield InputError(source, _too_much(limit))
                return
            yield from _Members(source, reading).items((one.filename, _of_zip(archive, one)) for one in members)
    except InputError as error:
        yield error
    except _DAMAGES as error:
        if is_shortage(error):
            raise
        yield InputError(source, f"cannot be read as an archive: {short(error)}")


def _of_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with archive.open(member) as opened:
        yield opened  # type: ignore[misc]


def read_tar(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of the files in a .tar, .tar.gz, .tar.bz2 or .tar.xz, in its order."""
    try:
        packed = opened if opened.seekable() else io.BytesIO(whole(opened, source, reading, many=True))
        bounded = _Bounded(packed, _RATIO * _size(packed) + _ALLOWED, source)
        with tarfile.open(fileobj=bounded, mode="r:*") as archive:  # type: ignore[call-overload]
            members = ((one.name, _of_tar(archive, one)) for one in archive if one.isreg())
            yield from _Members(source, reading).items(members)
    except InputError as error:
        yield error
    except _DAMAGES as error:
        if is_shortage(error):
            raise
        yield InputError(source, f"cannot be read as an archive: {short(error)}")


def _of_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[BinaryIO]:
    found = archive.extractfile(member)
    if found is None:
        return
    with found:
        data = found.read(_HELD)
        # Going back in a packed archive would unpack all of it again.
        yield io.BytesIO(data) if len(data) < _HELD else behind(data, found)  # type: ignore[arg-type]


class _Members:
    """The articles of an archive's files, and a count of those that are not read."""

    def __init__(self, source: str, reading: ReadOptions) -> None:
        self._source, self._reading = source, reading

    def items(self, members: Iterator[tuple[str, Iterator[BinaryIO]]]) -> Iterator[Item]:
        """The articles of all files, errors in their place."""
        found = False
        unread: Counter[str] = Counter()
        for name, streams in members:
            if _is_hidden(name):
                continue
            known = ending(name)
            if known is None or FORMS[known].module == "archives":
                unread[os.path.splitext(name)[1].lower() or "without an ending"] += 1  # noqa: PTH122 - a name, not a path here
                continue
            found = True
            yield from self._file(f"{self._source}/{name}", known, streams)
        if not found:
            yield InputError(self._source, "holds no file that is read")
        if unread:
            files = "1 file in it was" if unread.total() == 1 else f"{unread.total()} files in it were"
            kinds = ", ".join(f"{number} {kind}" for kind, number in unread.most_common(8))
            self._reading.notes(self._source, f"{files} not read, for their ending: {kinds}")

    def _file(self, place: str, known: str, streams: Iterator[BinaryIO]) -> Iterator[Item]:
        try:
            for stream in streams:
                if place.lower().endswith(".gz"):
                    stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
                yield from FORMS[known].read(stream, place, self._reading)
        except RuntimeError as error:  # zipfile has no kind of error of its own for this
            problem = (
                "is encrypted: unpack the archive with its password" if "encrypted" in str(error) else short(error)
            )
            yield InputError(place, f"cannot be read: {problem}")
        except (zipfile.BadZipFile, NotImplementedError) as error:
            yield InputError(place, f"cannot be read: {short(error)}")
        except (OSError, EOFError, zlib.error) as error:
            if is_shortage(error):
                raise
            yield InputError(place, f"cannot be read: {reason(error)}")


def _is_hidden(name: str) -> bool:
    """Is a file one that a system put there for itself, such as those of macOS?"""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/") if part not in (".", ".."))


def _too_much(limit: int) -> str:
    return f"would unpack to more than {limit:,} bytes or {_FILES:,} files; unpack it yourself if you know what it is, and give the folder"


def _size(packed: BinaryIO) -> int:
    """Bytes of an archive as it lies there."""
    if isinstance(packed, io.BytesIO):
        return packed.getbuffer().nbytes
    try:
        return os.fstat(packed.fileno()).st_size
    except OSError:
        return 0


class _Bounded:
    """A stream from which no more than a number of bytes is unpacked, and never very many at once."""

    def __init__(self, packed: BinaryIO, limit: int, source: str) -> None:
        self._packed, self._limit, self._source = packed, limit, source

    def read(self, size: int = -1) -> bytes:
        """Bytes, if there may still be so many."""
        if size < 0 or size > _ASKED:
            size = _ASKED
        data = self._packed.read(size)
        self._check(self._packed.tell())
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self._check(offset)
        return self._packed.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._packed.tell()

    def seekable(self) -> bool:
        """Always."""
        return True

    def _check(self, place: int) -> None:
        if place > self._limit:
            raise InputError(self._source, _too_much(self._limit))
