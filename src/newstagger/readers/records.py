"""Records -> articles. A record’s text is kept as it is, except that HTML is removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from newstagger.article import Article, gold_of, is_tagged, kind_of
from newstagger.errors import InputError, RecordError
from newstagger.readers.encoding import REPAIRED, repair
from newstagger.readers.fields import fold_name, move_address, rename
from newstagger.readers.markup import is_marked_up, remove_markup, resolve_entities
from newstagger.readers.options import PassedOverError, ReadOptions, find_reason
from newstagger.readers.programs import AS_IT_WAS, adapt_record
from newstagger.readers.published import puts_month_first, read_published
from newstagger.readers.rich_text import join_rich_text
from newstagger.readers.systems import adapt_export
from newstagger.readers.terms import Cells, read_labels, read_python_list, remove_by, split_keywords

_LABELS = ("topics", "declared_topics")
#: Folded names of fields of keywords.
_KEYWORDS = frozenset("keyword keywords motcle motscles tag tags hashtags etiquettes".split())
#: An unread field is reported from this length on, in code points.
_LONG = 200


def make_article(record: object, source: str, line: int | None) -> Article:
    """The article of a record in a file; without an ``id`` it gets one made of its source and line.

    Raises:
        RecordError: it is not an object, or has no text.
    """
    return Records(source, ReadOptions()).article(record, line)


class Records:
    """Makes articles of the records of one source.

    Args:
        excel: publication times may be a spreadsheet's day numbers.
        written: newstagger itself wrote the records.
    """

    def __init__(self, source: str, reading: ReadOptions, *, excel: bool = False, written: bool = False) -> None:
        self._source, self._reading, self._written = source, reading, written
        self._published = partial(read_published, excel=excel)
        self._cells = {name: Cells(";" if written else reading.topic_separator) for name in _LABELS}
        self._noted: set[tuple[str, str]] = set()
        self._unread: set[str] = set()

    def learn(self, records: Iterable[object]) -> None:
        """Detect the separators of topics in cells and the order of day and month, before the first article is made."""
        seen: dict[str, list[str]] = {name: [] for name in _LABELS}
        moments: set[object] = set()
        for record in records:
            if isinstance(record, Mapping):
                renamed, others = rename(record, self._reading.fields)
                for name in _LABELS:
                    if isinstance(renamed.get(name), str) and not _is_keywords(others.get(name)):
                        seen[name].append(resolve_entities(renamed[name]))
                if isinstance(moment := renamed.get("published"), str):
                    moments.add(moment[:10])
        if puts_month_first(moments):
            self._reading.notes(self._source, 'publication times were read with the month first, as in "03/13/2024"')
            self._published = partial(self._published, month_first=True)
        for name, cells in seen.items():
            self._cells[name].learn(cells)

    def item(self, record: object, line: int | None) -> Article | InputError:
        """Like ``article``, but return an error instead of raising it."""
        try:
            return self.article(record, line)
        except RecordError as error:
            return error

    def article(self, record: object, line: int | None) -> Article:
        """The article of a record.

        Raises:
            RecordError: it is not an object, has neither text nor title, or has a field of the wrong type.
        """
        if not isinstance(record, Mapping):
            reason = f"expected a JSON object for each article, found {kind_of(record)}"
            raise RecordError(self._source, reason, line)
        try:
            known = adapt_record(record)
        except ValueError as error:
            raise RecordError(self._source, str(error), line) from None
        fields = adapt_export(known)
        if (unread := find_reason(fields)) is not None:
            raise PassedOverError(self._source, unread, line)
        renamed, others = rename(fields, self._reading.fields)
        self._note_names(others)
        for name in _LABELS:
            self._split_topics(renamed, name, others.get(name, name), name in record)
        move_address(renamed)
        as_it_was = self._written or is_tagged(record) or AS_IT_WAS in fields
        if not as_it_was:
            _clean_names(renamed)
        warnings = (
            []
            if as_it_was
            else [
                *_join_tree(renamed),
                *_repair_texts(renamed),
                *_remove_markup_of(renamed),
                *_remove_cut_mark(renamed),
            ]
        )
        _add_standfirst(renamed)
        try:
            # A message about a missing text lists the fields by the names that they have in the file.
            article = Article.from_record(renamed if _has_words(renamed) else {**record, **renamed}, self._published)
        except ValueError as error:
            raise RecordError(self._source, str(error), line) from None
        if not article.text.strip() and not (article.title or "").strip():
            raise RecordError(self._source, "has neither a text nor a title", line)
        article.tagged |= as_it_was
        article.warnings += warnings
        self._note_longest_unread(fields, others, article)
        article.id = article.id or (f"{self._source}:{line}" if line is not None else self._source)
        return article

    def _note_names(self, others: Mapping[str, str]) -> None:
        """Report which fields were read from other names, each once."""
        new = sorted(pair for pair in others.items() if pair not in self._noted)
        self._noted.update(new)
        if new:
            names = ", ".join(f'{field} from "{name}"' for field, name in new)
            self._reading.notes(self._source, f"read {names}; override with `fields`")

    def _note_longest_unread(self, fields: Mapping[Any, Any], others: Mapping[str, str], article: Article) -> None:
        """Report the longest unread field if it is longer than the text, since it may be the article's body."""
        read = {
            "text",
            *others.values(),
            *(path.partition(".")[0] for path in self._reading.fields.values()),
        } | self._unread
        unread = {name: value for name, value in fields.items() if isinstance(value, str) and name not in read}
        name = max(unread, key=lambda one: len(unread[one]), default=None)
        if name is None or len(unread[name]) <= max(_LONG, len(article.text)):
            return
        self._unread.add(name)  # reported once; it may also be the body again, with its HTML
        size = len(remove_markup(unread[name]) if is_marked_up(unread[name]) else unread[name])
        if size > max(_LONG, len(article.text)):
            self._reading.notes(
                self._source,
                f'the longest field, "{name}" ({size:,} characters), was not read; if it is the text, name it with `fields`',
            )

    def _split_topics(self, record: dict[str, Any], name: str, written: str, own_name: bool) -> None:
        """Split topics given as one text; a field under another name that is not a list of topics is dropped."""
        value = record.get(name)
        if isinstance(value, str):  # the « ; » of an entity separates nothing
            listed = _parse_list(value)
            value = self._labels(resolve_entities(value), name, written) if listed is None else listed
        elif name in record and not own_name:
            value = read_labels(value)
        if isinstance(value, list):
            value = [resolve_entities(one) if isinstance(one, str) else one for one in value]
        if name in record:
            record[name] = value

    def _labels(self, cell: str, name: str, written: str) -> list[str]:
        if _is_keywords(written) and self._reading.topic_separator is None:
            return split_keywords(cell)
        labels = self._cells[name].split(cell)
        if len(labels) > 1 and self._reading.topic_separator is None:
            mark = (self._cells[name].separator or "").strip()
            self._reading.notes(
                self._source, f'topics in one cell were split at "{mark}"; override with `topic_separator`'
            )
        return labels


