"""Tables on a terminal: previews and results of trainings, scores, and models."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newstagger._evaluation import Report
from newstagger._model.directory import Model
from newstagger._training.labels import Preview
from newstagger._training.scoring import MOVED, NO_STORED_SCORES, Changes, LabelScore, Lesson, TopicScores, Training
from newstagger._training.verdicts import MIN_NAMED_ARTICLES

#: Lines shown of each list; the others are counted.
_LABELS_SHOWN = 20


def show_preview(preview: Preview, unreadable: int, console: Console) -> None:
    """Print what a training would learn: the articles, and what becomes of each label.

    Args:
        unreadable: records that could not be read.
    """
    console.print(_articles(preview, unreadable))
    console.print()
    console.print(_topics(preview))
    for what, lines in _lists(preview):
        found = list(lines)
        for line in found[:_LABELS_SHOWN]:
            console.print(Text(f"{what}: {line}", style="yellow"))
        if len(found) > _LABELS_SHOWN:
            console.print(f"… and {len(found) - _LABELS_SHOWN} more {what}", style="yellow")
    console.print("nothing was trained or written", style="dim")


def _articles(preview: Preview, unreadable: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for count, what in (
        (preview.articles, "articles read"),
        (unreadable, "records skipped: they cannot be read"),
        (preview.unlabelled, "left out: unlabelled (no field `topics`)"),
        (preview.empty, "left out: neither text nor title"),
        (preview.labelled, "learnt from"),
        (preview.without, "of them have no topic: they count as examples of no topic"),
        (preview.repeated, "of them repeat another one exactly"),
        (preview.similar, "of them nearly repeat another one (near-duplicates are evaluated together)"),
    ):
        if count or what in ("articles read", "learnt from"):
            table.add_row(f"{count:,}", what)
    return table


def _topics(preview: Preview) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2))
    table.add_column("topic", overflow="fold")
    table.add_column("articles", justify="right")
    table.add_column("")
    for label, count in preview.learnt.items():
        table.add_row(Text(label), str(count), "moved" if label in preview.known else "learnt")
    if preview.unchanged:
        table.add_row(Text(f"{len(preview.unchanged)} more of the base"), "", "unchanged")
    return table


def _lists(preview: Preview) -> Iterable[tuple[str, Iterable[str]]]:
    yield "left out", (f"{label} ({why})" for label, why in preview.left_out.items())
    yield "merged", (f"{raw} counts as {label} ({count})" for (raw, label), count in preview.aliases.most_common())
    yield "parent added", (f"{label} ({count})" for label, count in preview.parents.most_common())
    yield "dropped", (f"{label} ({count})" for label, count in preview.dropped.most_common())
    yield "the same topic?", (
        f"{', '.join(group)}; to merge, add to the topics file: "
        f'[topics."{group[0]}"] aliases = {group[1:]!r}' for group in preview.merge
    )  # fmt: skip


#: Merge proposals and left-out labels shown.
_SHOWN = 12


def show_training(training: Training, scores: TopicScores, console: Console) -> None:
    """Print a training's scores, what was left out, and labels that might be merged."""
    show_topics(scores, console)
    if training.changes is not None:
        show_changes(training.changes, console)
    console.print(f"trained on {training.articles} articles", style="dim")
    if training.distrusted:
        console.print(
            f"{training.distrusted} articles were not learnt from, because the others contradict their labels",
            style="yellow",
        )
    for label, why in list(training.left_out.items())[:_SHOWN]:
        console.print(Text(f"left out: {label} ({why})", style="yellow"))
    if len(training.left_out) > _SHOWN:
        console.print(f"… and {len(training.left_out) - _SHOWN} more labels left out", style="yellow")
    for group in training.merge[:_SHOWN]:
        first, *others = group
        proposal = f'[topics."{first}"] aliases = {others!r}'
        console.print(
            Text(f"the same topic? {', '.join(group)}; to merge, add to the topics file: {proposal}", style="yellow")
        )


def show_changes(changes: Changes, console: Console) -> None:
    """Print what became of a base model's topics: F1 before and after."""
    table = Table(box=None, header_style="bold", padding=(0, 2))
    table.add_column("topic", overflow="fold")
    for column in ("articles", "F1 before", "F1 after", "change"):
        table.add_column(column, justify="right")
    table.add_column("")
    for row in [*changes.rows, *changes.averages]:
        gap = Text(f"{row.after - row.before:+.3f}", style="red" if row.after < row.before else "")
        table.add_row(Text(row.label), str(row.support), f"{row.before:.3f}", f"{row.after:.3f}", gap, row.what)
    console.print(table)
    console.print(f"before and after, {changes.how}", style="dim")
    if not changes.pooled and any(row.what == MOVED for row in changes.rows):
        console.print(NO_STORED_SCORES, style="yellow")


