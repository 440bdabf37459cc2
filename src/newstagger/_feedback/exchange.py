"""Corrections in the formats of other annotation tools: Prodigy, Label Studio and doccano, JSON lines of spans and classes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from newstagger._feedback.gold import Corrected, Given
from newstagger._feedback.store import Corrections
from newstagger._feedback.tasks import (
    DETAILS,
    FORMATS,
    Format,
    Only,
    Span,
    Task,
    read_tasks,
    write_doccano,
    write_labelstudio,
    write_prodigy,
)  # fmt: skip
from newstagger._feedback.verdicts import Place, Verdict, VerdictError, text_at
from newstagger._names import normalise_name
from newstagger.article import Article
from newstagger.errors import RecordError
from newstagger.tags import NAME_KINDS

__all__ = ["FORMATS", "Format", "export_tasks", "import_task"]
#: Between title and text where both are one text for another tool.
_BETWEEN = "\n\n"


def export_tasks(corrected: Iterable[Corrected], format_: Format, only: Only | None = None) -> Iterator[str]:
    """Judged articles as JSON lines for another tool. Which names are one person is lost: no format has a place for it.

    Args:
        only: names and dates alone, or topics alone.
    """
    write: Callable[[Task, Only | None], dict[str, Any]] = {
        "prodigy": write_prodigy, "labelstudio": write_labelstudio, "doccano": write_doccano,
    }[format_]  # fmt: skip
    for found in corrected:
        task = _make_task(found)
        if only == "topics":
            task.spans = None
        elif only == "names":
            task.topics, task.refused = None, []
        if only is not None:
            kept = ("topic", "read") if only == "topics" else ("mention", "date")
            task.verdicts = {verdict: who for verdict, who in task.verdicts.items() if verdict.what in kept}
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
    tasks = read_tasks(record, source, line)
    try:
        article = _make_article(tasks[0])
    except ValueError as error:
        raise RecordError(source, str(error), line) from None
    offset = len(tasks[0].text) - len(article.text)
    with corrections.writing():
        key = corrections.find(article)
        if key is None:
            key = corrections.put(article, [], 0.5, "")
        else:  # what a model gave it stays known
            corrections.update(key, article)
        for task in tasks:
            if task.spans is not None and corrections.one(key).seen is None:
                corrections.see(key, Given(lacks=tuple(sorted({"names", "dates"} - task.annotated))), "")
            try:
                _judge(corrections, key, task, offset, source)
            except VerdictError as error:
                raise RecordError(source, str(error), line) from None
    return [label for task in tasks for label in task.unknown]


def _judge(corrections: Corrections, key: str, task: Task, offset: int, source: str) -> None:
    """Keep what a task says as verdicts of those who said it."""
    found = corrections.one(key)
    verdicts = _list_verdicts(task, found.article, offset, found)
    for who, said in groupby(verdicts, lambda verdict: task.verdicts.get(verdict, task.by)):
        corrections.judge(key, said, who, source)


def _make_task(found: Corrected) -> Task:
    article = found.article
    before = f"{article.title}{_BETWEEN}" if article.title and article.text else article.title or ""
    record = article.to_record()
    task = Task(before + article.text, {name: record[name] for name in DETAILS if name in record})
    task.by = next((kept.who for kept in reversed(found.history) if kept.who), "")
    task.skipped = found.skipped
    gold = found.gold
    shift = {"title": 0, "text": len(before)}
    if found.names_judged or found.dates_judged:
        task.spans = []
        task.annotated = {
            name for name, judged in (("names", found.names_judged), ("dates", found.dates_judged)) if judged
        }
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
    task.verdicts = _attribute_verdicts(task, found)
    return task


def _attribute_verdicts(task: Task, found: Corrected) -> dict[Verdict, str]:
    """What the task says, as verdicts on its article, each with the editor whom it is from."""
    forms = {m.place: normalise_name(text_at(found.article, m.place)) for m in found.gold.mentions}
    whose: dict[tuple[str, str], str] = {}
    reader = task.by
    for kept in found.holding:
        what, subject, _ = kept.verdict
        if what == "read":
            reader = kept.who
        elif what == "name":
            whose.update({("mention", str(place)): kept.who for place, form in forms.items() if form == subject})
        whose[what, subject] = kept.who
    offset = len(task.text) - len(found.article.text)
    verdicts = _list_verdicts(task, found.article, offset, found)
    return {verdict: whose.get((verdict.what, verdict.subject), reader) for verdict in verdicts}


def _make_article(task: Task) -> Article:
    """The article of a task; its title is taken off its text, where the task says which it is."""
    record = {name: task.details[name] for name in DETAILS if task.details.get(name)}
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
        if span.label in NAME_KINDS:
            verdicts.append(Verdict("mention", place, span.label))
        else:
            verdicts.append(Verdict("date", place, f"{span.label} {span.value}" if span.value else span.label))
    if task.topics is not None:
        verdicts += [Verdict("topic", label, "right") for label in task.topics]
        refused = dict.fromkeys([*task.refused, *(found.labels if task.complete else [])])
        verdicts += [Verdict("topic", label, "wrong") for label in refused if label not in task.topics]
    else:
        verdicts += [Verdict("topic", label, "wrong") for label in task.refused]
    there = {verdict.subject for verdict in verdicts if verdict.what in ("mention", "date")}
    if "names" in task.annotated:
        verdicts += [Verdict("mention", str(m.place), "none") for m in found.gold.mentions if str(m.place) not in there]
    if "dates" in task.annotated:
        verdicts += [Verdict("date", str(d.place), "none") for d in found.gold.dates if str(d.place) not in there]
    if task.skipped:
        verdicts.append(Verdict("read", "", "skipped"))
    elif task.complete and task.topics is not None:
        verdicts.append(Verdict("read", "", "yes"))
    return verdicts
