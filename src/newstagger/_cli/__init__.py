"""The command line: parsing and messages only."""

from __future__ import annotations

import io
import logging
import os
import sys
import traceback
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from newstagger._cli import archive, convert, models, serving, tag
from newstagger._cli.common import MESSAGES, say
from newstagger._cli.streams import mute_stdout, prepare_streams
from newstagger._version import __version__
from newstagger.errors import NewstaggerError


class _Commands(TyperGroup):
    """The commands, and what becomes of a pipe whose reader has had enough: Typer would end with status 1."""

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
    tag.tag, models.train, models.evaluate, models.info, convert.schema, convert.convert, models.export,
    serving.serve, archive.report, archive.timeline, archive.names,
):  # fmt: skip
    app.command()(command)
app.add_typer(serving.corrections, name="corrections")


#: Exit status of an error that nobody foresaw (EX_SOFTWARE of BSD's sysexits.h): 1 says that some articles failed.
INTERNAL_ERROR = 70
#: Set it to see the traceback of such an error.
TRACEBACK = "NEWSTAGGER_TRACEBACK"


def main() -> NoReturn:
    """Run the command line; every foreseen error is one message and an exit status."""
    prepare_streams()
    MESSAGES.as_json = False
    logger = logging.getLogger("newstagger")
    logger.addHandler(MESSAGES)
    try:
        sys.exit(_run())
    finally:
        logger.removeHandler(MESSAGES)


def _run() -> int:
    try:
        try:
            app()
        except SystemExit as done:  # how typer ends; what is still in the buffer must be written all the same
            sys.stdout.flush()
            return done.code if isinstance(done.code, int) else int(done.code is not None)
    except NewstaggerError as error:
        say(f"error: {error}")
        return 2
    except BrokenPipeError:  # the reader of a pipe has had enough
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
