"""What the commands share: options, messages, the console."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger.errors import InputError
from newstagger.text.visible import make_visible

if TYPE_CHECKING:
    from rich.console import Console

    from newstagger.readers import ReadOptions

#: Messages about single articles shown on a terminal; the others are counted.
SHOWN_ERRORS = 20

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help="Files, folders or - for standard input: .txt, .html, .jsonl, .json (also ninjs), .csv, .tsv, .parquet, .xml (RSS, Atom, NewsML-G2, NITF), .warc, .docx; each also with .gz.",
        show_default=False,
    ),
]
ModelDir = Annotated[
    Optional[Path], typer.Option("--model", metavar="DIR", help="A model directory. [default: the bundled model]", show_default=False)
]  # fmt: skip
MaxChars = Annotated[int, typer.Option(help="Longest text that is taken, in characters.")]
Map = Annotated[
    Optional[str], typer.Option("--map", metavar="FIELD=NAME,…", help="The name that fields have in the input: text=contenu,title=titre.rendered.", show_default=False)
]  # fmt: skip
Delimiter = Annotated[
    Optional[str],
    typer.Option(help="What parts the columns of a table. [default: told by its head]", show_default=False),
]
Encoding = Annotated[
    Optional[str], typer.Option(help="Of text files. [default: told by their bytes]", show_default=False)
]
TopicSeparator = Annotated[
    Optional[str], typer.Option(help="What parts topics that stand in one cell. [default: told by the cells]", show_default=False)
]  # fmt: skip
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def console() -> Console:
    """Where tables for a reader go; nothing of an article steers the terminal."""
    from newstagger.reports.safe_console import SafeConsole

    return SafeConsole(highlight=False, width=None if sys.stdout.isatty() else 120)


def counted(number: int, what: str) -> str:
    """A number with its noun: « 1 article », « 2 articles », « 3 doubtful labels » of « doubtful label »."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def say(message: str) -> None:
    """A message on standard error, one line whatever file names and articles in it hold."""
    print(f"newstagger: {make_visible(message)}", file=sys.stderr)


def reading(
    fields: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    topic_separator: str | None = None,
    tell: Callable[[str], None] = say,
) -> ReadOptions:
    """How to read, from options; guesses are told on standard error."""
    from newstagger.readers import Notes, ReadOptions, parse_map

    tab = "\t" if delimiter in ("\\t", "tab") else delimiter
    return ReadOptions(
        fields=parse_map(fields),
        delimiter=tab,
        encoding=encoding,
        topic_separator=topic_separator,
        notes=Notes(tell),
    )


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
