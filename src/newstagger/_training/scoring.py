"""The result of a training: the scores of its topics, changes to those of a base, the effect of corrections, the card.

Precision, recall and F1 are counted here and not by scikit-learn, whose functions take a single topic for a binary
problem and leave out topics that are given but never gold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from newstagger._model.directory import Model
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.facts import is_outlet_column
from newstagger._training.labels import LikelyError
from newstagger.article import Article
from newstagger.errors import ModelError


@dataclass(frozen=True)
class LabelScore:
    """The score of one topic (or an average over topics); all figures but the counts are in 0..1."""

    label: str
    support: int
    precision: float
    recall: float
    f1: float
    threshold: float | None = None

    @classmethod
    def from_counts(cls, label: str, hits: int, given: int, gold: int, threshold: float | None = None) -> LabelScore:
        """The score of ``given`` decisions, ``hits`` of which are right, where ``gold`` would be.

        Nothing given or nothing to find gives 0.
        """
        precision, recall = (hits / count if count else 0.0 for count in (given, gold))
        return cls(label, gold, precision, recall, 2 * hits / (given + gold) if hits else 0.0, threshold)


@dataclass
class TopicScores:
    """The table of an evaluation.

    Attributes:
        rows: one per topic of the gold labels, in alphabetical order.
        averages: "micro", "macro" and "weighted".
        articles: how many were judged.
        how: how they were judged, in words.
    """

    rows: list[LabelScore] = field(default_factory=list)
    averages: list[LabelScore] = field(default_factory=list)
    articles: int = 0
    how: str = ""

    def average(self, name: str) -> LabelScore:
        """The average called ``name``."""
        return next(row for row in self.averages if row.label == name)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, figures to four places."""
        return {
            "how": self.how,
            "articles": self.articles,
            "averages": [_to_json(row) for row in self.averages],
            "topics": [_to_json(row) for row in self.rows],
        }


def _to_json(row: LabelScore) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(row).items() if v is not None}


def score_labels(
    gold: Sequence[Iterable[str]],
    given: Sequence[Iterable[str]],
    thresholds: Mapping[str, float] | None = None,
    how: str = "",
) -> TopicScores:
    """Score given topics against gold ones, article by article.

    The macro average is over the topics of the gold labels, as most papers have it.
    """
    hits: Counter[str] = Counter()
    given_counts: Counter[str] = Counter()
    gold_counts: Counter[str] = Counter()
    for want, got in zip(map(set, gold), map(set, given), strict=True):
        hits.update(want & got)
        given_counts.update(got)
        gold_counts.update(want)
    rows = [
        LabelScore.from_counts(
            label, hits[label], given_counts[label], gold_counts[label], (thresholds or {}).get(label)
        )
        for label in sorted(gold_counts)
    ]
    averages = [LabelScore.from_counts("micro", hits.total(), given_counts.total(), gold_counts.total())]
    if rows:
        figures = np.array([(row.precision, row.recall, row.f1) for row in rows])
        for name, weights in (("macro", None), ("weighted", [row.support for row in rows])):
            mean = np.average(figures, axis=0, weights=weights).tolist()
            averages.append(LabelScore(name, gold_counts.total(), *mean))
    return TopicScores(rows, averages, len(gold), how)


def assign_labels(classifier: TopicClassifier, articles: Sequence[Article]) -> list[list[str]]:
    """The topics that a classifier gives each article."""
    return [[topic.label for topic in topics] for topics in classifier.assign(articles, evidence=False)]


#: For a base that was trained before scores were stored, or with too many articles to store them.
NO_STORED_SCORES = (
    "the base model contains no scores of its own articles: thresholds and calibration of updated topics are unchanged"
)
MOVED, NEW, UNCHANGED = "moved", "new", "as before"


@dataclass(frozen=True)
class Change:
    """F1 of one topic (or of all) before and after.

    Attributes:
        what: "moved", "new" or "as before": a topic that stays may still be given where another one won.
        support: gold articles.
    """

    label: str
    what: str
    support: int
    before: float
    after: float


@dataclass(frozen=True)
class Changes:
    """All changes, and how they were measured.

    Attributes:
        pooled: thresholds of moved topics come from old and new articles; otherwise the base stored no scores of its
            own articles, and they stay as they were.
    """

    rows: list[Change]
    averages: list[Change]
    how: str
    pooled: bool


def compare_scores(
    gold: Sequence[Iterable[str]], before: Sequence[Iterable[str]], after: Sequence[Iterable[str]],
    moved: Iterable[str], new: Iterable[str], how: str, *, pooled: bool,
) -> Changes:  # fmt: skip
    """Compare what was given before and after with the gold topics."""
    old, now = score_labels(gold, before), score_labels(gold, after)
    kinds = {**dict.fromkeys(moved, MOVED), **dict.fromkeys(new, NEW)}
    rows = [
        Change(one.label, kinds.get(one.label, UNCHANGED), one.support, one.f1, two.f1)
        for one, two in zip(old.rows, now.rows, strict=True)
    ]
    averages = [
        Change(one.label, "", one.support, one.f1, two.f1) for one, two in zip(old.averages, now.averages, strict=True)
    ]
    return Changes(rows, averages, how, pooled)


