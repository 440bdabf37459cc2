"""What an evaluation shows besides its table: intervals, curves, confusions, and whether more articles would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger._topics.classifier import TopicClassifier
from newstagger._training.options import Progress, TrainingOptions
from newstagger._training.scoring import assign_labels, score_labels
from newstagger._training.train import train_classifier
from newstagger.article import Article

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Labels = Sequence[Sequence[str]]

#: Samples of the bootstrap, and the confidence level of its intervals (Efron and Tibshirani, 1993).
ROUNDS, CONFIDENCE = 1000, 0.95
#: Steps of the reliability curve.
BINS = 10
#: A learning curve needs this many articles, and is left out beyond that many, where it would take minutes.
FEWEST, MOST = 100, 5_000


class Interval(NamedTuple):
    """The range of a figure in 95 of 100 samples of the same articles."""

    low: float
    high: float


class Difference(NamedTuple):
    """Micro-F1 of a second model minus that of a first on the same articles, and how certain the sign is."""

    value: float
    interval: Interval
    better: float


@dataclass
class Curves:
    """The charts of an evaluation as numbers.

    Attributes:
        precision_recall: (recall, precision) of all topics together, by falling threshold.
        reliability: (mean score, share that was right, pairs of article and topic) for each step of the score.
        calibration_error: expected calibration error over these steps.
        confusions: (missed topic, topic given instead, articles), most frequent first.
        learning: (articles learnt from, micro-F1 on the others), empty if it was not computed.
    """

    precision_recall: list[tuple[float, float]] = field(default_factory=list)
    reliability: list[tuple[float, float, int]] = field(default_factory=list)
    calibration_error: float = 0.0
    confusions: list[tuple[str, str, int]] = field(default_factory=list)
    learning: list[tuple[int, float]] = field(default_factory=list)


def _count(gold: Labels, given: Labels) -> tuple[list[str], Doubles]:
    """Topics, and of each article and topic: right, given, gold; shape (3, articles, topics)."""
    labels = sorted({label for row in gold for label in row})
    want = np.array([[label in row for label in labels] for row in map(set, gold)], bool).reshape(len(gold), -1)
    others = [len(set(row) - set(labels)) for row in given]
    got = np.array([[label in row for label in labels] for row in map(set, given)], bool).reshape(len(gold), -1)
    counts = np.array([want & got, got, want], float)
    # Topics that no gold article has still count when given, in an additional column.
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


def estimate_intervals(gold: Labels, given: Labels, seed: int = 0) -> dict[str, Interval]:
    """95% intervals of micro and macro F1 by the bootstrap over articles."""
    if not gold:
        return {}
    _, counts = _count(gold, given)
    rng = np.random.default_rng(seed)
    samples = np.array([_f1(counts[:, rng.integers(0, len(gold), len(gold))].sum(axis=1)) for _ in range(ROUNDS)])
    low, high = np.quantile(samples, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    return {
        name: Interval(round(float(a), 4), round(float(b), 4))
        for name, a, b in zip(("micro", "macro"), low, high, strict=True)
    }


def compare_models(gold: Labels, first: Labels, second: Labels, seed: int = 0) -> Difference:
    """By how much a second model is better than a first on the same articles, by the paired bootstrap."""
    (_, a), (_, b) = _count(gold, first), _count(gold, second)
    rng = np.random.default_rng(seed)
    samples = []
    for _ in range(ROUNDS):
        rows = rng.integers(0, len(gold), len(gold))
        samples.append(_f1(b[:, rows].sum(axis=1))[0] - _f1(a[:, rows].sum(axis=1))[0])
    low, high = np.quantile(samples, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    value = _f1(b.sum(axis=1))[0] - _f1(a.sum(axis=1))[0]
    return Difference(
        round(value, 4), Interval(round(float(low), 4), round(float(high), 4)), float(np.mean(np.array(samples) > 0))
    )


def compute_curves(articles: Sequence[Article], labels: Sequence[str], probabilities: Doubles, given: Labels) -> Curves:
    """The charts of scored articles.

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
    from sklearn.metrics import precision_recall_curve

    if not gold.any():
        return []
    precision, recall, _ = precision_recall_curve(gold.ravel(), probabilities.ravel(), drop_intermediate=True)
    # By falling threshold, without the point for no threshold; a chart shows no more than one per hundredth of recall.
    points = zip(recall[-2::-1].tolist(), precision[-2::-1].tolist(), strict=True)
    return list({round(r, 2): (round(r, 4), round(p, 4)) for r, p in points}.values())


def _reliability(gold: Bools, probabilities: Doubles) -> tuple[list[tuple[float, float, int]], float]:
    from sklearn.calibration import calibration_curve

    right, mean = calibration_curve(gold.ravel(), probabilities.ravel(), n_bins=BINS)
    edges = np.linspace(0, 1, BINS + 1)[1:-1]
    counts = np.bincount(np.searchsorted(edges, probabilities.ravel()))
    counts = counts[counts > 0]
    error = float(np.abs(mean - right) @ counts / probabilities.size)
    found = zip(mean.round(4).tolist(), right.round(4).tolist(), counts.tolist(), strict=True)
    return list(found), round(error, 4)


def _confusions(articles: Sequence[Article], given: Labels) -> list[tuple[str, str, int]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for article, row in zip(articles, given, strict=True):
        want, got = set(article.topics or ()), set(row)
        pairs.update((missed, wrong) for missed in want - got for wrong in got - want)
    return [(missed, wrong, count) for (missed, wrong), count in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))]


def compute_learning_curve(
    articles: Sequence[Article], teacher: TopicClassifier | None, *, seed: int = 0, jobs: int = -1,
    progress: Progress | None = None,
) -> list[tuple[int, float]]:  # fmt: skip
    """Micro-F1 on a fifth of the articles after learning from growing parts of the others.

    Args:
        teacher: the model whose topics the new ones learn from.
        seed, jobs: as in ``TrainingOptions``.
        progress: called with the phase, the number of points that are done and the number of points.

    Returns:
        (number of articles, micro-F1) pairs; empty if there are too few articles, or enough for it to take minutes.
    """
    labelled = [article for article in articles if article.topics]
    if not FEWEST <= len(labelled) <= MOST:
        return []
    order = np.random.default_rng(seed).permutation(len(labelled))
    test = [labelled[i] for i in order[: len(order) // 5]]
    rest = [labelled[i] for i in order[len(order) // 5 :]]
    points = []
    shares = (0.25, 0.5, 0.75, 1.0)
    for done, share in enumerate(shares, 1):
        part = rest[: int(share * len(rest))]
        classifier = train_classifier(part, TrainingOptions(seed=seed, jobs=jobs), teacher=teacher).classifier
        scores = score_labels([a.topics or [] for a in test], assign_labels(classifier, test))
        points.append((len(part), round(scores.average("micro").f1, 4)))
        if progress is not None:
            progress("learning curve", done, len(shares))
    return points
