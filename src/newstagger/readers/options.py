"""How files are read: limits, names of fields, and who is told of what was detected.

Items that are skipped and counted, rather than errors: cancelled dispatches, pictures.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from newstagger._arguments import check_whole
from newstagger.article import MAX_CHARS
from newstagger.errors import RecordError, UsageError
from newstagger.readers.encoding import is_text_encoding

#: Fields that may have other names in a file. The standfirst (« chapô ») becomes part of the text.
FIELDS = ("text", "standfirst", "title", "published", "url", "author", "source", "id", "topics", "declared_topics")


_LOGGER = logging.getLogger("newstagger.readers")


class Notes:
    """Logs what was detected or assumed, each message once, for the first file that it is about.

    Args:
        say: also called with each message.
    """

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        self._say = say
        self._noted: set[str] = set()

    def __call__(self, source: str, what: str) -> None:
        """Log a message about a source, unless it was logged before."""
        if what in self._noted or len(self._noted) >= 1_000:
            return
        self._noted.add(what)
        _LOGGER.warning("%s: %s", source, what)
        if self._say is not None:
            self._say(f"{source}: {what}")


@dataclass(frozen=True)
class ReadOptions:
    """How files are to be read, and what is called with a note on each choice made by default.

    Attributes:
        max_chars: longest text read, in code points.
        fields: the name that a field has in the files: ``{"text": "contenu", "title": "titre.rendered"}``; dots lead
            into objects and lists.
        delimiter: the character between the columns of a table; by default detected from the header.
        encoding: of text files; by default detected from their bytes.
        topic_separator: separates topics in one cell; by default detected from all cells.
        notes: called with a note on each choice made by default.
        outputs: real paths of what the run writes, which is left out of folders that are read.

    Raises:
        UsageError: a field or encoding does not exist, or the delimiter is not one character.
    """

    max_chars: int = MAX_CHARS
    fields: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    topic_separator: str | None = None
    notes: Notes = field(default_factory=Notes, compare=False)
    outputs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        check_whole("max_chars", self.max_chars, 1)
        for name in self.fields:
            if name not in FIELDS:
                raise UsageError(f'there is no field "{name}"; the fields are {", ".join(FIELDS)}')
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise UsageError(f"the delimiter {self.delimiter!r} is not one character")
        if self.encoding is not None and not is_text_encoding(self.encoding):
            raise UsageError(f"{self.encoding!r} is not a text encoding; try utf-8, utf-16 or windows-1252")


def parse_map(value: str | None) -> dict[str, str]:
    """``text=contenu,title=titre`` as a dictionary.

    Raises:
        UsageError: a part is not a pair.
    """
    pairs: dict[str, str] = {}
    for part in (value or "").split(","):
        if not part.strip():
            continue
        name, sign, given = (piece.strip() for piece in part.partition("="))
        if not (name and sign and given):
            raise UsageError(f"`fields`: {part.strip()!r} is not FIELD=NAME; write it as text=contenu,title=titre")
        pairs[name] = given
    return pairs


#: Reasons for skipping an item.
CANCELLED = "cancelled by its agency"
WITHHELD = "withheld by its agency"
NO_TEXT = "without a text (a picture, a film, a sound, an event)"
NO_ARTICLE = "not a published article"
#: The key of the reason in the record of a skipped item.
PASSED_OVER = "newstagger:passed over"


class PassedOverError(RecordError):
    """An item that is skipped on purpose; it is counted, and is not a failure."""


def pass_over(reason: str) -> dict[str, Any]:
    """The record of an item that is skipped."""
    return {PASSED_OVER: reason}


def find_reason(record: Mapping[Any, Any]) -> str | None:
    """Why a record is skipped; None for an article."""
    found = record.get(PASSED_OVER)
    return found if isinstance(found, str) else None


def judge_status(status: object) -> str | None:
    """Why an item with this publication status (https://cv.iptc.org/newscodes/pubstatus/) is skipped; None if it is usable."""
    plain = str(status or "").lower().rpartition(":")[2].rpartition("/")[2]
    if plain in ("canceled", "cancelled", "killed", "kill"):
        return CANCELLED
    return WITHHELD if plain in ("withheld", "withhold", "embargoed") else None


class PassedOver:
    """Counts the items that readers skip, and reports them once at the end."""

    def __init__(self) -> None:
        self._reasons: Counter[str] = Counter()
        self._sources: set[str] = set()

    def add(self, item: PassedOverError) -> None:
        """Count an item."""
        self._reasons[item.reason] += 1
        if len(self._sources) < 2:
            self._sources.add(item.source)

    def report(self, notes: Notes) -> None:
        """Report how many items were skipped, and why."""
        if not self._reasons:
            return
        number = self._reasons.total()
        kinds = "; ".join(f"{times} {reason}" for reason, times in self._reasons.most_common(8))
        where = next(iter(self._sources)) if len(self._sources) == 1 else "several files"
        notes(where, f"{'1 item was' if number == 1 else f'{number} items were'} skipped: {kinds}")
