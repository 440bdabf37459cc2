"""Standard streams as shells and services leave them: closed, full, or a pipe that nobody reads any more."""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO, cast


class _Closed(io.TextIOBase):
    """A stream that is not there: writing to it raises ``io.UnsupportedOperation``."""

    @property
    def buffer(self) -> Any:
        raise io.UnsupportedOperation("closed")


class _Muted(io.TextIOBase):
    """A stream that throws away what is written to it."""

    def write(self, text: str, /) -> int:
        return len(text)


class _Lenient:
    """Standard error that cannot fail: a message that nobody can read must not end the work that it tells of."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except (OSError, ValueError):
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            mute_stderr()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def prepare_streams() -> None:
    """Make standard error lenient, and give a closed standard output or error a stream in its place.

    A descriptor that a shell has closed (``2>&-``) would be given to the next file that is opened, and messages would
    end up in that file.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free descriptor is the closed one. Output to it fails, with one message; input is at its end.
            os.open(os.devnull, os.O_RDONLY)
    if sys.stdout is None:
        sys.stdout = cast("TextIO", _Closed())
    if sys.stderr is None:
        mute_stderr()
    elif not isinstance(sys.stderr, _Lenient):
        sys.stderr = cast("TextIO", _Lenient(sys.stderr))


def mute_stderr() -> None:
    """Throw away what is still written to standard error."""
    sys.stderr = cast("TextIO", _Muted())


def mute_stdout() -> None:
    """Throw away what is still written to standard output, such as what Python flushes at its end."""
    sys.stdout = cast("TextIO", _Muted())
