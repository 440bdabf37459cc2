"""Records -> articles. A record's text is taken as it is, but for HTML, which is taken off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from newstagger.article import Article, kind_of
from newstagger.errors import InputError, RecordError
from newstagger.readers.fields import rename
from newstagger.readers.labels import Cells, plain_labels
from newstagger.readers.markup import is_marked_up, without_markup
from newstagger.readers.options import ReadOptions
from newstagger.readers.passed import PassedOverError, reason_of
from newstagger.readers.press.records import adapted
from newstagger.readers.published import read_published

_LABELS = ("topics", "declared_topics")


def article_of(record: object, source: str, line: int | None) -> Article:
    """The article of a record that a file holds; without an ``id`` it is called after its place.

    Raises:
        RecordError: it is no object, or has no text.
    """
    return Records(source, ReadOptions()).article(record, line)


class Records:
    """Makes articles of the records of one source."""

    def __init__(self, source: str, reading: ReadOptions) -> None:
        self._source, self._reading = source, reading
        self._cells = {name: Cells(reading.topic_separator) for name in _LABELS}

    def learn(self, records: Iterable[object]) -> None:
        """See how topics are parted in cells, before the first article is made."""
        seen: dict[str, list[str]] = {name: [] for name in _LABELS}
        for record in records:
            if isinstance(record, Mapping):
                renamed, _ = rename(record, self._reading.fields)
                for name in _LABELS:
                    if isinstance(renamed.get(name), str):
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
        renamed, others = rename(known, self._reading.fields)
        if others:
            names = ", ".join(f"{field} from « {name} »" for field, name in sorted(others.items()))
            self._reading.notes(self._source, f"read {names}; --map names other fields")
        for name in _LABELS:
            self._part(renamed, name, name in record)
        warnings = _clean(renamed)
        _join(renamed)
        try:
            # A message about a missing text names the fields as the file has them.
            article = Article.from_record(renamed if _has_words(renamed) else {**record, **renamed}, read_published)
        except ValueError as error:
            raise RecordError(self._source, str(error), line) from None
        if not article.text.strip() and not (article.title or "").strip():
            raise RecordError(self._source, "has neither a text nor a title", line)
        article.warnings += warnings
        article.id = article.id or (f"{self._source}:{line}" if line is not None else self._source)
        return article

    def _part(self, record: dict[str, Any], name: str, own_name: bool) -> None:
        """Part topics that are one text; what is no list of topics under another name is left out."""
        value = record.get(name)
        if isinstance(value, str):
            listed = _json_list(value)
            record[name] = self._labels(value, name) if listed is None else listed
        elif name in record and not own_name:
            record[name] = plain_labels(value)

    def _labels(self, cell: str, name: str) -> list[str]:
        labels = self._cells[name].part(cell)
        if len(labels) > 1 and self._reading.topic_separator is None:
            mark = (self._cells[name].separator or "").strip()
            self._reading.notes(
                self._source, f"topics that stand in one cell are parted at « {mark} »; --topic-separator says else"
            )
        return labels


def _has_words(record: Mapping[str, Any]) -> bool:
    return any(isinstance(record.get(name), str) for name in ("text", "title"))


def _clean(record: dict[str, Any]) -> list[str]:
    """Take HTML off text and title; offsets that come with the text say that it is as it should be."""
    if any(record.get(name) for name in ("entities", "dates")):
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
    if not isinstance(standfirst, str) or not standfirst.strip() or record.get("entities") or record.get("dates"):
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
