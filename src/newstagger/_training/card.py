"""The model card: what a model was trained on, how good it is, and what it cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newstagger._training.classifiers import Trained
from newstagger._training.scoring import MOVED, THRESHOLDS_STAY, Changes, LabelScore
from newstagger._training.verdicts import Lesson


def model_card(
    manifest: Mapping[str, Any],
    details: Trained | None,
    notes: str = "",
    lesson: Lesson | None = None,
    before: str = "",
) -> str:
    """A card in Markdown.

    Args:
        details: the training; None for a model that was only corrected.
        notes: further paragraphs, between the sources and the table.
        lesson: what corrections gave.
        before: the card of the model that was corrected.
    """
    corrected = [] if lesson is None else _corrected(lesson)
    if details is None:
        _, _, rest = before.partition("\n")
        return "\n".join([f"# {manifest.get('name', 'model')}", "", *corrected, "## Before it was corrected", rest])
    scores = details.scores
    sources = manifest.get("trained_on") or ["articles given to newstagger.train"]
    lines = [
        f"# {manifest.get('name', 'model')}",
        "",
        f"A newstagger model: {len(details.classifier.topics)} topics, trained on {details.articles} labelled articles"
        + (", one topic an article." if details.classifier.multiclass else ", several topics an article."),
        "",
        "## Trained on",
        "",
        *[f"- {source}" for source in sources],
        "",
    ]
    if notes:
        lines += [notes.strip(), ""]
    lines += [
        "## Scores",
        "",
        f"{scores.how[:1].upper()}{scores.how[1:]}, {scores.articles} articles.",
        "",
        "| topic | support | precision | recall | F1 | threshold |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *[_line(row) for row in [*scores.rows, *scores.averages]],
        "",
    ]
    if details.left_out:
        lines += ["## Left out", "", *[f"- {_plain(label)}: {why}" for label, why in details.left_out.items()], ""]
    if details.changes is not None:
        lines += _changed(details.changes)
    lines += corrected
    lines += [
        "## Limits",
        "",
        "Topics are what the words of an article make likely; nobody has read it. Scores are calibrated on the articles",
        "above: on texts of another kind or time they are too sure of themselves. Check the tags before you publish them.",
        "",
    ]
    return "\n".join(lines)


def _changed(changes: Changes) -> list[str]:
    """What became of the topics of the model that was added to."""
    lines = [
        "## Before and after", "", f"F1 of the model added to and of this one, {changes.how}.", "",
        "| topic | | support | before | after |", "| --- | --- | ---: | ---: | ---: |",
        *(
            f"| {_plain(row.label)} | {row.what} | {row.support} | {row.before:.3f} | {row.after:.3f} |"
            for row in [*changes.rows, *changes.averages]
        ), "",
    ]  # fmt: skip
    if not changes.pooled and any(row.what == MOVED for row in changes.rows):
        lines += [THRESHOLDS_STAY[:1].upper() + THRESHOLDS_STAY[1:] + ".", ""]
    return lines


def _corrected(lesson: Lesson) -> list[str]:
    lines = [
        "## Corrected",
        "",
        f"Editors judged {lesson.verdicts} topics of {lesson.articles} articles; {lesson.names} names got the kind "
        "that they gave them.",
    ]
    if lesson.before is not None:
        lines.append(
            f"Of these verdicts {lesson.before} contradicted the model before, {lesson.after} after it had learnt from "
            "the others (each fifth judged by what the rest taught)."
        )
    if lesson.pairs:
        lines.append(f"Of {lesson.pairs} pairs of names they said whether they mean the same.")
    if lesson.tuned is not None:
        before, after = lesson.tuned
        lines.append(
            f"On a fifth of the {lesson.texts} articles with corrected names, held out, the recogniser's F1 was {before:.3f} "
            f"before it learnt from the others and {after:.3f} after"
            + ("." if after >= before else "; it stays as it was.")
        )
    lines += [f"- {_plain(label)}: no topic yet ({why})" for label, why in lesson.left_out.items()]
    return [*lines, ""]


def _line(row: LabelScore) -> str:
    threshold = "" if row.threshold is None else f"{row.threshold:.2f}"
    return (
        f"| {_plain(row.label)} | {row.support} | {row.precision:.2f} | {row.recall:.2f} | {row.f1:.3f} | {threshold} |"
    )


def _plain(label: str) -> str:
    """A label without what would break the table."""
    return label.replace("|", "/").replace("\n", " ")
