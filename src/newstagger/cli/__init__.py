"""The command line: parsing and messages only."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from newstagger import __version__
from newstagger.cli.archive import names
from newstagger.cli.common import say
from newstagger.cli.learning import evaluate, train
from newstagger.cli.models import convert, export, info, schema
from newstagger.cli.pictures import report, timeline
from newstagger.cli.serving import corrections, serve
from newstagger.cli.tagging import tag
from newstagger.errors import NewstaggerError

app = typer.Typer(
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


for command in (tag, train, evaluate, info, schema, convert, export, serve, report, timeline, names):
    app.command()(command)
app.add_typer(corrections, name="corrections")


def main() -> NoReturn:
    """Run the command line; every foreseen error is one message and an exit status."""
    try:
        app()
    except NewstaggerError as error:
        say(f"error: {error}")
        sys.exit(2)
    except BrokenPipeError:  # the reader of a pipe has had enough
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - closed with the process
        sys.exit(0)
    sys.exit(0)
