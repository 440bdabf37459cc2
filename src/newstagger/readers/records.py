"""Topics that stand in one cell of a table: how they are parted, told by all the cells.

Records -> articles. A record's text is taken as it is, but for HTML, which is taken off.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from newstagger.article import Article, gold_of, kind_of
from newstagger.errors import InputError, RecordError
from newstagger.readers.fields import address_of_source, plain_name, record_of_export, rename
from newstagger.readers.markup import is_marked_up, without_markup
from newstagger.readers.ninjs import AS_IT_WAS
from newstagger.readers.options import ReadOptions
from newstagger.readers.passed import PassedOverError, reason_of
from newstagger.readers.press.records import adapted
from newstagger.readers.published import read_published

#: What parts labels beyond doubt; and what may be part of a label, the likelier first.
_STRONG, _WEAK = (";", "|"), (" / ", ",")
#: Words that always stand side by side in at least so many cells, and never apart, are one label.
_TOGETHER = 3
#: « Arts, culture et médias »: a list in small letters that ends in « et » is one label.
_ENUMERATION = re.compile(r"[^,]+(?:, [a-zà-ÿœ][^,]*)* et [a-zà-ÿœ][^,]*")


class Cells:
    """How topics in one cell are parted.

    « ; » and « | » part wherever they are used; where neither is in any cell, « / » between spaces or a comma does, unless
    what it parts is never seen apart.

    Attributes:
        separator: the one given by the user or guessed, None as long as no cell told it.
    """

    def __init__(self, separator: str | None = None) -> None:
        self._given = separator
        self._strong: set[str] = set()
        self._weak: set[str] = set()
        self._whole: set[str] = set()

    @property
    def separator(self) -> str | None:
        """What parts the cells seen so far."""
        return self._given or next((mark for marks in (self._strong, self._weak) for mark in sorted(marks)), None)

    def learn(self, cells: Iterable[str]) -> None:
        """See cells before they are parted."""
        if self._given is not None:
            return
        counts = Counter(cell.strip() for cell in cells)
        self._strong |= {mark for mark in _STRONG if any(mark in cell for cell in counts)}
        if self._strong:
            return
        for mark in _WEAK:
            if any(mark in cell for cell in counts):
                self._weak.add(mark)
                self._whole |= _never_apart(counts, mark)
                break

    def part(self, cell: str) -> list[str]:
        """The labels of a cell."""
        if self._given is not None:
            return _split(cell, self._given)
        self._strong |= {mark for mark in _STRONG if mark in cell}
        for mark in _STRONG:
            if mark in cell:
                return _split(cell, mark)
        if self._strong or cell.strip() in self._whole or _ENUMERATION.fullmatch(cell.strip()):
            return _split(cell, ";")
        for mark in _WEAK:
            if mark in cell and (not self._weak or mark in self._weak):
                self._weak.add(mark)
                return _split(cell, mark)
        return _split(cell, ";")


def _never_apart(counts: Counter[str], mark: str) -> set[str]:
    """Cells whose parts stand in no other cell, though they are used often."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    for cell in counts:
        for label in _split(cell, mark):
            where[label].add(cell)
    return {
        cell
        for cell, count in counts.items()
        if mark in cell and count >= _TOGETHER and all(len(where[label]) == 1 for label in _split(cell, mark))
    }


def _split(cell: str, mark: str) -> list[str]:
    return [label.strip() for label in cell.split(mark) if label.strip()]


def keywords(cell: str) -> list[str]:
    """The keywords of a cell: commas separate them where nothing surer does."""
    return _split(cell, next((mark for mark in _STRONG if mark in cell), ","))


def plain_labels(value: object) -> Any:
    """A list of labels that may be objects, as texts; None where they are no labels."""
    if not isinstance(value, list):
        return None
    labels = [_name(one) for one in value]
    return labels if all(isinstance(label, str) for label in labels) else None


