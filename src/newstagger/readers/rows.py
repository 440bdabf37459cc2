"""Lines of a table in plain text -> rows of cells, whatever its quotes mean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

#: How programs write quotes, as arguments of ``csv.reader``. By the standard (RFC 4180), a quote inside quotes is doubled.
Quotes = dict[str, Any]
STANDARD: Quotes = {}
#: « "titre", "texte" »: a space after the delimiter, as in tables written by hand.
_SPACED: Quotes = {"skipinitialspace": True}
#: « \" »: MySQL, PostgreSQL and Spark.
_ESCAPED: Quotes = {"escapechar": "\\"}
#: Quotes are letters like any other: database clients that separate columns by tabs.
_LITERAL: Quotes = {"quoting": csv.QUOTE_NONE}
_SAID = ((_SPACED, "after a space"), (_ESCAPED, "escaped by a backslash"), (_LITERAL, "part of the cells"))
#: A cell that is NULL, which an escape character would turn into « N ».
_NULL = re.compile(r"(?<![^\t,;|\n])\\N(?![^\t,;|\r\n])")
#: What a backslash stands for in tab-separated tables of ``mysql -B``, PostgreSQL’s ``COPY … TO`` and ClickHouse, where it is also
#: before itself; « \N » is NULL and stays. In MySQL’s ``INTO OUTFILE``, it is before the line break or tab itself.
_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "",
    "f": "\n",
    "v": "\n",
    "0": "",
    "\\": "\\",
    "'": "'",
    "\n": "\n",
    "\t": "\t",
}
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
#: Rows compared to find out what quotes mean.
_COMPARED = 100_000


class Rows:
    """The rows of CSV lines, with a limit on the length of a cell that is theirs alone.

    The csv module's limit applies to the whole process, so it is restored after each row.

    Attributes:
        ends_in_quotes: whether the last row ended with the lines, inside quotes that are never closed; the reader asks for
            a further line only there, and after the last row.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, max_field: int, quotes: Quotes = STANDARD) -> None:
        self._rows = csv.reader(self._feed(lines), delimiter=delimiter, **quotes)
        self._max_field = max_field
        self.ends_in_quotes = False

    @property
    def line_num(self) -> int:
        """Number of lines read so far."""
        return self._rows.line_num

    def _feed(self, lines: Iterable[str]) -> Iterator[str]:
        yield from lines
        self.ends_in_quotes = True

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> list[str]:
        before = csv.field_size_limit(self._max_field)
        try:
            return next(self._rows)
        finally:
            csv.field_size_limit(before)


def is_escaped(text: str) -> bool:
    """Whether line breaks and tabs in a table's cells are escaped by a backslash: all backslashes are part of an escape."""
    found = set(_ESCAPE.findall(text))
    return bool(found - {"N"}) and found <= {*_ESCAPES, "N"}


def hide_line_breaks(text: str) -> str:
    """An escaped table's text with a letter for each line break or tab behind a backslash."""
    letters = {"\n": "\\n", "\t": "\\t"}
    return _ESCAPE.sub(lambda escape: letters.get(escape[1], escape.group()), text)


def resolve_escapes(cell: str) -> str:
    """A cell of an escaped table as it was."""
    return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape.group()), cell)


def detect_quotes(text: str, delimiter: str, above: int, width: int, max_field: int) -> Quotes:
    """What quotes mean in a table: the standard, unless a different reading gives fewer rows that do not fit.

    Args:
        above: number of rows above the header.
        width: number of columns.
    """
    if '"' not in text or width < 2:
        return STANDARD

    def count(quotes: Quotes) -> int:
        return _count_faults(text, delimiter, above, width, max_field, quotes)

    best, fewest = STANDARD, count(STANDARD)
    others = [_SPACED, *([_ESCAPED] if '\\"' in text else []), _LITERAL]
    for quotes in others if fewest else []:
        if (faults := count(quotes)) < fewest:
            best, fewest = quotes, faults
    return best


def describe(quotes: Quotes) -> str:
    """What quotes mean, in words."""
    return next((words for found, words in _SAID if found == quotes), "doubled inside quotes")


def remove_nulls(text: str, quotes: Quotes) -> str:
    """A table's text without its marks of NULL, where they would lose their backslash."""
    return _NULL.sub("", text) if quotes == _ESCAPED else text


def _count_faults(text: str, delimiter: str, above: int, width: int, max_field: int, quotes: Quotes) -> int:
    """How many rows are not what a program writes."""
    rows = Rows(io.StringIO(text, newline=""), delimiter, max_field, {**quotes, "strict": True})
    faults = 0
    for number in range(above + _COMPARED):
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error:  # a stray quote; one that is never closed shows that the file was cut off
            faults += not rows.ends_in_quotes
            continue
        faults += number > above and any(row) and not _fits(row, delimiter, width, literal=quotes is _LITERAL)
    return faults


def _fits(row: list[str], delimiter: str, width: int, *, literal: bool) -> bool:
    """Whether a row has the table's width, and no cell shows that its quotes mean something else."""
    if len(row) < width or any(row[width:]):
        return False
    if literal:
        return not any(len(cell) > 1 and cell.startswith('"') and cell.endswith('"') for cell in row)
    # « 1⇥"Il pleut. » swallows the rows up to the next quote. In other tables, sentences contain the delimiter.
    if delimiter == "\t" and any(line.count("\t") >= width - 1 for cell in row for line in cell.split("\n")):
        return False
    return not any(cell.startswith(' "') and cell.endswith('"') for cell in row)
