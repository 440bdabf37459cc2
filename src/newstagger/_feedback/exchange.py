"""Corrections in the formats of other annotation tools: Prodigy, Label Studio and doccano, JSON lines of spans and classes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from newstagger._feedback.gold import Corrected, Given
from newstagger._feedback.store import Corrections
from newstagger._feedback.verdicts import Place, Verdict, VerdictError
from newstagger._text.normalise import fold
from newstagger.article import Article
from newstagger.errors import RecordError
from newstagger.tags import KINDS_BY_LABEL, DateType

Format: TypeAlias = Literal["prodigy", "labelstudio", "doccano"]
FORMATS: tuple[Format, ...] = get_args(Format)
Only: TypeAlias = Literal["names", "topics"]
#: Other tools' labels of the kinds of names, and types of dates by their label.
_LABELS: dict[str, str] = {"people": "PER", "organisations": "ORG", "places": "LOC"}
_DATE_TYPES: dict[str, DateType] = {"date": "DATE", "time": "TIME", "duration": "DURATION", "set": "SET"}
#: Between title and text where both are one text for another tool.
_BETWEEN = "\n\n"
_DETAILS = ("id", "title", "published", "url", "author", "source")


@dataclass
class Span:
    """A name or date in a text; offsets count code points.

    Attributes:
        label: a kind of names, or a type of dates.
        value: of a date; None where the text does not settle it.
    """

    start: int
    end: int
    label: str
    value: str | None = None


@dataclass
class Task:
    """An article as other tools annotate it.

    Attributes:
        text: title and text in one.
        details: of the article, as a record has them.
        spans: names and dates; None where nobody annotated any.
        topics: those that hold; None where nobody judged them.
        refused: topics that were judged not to hold.
        complete: the topics are all that hold.
        skipped: somebody put the article aside.
        by: the annotator.
        unknown: labels of spans that are neither a kind of names nor a type of dates.
    """

    text: str
    details: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] | None = None
    topics: list[str] | None = None
    refused: list[str] = field(default_factory=list)
    complete: bool = False
    skipped: bool = False
    by: str = ""
    unknown: list[str] = field(default_factory=list)


def export_tasks(corrected: Iterable[Corrected], format_: Format, only: Only | None = None) -> Iterator[str]:
    """Judged articles as JSON lines for another tool. Which names are one person is lost: no format has a place for it.

    Args:
        only: names and dates alone, or topics alone.
    """
    write: Callable[[Task, Only | None], dict[str, Any]] = {
        "prodigy": _write_prodigy, "labelstudio": _write_labelstudio, "doccano": _write_doccano,
    }[format_]  # fmt: skip
    for found in corrected:
        task = _make_task(found)
        if only == "topics":
            task.spans = None
        elif only == "names":
            task.topics = None
        if task.spans is not None or task.topics is not None:
            yield json.dumps(write(task, only), ensure_ascii=False)


def import_task(corrections: Corrections, record: Mapping[str, Any], source: str, line: int | None = None) -> list[str]:
    """Keep what another tool says of an article, and return the labels of spans that could not be understood.

    Where somebody annotated all names or all topics, what is not among them does not hold.

    Args:
        record: a task of any of the three formats.
        source, line: for messages.

    Raises:
        RecordError: it is not a task, or a span lies outside the text.
    """
    task = _read_task(record, source, line)
    article = _make_article(task)
    offset = len(task.text) - len(article.text)
    with corrections.writing():
        key = corrections.find(article)
        if key is None:
            key = corrections.put(article, [], 0.5, "")
        else:  # what a model gave it stays known
            corrections.update(key, article)
        if task.spans is not None and corrections.one(key).seen is None:
            corrections.see(key, Given(), "")
        try:
            corrections.judge(key, _list_verdicts(task, article, offset, corrections.one(key)), task.by, source)
        except VerdictError as error:
            raise RecordError(source, str(error), line) from None
    return task.unknown


def _make_task(found: Corrected) -> Task:
    article = found.article
    before = f"{article.title}{_BETWEEN}" if article.title and article.text else article.title or ""
    record = article.to_record()
    task = Task(before + article.text, {name: record[name] for name in _DETAILS if name in record})
    task.by = next((kept.who for kept in reversed(found.history) if kept.who), "")
    task.skipped = found.skipped
    gold = found.gold
    shift = {"title": 0, "text": len(before)}
    if found.names_judged or found.dates_judged:
        task.spans = []
    if found.names_judged and task.spans is not None:
        for m in gold.mentions:
            at = shift[m.place.field]
            task.spans.append(Span(at + m.place.start, at + m.place.end, m.kind))
    if found.dates_judged and task.spans is not None:
        for d in gold.dates:
            at = shift[d.place.field]
            task.spans.append(Span(at + d.place.start, at + d.place.end, d.kind, d.value))
    if task.spans is not None:
        task.spans.sort(key=lambda span: (span.start, -span.end))
    if found.read or found.topics:
        task.complete = found.read
        task.topics = [label for label in found.labels if found.read or found.topics.get(label)]
        task.refused = [label for label, right in found.topics.items() if not right]
    return task


def _make_article(task: Task) -> Article:
    """The article of a task; its title is taken off its text, where the task says which it is."""
    record = {name: task.details[name] for name in _DETAILS if task.details.get(name)}
    title = record.get("title") or ""
    text = task.text
    if title and text == title:
        text = ""
    elif title and text.startswith(title + _BETWEEN):
        text = text[len(title + _BETWEEN) :]
    return Article.from_record({**record, "text": text})


def _list_verdicts(task: Task, article: Article, offset: int, found: Corrected) -> list[Verdict]:
    """What a task says, as verdicts on an article."""
    verdicts: list[Verdict] = []
    title_end = len(article.title or "") if offset or not article.text else 0
    for span in task.spans or []:
        inside_title = span.end <= title_end
        shift = 0 if inside_title else offset
        place = str(Place("title" if inside_title else "text", span.start - shift, span.end - shift))
        if span.label in _LABELS:
            verdicts.append(Verdict("mention", place, span.label))
        else:
            verdicts.append(Verdict("date", place, f"{span.label} {span.value}" if span.value else span.label))
    if task.topics is not None:
        verdicts += [Verdict("topic", label, "right") for label in task.topics]
        if task.complete:
            verdicts += [Verdict("topic", label, "wrong") for label in found.given if label not in task.topics]
    verdicts += [Verdict("topic", label, "wrong") for label in task.refused]
    if task.spans is not None:
        there = {verdict.subject for verdict in verdicts if verdict.what == "mention"}
        verdicts += [Verdict("mention", str(m.place), "none") for m in found.gold.mentions if str(m.place) not in there]
    if task.skipped:
        verdicts.append(Verdict("read", "", "skipped"))
    elif task.complete and task.topics is not None:
        verdicts.append(Verdict("read", "", "yes"))
    return verdicts


# --- writing


def _label(span: Span) -> str:
    return _LABELS.get(span.label, span.label)


def _make_meta(task: Task) -> dict[str, Any]:
    meta = {**task.details, "refused": task.refused, "complete": task.complete, "by": task.by}
    return {name: value for name, value in meta.items() if value or name == "complete"}


def _write_prodigy(task: Task, only: Only | None) -> dict[str, Any]:
    """For ``spans.manual``, ``ner.manual`` and ``textcat.manual``, or both in blocks."""
    record: dict[str, Any] = {"text": task.text, "meta": _make_meta(task)}
    if task.spans is not None:
        record["spans"] = [
            {"start": s.start, "end": s.end, "label": _label(s), **({"value": s.value} if s.value else {})}
            for s in task.spans
        ]
    if task.topics is not None:
        labels = [*task.topics, *task.refused]
        record |= {"options": [{"id": label, "text": label} for label in labels], "accept": task.topics}
    return {**record, "answer": "ignore" if task.skipped else "accept"}


def _write_labelstudio(task: Task, only: Only | None) -> dict[str, Any]:
    """For a project with ``<Labels name="label" toName="text">`` and ``<Choices name="topics" toName="text">``."""
    result: list[dict[str, Any]] = []
    for number, span in enumerate(task.spans or []):
        shared = {"id": f"s{number}", "to_name": "text"}
        value = {"start": span.start, "end": span.end, "text": task.text[span.start : span.end]}
        result.append({**shared, "from_name": "label", "type": "labels", "value": {**value, "labels": [_label(span)]}})
        if span.value:
            result.append(
                {**shared, "from_name": "value", "type": "textarea", "value": {**value, "text": [span.value]}}
            )
    if task.topics is not None:
        value = {"choices": task.topics}
        result.append({"id": "topics", "to_name": "text", "from_name": "topics", "type": "choices", "value": value})
    meta = {**_make_meta(task), "spans": task.spans is not None}
    annotation = {"result": result, "was_cancelled": task.skipped, "completed_by": task.by}
    return {"data": {"text": task.text, **task.details}, "meta": meta, "annotations": [annotation]}


def _write_doccano(task: Task, only: Only | None) -> dict[str, Any]:
    """For sequence labelling (names), text classification (topics), or both: intent detection and slot filling."""
    record: dict[str, Any] = {"text": task.text, **_make_meta(task), "skipped": task.skipped}
    spans = [[span.start, span.end, _label(span)] for span in task.spans or []]
    if task.spans is not None:
        record["label" if only == "names" else "entities"] = spans
        record["values"] = [span.value for span in task.spans]
    if task.topics is not None:
        record["label" if only == "topics" else "cats"] = task.topics
    return record


# --- reading


def _read_task(record: Mapping[str, Any], source: str, line: int | None) -> Task:
    """A task of any of the three formats, recognised by its fields."""
    try:
        if isinstance(record.get("data"), Mapping):
            task = _read_labelstudio(record)
        elif "answer" in record or "spans" in record or "accept" in record:
            task = _read_prodigy(record)
        else:
            task = _read_doccano(record)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        reason = f"is not a task of Prodigy, Label Studio or doccano: {error}"
        raise RecordError(source, reason, line) from None
    if not isinstance(task.text, str) or not task.text.strip():
        raise RecordError(source, "has no text", line)
    for span in task.spans or []:
        if not 0 <= span.start < span.end <= len(task.text):
            raise RecordError(source, f"the span {span.start}:{span.end} lies outside the text", line)
    return task


def _add_span(task: Task, start: int, end: int, label: str, value: str | None = None, words: str | None = None) -> None:
    kind = KINDS_BY_LABEL.get(fold(label)) or _DATE_TYPES.get(fold(label))
    if kind is None:
        task.unknown.append(label)
        return
    if words is not None and task.text[start:end] != words:
        start, end = (
            _from_utf16(task.text, start),
            _from_utf16(task.text, end),
        )  # older versions count as JavaScript does
    assert task.spans is not None
    task.spans.append(Span(start, end, kind, value))


def _list_labels(given: Any) -> list[str]:
    """Labels of a task: a list of them, or one alone."""
    return [given] if isinstance(given, str) else [str(label) for label in given]


def _from_utf16(text: str, offset: int) -> int:
    """An offset in code points, of one in UTF-16 units."""
    return len(text.encode("utf-16-le")[: 2 * offset].decode("utf-16-le", "ignore"))


def _take_meta(task: Task, meta: Mapping[str, Any]) -> None:
    task.details = {name: meta[name] for name in _DETAILS if meta.get(name)}
    if not isinstance(task.details.get("title", ""), str):
        raise TypeError("the title is no text")
    task.refused = _list_labels(meta.get("refused") or [])
    task.complete = bool(meta.get("complete", True))
    task.by = str(meta.get("by") or task.by)


def _read_prodigy(record: Mapping[str, Any]) -> Task:
    task = Task(record["text"], by=str(record.get("_annotator_id") or ""))
    _take_meta(task, record.get("meta") or {})
    answer = record.get("answer", "accept")
    task.skipped = answer == "ignore"
    if "label" in record:  # yes or no to one label
        task.complete = False
        if answer == "accept":
            task.topics = [str(record["label"])]
        elif answer == "reject":
            task.refused = [str(record["label"])]
        return task
    if answer == "reject":  # nobody says what would be right
        return task
    if "spans" in record:
        task.spans = []
        for span in record["spans"]:
            _add_span(task, int(span["start"]), int(span["end"]), str(span["label"]), span.get("value"))
    if "accept" in record:
        task.topics = _list_labels(record["accept"])
    return task


def _read_labelstudio(record: Mapping[str, Any]) -> Task:
    data = record["data"]
    task = Task(data["text"])
    meta = {**data, **(record.get("meta") or {})}
    annotation = _choose_annotation(record.get("annotations") or record.get("completions") or [])
    if annotation is None:
        task.details = {name: meta[name] for name in _DETAILS if meta.get(name)}
        return task
    by = annotation.get("completed_by")
    task.by = str(by.get("email", "")) if isinstance(by, Mapping) else str(by or "")
    _take_meta(task, meta)
    task.skipped = bool(annotation.get("was_cancelled"))
    result = annotation["result"]
    values = {one["id"]: one["value"]["text"] for one in result if one["type"] == "textarea"}
    if meta.get("spans") or any(one["type"] in ("labels", "hypertextlabels") for one in result):
        task.spans = []
    for one in result:
        value = one["value"]
        if one["type"] == "labels":
            said = values.get(one["id"])
            said = str(said[0] if isinstance(said, list) else said) if said else None
            _add_span(task, int(value["start"]), int(value["end"]), value["labels"][0], said, value.get("text"))
        elif one["type"] == "choices":
            task.topics = [*(task.topics or []), *_list_labels(value["choices"])]
    return task


def _choose_annotation(annotations: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Of several annotators' work on a task the latest that was not skipped."""
    return max(
        annotations,
        key=lambda one: (not one.get("was_cancelled"), str(one.get("updated_at") or one.get("created_at") or "")),
        default=None,
    )


def _read_doccano(record: Mapping[str, Any]) -> Task:
    task = Task(record["text"] if "text" in record else record["data"])
    _take_meta(task, record)
    if "doccano" not in record:  # its own number of a document is not the article's id
        task.details = {name: value for name, value in task.details.items() if name != "id" or isinstance(value, str)}
    task.skipped = bool(record.get("skipped"))
    spans = record.get("entities")
    labels = record.get("label", record.get("labels"))
    if (spans is None and labels and isinstance(labels[0], (list, tuple))) or (
        labels is not None and spans is None and "values" in record
    ):
        spans = labels
    elif labels is not None:
        task.topics = _list_labels(labels)
    if "cats" in record:
        task.topics = _list_labels(record["cats"])
    if spans is not None:
        task.spans = []
        values = record.get("values") or [None] * len(spans)
        for span, value in zip(spans, values, strict=True):
            if isinstance(span, Mapping):
                _add_span(task, int(span["start_offset"]), int(span["end_offset"]), str(span["label"]), value)
            else:
                _add_span(task, int(span[0]), int(span[1]), str(span[2]), value)
    return task
