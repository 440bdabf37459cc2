"""Article: what goes in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from numbers import Integral
from time import struct_time
from typing import Any

from newstagger.errors import UsageError

#: Longest text that is tagged, in code points. A book has about a million; more is nearly always a
#: mistake (a whole archive in one file), and the user is told how to raise it.
MAX_CHARS = 5_000_000
_TEXTS = ("text", "id", "title", "url", "author", "source")
_ABOUT = ("id", "title", "url", "author", "source")
_GOLD = ("entities", "dates")
#: Lists that every record written by ``tag`` has.
_TAGGED = ("topics", "people", "organisations", "places", "dates", "declared_topics", "warnings")
#: A day of a week of ISO 8601, which Python 3.10 does not read.
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])")
#: A day at the beginning of a text, with a zone if it is all.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(Z$|[+-]\d{2}:\d{2}$)?")
_SURROGATES = "lone surrogates were replaced by U+FFFD"


@dataclass(slots=True)
class Article:
    """One article, as a reader of files or a user's program gives it.

    Values are checked and converted to the types below. Values of data frames are understood: NaN, NaT and ``None`` are an
    empty field, numpy's texts and days are texts and days, a number can be an ``id``.

    Attributes:
        text: the body. Offsets in the tags index this very string.
        id: identifier, unique in its source.
        title: headline, not part of the text.
        published: day or moment of publication; relative dates are resolved against it. Also a text in ISO 8601, a
            ``numpy.datetime64`` or a ``time.struct_time`` in UTC, as feedparser gives it.
        url, author, source: where it comes from.
        topics: gold labels, for training and evaluation. ``None`` if it has not been labelled.
        declared_topics: topics that the page itself prints; never shown to the classifier.
        gold: gold ``entities`` and ``dates`` for evaluation, as the record has them.
        warnings: what the reader noticed.
        left_out: lines of a pasted page that are in neither title nor text: menus, links, teasers, the dateline.
        id_from_place: a reader made the id from the file and the line: on another day it may be another article's.
        tagged: newstagger wrote the record, so its topics and dates are tags and not gold, unless somebody corrected them.

    Raises:
        UsageError: a value is of a type that its field cannot hold, or ``published`` is not ISO 8601; the message
            names the field.
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
    id_from_place: bool = field(default=False, compare=False, repr=False)
    tagged: bool = field(default=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Check and convert the values; lone surrogates, which no file can hold, become U+FFFD one for one."""
        damaged = False
        for name in _TEXTS:
            value = _as_text(name, getattr(self, name))
            clean = None if value is None else without_surrogates(value)
            damaged |= clean != value
            setattr(self, name, clean)
        try:
            self.published = parse_published(self.published)
        except UsageError as error:
            raise UsageError(f"published: {error}") from None
        self.topics = None if is_missing(self.topics) else _as_labels("topics", self.topics)
        self.declared_topics = _as_labels("declared_topics", self.declared_topics)
        self.left_out = _as_labels("left_out", self.left_out)
        self.warnings = _as_labels("warnings", self.warnings)
        self.gold = _as_gold(self.gold, self)
        if damaged and _SURROGATES not in self.warnings:
            self.warnings.append(_SURROGATES)

    @classmethod
    def from_record(
        cls,
        record: Mapping[str, Any],
        published: Callable[[Any], date | datetime | None] | None = None,
    ) -> Article:
        """The article of a record, as ``to_record`` gives it and as files and programs hold it.

        Args:
            record: its fields; those of other names are left out. A headline alone has a title and no text.
            published: reads the publication time; by default ISO 8601 only. What it cannot read becomes a warning.

        Raises:
            ValueError: there is neither text nor title, or a field is of the wrong kind; the message names it.
        """
        if not hasattr(record, "items") or not hasattr(record, "get"):
            raise UsageError(f"a record must be an object of fields, not {kind_of(record)}")
        names = list(record)
        record = {name: value for name, value in record.items() if not is_missing(value)}
        text, title = record.get("text"), record.get("title")
        if text is None and isinstance(title, str) and title.strip():
            text = ""  # many feeds contain headlines alone
        if not isinstance(text, str):
            fields = ", ".join(str(name) for name in names[:8]) or "none"
            problem = "has no field `text`" if text is None else f"has a `text` that is {kind_of(text)}"
            raise ValueError(f"{problem} (its fields: {fields}); each record needs a text or at least a title")
        warnings: list[str] = []
        moment: date | datetime | None = None
        try:
            moment = (published or parse_published)(record.get("published"))
        except ValueError as error:
            warnings.append(f"published: {error}; ignored")
        values: dict[str, Any] = {
            name: _as_line(record[name]) for name in _ABOUT if name in record and not _is_blank(record[name])
        }
        topics = _labels(record, "topics")
        if topics is not None:  # an editor's export: the model's topics that were not rejected
            topics = list(dict.fromkeys([*topics, *(_labels(record, "unreviewed") or [])]))
        return cls(
            text,
            **values,
            published=moment,
            topics=topics,
            declared_topics=_labels(record, "declared_topics") or [],
            left_out=_lines(record.get("left_out")),
            gold=gold_of(record),
            warnings=warnings + _unfit_gold(record),
            tagged=is_tagged(record) or _has_scores(record.get("topics")),
        )

    def to_record(self) -> dict[str, Any]:
        """The article as a record of JSON values, without the fields that it does not have.

        Readers, writers, corrections and the service all use this one form.
        """
        moment = self.published.isoformat() if self.published is not None else None
        fields = {
            "id": self.id, "title": self.title, "published": moment, "url": self.url, "author": self.author,
            "source": self.source, "declared_topics": self.declared_topics, "left_out": self.left_out,
        }  # fmt: skip
        record = {name: value for name, value in fields.items() if value}
        if self.topics is not None:  # an empty list is a label too: none of the topics applies
            record["topics"] = self.topics
        return {**record, "text": self.text, **self.gold}


def is_tagged(record: Mapping[Any, Any]) -> bool:
    """Whether newstagger wrote a record, so that its text must stay as it is: offsets index it."""
    return all(isinstance(record.get(name), list) for name in _TAGGED) and isinstance(record.get("text"), str)


def _has_scores(topics: object) -> bool:
    """Whether topics are those of a tagged article, in a record that does not have all its other fields."""
    return isinstance(topics, list) and any(
        isinstance(topic, Mapping) and "score" in topic and "evidence" in topic for topic in topics
    )


def is_missing(value: object) -> bool:
    """Is a value ``None``, or the NaN or NaT of a data frame?"""
    try:
        return value is None or bool(value != value)
    except (TypeError, ValueError):  # pandas.NA, and arrays, which compare item by item
        return type(value).__name__ == "NAType"


def _as_text(name: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value if type(value) is str else str(value)  # a numpy.str_ would not go into JSON
    if name == "id" and not isinstance(value, bool) and isinstance(value, Integral):
        return str(value)
    if is_missing(value):
        return "" if name in ("text", "id") else None
    raise UsageError(f"{name} must be a text, not {kind_of(value)}")


def _as_labels(name: str, value: Any) -> list[str]:
    if is_missing(value):
        return []
    is_one = isinstance(value, (str, bytes, Mapping)) or getattr(value, "shape", None) == ()
    if is_one or not isinstance(value, Iterable):
        raise UsageError(f"{name} must be a list of texts, not {kind_of(value)}: {str(value)[:60]!r}")
    # A set has no order, and tags must not depend on hash seeds.
    items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else list(value)
    for item in items:
        if not isinstance(item, str):
            raise UsageError(f"{name} must be a list of texts, but holds {kind_of(item)}: {str(item)[:60]!r}")
    return [without_surrogates(str(item)) for item in items]


def _as_gold(value: Any, article: Article) -> dict[str, list[dict[str, Any]]]:
    """Gold spans as ``gold_of`` recognises them.

    Raises:
        UsageError: it is anything else.
    """
    if is_missing(value):
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(f"gold must be an object of {' and '.join(_GOLD)}, not {kind_of(value)}")
    record = {**value, "text": article.text, "title": article.title}
    for name in value:
        if name not in _GOLD or not _is_gold(value[name], name, record):
            raise UsageError(
                f"gold: {str(name)[:60]!r} is not a list of `entities` (`start`, `end`, `label`) or of `dates` (`start`, "
                "`end`, `value`) inside the text or the title"
            )
    return {name: list(value[name]) for name in value}


def _is_blank(value: Any) -> bool:
    return isinstance(value, (str, list, tuple)) and not value


def _as_line(value: Any) -> str:
    """A value as text; several authors side by side."""
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return str(value)


def gold_of(record: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Gold ``entities`` and ``dates`` of a record, recognised by their shape.

    They are lists of objects with whole numbers ``start`` and ``end`` inside the text (or the title, where ``field`` says
    so), and a text ``label`` (entities) or a text or null ``value`` (dates). Other programs call other things so.
    """
    return {name: list(record[name]) for name in _GOLD if _is_gold(record.get(name), name, record)}


def _is_gold(value: object, name: str, record: Mapping[str, Any]) -> bool:
    return _is_spans(value, name) and all(_fits(span, record) for span in value)  # type: ignore[attr-defined]


def _is_spans(value: object, name: str) -> bool:
    """Is a value a list of annotated spans?"""
    return isinstance(value, list) and all(
        isinstance(span, Mapping)
        and all(type(span.get(end)) is int for end in ("start", "end"))
        and (
            isinstance(span.get("label"), str)
            if name == "entities"
            else isinstance(span.get("value"), (str, type(None)))
        )
        for span in value
    )


def _fits(span: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Is a span inside the text of its field in the record?"""
    found = record.get(span.get("field") or "text") if isinstance(span.get("field"), (str, type(None))) else None
    return isinstance(found, str) and 0 <= span["start"] < span["end"] <= len(found)


def _unfit_gold(record: Mapping[str, Any]) -> list[str]:
    """Warnings of annotations that would be gold if they were inside the text."""
    return [
        f"`{name}` are not used as gold: a start or end lies outside the text"
        for name in _GOLD
        if _is_spans(record.get(name), name) and not _is_gold(record[name], name, record)
    ]


def kind_of(value: object) -> str:
    """The type of a JSON value, for a message."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)


def _labels(record: Mapping[str, Any], field_: str) -> list[str] | None:
    """Labels, given as texts or as the topics of tagged articles."""
    value = record.get(field_)
    if value is None:
        return None
    if isinstance(value, Iterable) and not isinstance(value, (str, Mapping)):
        labels = [item.get("label") if isinstance(item, Mapping) else item for item in value]
        if all(isinstance(label, str) for label in labels):
            return [str(label) for label in labels]
    raise ValueError(f"has `{field_}` that are {kind_of(value)}; give a list of labels")


def _lines(value: object) -> list[str]:
    """Lines as ``to_record`` gives them; anything else is a field of another program."""
    return list(value) if isinstance(value, list) and all(isinstance(line, str) for line in value) else []


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


def parse_published(value: Any) -> date | datetime | None:
    """A publication time from ISO 8601: a day (``2021-01-01``) or a moment (``2021-01-01T23:00``).

    A moment keeps its UTC offset. ``T24:00`` is midnight at the end of the day. Days and moments are taken as they are,
    a ``numpy.datetime64`` and a ``time.struct_time`` (in UTC) are converted, NaN and NaT are no time at all.

    Raises:
        UsageError: the text is not an ISO 8601 day or moment, or the value is of another type.
    """
    if is_missing(value):
        return None
    if isinstance(value, datetime):  # a pandas.Timestamp is one, and more
        return value if type(value) is datetime else datetime.combine(value.date(), value.timetz())
    if isinstance(value, date):
        return value
    if isinstance(value, struct_time):
        return datetime(*value[:5], min(value.tm_sec, 59), tzinfo=timezone.utc)  # a leap second has no datetime
    if not isinstance(value, str):
        return _from_numpy(value)
    text = value.strip()
    if not text:
        return None
    try:
        if week := _WEEK.fullmatch(text):
            return date.fromisocalendar(*map(int, week.groups()))
        if len(text) <= 10:
            return date.fromisoformat(text)
        # XML writes days with a zone, « 2024-03-05+01:00 ». Python 3.11, which takes any character for the T, reads an hour.
        if day := _DAY.match(text):
            if day[1]:
                return date.fromisoformat(text[:10])
            if text[10] not in "Tt ":
                raise ValueError
        # Python 3.10 reads neither a final Z nor fractions of other than 3 or 6 digits.
        clean = text.replace("Z", "+00:00") if text.endswith("Z") else text
        if clean[11:16] == "24:00":
            return datetime.fromisoformat(clean[:11] + "00:00" + clean[16:]) + timedelta(days=1)
        return datetime.fromisoformat(clean)
    except (ValueError, OverflowError):
        raise UsageError(f"{value!r} is not a date in ISO 8601, such as 2021-01-01 or 2021-01-01T23:00") from None


def _from_numpy(value: Any) -> date | datetime:
    if type(value).__name__ == "datetime64":
        unit = "D" if value.dtype.name in ("datetime64[D]", "datetime64[M]", "datetime64[Y]") else "us"
        found = value.astype(f"datetime64[{unit}]").item()  # an integer where it is out of Python's range
        if isinstance(found, date):
            return found
    raise UsageError(f"a date or a text in ISO 8601 is needed, not {kind_of(value)}: {str(value)[:60]}")
