"""What an evaluation shows beside its table: intervals, curves, confusions, and whether more articles would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger._training.classifiers import Options, train_classifier
from newstagger._training.scoring import compare
from newstagger.article import Article

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Labels = Sequence[Sequence[str]]

#: Samples of the bootstrap and the share of them that an interval holds (Efron and Tibshirani, 1993).
ROUNDS, HELD = 1000, 0.95
#: Steps of the reliability curve.
BINS = 10
#: A learning curve needs this many articles, and is left out beyond that many, where it would take minutes.
FEWEST, MOST = 100, 5_000


class Interval(NamedTuple):
    """Where a figure lies in 95 of 100 samples of the same articles."""

    low: float
    high: float


class Difference(NamedTuple):
    """Micro-F1 of a second model less that of a first one on the same articles, and how sure the sign is."""

    value: float
    interval: Interval
    better: float


@dataclass
class Curves:
    """The pictures of an evaluation as numbers.

    Attributes:
        precision_recall: (recall, precision) of all topics together, by falling threshold.
        reliability: (mean score, share that was right, pairs of article and topic) for each step of the score.
        calibration_error: expected calibration error over these steps.
        confusions: (missed topic, topic given instead, articles), most frequent first.
        learning: (articles learnt from, micro-F1 on the others), empty where it was not computed.
    """

    precision_recall: list[tuple[float, float]] = field(default_factory=list)
    reliability: list[tuple[float, float, int]] = field(default_factory=list)
    calibration_error: float = 0.0
    confusions: list[tuple[str, str, int]] = field(default_factory=list)
    learning: list[tuple[int, float]] = field(default_factory=list)


def _sums(gold: Labels, given: Labels) -> tuple[list[str], Doubles]:
    """Topics, and of each article and topic: right, given, gold; shape (3, articles, topics)."""
    labels = sorted({label for row in gold for label in row})
    want = np.array([[label in row for label in labels] for row in map(set, gold)], bool).reshape(len(gold), -1)
    others = [len(set(row) - set(labels)) for row in given]
    got = np.array([[label in row for label in labels] for row in map(set, given)], bool).reshape(len(gold), -1)
    counts = np.array([want & got, got, want], float)
    # Topics that the gold articles never have still count as given: in a column of their own.
    extra = np.zeros((3, len(gold), 1))
    extra[1, :, 0] = others
    return labels, np.concatenate([counts, extra], axis=2)


def _f1(counts: Doubles) -> tuple[float, float]:
    """Micro and macro F1 of counts summed over articles, shape (3, topics)."""
    hits, sizes = counts[0], counts[1] + counts[2]
    micro = 2 * hits.sum() / max(1.0, sizes.sum())
    real = counts[2] > 0
    macro = (2 * hits / np.maximum(sizes, 1))[real].mean() if real.any() else 0.0
    return float(micro), float(macro)


def intervals(gold: Labels, given: Labels, seed: int = 0) -> dict[str, Interval]:
    """95% intervals of micro and macro F1 by the bootstrap over articles."""
    if not gold:
        return {}
    _, counts = _sums(gold, given)
    rng = np.random.default_rng(seed)
    samples = np.array([_f1(counts[:, rng.integers(0, len(gold), len(gold))].sum(axis=1)) for _ in range(ROUNDS)])
    low, high = np.quantile(samples, [(1 - HELD) / 2, (1 + HELD) / 2], axis=0)
    return {
        name: Interval(round(float(a), 4), round(float(b), 4))
        for name, a, b in zip(("micro", "macro"), low, high, strict=True)
    }


def difference(gold: Labels, first: Labels, second: Labels, seed: int = 0) -> Difference:
    """How much better a second model is than a first one on the same articles, by the paired bootstrap."""
    (_, a), (_, b) = _sums(gold, first), _sums(gold, second)
    rng = np.random.default_rng(seed)
    samples = []
    for _ in range(ROUNDS):
        rows = rng.integers(0, len(gold), len(gold))
        samples.append(_f1(b[:, rows].sum(axis=1))[0] - _f1(a[:, rows].sum(axis=1))[0])
    low, high = np.quantile(samples, [(1 - HELD) / 2, (1 + HELD) / 2])
    value = _f1(b.sum(axis=1))[0] - _f1(a.sum(axis=1))[0]
    return Difference(
        round(value, 4), Interval(round(float(low), 4), round(float(high), 4)), float(np.mean(np.array(samples) > 0))
    )


def curves(articles: Sequence[Article], labels: Sequence[str], probabilities: Doubles, given: Labels) -> Curves:
    """The pictures of scored articles.

    Args:
        labels: the model's topics, in the order of the columns of ``probabilities``.
        probabilities: calibrated probabilities, shape (articles, topics).
        given: topics given to each article.
    """
    gold = np.array([[label in row for label in labels] for row in (set(a.topics or ()) for a in articles)], bool)
    gold = gold.reshape(len(articles), len(labels))
    reliability, error = _reliability(gold, probabilities)
    return Curves(_precision_recall(gold, probabilities), reliability, error, _confusions(articles, given))


def _precision_recall(gold: Bools, probabilities: Doubles) -> list[tuple[float, float]]:
    order = np.argsort(-probabilities, axis=None, kind="stable")
    hits = np.cumsum(gold.ravel()[order])
    if not len(hits) or not hits[-1]:
        return []
    points = np.unique(np.linspace(0, len(hits) - 1, 4000).astype(int))
    rows = [(float(hits[i] / hits[-1]), float(hits[i] / (i + 1))) for i in points]
    # One point a hundredth of recall is all that a picture shows.
    return list({round(recall, 2): (round(recall, 4), round(precision, 4)) for recall, precision in rows}.values())


def _reliability(gold: Bools, probabilities: Doubles) -> tuple[list[tuple[float, float, int]], float]:
    steps = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    found, error = [], 0.0
    for step in range(BINS):
        inside = steps == step
        count = int(inside.sum())
        if count:
            mean, right = float(probabilities[inside].mean()), float(gold[inside].mean())
            found.append((round(mean, 4), round(right, 4), count))
            error += count / probabilities.size * abs(mean - right)
    return found, round(error, 4)


def _confusions(articles: Sequence[Article], given: Labels) -> list[tuple[str, str, int]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for article, row in zip(articles, given, strict=True):
        want, got = set(article.topics or ()), set(row)
        pairs.update((missed, wrong) for missed in want - got for wrong in got - want)
    return [(missed, wrong, count) for (missed, wrong), count in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))]


def learning_curve(
    articles: Sequence[Article], options: Options, progress: Callable[[int, int], None] | None = None
) -> list[tuple[int, float]]:
    """Micro-F1 on a fifth of the articles after learning from growing parts of the others; empty where it makes no sense."""
    labelled = [article for article in articles if article.topics]
    if not FEWEST <= len(labelled) <= MOST:
        return []
    order = np.random.default_rng(options.seed).permutation(len(labelled))
    test = [labelled[i] for i in order[: len(order) // 5]]
    rest = [labelled[i] for i in order[len(order) // 5 :]]
    points = []
    shares = (0.25, 0.5, 0.75, 1.0)
    for done, share in enumerate(shares, 1):
        part = rest[: int(share * len(rest))]
        classifier = train_classifier(part, options).classifier
        got = [[topic.label for topic in topics] for topics in classifier.assign(test, evidence=False)]
        points.append((len(part), round(compare([a.topics or [] for a in test], got).average("micro").f1, 4)))
        if progress is not None:
            progress(done, len(shares))
    return points
