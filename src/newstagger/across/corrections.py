"""Corrections of an editor to the names of an archive; kept in a file, they hold for every later run."""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

from newstagger.errors import UsageError

Kind = Literal["person", "organisation", "place"]
Verb = Literal["merge", "split"]
KINDS: tuple[Kind, ...] = ("person", "organisation", "place")


class Correction(NamedTuple):
    """A correction of an editor: two names are one, or the second is not the first.

    A name merged with itself is one person in all articles, whatever is around it.
    """

    verb: Verb
    kind: Kind
    one: str
    other: str


def read_corrections(text: str) -> list[Correction]:
    """Corrections, one a line: ``merge`` or ``split``, the kind and two names, separated by tabs.

    Raises:
        UsageError: a line is none; the text says which.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 4 or cells[0] not in ("merge", "split") or cells[1] not in KINDS:
            raise UsageError(
                f"line {number} of the corrections: write merge or split, then {', '.join(KINDS)}, "
                "then two names, separated by tabs"
            )
        found.append(Correction(cast(Verb, cells[0]), cells[1], cells[2], cells[3]))
    return found
