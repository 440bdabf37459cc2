"""What the commands share: options, messages, the console."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._text.visible import make_visible
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from newstagger.readers import ReadOptions

#: Messages about single articles shown on a terminal; the others are counted.
SHOWN_ERRORS = 20

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help="Files, folders or - for standard input: .txt, .html, .jsonl, .json (also ninjs), .csv, .tsv, .xlsx, .ods, .parquet, .xml (RSS, Atom, NewsML, NITF, TEI), .warc, .docx, .rtf, each also with .gz, and .zip or .tar.gz of them.",
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
OutDelimiter = Annotated[
    Optional[str], typer.Option(help="What separates the columns of a .csv that is written; ';' is what a French Excel opens. [default: a comma]", show_default=False)
]  # fmt: skip
Errors = Annotated[
    Optional[Path], typer.Option("--errors", help="Write what could not be read to this file, one JSON object a line.", show_default=False)
]  # fmt: skip
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def console() -> Console:
    """Where tables for a reader go; nothing of an article steers the terminal."""
    from newstagger._reports.console import SafeConsole

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

    return ReadOptions(
        fields=parse_map(fields),
        delimiter=_sign(delimiter),
        encoding=encoding,
        topic_separator=topic_separator,
        notes=Notes(tell),
    )


def _sign(delimiter: str | None) -> str | None:
    return "\t" if delimiter in ("\\t", "tab") else delimiter


def out_separator(delimiter: str | None, out: Path | None) -> str:
    """What separates the columns of the output.

    Raises:
        UsageError: it is not one character, or the output has no columns.
    """
    if delimiter is None:
        return ","
    if out is None or not out.name.lower().endswith(".csv"):
        raise UsageError("--out-delimiter is for a .csv: name one with -o")
    sign = _sign(delimiter) or ""
    if len(sign) != 1 or sign.isalnum() or sign in "\"'\r\n ":
        raise UsageError(f"--out-delimiter: {delimiter!r} cannot separate columns; give ';', ',' or tab")
    return sign


def moment(published: str | None) -> str | None:
    """The publication time that an option gives, in ISO 8601.

    Raises:
        UsageError: it cannot be read.
    """
    if published is None:
        return None
    from newstagger.article import parse_published
    from newstagger.readers.published import read_published

    try:
        found = read_published(published)
    except ValueError:
        found = None
    if found is None:
        try:
            found = parse_published(published)
        except ValueError as error:
            raise UsageError(f"--published: {error}") from None
    return found.isoformat() if found is not None else None


def say_errors(errors: list[InputError], file: Path | None = None) -> None:
    """The first messages, and how many more there are; all of them in a file where one is given."""
    if file is not None:
        from newstagger._runs.checkpoint import write_errors
        from newstagger._runs.results import Failed

        write_errors(map(Failed.of, errors), file)
    for error in errors[:SHOWN_ERRORS]:
        say(str(error))
    if len(errors) > SHOWN_ERRORS:
        say(f"… and {len(errors) - SHOWN_ERRORS} more")


def say_undated(count: int) -> None:
    """Tell of publication times that could not be read."""
    if count:
        articles = "1 article has" if count == 1 else f"{count} articles have"
        say(f"{articles} a publication time that cannot be read (see warnings); relative dates there have no value")
