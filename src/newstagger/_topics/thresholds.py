"""Which topics are given: from raw scores to calibrated probabilities, and from these to yes or no by thresholds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger._arguments import check_number, check_whole
from newstagger.errors import UsageError

#: Points of a topic's curve and the beta whose F-beta they maximise (van Rijsbergen, "Information Retrieval", 1979,
#: chapter 7): precision counts twice as much as recall, as much, or half as much.
BETAS = {"precision": 0.5, "balanced": 1.0, "recall": 2.0}
MOST_SUGGESTED = 20


@dataclass(frozen=True)
class TopicInfo:
    """A topic of the vocabulary.

    Attributes:
        label: its name.
        threshold: calibrated probability at or above which it is given.
        precision_threshold, recall_threshold: the same for users who prefer precision or recall; None if the model has
            none.
        support: number of gold articles that it was learnt from.
        parents: topics that it implies.
        aliases: other spellings met in training data.
        code: its code in another vocabulary.
        definition: one sentence on what it covers.
    """

    label: str
    threshold: float
    support: int = 0
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    code: str | None = None
    definition: str = ""
    precision_threshold: float | None = None
    recall_threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which topics of an article are given, and which are named beside them.

    Attributes:
        lean: the point of each topic's curve: "precision", "balanced" or "recall".
        threshold: one probability for all topics instead of their own thresholds, 0..1.
        limit: most topics of an article; the best stay. None for all.
        suggest: how many of the best topics that are not given to name as suggestions, with their scores.

    Raises:
        UsageError: a value is none of these.
    """

    lean: str = "balanced"
    threshold: float | None = None
    limit: int | None = None
    suggest: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.lean, str) or self.lean not in BETAS:
            raise UsageError(f"`lean` must be one of {', '.join(BETAS)}, not `{self.lean}`")
        if self.threshold is not None:
            check_number("threshold", self.threshold, 0, 1)
        if self.threshold is not None and self.lean != "balanced":
            raise UsageError("give one threshold for all topics or a preference for precision or recall, not both")
        if self.limit is not None:
            check_whole("limit", self.limit, 0)
        check_whole("suggest", self.suggest, 0, MOST_SUGGESTED)

    def thresholds(self, topics: Sequence[TopicInfo]) -> NDArray[np.float64]:
        """The probability from which on each topic is given, shape (topics,).

        Raises:
            UsageError: the model does not have this point of the curve.
        """
        if self.threshold is not None:
            return np.full(len(topics), self.threshold)
        if self.lean == "balanced":
            return np.array([topic.threshold for topic in topics])
        points = [topic.precision_threshold if self.lean == "precision" else topic.recall_threshold for topic in topics]
        missing = [topic.label for topic, point in zip(topics, points, strict=True) if point is None]
        if missing:
            raise UsageError(
                f"this model has no threshold that prefers {self.lean} for {', '.join(missing[:3])}"
                f"{' …' if len(missing) > 3 else ''}; it was trained by an older version: train it again"
            )
        return np.array(points, np.float64)


BALANCED = Choice()


Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]
Folds = NDArray[np.int64]

#: A threshold tuned on few positives is drawn towards the one that all topics share: it keeps the weight
#: support / (support + shrinkage). The best of these shrinkages is chosen on the articles.
SHRINKAGES = (0.0, 2.0, 5.0, 10.0, 20.0, 40.0)
#: What all decisions together (micro-F) count beside the mean of topics (macro-F). benchmarks/topics/LOG.md has the trials.
MICRO_SHARE = 0.5
#: Resamplings whose best thresholds are averaged; 40 and 200 gave the same but for chance, benchmarks/topics/LOG.md.
RESAMPLINGS = 100
#: A topic is looked at among this many articles for each one that has it: if it was given to more, it would be wrong at least
#: seven times in eight.
_MOST_GIVEN = 8
#: Beyond this number of positives the best threshold hardly depends on which articles were drawn.
_MANY_POSITIVES = 2_000
#: The shared threshold and curve of very many articles are learnt from about this number of scores.
SHARED_CELLS = 5_000_000
#: A calibration fitted on fewer positives than this is shrunk to the shared one likewise.
_CALIBRATION_SHRINKAGE = 10.0
#: A curve is fitted to groups of articles without the topic if they are more than this many, in so many steps of score.
_MANY_OTHERS, _SCORE_GROUPS = 20_000, 4_096
#: Maximum number of steps of a calibration's fit, and the smallest share of one that is tried.
_PLATT_STEPS, _LEAST_SHARE = 100, 1e-10
#: A better score never makes a topic less probable.
_LEAST_SLOPE = 1e-3