def _is_keywords(name: str | None) -> bool:
    """Whether a field contains keywords, which commas separate as in a page's meta elements."""
    return name is not None and fold_name(name) in _KEYWORDS


def _has_words(record: Mapping[str, Any]) -> bool:
    return any(isinstance(record.get(name), str) for name in ("text", "title"))


def _repair_texts(record: dict[str, Any]) -> list[str]:
    """Undo double encoding of the texts of a record, except where offsets index the text."""
    texts = {name: value for name, value in record.items() if isinstance(value, str)}
    if any(gold_of(record).values()) or not repair("\n".join(texts.values()))[1]:
        return []
    record.update({name: repair(value, 1)[0] for name, value in texts.items()})
    return [REPAIRED]


#: The beginning of a tree of JSON.
_TREE = re.compile(r"\s*(?:\{\s*\"|\[\s*\{\s*\")")


def _join_tree(record: dict[str, Any]) -> list[str]:
    """Replace a text that is a tree of an editors' program, written as JSON, by its paragraphs."""
    text = record.get("text")
    if not isinstance(text, str) or not _TREE.match(text) or any(gold_of(record).values()):
        return []
    try:
        joined = join_rich_text(parse_json(text))
    except ValueError:
        return []
    if joined is None:
        return []
    record["text"] = joined
    return ["the text was JSON; its paragraphs were read, and offsets refer to them"]


def _clean_names(record: dict[str, Any]) -> None:
    """Resolve the entities of author and source, which the systems of sites escape, and remove « Par » before the author."""
    for name in ("author", "source"):
        if isinstance(value := record.get(name), str):
            value = resolve_entities(value)
            record[name] = remove_by(value) if name == "author" else value


def _remove_markup_of(record: dict[str, Any]) -> list[str]:
    """Remove HTML from text and title, except where offsets index the text."""
    if any(gold_of(record).values()):
        return []
    found = []
    for name in ("title", "standfirst", "text"):
        value = record.get(name)
        if isinstance(value, str) and is_marked_up(value):
            record[name] = remove_markup(value)
            found.append(name)
    named = " and ".join(found)
    return [f"HTML in {named} was removed; offsets refer to the text without it"] if found else []


#: « … [+1200 chars] », « ... [245 chars] » at the end of a text that a news API cuts.
_CUT = re.compile(r"\s*(?:(?:…|\.\.\.)?\s*\[\+|(?:…|\.\.\.)\s*\[)\d+ (?:chars|characters|caractères)\]\s*$")


def _remove_cut_mark(record: dict[str, Any]) -> list[str]:
    text = record.get("text")
    if not isinstance(text, str) or not (mark := _CUT.search(text[-80:])):
        return []
    record["text"] = f"{text[: max(0, len(text) - 80) + mark.start()]}…"
    return ["the text was cut short before it was saved"]


def _add_standfirst(record: dict[str, Any]) -> None:
    """Make the standfirst the first paragraph of the text, unless the text contains it already."""
    standfirst, text = record.pop("standfirst", None), record.get("text")
    if not isinstance(standfirst, str) or not standfirst.strip() or any(gold_of(record).values()):
        return
    if text is None or text == "":
        record["text"] = standfirst
    elif isinstance(text, str) and standfirst.strip() not in text[: 2 * len(standfirst) + 200]:
        record["text"] = f"{standfirst.strip()}\n\n{text}"


def _parse_list(text: str) -> list[Any] | None:
    """The list in a cell of JSON, or as Python writes it; None if it is not one."""
    if not text.strip().startswith("["):
        return None
    try:
        found = parse_json(text)
    except ValueError:
        return read_python_list(text)
    return found if isinstance(found, list) else None


def parse_json(text: str) -> Any:
    """Parse JSON of limited depth.

    Raises:
        ValueError: it is not JSON, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
