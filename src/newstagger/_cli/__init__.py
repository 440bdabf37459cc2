"""The command line: parsing and messages only.

Standard streams may be closed, full, or a pipe that nobody reads any more.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import threading
import traceback
from typing import Annotated, Any, NoReturn, TextIO, cast

import typer
from typer.core import TyperGroup

from newstagger._cli import files, models, serving, tag
from newstagger._cli.common import MESSAGES, say
from newstagger._version import __version__
from newstagger.errors import NewstaggerError


class _Commands(TyperGroup):
    """The commands; if the reader of a pipe stops, the status is 0, not 1 as by default in Typer."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            mute_stdout()
            raise typer.Exit from None
        return result


app = typer.Typer(
    cls=_Commands,
    help="Tag French news: topics, people, organisations, places and dates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"newstagger {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Tag French news: topics, people, organisations, places and dates."""


for command in (
    tag.tag, models.train, models.evaluate, models.info, files.schema, files.convert, models.export,
    serving.serve, files.report, files.timeline, files.names,
):  # fmt: skip
    app.command()(command)
app.add_typer(serving.corrections, name="corrections")


#: Exit status of an unexpected error (EX_SOFTWARE in BSD's sysexits.h); 1 means that some articles failed.
INTERNAL_ERROR = 70
#: The environment variable that shows the traceback of such an error.
TRACEBACK = "NEWSTAGGER_TRACEBACK"


def main() -> NoReturn:
    """Run the command line; every expected error is one message and an exit status."""
    prepare_streams()
    _use_one_thread()
    MESSAGES.as_json = False
    logger = logging.getLogger("newstagger")
    logger.addHandler(MESSAGES)
    try:
        status = _run()
        if threading.active_count() > 1:
            _leave(status)
        sys.exit(status)
    finally:
        logger.removeHandler(MESSAGES)


def _use_one_thread() -> None:
    """Let numpy use one thread a process, unless the environment says otherwise; it reads this when it is first imported.

    The matrices of one article are small: further threads mostly wait for one another, and wait busily. Processes share the work.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")


def _leave(status: int) -> None:
    """End without closing standard input, where a thread still waits for it: after an interrupt, or when the reader has gone."""
    from newstagger._runs.run import is_reading

    if is_reading():
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)


def _run() -> int:
    try:
        try:
            app()
        except SystemExit as done:  # typer always ends so; the buffer must still be written
            sys.stdout.flush()
            return done.code if isinstance(done.code, int) else int(done.code is not None)
    except NewstaggerError as error:
        say(f"error: {error}")
        return 2
    except BrokenPipeError:  # the reader of a pipe has stopped
        mute_stdout()
        return 0
    except io.UnsupportedOperation:
        say("error: standard output is closed; write to a file with -o, or to /dev/null")
    except OSError as error:
        mute_stdout()
        place = f"{error.filename}: " if error.filename else "cannot write or read: "
        say(f"error: {place}{error.strerror or error}")
    except MemoryError:
        say("error: not enough memory; use fewer --workers, or smaller inputs")
    except Exception as error:
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        say(
            f"internal error: {type(error).__name__}: {error}; this is a fault of newstagger, please report it "
            f"({TRACEBACK}=1 shows where it happened)"
        )
        return INTERNAL_ERROR
    return 2


class _Closed(io.TextIOBase):
    """A closed stream: writing to it raises ``io.UnsupportedOperation``."""

    @property
    def buffer(self) -> Any:
        raise io.UnsupportedOperation("closed")


class _Muted(io.TextIOBase):
    """A stream that discards what is written to it."""

    def write(self, text: str, /) -> int:
        return len(text)


class _Lenient:
    """Standard error without failures: a message that cannot be written must not end the run."""

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
    """Make standard error lenient, and replace closed standard streams.

    The next file to be opened would get a descriptor that the shell has closed (``2>&-``), and messages would be written to
    that file.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # This takes the lowest free descriptor, which is the closed one. Writing to it fails with one message; reading gives EOF.
            os.open(os.devnull, os.O_RDONLY)
    if sys.stdout is None:
        sys.stdout = cast("TextIO", _Closed())
    elif isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="replace")  # tables; records are written as bytes, in UTF-8
    if sys.stderr is None:
        mute_stderr()
    elif not isinstance(sys.stderr, _Lenient):
        sys.stderr = cast("TextIO", _Lenient(sys.stderr))


def mute_stderr() -> None:
    """Discard what is still written to standard error."""
    sys.stderr = cast("TextIO", _Muted())


def mute_stdout() -> None:
    """Discard what is still written to standard output, such as what Python flushes at exit."""
    sys.stdout = cast("TextIO", _Muted())
