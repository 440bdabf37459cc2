"""Files and folders that replace others as a whole, and are on disk when they do.

Output is written under a hidden name next to its place, ``.NAME.1a2b3c4d``, flushed to disk, and renamed; then the folder
is flushed. A kill or a power cut at any moment leaves either the old or the new one, complete. Leftovers of killed runs
are removed by the next one; a lock shows which files are still being written.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newstagger.errors import OutputError

if sys.platform != "win32":
    import fcntl

#: Seconds to wait for the reader of a named pipe.
_PATIENCE = 10.0
#: Errors of file systems on which a folder cannot or need not be flushed.
_UNFLUSHABLE = frozenset((errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM))
#: Errors of file systems without locks.
_NO_LOCKS = frozenset((errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK, errno.EINVAL))
#: Names of the streams that the process itself was given.
_OWN_STREAM = re.compile(r"/dev/std(?P<name>in|out|err)|/(?:dev|proc/self)/fd/(?P<number>\d+)")
#: Maximum length of the original name in a hidden one, in bytes; file systems allow 255 in all.
_LONGEST = 200


def real(path: Path) -> Path:
    """The path that a name leads to: links are followed, and ``.`` gets its name."""
    if path.is_symlink() or path.name in ("", ".."):
        return Path(os.path.realpath(path))
    return path


def is_stream(path: Path) -> bool:
    """Whether a path is a pipe, a terminal or another device, which is written to instead of being replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode):
        return True
    return str(path.absolute()).startswith(("/dev/std", "/dev/fd/", "/proc/"))  # redirected to a file


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that replaces ``path`` once it is complete, and otherwise leaves no trace.

    Raises:
        OutputError: it cannot be written.
    """
    with replacing_path(path) as part, part.open("wb") as stream:
        yield stream


@contextmanager
def replacing_path(path: Path) -> Iterator[Path]:
    """Like ``replacing``, for code that needs the file's name.

    Raises:
        OutputError: it cannot be written.
    """
    with _report_failure(path):
        if is_stream(path):
            with tempfile.TemporaryDirectory(prefix="newstagger-") as folder:
                part = Path(folder, path.name)
                part.touch()
                yield part
                _pour(part, path)
            return
        target = real(path)
        make_folder(target.parent)
        remove_leftovers(target)
        with _hidden(target, folder=False) as part:
            yield part
            _flush(part)
            _keep_private(part, target)
            part.replace(target)
            flush_folder(target.parent)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A new folder that replaces ``path`` once it is complete, and otherwise leaves no trace.

    Raises:
        OutputError: it cannot be written; an existing one is unchanged.
    """
    with _report_failure(path):
        target = real(path)
        make_folder(target.parent)
        remove_leftovers(target)
        with _hidden(target, folder=True) as part:
            yield part
            for here, _, names in os.walk(part, topdown=False):
                for name in names:
                    _flush(Path(here, name))
                flush_folder(Path(here))
            _swap(part, target)
            flush_folder(target.parent)


def probe(path: Path) -> None:
    """Check that a path can be written to, without leaving a trace.

    Raises:
        OSError: it cannot.
    """
    target = real(path)
    if is_stream(path):
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return
    with contextlib.suppress(FileNotFoundError):
        target.lstat()  # raises if the name is too long
    folder = target.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with _hidden(folder / target.name, folder=False):
        pass


def remove_leftovers(path: Path) -> None:
    """Remove what killed runs left of this output; a folder that was moved away but not yet replaced is restored."""
    if sys.platform == "win32":  # without locks nothing shows whether it is still being written
        return
    target = real(path)
    known = re.compile(re.escape(_prefix(target)) + r"[0-9a-f]{8}(\.old)?")
    try:
        found = [entry for entry in target.parent.iterdir() if known.fullmatch(entry.name)]
    except OSError:
        return
    for entry in sorted(found, key=lambda entry: entry.suffix != ".old"):
        with contextlib.suppress(OSError), _locked(entry):
            if entry.suffix == ".old" and not target.exists():
                entry.rename(target)
            elif entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()


def make_folder(folder: Path) -> None:
    """Make a folder and any missing parents, and flush them to disk.

    Raises:
        OSError: it cannot be made.
    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        flush_folder(new.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def flush_folder(folder: Path) -> None:
    """Flush the entries of a folder to disk.

    Raises:
        OSError: they cannot be.
    """
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNFLUSHABLE:
            raise
    finally:
        os.close(handle)


def flush_file(path: Path) -> None:
    """Flush a file and its entry in the folder to disk.

    Raises:
        OSError: they cannot be.
    """
    _flush(path)
    flush_folder(path.parent)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextmanager
def _report_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and "null byte" not in str(error):  # in a name
            raise
        raise OutputError(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}") from None


def _prefix(target: Path) -> str:
    return f".{os.fsdecode(os.fsencode(target.name)[:_LONGEST])}."


@contextmanager
def _hidden(target: Path, *, folder: bool) -> Iterator[Path]:
    """A new hidden file or folder next to a path, locked, with permissions by the user's umask; removed at the end."""
    while True:
        part = target.parent / (_prefix(target) + secrets.token_hex(4))
        try:
            if folder:
                part.mkdir()
            else:
                os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            continue
        try:
            lock = _lock(part)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                lock = None
                break
            continue  # another run took it for a leftover
        break
    try:
        yield part
    finally:
        if folder:
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def _lock(path: Path) -> int | None:
    """Lock a file or folder for the lifetime of this process.

    Raises:
        OSError: another process has locked it, it is gone, or the file system has no locks.
    """
    if sys.platform == "win32":
        return None
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_ino != path.lstat().st_ino:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    except OSError:
        os.close(handle)
        raise
    return handle


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = _lock(path)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _swap(part: Path, target: Path) -> None:
    """Replace the target by a finished folder; the old one is removed last."""
    if not target.exists():
        part.rename(target)
        return
    _keep_private(part, target)
    old = target.parent / (_prefix(target) + secrets.token_hex(4) + ".old")
    with _locked(target):
        target.rename(old)
        try:
            part.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _keep_private(part: Path, target: Path) -> None:
    """Give what replaces a private file or folder no wider permissions."""
    with contextlib.suppress(FileNotFoundError):
        part.chmod(stat.S_IMODE(part.stat().st_mode) & stat.S_IMODE(target.stat().st_mode))


def _pour(part: Path, path: Path) -> None:
    """Write a finished file into a pipe or device."""
    own = _OWN_STREAM.fullmatch(str(path))
    if own:
        # Opened anew, a file behind it would have a position of its own, and what others write there would be mixed up.
        number = own["number"] or {"in": 0, "out": 1, "err": 2}[own["name"]]
        with open(os.dup(int(number)), "wb") as stream, part.open("rb") as whole:  # noqa: PTH123 - a descriptor is opened
            shutil.copyfileobj(whole, stream)
        return
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0))
            break
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > until:
                if error.errno == errno.ENXIO:
                    raise OutputError(f"{path}: is a pipe that no program is reading") from None
                raise
            time.sleep(0.05)
    os.set_blocking(handle, True)
    with open(handle, "wb") as stream, part.open("rb") as whole:  # noqa: PTH123 - a descriptor is opened
        shutil.copyfileobj(whole, stream)
