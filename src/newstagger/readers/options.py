"""How files are read: limits, names of fields, what is told of guesses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from newstagger.article import MAX_CHARS
from newstagger.errors import UsageError
from newstagger.readers.encoding import is_text_encoding

#: Fields of a record that may have another name in a file. The standfirst (« chapô ») becomes part of the text.
FIELDS = ("text", "standfirst", "title", "published", "url", "author", "source", "id", "topics", "declared_topics")


_LOGGER = logging.getLogger("newstagger.readers")


class Notes:
    """Logs what was guessed, each guess once for the first file in which it was made.

    Args:
        say: called with each message too.
    """

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        self._say = say
        self._told: set[str] = set()

    def __call__(self, source: str, what: str) -> None:
        """Tell it, unless it was told before."""
        if what in self._told or len(self._told) >= 1_000:
            return
        self._told.add(what)
        _LOGGER.warning("%s: %s", source, what)
        if self._say is not None:
            self._say(f"{source}: {what}")


@dataclass(frozen=True)
class ReadOptions:
    """What a user says about files, and who is told what was guessed for want of it.

    Attributes:
        max_chars: longest text read, in code points.
        fields: the name that a field has in the files: ``{"text": "contenu", "title": "titre.rendered"}``; dots lead
            into objects and lists.
        delimiter: what parts the columns of a table.
        encoding: of text files; by default told by their bytes.
        topic_separator: what parts topics that stand in one cell; by default told by all the cells.
        notes: called with each guess.
        outputs: real paths of what the run writes, which is not read where it lies in a folder that is read.

    Raises:
        UsageError: a field or an encoding that does not exist, or a delimiter of more than one character.
    """

    max_chars: int = MAX_CHARS
    fields: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    topic_separator: str | None = None
    notes: Notes = field(default_factory=Notes, compare=False)
    outputs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in self.fields:
            if name not in FIELDS:
                raise UsageError(f"there is no field « {name} »; the fields are {', '.join(FIELDS)}")
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise UsageError(f"the delimiter {self.delimiter!r} is not one character")
        if self.encoding is not None and not is_text_encoding(self.encoding):
            raise UsageError(f"there is no encoding {self.encoding!r} for text; try utf-8, utf-16 or windows-1252")


def parse_map(value: str | None) -> dict[str, str]:
    """``text=contenu,title=titre`` as a dictionary.

    Raises:
        UsageError: a part of it is no pair.
    """
    pairs: dict[str, str] = {}
    for part in (value or "").split(","):
        if not part.strip():
            continue
        name, sign, given = (piece.strip() for piece in part.partition("="))
        if not (name and sign and given):
            raise UsageError(f"--map: {part.strip()!r} is no pair; write it as text=contenu,title=titre")
        pairs[name] = given
    return pairs
