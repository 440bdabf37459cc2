"""Article: what goes in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

#: Longest text that is tagged, in code points. A book has about a million; more is nearly always a
#: mistake (a whole archive in one file), and the user is told how to raise it.
MAX_CHARS = 5_000_000
_TEXTS = ("text", "id", "title", "url", "author", "source")
_SURROGATES = "lone surrogates were replaced by U+FFFD"


@dataclass(slots=True)
class Article:
    """One article, as a reader of files or a user's program gives it.

    Attributes:
        text: the body. Offsets in the tags index this very string.
        id: identifier, unique in its source.
        title: headline, apart from the text.
        published: day or moment of publication; relative dates are resolved against it.
        url, author, source: where it comes from.
        topics: gold labels, for training and evaluation. ``None`` where nobody has labelled it.
        declared_topics: topics that the page itself prints; never shown to the classifier.
        gold: gold ``entities`` and ``dates`` for evaluation, as the record has them.
        warnings: what the reader noticed.
        left_out: lines of a pasted page that are in neither title nor text: menus, links, teasers, the dateline.
    """

    text: str
    id: str = ""
    title: str | None = None
    published: date | datetime | None = None
    url: str | None = None
    author: str | None = None
    source: str | None = None
    topics: list[str] | None = None
    declared_topics: list[str] = field(default_factory=list)
    gold: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lone surrogates, which no file can hold, become U+FFFD; offsets stay what they were."""
        for name in _TEXTS:
            value = getattr(self, name)
            if isinstance(value, str) and (clean := without_surrogates(value)) != value:
                setattr(self, name, clean)
                if _SURROGATES not in self.warnings:
                    self.warnings = [*self.warnings, _SURROGATES]
        for name in ("topics", "declared_topics", "left_out"):
            labels = getattr(self, name)
            if labels:
                setattr(
                    self, name, [without_surrogates(label) if isinstance(label, str) else label for label in labels]
                )


def text_key(article: Article) -> str:
    """A short name of an article's words, whatever their spacing: 64 bits of a SHA-256, in hexadecimal.

    Those of a headline alone are its title's.
    """
    words = " ".join(article.text.split() or (article.title or "").split())
    return hashlib.sha256(words.encode("utf-8")).hexdigest()[:16]


def without_surrogates(text: str) -> str:
    """A text with its lone surrogates replaced, one for one, by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text


def parse_published(value: str | date | datetime | None) -> date | datetime | None:
    """A publication time from ISO 8601: a day (``2021-01-01``) or a moment (``2021-01-01T23:00``).

    A moment keeps its UTC offset. ``T24:00`` is midnight at the end of the day.

    Raises:
        ValueError: the text is no ISO 8601 day or moment.
    """
    if value is None or isinstance(value, (date, datetime)):
        return value
    text = value.strip()
    if not text:
        return None
    try:
        if len(text) <= 10:
            return date.fromisoformat(text)
        # Python 3.10 reads neither a final Z nor fractions of other than 3 or 6 digits.
        clean = text.replace("Z", "+00:00") if text.endswith("Z") else text
        if clean[11:16] == "24:00":
            return datetime.fromisoformat(clean[:11] + "00:00" + clean[16:]) + timedelta(days=1)
        return datetime.fromisoformat(clean)
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r} is no date in ISO 8601, such as 2021-01-01 or 2021-01-01T23:00") from None
