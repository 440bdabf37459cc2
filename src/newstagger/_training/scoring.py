"""How good topics are: precision, recall and F1, by topic and over all.

What became better and worse when topics were added to a base or moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from newstagger._topics.classifier import TopicClassifier
from newstagger.article import Article


@dataclass(frozen=True)
class LabelScore:
    """The score of one topic (or an average over topics); all figures but the counts in 0..1."""

    label: str
    support: int
    precision: float
    recall: float
    f1: float
    threshold: float | None = None


@dataclass
class TopicScores:
    """The table of an evaluation.

    Attributes:
        rows: one a topic of the gold labels, in alphabetical order.
        averages: « micro », « macro » and « weighted ».
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
            "averages": [_rounded(row) for row in self.averages],
            "topics": [_rounded(row) for row in self.rows],
        }


def _rounded(row: LabelScore) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(row).items() if v is not None}


def compare(
    gold: Sequence[Iterable[str]],
    given: Sequence[Iterable[str]],
    thresholds: dict[str, float] | None = None,
    how: str = "",
) -> TopicScores:
    """Score given topics against gold ones, article by article.

    The macro average is over the topics of the gold labels, as ``score.py`` and most papers have it.
    """
    hits: Counter[str] = Counter()
    false: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for want, got in zip(map(set, gold), map(set, given), strict=True):
        hits.update(want & got)
        false.update(got - want)
        missed.update(want - got)
    labels = sorted({label for want in gold for label in want})
    rows = [_row(label, hits[label], false[label], missed[label], (thresholds or {}).get(label)) for label in labels]
    total = sum(row.support for row in rows)
    micro = _row("micro", hits.total(), false.total(), missed.total())
    averages = [micro]
    if rows:
        for name, weights in (("macro", [1 / len(rows)] * len(rows)), ("weighted", [r.support / total for r in rows])):
            averages.append(
                LabelScore(
                    name,
                    total,
                    sum(w * r.precision for w, r in zip(weights, rows, strict=True)),
                    sum(w * r.recall for w, r in zip(weights, rows, strict=True)),
                    sum(w * r.f1 for w, r in zip(weights, rows, strict=True)),
                )
            )
    return TopicScores(rows, averages, len(gold), how)


def _row(label: str, hits: int, false: int, missed: int, threshold: float | None = None) -> LabelScore:
    return LabelScore(
        label,
        hits + missed,
        hits / (hits + false) if hits else 0.0,
        hits / (hits + missed) if hits else 0.0,
        2 * hits / (2 * hits + false + missed) if hits else 0.0,
        threshold,
    )


#: Said of a base that was trained before scores were stored, or with too many articles to store them.
THRESHOLDS_STAY = "the model added to holds no scores of its own articles: thresholds and calibration of moved topics stay as they were"
MOVED, NEW, KEPT = "moved", "new", "as before"


@dataclass(frozen=True)
class Change:
    """F1 of one topic (or of all) before and after.

    Attributes:
        what: « moved », « new » or « as before »: a topic that stays may still be given where another one won.
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
        pooled: thresholds of moved topics come from old and new articles; else the base stored no scores of its own
            articles, and they stay as they were.
    """

    rows: list[Change]
    averages: list[Change]
    how: str
    pooled: bool


def changes(
    gold: Sequence[Iterable[str]], before: Sequence[Iterable[str]], after: Sequence[Iterable[str]],
    moved: Iterable[str], new: Iterable[str], how: str, *, pooled: bool,
) -> Changes:  # fmt: skip
    """Compare what was given before and after with the gold topics."""
    one, two = compare(gold, before), compare(gold, after)
    kinds = {**dict.fromkeys(moved, MOVED), **dict.fromkeys(new, NEW)}
    rows = [
        Change(old.label, kinds.get(old.label, KEPT), old.support, old.f1, now.f1)
        for old, now in zip(one.rows, two.rows, strict=True)
    ]
    averages = [
        Change(old.label, "", old.support, old.f1, now.f1) for old, now in zip(one.averages, two.averages, strict=True)
    ]
    return Changes(rows, averages, how, pooled)


def given(classifier: TopicClassifier, articles: Sequence[Article]) -> list[list[str]]:
    """The topics that a classifier gives each article."""
    return [[topic.label for topic in topics] for topics in classifier.assign(articles, evidence=False)]