class Aim(NamedTuple):
    """What a threshold is chosen for: the F-beta of its topic, and that of all decisions together.

    With one threshold per topic, each at its own best, macro-F is at its best at the expense of micro-F: a large topic that is
    hard to recognise is then given far too often. Near a solution, micro-F is a sum over topics (its derivative, as in Dinkelbach,
    "On nonlinear fractional programming", 1967), so that every topic can weigh both by itself.

    Attributes:
        beta: how much recall counts beside precision.
        topics: among how many the topic's own F-beta is averaged.
        micro: F-beta of all decisions together, if known.
        total: its denominator: what all topics give, and beta² times what they have; infinite where it does not count.
    """

    beta: float = 1.0
    topics: int = 1
    micro: float = 0.0
    total: float = np.inf

    def worth(self, hits: NDArray[Any], given: NDArray[Any], support: NDArray[Any] | int) -> Doubles:
        """The worth of giving the topic to ``given`` articles, ``hits`` of which are right; the arguments are broadcast."""
        weight = self.beta * self.beta
        sizes = given + weight * support
        own = (1 + weight) * hits / np.maximum(sizes, 1)
        together = ((1 + weight) * hits - self.micro * sizes) / self.total
        return np.asarray((1 - MICRO_SHARE) * own / self.topics + MICRO_SHARE * together, np.float64)


#: For a topic by itself.
OWN = Aim()


def find_best_threshold(gold: Bools, scores: Doubles, aim: Aim = OWN) -> float:
    """The threshold of highest worth, halfway between two neighbouring scores; scores above it are given."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(gold[order])
    at = int(np.argmax(aim.worth(hits, np.arange(1, len(scores) + 1), max(int(gold.sum()), 1))))
    here = float(scores[order[at]])
    below = float(scores[order[at + 1]]) if at + 1 < len(scores) else here - 1e-3
    return (here + below) / 2


def find_steady_threshold(gold: Bools, scores: Doubles, aim: Aim = OWN) -> float:
    """The mean of the best thresholds of resampled articles (Breiman, "Bagging predictors", 1996).

    The best threshold of a few positives depends on a single one of them; the mean does not.
    """
    positives = int(gold.sum())
    looked_at = min(len(scores) - 1, _MOST_GIVEN * positives)
    if looked_at < 1 or positives > _MANY_POSITIVES:
        return find_best_threshold(gold, scores, aim)
    order = np.argsort(-scores, kind="stable")[: looked_at + 1]
    right = gold[order[:-1]]
    # How often each article is drawn is nearly Poisson's; those of the topic that are not looked at count together.
    rng = np.random.default_rng(0)
    drawn = rng.poisson(1, (RESAMPLINGS, looked_at))
    missed = rng.poisson(positives - int(right.sum()), RESAMPLINGS)
    hits = np.cumsum(drawn * right, axis=1)
    at = aim.worth(hits, np.cumsum(drawn, axis=1), (hits[:, -1] + missed)[:, None]).argmax(axis=1)
    # Halfway to the next article that was drawn, at the latest to the last one that is looked at.
    later = (drawn > 0) & (np.arange(looked_at) > at[:, None])
    following = np.where(later.any(axis=1), later.argmax(axis=1), looked_at)
    return float((scores[order[at]] + scores[order[following]]).mean() / 2)


def tune(gold: Bools, scores: Doubles, folds: Folds, beta: float = 1.0) -> Doubles:
    """One threshold per topic, with the shrinkage that does best on articles left out.

    Args:
        gold: shape (articles, topics).
        scores: out-of-fold scores, same shape, comparable between topics.
        folds: the fold of each article, shape (articles,).
        beta: how much recall counts beside precision, as in F-beta.
    """
    weight = beta * beta

    given = {shrinkage: np.zeros(gold.shape, bool) for shrinkage in SHRINKAGES}
    for fold in np.unique(folds):
        out = folds == fold
        best = _best(gold[~out], scores[~out], beta)
        for shrinkage in SHRINKAGES:
            given[shrinkage][out] = scores[out] >= best.shrink(shrinkage)
    quality = {}
    for shrinkage in SHRINKAGES:
        hits = (gold & given[shrinkage]).sum(axis=0)
        sizes = weight * gold.sum(axis=0) + given[shrinkage].sum(axis=0)
        micro, macro = hits.sum() / max(1, sizes.sum()), (hits / np.maximum(sizes, 1)).mean()
        quality[shrinkage] = float((1 + weight) * (micro + macro))
    return shrink_thresholds(gold, scores, max(SHRINKAGES, key=quality.__getitem__), beta)


class _Best(NamedTuple):
    """The threshold that all topics share, and of each topic the best one and its support."""

    shared: float
    own: Doubles
    support: NDArray[np.int64]

    def shrink(self, shrinkage: float) -> Doubles:
        """The topics' own thresholds, shrunk to the shared one if they rest on few articles."""
        trust = self.support / np.maximum(self.support + shrinkage, 1)
        return np.asarray(trust * self.own + (1 - trust) * self.shared, np.float64)


