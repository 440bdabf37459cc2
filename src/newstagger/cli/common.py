"""What the commands share: options, messages, the console."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

#: Messages about single articles shown on a terminal; the others are counted.
SHOWN_ERRORS = 20

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help="Files, folders or - for standard input: .txt, .html, .jsonl(.gz), .json, .csv, .parquet.",
        show_default=False,
    ),
]
ModelDir = Annotated[
    Optional[Path], typer.Option("--model", metavar="DIR", help="A model directory. [default: the bundled model]", show_default=False)
]  # fmt: skip
MaxChars = Annotated[int, typer.Option(help="Longest text that is taken, in characters.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def console() -> Console:
    """Where tables for a reader go."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def counted(number: int, what: str) -> str:
    """A number with its noun: « 1 article », « 2 articles », « 3 doubtful labels » of « doubtful label »."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def say(message: str) -> None:
    """A message on standard error."""
    print(f"newstagger: {message}", file=sys.stderr)


def say_errors(errors: list[InputError]) -> None:
    """The first messages, and how many more there are."""
    for error in errors[:SHOWN_ERRORS]:
        say(str(error))
    if len(errors) > SHOWN_ERRORS:
        say(f"… and {len(errors) - SHOWN_ERRORS} more")


def say_undated(count: int) -> None:
    """Tell of publication times that could not be read."""
    if count:
        articles = "1 article has" if count == 1 else f"{count} articles have"
        say(f"{articles} a publication time that cannot be read (see warnings); relative dates there have no value")