def _name(value: object) -> object:
    if isinstance(value, dict):
        return next(
            (value[key] for key in ("label", "name", "title", "term", "value") if isinstance(value.get(key), str)), None
        )
    return value


_LABELS = ("topics", "declared_topics")
#: Lists that a record of tags has all of.
_TAGGED = ("topics", "people", "organisations", "places", "dates", "declared_topics", "warnings")
#: Fields of keywords, folded.
_KEYWORDS = frozenset("keyword keywords motcle motscles tag tags hashtags etiquettes".split())
#: A field that was passed over is named from this length on, in code points.
_LONG = 200


def article_of(record: object, source: str, line: int | None) -> Article:
    """The article of a record that a file holds; without an ``id`` it is called after its place.

    Raises:
        RecordError: it is no object, or has no text.
    """
    return Records(source, ReadOptions()).article(record, line)


class Records:
    """Makes articles of the records of one source.

    ``excel``: publication times may be the day numbers of a spreadsheet; ``written``: newstagger itself wrote the records.
    """

    def __init__(self, source: str, reading: ReadOptions, *, excel: bool = False, written: bool = False) -> None:
        self._source, self._reading, self._written = source, reading, written
        self._published = partial(read_published, excel=excel)
        self._cells = {name: Cells(";" if written else reading.topic_separator) for name in _LABELS}
        self._told: set[tuple[str, str]] = set()
        self._passed: set[str] = set()

    def learn(self, records: Iterable[object]) -> None:
        """See how topics are parted in cells, before the first article is made."""
        seen: dict[str, list[str]] = {name: [] for name in _LABELS}
        for record in records:
            if isinstance(record, Mapping):
                renamed, others = rename(record, self._reading.fields)
                for name in _LABELS:
                    if isinstance(renamed.get(name), str) and not _is_keywords(others.get(name)):
                        seen[name].append(renamed[name])
        for name, cells in seen.items():
            self._cells[name].learn(cells)

    def item(self, record: object, line: int | None) -> Article | InputError:
        """As ``article``, with the error in the place of the article."""
        try:
            return self.article(record, line)
        except RecordError as error:
            return error

    def article(self, record: object, line: int | None) -> Article:
        """The article of a record.

        Raises:
            RecordError: it is no object, or has neither text nor title, or a field is of the wrong kind.
        """
        if not isinstance(record, Mapping):
            reason = f"is no JSON object but {kind_of(record)}; write one object an article"
            raise RecordError(self._source, reason, line)
        try:
            known = adapted(record)
        except ValueError as error:
            raise RecordError(self._source, str(error), line) from None
        if (passed := reason_of(known)) is not None:
            raise PassedOverError(self._source, passed, line)
        fields = record_of_export(known)
        renamed, others = rename(fields, self._reading.fields)
        self._tell(others)
        for name in _LABELS:
            self._part(renamed, name, others.get(name, name), name in record)
        address_of_source(renamed)
        as_it_was = self._written or is_tagged(record) or AS_IT_WAS in fields
        warnings = [] if as_it_was else _clean(renamed)
        _join(renamed)
        try:
            # A message about a missing text names the fields as the file has them.
            article = Article.from_record(renamed if _has_words(renamed) else {**record, **renamed}, self._published)
        except ValueError as error:
            raise RecordError(self._source, str(error), line) from None
        if not article.text.strip() and not (article.title or "").strip():
            raise RecordError(self._source, "has neither a text nor a title", line)
        article.warnings += warnings
        self._tell_longest(fields, others, article)
        article.id = article.id or (f"{self._source}:{line}" if line is not None else self._source)
        return article

    def _tell(self, others: Mapping[str, str]) -> None:
        """Tell which fields were read under other names, each once."""
        new = sorted(pair for pair in others.items() if pair not in self._told)
        self._told.update(new)
        if new:
            names = ", ".join(f"{field} from « {name} »" for field, name in new)
            self._reading.notes(self._source, f"read {names}; --map names other fields")

    def _tell_longest(self, fields: Mapping[Any, Any], others: Mapping[str, str], article: Article) -> None:
        """Tell of the longest field that was passed over, if it is longer than the text: it may be the article's body."""
        read = {
            "text",
            *others.values(),
            *(path.partition(".")[0] for path in self._reading.fields.values()),
        } | self._passed
        passed = {name: value for name, value in fields.items() if isinstance(value, str) and name not in read}
        name = max(passed, key=lambda one: len(passed[one]), default=None)
        if name is None or len(passed[name]) <= max(_LONG, len(article.text)):
            return
        self._passed.add(name)  # looked at once: a body may stand there a second time with its HTML
        size = len(without_markup(passed[name]) if is_marked_up(passed[name]) else passed[name])
        if size > max(_LONG, len(article.text)):
            self._reading.notes(
                self._source,
                f"the longest field, « {name} » ({size:,} characters), was not read; --map text={name} reads it as the text",
            )

    def _part(self, record: dict[str, Any], name: str, written: str, own_name: bool) -> None:
        """Part topics that are one text; what is no list of topics under another name is left out."""
        value = record.get(name)
        if isinstance(value, str):
            listed = _json_list(value)
            record[name] = self._labels(value, name, written) if listed is None else listed
        elif name in record and not own_name:
            record[name] = plain_labels(value)

    def _labels(self, cell: str, name: str, written: str) -> list[str]:
        if _is_keywords(written) and self._reading.topic_separator is None:
            return keywords(cell)
        labels = self._cells[name].part(cell)
        if len(labels) > 1 and self._reading.topic_separator is None:
            mark = (self._cells[name].separator or "").strip()
            self._reading.notes(
                self._source, f"topics that stand in one cell are parted at « {mark} »; --topic-separator says else"
            )
        return labels


