"""What the commands share: options, messages, the console."""

from __future__ import annotations

import inspect
import json
import logging
import re
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional, get_type_hints

import typer

from newstagger._forms import READ
from newstagger._text.normalise import escape_json, make_visible
from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from newstagger.readers import ReadOptions

#: Messages about single articles shown; the others are counted.
SHOWN_ERRORS = 20
#: The name of standard output as an output.
STDOUT = Path("-")

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help=f"Files, folders or - for standard input: {', '.join(READ)}, each also with .gz.",
        show_default=False,
    ),
]
ModelDir = Annotated[
    Optional[Path], typer.Option("--model", metavar="DIR", help="A model directory. (default: the bundled model)", show_default=False)
]  # fmt: skip
MaxChars = Annotated[int, typer.Option(min=1, help="Maximum length of a text, in characters.")]
Map = Annotated[
    Optional[str], typer.Option("--map", metavar="FIELD=NAME,…", help="Names of the fields in the input, such as text=contenu,title=titre.rendered.", show_default=False)
]  # fmt: skip
Delimiter = Annotated[
    Optional[str],
    typer.Option(help="Column delimiter of a table. (default: detected from the header)", show_default=False),
]
Encoding = Annotated[
    Optional[str], typer.Option(help="Encoding of text files. (default: detected)", show_default=False)
]
TopicSeparator = Annotated[
    Optional[str], typer.Option(help="Separator between the topics in one cell. (default: detected)", show_default=False)
]  # fmt: skip
OutDelimiter = Annotated[
    Optional[str], typer.Option(help="Column delimiter of a .csv output; a French Excel expects ';'. (default: a comma)", show_default=False)
]  # fmt: skip
Errors = Annotated[
    Optional[Path], typer.Option("--errors", help="Write what could not be read to this file, as JSON lines.", show_default=False)
]  # fmt: skip
Force = Annotated[bool, typer.Option("--force", help="Overwrite existing output.")]


def console() -> Console:
    """The console for tables, which no text of an article can control."""
    from newstagger._reports.console import SafeConsole

    return SafeConsole(highlight=False, width=None if sys.stdout.isatty() else 120)


def counted(number: int, what: str) -> str:
    """A number with its noun: "1 article", "2 articles", "3 doubtful labels"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


#: Parameters of the library whose options have other names.
_OPTIONS = {"fields": "--map", "base": "--model"}
_PARAMETER = re.compile(
    r"`(append|base|delimiter|encoding|fields|force|jobs|lean|limit|max_chars|min_articles|name|only|published|resume|seed|spacy"
    r"|suggest|tables|threshold|topic|topic_separator|validation|workers)`"
)


def name_options(message: str) -> str:
    """A message of the library with options in place of parameters: "`max_chars`" becomes "--max-chars"."""
    return _PARAMETER.sub(lambda found: _OPTIONS.get(found[1], "--" + found[1].replace("_", "-")), message)


def say(message: str) -> None:
    """Print a message on standard error, as one line whatever file names and articles contain."""
    print(f"newstagger: {make_visible(name_options(message))}", file=sys.stderr)


class Messages(logging.Handler):
    """Prints what the library logs on standard error, one message or JSON object per line."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.as_json = False

    def emit(self, record: logging.LogRecord) -> None:
        """Print a message of the log."""
        self.show(record.getMessage())

    def show(self, message: str) -> None:
        """Print a message."""
        if self.as_json:
            note = {"event": "note", "message": name_options(message)}
            print(escape_json(json.dumps(note, ensure_ascii=False)), file=sys.stderr, flush=True)
        else:
            say(message)


MESSAGES = Messages()


def _make_reading(
    fields: Map = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    topic_separator: TopicSeparator = None,
    max_chars: MaxChars = MAX_CHARS,
) -> ReadOptions:
    from newstagger.readers import ReadOptions, parse_map

    return ReadOptions(
        fields=parse_map(fields),
        delimiter=_sign(delimiter),
        encoding=encoding,
        topic_separator=topic_separator,
        max_chars=max_chars,
    )


def reads_files(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how files are read; it takes them as one ``ReadOptions``, ``how``.

    Typer makes options of a function's parameters, so these are written into the signature.
    """
    added = inspect.signature(_make_reading).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        how = _make_reading(**{name: given.pop(name) for name in added})
        command(how=how, **given)

    # ReadOptions is not imported here: loading the readers would slow down --help.
    unknown = {"ReadOptions": object}
    hints = get_type_hints(_make_reading, localns=unknown, include_extras=True)
    hints |= get_type_hints(command, localns=unknown, include_extras=True)
    own = [one for one in inspect.signature(command).parameters.values() if one.name != "how"]
    parameters = [one.replace(annotation=hints[one.name]) for one in (*own, *added.values())]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _sign(delimiter: str | None) -> str | None:
    return "\t" if delimiter in ("\\t", "tab") else delimiter


def out_separator(delimiter: str | None, out: Path | None) -> str:
    """The delimiter of the output.

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
    """The publication time given by an option, in ISO 8601.

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
    """Print the first errors and how many more there are; write all of them to a file if one is given."""
    if file is not None:
        from newstagger._runs.checkpoint import write_errors
        from newstagger._runs.results import Failed

        write_errors(map(Failed.of, errors), file)
    for error in errors[:SHOWN_ERRORS]:
        say(str(error))
    if len(errors) > SHOWN_ERRORS:
        say(f"… and {len(errors) - SHOWN_ERRORS} more")


def say_undated(count: int) -> None:
    """Report publication times that could not be read."""
    if count:
        articles = "1 article has" if count == 1 else f"{count} articles have"
        say(f"{articles} a publication time that cannot be read (see warnings); relative dates in them have no value")