def _best(gold: Bools, scores: Doubles, beta: float) -> _Best:
    some = _some(gold)
    shared = find_best_threshold(gold[some].ravel(), scores[some].ravel(), Aim(beta))
    given = scores >= shared
    total = max(1.0, float(given.sum() + beta * beta * gold.sum()))
    aim = Aim(beta, gold.shape[1], (1 + beta * beta) * float((gold & given).sum()) / total, total)
    own = np.array(_each_topic(lambda t: find_steady_threshold(gold[:, t], scores[:, t], aim), gold.shape[1]))
    return _Best(shared, own, gold.sum(axis=0))


def shrink_thresholds(gold: Bools, scores: Doubles, shrinkage: float, beta: float = 1.0) -> Doubles:
    """The best threshold of each topic, shrunk to the shared one if it rests on few articles."""
    return _best(gold, scores, beta).shrink(shrinkage)


def _some(gold: Bools) -> slice:
    """The articles from which the shared parameters are learnt: evenly spaced if there are very many."""
    return slice(None, None, max(1, gold.size // SHARED_CELLS))


def calibrate(gold: Bools, scores: Doubles) -> Doubles:
    """Platt scaling ("Probabilistic outputs for support vector machines", 1999), one curve per topic.

    Returns:
        slope and offset of each topic, shape (2, topics): probability = 1 / (1 + exp(-(slope · score + offset))).
        Topics with little support are shrunk to the curve of all topics together.
    """
    some = _some(gold)
    shared = fit_platt(gold[some].ravel(), scores[some].ravel())

    def curve(topic: int) -> Doubles:
        support = int(min(gold[:, topic].sum(), (~gold[:, topic]).sum()))
        own = fit_platt(gold[:, topic], scores[:, topic]) if support else shared
        trust = support / (support + _CALIBRATION_SHRINKAGE)
        return np.asarray(trust * own + (1 - trust) * shared, np.float64)

    return np.asarray(np.array(_each_topic(curve, gold.shape[1])).T, np.float64)


def _each_topic(find: Callable[[int], Any], topics: int) -> list[Any]:
    """What is found for each topic, in threads: sorting and sums of long arrays let others run."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(find, range(topics)))


def to_probabilities(scores: Doubles, curves: Doubles) -> Doubles:
    """Calibrated probabilities of raw scores, shape (articles, topics)."""
    curves = curves.astype(scores.dtype, copy=False)
    return np.asarray(1 / (1 + np.exp(-np.clip(scores * curves[0] + curves[1], -30, 30))))


def choose(raw: Doubles, probabilities: Doubles, thresholds: Doubles, multiclass: bool) -> Bools:
    """Which topics are given, all shapes (articles, topics).

    Args:
        raw: scores of the classifiers; where each article has one topic, the highest of them decides.
        probabilities: calibrated probabilities, compared with the thresholds otherwise.
    """
    if not multiclass:
        return np.asarray(probabilities >= thresholds)
    given = np.zeros(raw.shape, bool)
    given[np.arange(len(raw)), raw.argmax(axis=1)] = True
    return given


def fit_platt(gold: Bools, scores: Doubles) -> Doubles:
    """Slope and offset that fit Platt's smoothed targets best; the slope never negative.

    Newton's method, each step halved until the loss falls (Lin, Lin and Weng, "A note on Platt's probabilistic outputs
    for support vector machines", 2007): whole steps run away where nearly all scores lie on one side.
    """
    mean = float(scores.mean())
    positive, negative = int(gold.sum()), int((~gold).sum())
    gold, scores, counts = _group_scores(gold, scores.astype(np.float64, copy=False))
    target = np.where(gold, (positive + 1) / (positive + 2), 1 / (negative + 2))

    def loss(slope: float, offset: float) -> float:
        odds = slope * scores + offset
        return float(counts @ (np.logaddexp(0, odds) - target * odds))

    slope, offset = 0.0, float(np.log((positive + 1) / (negative + 1)))
    now = loss(slope, offset)
    for _ in range(_PLATT_STEPS):
        p = 1 / (1 + np.exp(-np.clip(slope * scores + offset, -30, 30)))
        weight = counts * np.maximum(p * (1 - p), 1e-12)
        error = counts * (target - p)
        gradient = np.array([error @ scores, error.sum()])
        cross = float(weight @ scores)
        hessian = np.array([[weight @ (scores * scores) + 1e-6, cross], [cross, weight.sum() + 1e-6]])
        step = np.linalg.solve(hessian, gradient)
        share, gain = 1.0, float(gradient @ step)
        while share > _LEAST_SHARE:
            then = loss(slope + share * step[0], offset + share * step[1])
            if then < now - 1e-4 * share * gain:
                break
            share /= 2
        else:
            break
        slope, offset = slope + share * float(step[0]), offset + share * float(step[1])
        now = then
        if np.abs(step).max() < 1e-7:
            break
    if slope < _LEAST_SLOPE:  # the scores are uninformative: only the topic's frequency is known
        return np.array([_LEAST_SLOPE, np.log((positive + 1) / (negative + 1)) - _LEAST_SLOPE * mean])
    return np.array([slope, offset])


def _group_scores(gold: Bools, scores: Doubles) -> tuple[Bools, Doubles, Doubles]:
    """Gold, scores and how many articles each stands for: where very many lack the topic, those of nearly equal score together."""
    others = scores[~gold]
    if len(others) <= _MANY_OTHERS:
        return gold, scores, np.ones(len(scores))
    low, high = float(others.min()), float(others.max())
    groups = ((others - low) * (_SCORE_GROUPS / max(high - low, 1e-12))).astype(np.int64)
    counts = np.bincount(groups, minlength=_SCORE_GROUPS + 1)
    sums = np.bincount(groups, others, _SCORE_GROUPS + 1)
    some = counts > 0
    own = scores[gold]
    grouped = np.concatenate([own, sums[some] / counts[some]])
    return (
        np.arange(len(grouped)) < len(own),
        grouped,
        np.concatenate([np.ones(len(own)), counts[some]]).astype(np.float64),
    )


def measure_uncertainty(probabilities: Doubles, thresholds: Doubles) -> Doubles:
    """How little even the best topic of each article stands out: shape (articles,), 0 to 1.

    With the probability p of a topic and its threshold t, it is t / (p + t) of the topic where that is least: one
    half for a best topic just at its threshold, more for an article that gets none. Of eight measures tried in
    benchmarks/corrections (margins, entropy, expected errors), the one whose articles taught most on other
    publishers' texts.

    Args:
        probabilities: calibrated probabilities, shape (articles, topics).
        thresholds: shape (topics,).
    """
    if not probabilities.shape[1]:
        return np.ones(len(probabilities))
    return np.asarray((thresholds / np.maximum(probabilities + thresholds, 1e-12)).min(axis=1), np.float64)
