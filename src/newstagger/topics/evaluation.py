"""How good topics are: precision, recall and F1, by topic and over all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


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
