"""Tasks of other annotation tools: the lines of Prodigy, Label Studio and doccano, written and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from newstagger._feedback.verdicts import Verdict
from newstagger._text.normalise import fold
from newstagger.article import is_tagged
from newstagger.errors import RecordError
from newstagger.tags import KINDS_BY_LABEL, NAME_KINDS, DateType

Format: TypeAlias = Literal["prodigy", "labelstudio", "doccano"]
FORMATS: tuple[Format, ...] = get_args(Format)
Only: TypeAlias = Literal["names", "topics"]
#: Other tools' labels of the kinds of names, and types of dates by their label.
_LABELS: dict[str, str] = {"people": "PER", "organisations": "ORG", "places": "LOC"}
_DATE_TYPES: dict[str, DateType] = {"date": "DATE", "time": "TIME", "duration": "DURATION", "set": "SET"}
_TEXTS = ("id", "title", "published", "url", "author", "source")
_LISTS = ("declared_topics", "left_out")
#: Fields that annotated tasks have, of which any task has at least one.
_LABELLED = frozenset(("data", "answer", "spans", "accept", "entities", "label", "labels", "cats"))
#: Fields of an article besides its text and topics.
DETAILS = _TEXTS + _LISTS


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
        annotated: "names" or "dates" or both, of which the spans are all.
        topics: those that hold; None where nobody judged them.
        refused: topics that were judged not to hold.
        complete: the topics are all that hold.
        skipped: somebody put the article aside.
        by: the annotator, for what is not in ``verdicts``.
        verdicts: what was said before the task went to another tool, and by whom.
        unknown: labels of spans that are neither a kind of names nor a type of dates.
    """

    text: str
    details: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] | None = None
    annotated: set[str] = field(default_factory=set)
    topics: list[str] | None = None
    refused: list[str] = field(default_factory=list)
    complete: bool = False
    skipped: bool = False
    by: str = ""
    verdicts: dict[Verdict, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


# --- writing


def _label(span: Span) -> str:
    return _LABELS.get(span.label, span.label)


def _make_meta(task: Task) -> dict[str, Any]:
    said: dict[str, list[Verdict]] = {}
    for verdict, who in task.verdicts.items():
        said.setdefault(who, []).append(verdict)
    meta = {
        **task.details, "refused": task.refused, "complete": task.complete, "by": task.by,
        "annotated": sorted(task.annotated), "verdicts": said,
    }  # fmt: skip
    return {name: value for name, value in meta.items() if value or name == "complete"}


def write_prodigy(task: Task, only: Only | None) -> dict[str, Any]:
    """For ``spans.manual``, ``ner.manual`` and ``textcat.manual``, or both in blocks."""
    meta = _make_meta(task)
    # What stands in `meta` is shown to annotators.
    record: dict[str, Any] = {"text": task.text, "verdicts": meta.pop("verdicts", {}), "meta": meta}
    if task.spans is not None:
        record["spans"] = [
            {"start": s.start, "end": s.end, "label": _label(s), **({"value": s.value} if s.value else {})}
            for s in task.spans
        ]
    if task.topics is not None:
        labels = [*task.topics, *task.refused]
        record |= {"options": [{"id": label, "text": label} for label in labels], "accept": task.topics}
    return {**record, "answer": "ignore" if task.skipped else "accept"}


def write_labelstudio(task: Task, only: Only | None) -> dict[str, Any]:
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
    annotation = {"result": result, "was_cancelled": task.skipped, "completed_by": task.by}
    return {"data": {"text": task.text, **task.details}, "meta": _make_meta(task), "annotations": [annotation]}


def write_doccano(task: Task, only: Only | None) -> dict[str, Any]:
    """For sequence labelling (names), text classification (topics), or both: intent detection and slot filling."""
    record: dict[str, Any] = {"text": task.text, **_make_meta(task), "skipped": task.skipped}
    spans = [[span.start, span.end, _label(span)] for span in task.spans or []]
    if task.spans is not None:
        record["label" if only == "names" else "entities"] = spans
        record["values"] = {f"{span.start}:{span.end}": span.value for span in task.spans if span.value}
    if task.topics is not None:
        record["label" if only == "topics" else "cats"] = task.topics
    return record


# --- reading


def read_tasks(record: Mapping[str, Any], source: str, line: int | None) -> list[Task]:
    """What each annotator says of a task of any of the three formats, recognised by its fields; at least one.

    Raises:
        RecordError: it is not a task, or a span lies outside the text.
    """
    if is_tagged(record) or ("topics" in record and not _LABELLED & record.keys()):
        reason = "is a record of newstagger and not a task; write tasks with corrections export --format"
        raise RecordError(source, reason, line)
    try:
        if isinstance(record.get("data"), Mapping):
            tasks = _read_labelstudio(record)
        elif "answer" in record or "spans" in record or "accept" in record:
            tasks = [_read_prodigy(record)]
        else:
            tasks = [_read_doccano(record)]
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        reason = f"is not a task of Prodigy, Label Studio or doccano: {error}"
        raise RecordError(source, reason, line) from None
    for task in tasks:
        if not isinstance(task.text, str) or not task.text.strip():
            raise RecordError(source, "has no text", line)
        for span in task.spans or []:
            if not 0 <= span.start < span.end <= len(task.text):
                raise RecordError(source, f"the span {span.start}:{span.end} lies outside the text", line)
    return tasks


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
    task.details = _read_details(meta)
    if not isinstance(task.details.get("title", ""), str):
        raise TypeError("the title is no text")
    task.refused = _list_labels(meta.get("refused") or [])
    task.complete = bool(meta.get("complete", True))
    # Whoever worked on the task in the other tool said what has changed; the rest was said by those whom `verdicts` names.
    task.by = task.by or str(meta.get("by") or "")
    said = meta.get("verdicts")
    for who, verdicts in said.items() if isinstance(said, Mapping) else ():
        task.verdicts.update({Verdict(*map(str, verdict)): str(who) for verdict in verdicts})  # type: ignore[arg-type]


def _read_details(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article in what a tool keeps beside its text; lists of anything but texts are another program's."""
    found = {name: meta[name] for name in _TEXTS if meta.get(name)}
    lists = {name: meta.get(name) for name in _LISTS}
    return found | {
        name: value
        for name, value in lists.items()
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value)
    }


def _finish(task: Task, meta: Mapping[str, Any]) -> Task:
    """A task whose spans and topics have been read, with what follows from them.

    Of what somebody put aside in the other tool only that counts which had been judged before.
    """
    if task.skipped and "complete" not in meta:
        task.spans = task.topics = None
    if task.spans is not None:
        kinds = {"names" if span.label in NAME_KINDS else "dates" for span in task.spans}
        told = meta.get("annotated")
        task.annotated = set(told) & {"names", "dates"} if isinstance(told, list) else kinds
        if not task.spans and not task.unknown and not isinstance(told, list):
            task.annotated = {"names"}  # a text without names
    if task.topics is not None:
        before = [verdict.subject for verdict in task.verdicts if verdict.what == "topic"]
        task.refused = [label for label in dict.fromkeys([*task.refused, *before]) if label not in task.topics]
    return task


def _read_prodigy(record: Mapping[str, Any]) -> Task:
    task = Task(record["text"], by=str(record.get("_annotator_id") or ""))
    meta = {"verdicts": record.get("verdicts"), **(record.get("meta") or {})}
    _take_meta(task, meta)
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
    return _finish(task, meta)


def _read_labelstudio(record: Mapping[str, Any]) -> list[Task]:
    data = record["data"]
    meta = {**data, **(record.get("meta") or {})}
    annotations = _choose_annotations(record.get("annotations") or record.get("completions") or [])
    if not annotations:
        return [Task(data["text"], _read_details(meta))]
    return [_read_annotation(data["text"], meta, one) for one in annotations]


def _read_annotation(text: str, meta: Mapping[str, Any], annotation: Mapping[str, Any]) -> Task:
    by = annotation.get("completed_by")
    task = Task(text, by=str(by.get("email", "")) if isinstance(by, Mapping) else str(by or ""))
    _take_meta(task, meta)
    task.skipped = bool(annotation.get("was_cancelled"))
    result = annotation["result"]
    values = {one["id"]: one["value"]["text"] for one in result if one["type"] == "textarea"}
    if (
        meta.get("annotated")
        or meta.get("spans")
        or any(one["type"] in ("labels", "hypertextlabels") for one in result)
    ):
        task.spans = []
    for one in result:
        value = one["value"]
        if one["type"] == "labels":
            said = values.get(one["id"])
            said = str(said[0] if isinstance(said, list) else said) if said else None
            _add_span(task, int(value["start"]), int(value["end"]), value["labels"][0], said, value.get("text"))
        elif one["type"] == "choices":
            task.topics = [*(task.topics or []), *_list_labels(value["choices"])]
    return _finish(task, meta)


def _choose_annotations(annotations: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What several annotators said of a task, the latest last; what somebody skipped counts only if all did."""
    found = sorted(annotations, key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""))
    return [one for one in found if not one.get("was_cancelled")] or found[-1:]


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
        values = record.get("values") or {}
        if isinstance(values, list):  # as earlier versions wrote them, one for each span
            values = {f"{s[0]}:{s[1]}": v for s, v in zip(spans, values, strict=True)}
        for span in spans:
            if isinstance(span, Mapping):
                start, end, label = span["start_offset"], span["end_offset"], span["label"]
            else:
                start, end, label = span[:3]
            _add_span(task, int(start), int(end), str(label), values.get(f"{start}:{end}"))
    return _finish(task, record)