@dataclass
class Lesson:
    """The effect of corrections.

    Attributes:
        articles, verdicts: how many were learnt from; a verdict is on one topic of one article.
        before, after: number of these verdicts that contradict the model, before and after it learnt from the others
            (each fifth of the articles is judged by what the rest taught); None if there are too few articles.
        names: number of names that got a kind.
        pairs: number of pairs of names that were merged or separated.
        texts: number of articles whose names were judged.
        tuned: F1 of names in a validation fifth of these, before the recogniser learnt from the others and after;
            None if it was not asked to learn, or there are too few.
        left_out: topics that editors added, to the reason why they are not topics of the model.
    """

    articles: int
    verdicts: int = 0
    before: int | None = None
    after: int | None = None
    names: int = 0
    pairs: int = 0
    texts: int = 0
    tuned: tuple[float, float] | None = None
    left_out: dict[str, str] = field(default_factory=dict)


@dataclass
class Training:
    """A finished training.

    Attributes:
        model: what was trained, ready for ``save``.
        scores: of its topics, on out-of-fold scores or on the validation articles; None if only verdicts were learnt
            from, and then the counts and lists below are empty, too.
        articles: number of labelled articles that were used.
        left_out: label to the reason why it is not a topic of the model.
        merge: proposals: spellings that differ by case or accents only, most frequent first.
        label_errors: labels that the out-of-fold scores contradict most, worst first.
        distrusted: number of articles that were judged but not learnt from in the end: see ``fitting.CONTRADICTED``.
        changes: of the base's topics; None without a base, or if none of them was moved or judged.
        lesson: the effect of corrections; None if there were none.
    """

    model: Model
    scores: TopicScores | None = None
    articles: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    merge: list[list[str]] = field(default_factory=list)
    label_errors: list[LikelyError] = field(default_factory=list)
    distrusted: int = 0
    changes: Changes | None = None
    lesson: Lesson | None = None

    @property
    def classifier(self) -> TopicClassifier:
        """The classifier of the model.

        Raises:
            ModelError: the model that was corrected has no topics.
        """
        if self.model.classifier is None:
            raise ModelError("the model has no topics")
        return self.model.classifier


def write_card(training: Training, notes: str = "", before: str = "") -> str:
    """The model card, in Markdown: what a model was trained on, how good it is, and what it cannot do.

    Args:
        notes: further paragraphs, between the sources and the table.
        before: the card of the model that was corrected.
    """
    manifest, scores = training.model.manifest, training.scores
    corrected = [] if training.lesson is None else _describe_lesson(training.lesson)
    if scores is None:
        _, _, rest = before.partition("\n")
        return "\n".join([f"# {manifest.get('name', 'model')}", "", *corrected, "## Before the corrections", rest])
    sources = manifest.get("trained_on") or ["articles given to newstagger.train"]
    lines = [
        f"# {manifest.get('name', 'model')}",
        "",
        f"A newstagger model: {len(training.classifier.topics)} topics, trained on {training.articles} labelled articles"
        + (", one topic per article." if training.classifier.multiclass else ", several topics per article."),
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
        *[_format_row(row) for row in [*scores.rows, *scores.averages]],
        "",
    ]
    if training.left_out:
        lines += ["## Left out", "", *[f"- {_escape(label)}: {why}" for label, why in training.left_out.items()], ""]
    if training.changes is not None:
        lines += _describe_changes(training.changes)
    lines += corrected
    reads_medium = any(map(is_outlet_column, training.classifier.featuriser.terms))
    medium = " and, for regions, from where its medium is at home" if reads_medium else ""
    lines += [
        "## Limits",
        "",
        f"Topics are predicted from the words of an article{medium} alone. Scores are calibrated on the articles above: on",
        "texts of another kind or time they are overconfident. Check the tags before you publish them.",
        "",
    ]
    return "\n".join(lines)


def _describe_changes(changes: Changes) -> list[str]:
    """The changes to the topics of the base model."""
    lines = [
        "## Before and after", "", f"F1 of the base model and of this one,  {changes.how}.", "",
        "| topic | | support | before | after |", "| --- | --- | ---: | ---: | ---: |",
        *(
            f"| {_escape(row.label)} | {row.what} | {row.support} | {row.before:.3f} | {row.after:.3f} |"
            for row in [*changes.rows, *changes.averages]
        ), "",
    ]  # fmt: skip
    if not changes.pooled and any(row.what == MOVED for row in changes.rows):
        lines += [NO_STORED_SCORES[:1].upper() + NO_STORED_SCORES[1:] + ".", ""]
    return lines


def _describe_lesson(lesson: Lesson) -> list[str]:
    lines = [
        "## Corrected",
        "",
        f"Editors judged {lesson.verdicts} topics of {lesson.articles} articles; {lesson.names} names were given "
        "a kind by them.",
    ]
    if lesson.before is not None:
        lines.append(
            f"{lesson.before} of these verdicts contradicted the model before, {lesson.after} after it had learnt from "
            "the others (five-fold cross-validation)."
        )
    if lesson.pairs:
        lines.append(f"They decided for {lesson.pairs} pairs of names whether both mean the same.")
    if lesson.tuned is not None:
        before, after = lesson.tuned
        lines.append(
            f"On a fifth of the {lesson.texts} articles with corrected names, held out, the recogniser's F1 was {before:.3f} "
            f"before it learnt from the others and {after:.3f} after"
            + ("." if after >= before else "; it was left unchanged.")
        )
    lines += [f"- {_escape(label)}: not yet a topic ({why})" for label, why in lesson.left_out.items()]
    return [*lines, ""]


def _format_row(row: LabelScore) -> str:
    threshold = "" if row.threshold is None else f"{row.threshold:.2f}"
    return f"| {_escape(row.label)} | {row.support} | {row.precision:.2f} | {row.recall:.2f} | {row.f1:.3f} | {threshold} |"


def _escape(label: str) -> str:
    """A label, escaped for a Markdown table."""
    return label.replace("|", "/").replace("\n", " ")