def _is_keywords(name: str | None) -> bool:
    """Is a field one of keywords, which commas separate as in the head of a page?"""
    return name is not None and plain_name(name) in _KEYWORDS


def is_tagged(record: Mapping[Any, Any]) -> bool:
    """Is a record one that newstagger wrote? Its text is as it is to be read: the offsets index it."""
    return all(isinstance(record.get(name), list) for name in _TAGGED) and isinstance(record.get("text"), str)


def _has_words(record: Mapping[str, Any]) -> bool:
    return any(isinstance(record.get(name), str) for name in ("text", "title"))


def _clean(record: dict[str, Any]) -> list[str]:
    """Take HTML off text and title; offsets that come with the text say that it is as it should be."""
    if any(gold_of(record).values()):
        return []
    found = []
    for name in ("title", "standfirst", "text"):
        value = record.get(name)
        if isinstance(value, str) and is_marked_up(value):
            record[name] = without_markup(value)
            found.append(name)
    named = " and ".join(f"« {name} »" for name in found)
    return [f"HTML in {named}: markup was taken off; offsets are those of the text without it"] if found else []


def _join(record: dict[str, Any]) -> None:
    """The standfirst becomes the first paragraph of the text, unless the text has it already."""
    standfirst, text = record.pop("standfirst", None), record.get("text")
    if not isinstance(standfirst, str) or not standfirst.strip() or any(gold_of(record).values()):
        return
    if text is None or text == "":
        record["text"] = standfirst
    elif isinstance(text, str) and standfirst.strip() not in text[: 2 * len(standfirst) + 200]:
        record["text"] = f"{standfirst.strip()}\n\n{text}"


def _json_list(text: str) -> list[Any] | None:
    """The list that a cell holds as JSON, if it does."""
    if not text.strip().startswith("["):
        return None
    try:
        found = parse_json(text)
    except ValueError:
        return None
    return found if isinstance(found, list) else None


def parse_json(text: str) -> Any:
    """JSON with a bound on its depth.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def short(error: Exception) -> str:
    """The first line of what a library says."""
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
