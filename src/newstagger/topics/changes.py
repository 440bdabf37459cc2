"""What became better and worse when topics were added to a base or moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newstagger.article import Article
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.evaluation import compare

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