def show_lesson(lesson: Lesson, console: Console, *, names: bool = False) -> None:
    """Print what was learnt from corrections.

    Args:
        names: whether the recogniser was to learn from them.
    """
    console.print(
        f"learnt from {lesson.verdicts} verdicts on the topics of {lesson.articles} articles and from "
        f"{lesson.names} corrected names" + (f" and {lesson.pairs} merged or separated names" if lesson.pairs else "")
    )
    if lesson.tuned is not None:
        before, after = lesson.tuned
        kept = "" if after >= before else "; it was left unchanged"
        console.print(f"recogniser: F1 of names {before:.3f} before, {after:.3f} after, on a held-out fifth{kept}")
    elif names:
        why = f"the names of {lesson.texts} texts were corrected, fewer than {MIN_NAMED_ARTICLES}"
        console.print(Text(f"the recogniser was left unchanged: {why}", style="yellow"))
    if lesson.before is not None:
        console.print(
            f"wrong topics in these articles: {lesson.before} before, {lesson.after} after learning from the others "
            "(five-fold cross-validation)"
        )
    for label, why in lesson.left_out.items():
        console.print(Text(f"not yet a topic: {label} ({why})", style="yellow"))


def show_report(report: Report, console: Console) -> None:
    """Print the parts of an evaluation that the gold articles allow."""
    if report.topics is not None:
        show_topics(report.topics, console)
        for name, (low, high) in report.intervals.items():
            console.print(f"{name}-F1 {low:.3f} to {high:.3f} (95% confidence interval)", style="dim")
    if report.difference is not None:
        gap, (low, high), sure = report.difference
        console.print(
            f"micro-F1 {gap:+.3f} against the other model ({low:+.3f} to {high:+.3f}), better in {sure:.0%} of samples"
        )
    for name, rows in (("entities, exact spans", report.entities), ("dates", report.dates)):
        if rows is not None:
            console.print(_table(name, rows))
    console.print(f"{report.articles} articles", style="dim")
    if report.trained_on:
        console.print(
            f"{report.trained_on} of them were trained on: these scores are higher than they would be on unseen articles"
        )


def show_topics(scores: TopicScores, console: Console) -> None:
    """Print precision, recall and F1 by topic and on average."""
    table = _table("topic", scores.rows, threshold=True)
    table.add_section()
    for row in scores.averages:
        _add(table, row, threshold=True)
    console.print(table)
    console.print(f"{scores.how}, {scores.articles} articles", style="dim")


def show_model(model: Model, path: str, console: Console) -> None:
    """Print what is known about a model."""
    manifest = model.manifest
    head = Table.grid(padding=(0, 2))
    head.add_column(style="bold", no_wrap=True)
    head.add_column(overflow="fold")
    head.add_row("model", f"{manifest.get('name')} {manifest.get('version', '')}, {manifest.get('date', '')}")
    head.add_row("directory", path)
    head.add_row("entities", "fine-tuned recogniser" if model.ner else model.spacy)
    head.add_row("made with", ", ".join(f"{k} {v}" for k, v in manifest.get("libraries", {}).items()))
    head.add_row("trained on", "\n".join(map(str, manifest.get("trained_on", []))) or "not said")
    for part, scores in manifest.get("scores", {}).items():
        if isinstance(scores, dict):
            head.add_row(f"scores, {part}", ", ".join(f"{k} {v}" for k, v in scores.items()))
    console.print(head)
    if model.classifier is None:
        return
    table = Table(box=None, header_style="bold", padding=(0, 2))
    for name in ("topic", "support", "threshold", "implies", "code", "definition"):
        table.add_column(
            name,
            justify="right" if name in ("support", "threshold") else "left",
            overflow="fold",
            no_wrap=name == "code",
        )
    for topic in model.classifier.topics:
        table.add_row(
            Text(topic.label),
            str(topic.support),
            f"{topic.threshold:.2f}",
            Text(", ".join(topic.parents)),
            topic.code or "",
            Text(topic.definition),
        )
    console.print(table)


def _table(name: str, rows: Iterable[LabelScore], *, threshold: bool = False) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2))
    table.add_column(name, overflow="fold")
    for column in ("support", "precision", "recall", "F1", *(["threshold"] if threshold else [])):
        table.add_column(column, justify="right")
    for row in rows:
        _add(table, row, threshold=threshold)
    return table


def _add(table: Table, row: LabelScore, *, threshold: bool) -> None:
    cells = [str(row.support), f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}"]
    if threshold:
        cells.append("" if row.threshold is None else f"{row.threshold:.2f}")
    table.add_row(Text(row.label), *cells)
