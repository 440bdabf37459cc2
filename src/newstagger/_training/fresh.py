"""From what was learnt to a classifier, alone or beside the topics of a base.

Topics that are learnt from the articles alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newstagger._topics.choice import LEANS
from newstagger._topics.classifier import TopicClassifier, TopicInfo
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import calibrate, choose, probability, tune
from newstagger._topics.weights import beside, held, lengthened, used
from newstagger._training.fitting import Learnt, Run, final, held_out
from newstagger._training.solvers import Solver, TrainingSet, Weights

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]


def with_points(
    infos: Sequence[TopicInfo], thresholds: Doubles, gold: Bools, probabilities: Doubles, folds: NDArray[np.int64],
    step: Callable[[], None],
) -> list[TopicInfo]:  # fmt: skip
    """The topics with their thresholds, and with the points of their curves that lean to precision and to recall.

    Args:
        step: called when a point is found.
    """
    # A point that leans to precision never gives more than the balanced one, one that leans to recall never less.
    precise = np.maximum(thresholds, tune(gold, probabilities, folds, LEANS["precision"]))
    step()
    broad = np.minimum(thresholds, tune(gold, probabilities, folds, LEANS["recall"]))
    step()
    points = zip(infos, *(point.round(6).tolist() for point in (thresholds, precise, broad)), strict=True)
    return [replace(info, threshold=balanced, precise=high, broad=low) for info, balanced, high, low in points]


def assembled(
    infos: list[TopicInfo], featuriser: Featuriser, weights: Weights, curves: Doubles, multiclass: bool,
    base: TopicClassifier | None,
) -> TopicClassifier:  # fmt: skip
    """The classifier, without the terms that no topic uses."""
    kept = used(weights.terms) | (featuriser.frequency > 0)
    if base is not None:
        kept[: len(base.featuriser.terms)] = True
    return TopicClassifier(
        infos,
        featuriser.keep(kept),
        held(weights.terms[kept].astype(np.float32, copy=False)),
        weights.embedding.astype(np.float32, copy=False),
        weights.bias.astype(np.float32, copy=False),
        np.round(curves, 6),
        multiclass,
    )


def joined(base: TopicClassifier, new: TopicClassifier, *, multiclass: bool = False) -> TopicClassifier:
    """The topics of both; of those in both, the new ones. ``new`` has all terms of ``base``, in front."""
    labels = {topic.label for topic in new.topics}
    stay = [i for i, topic in enumerate(base.topics) if topic.label not in labels]
    topics = [base.topics[i] for i in stay] + new.topics
    order = sorted(range(len(topics)), key=lambda i: topics[i].label)
    terms = lengthened(base.terms, len(new.featuriser.terms), stay)
    return TopicClassifier(
        [topics[i] for i in order],
        new.featuriser,
        held(beside([terms, new.terms], order)),
        # In rows, as it will be read again: a product over columns may round otherwise.
        np.ascontiguousarray(np.hstack([base.embedding[:, stay], new.embedding])[:, order]),
        np.hstack([base.bias[stay], new.bias])[order],
        np.hstack([base.curves[:, stay], new.curves])[:, order],
        multiclass,
    )


#: Where each article has one topic, one whose out-of-fold probability of another topic is this high is not learnt
#: from in the end: its label is probably wrong. benchmarks/topics/LOG.md has the trials.
CONTRADICTED = 0.8
#: If more than this share were distrusted, the labels mean something that words do not show, and all are kept.
MOST_DISTRUSTED = 0.1
#: Points of each topic's curve that are tuned: balanced, and those that lean to precision and to recall.
POINTS = 3


class FreshTopics:
    """Fits them, then tunes their thresholds on the scores of articles held out."""

    name = "topics"

    def __init__(self, data: TrainingSet, infos: list[TopicInfo], solver: Solver, *, multiclass: bool) -> None:
        self._data, self._infos, self._solver, self._multiclass = data, infos, solver, multiclass
        self.steps = solver.steps

    def fit(self, run: Run) -> None:
        """Classifiers that have not seen a fold, their calibration, and the final ones."""
        gold = self._data.gold
        self._raw = held_out(self._solver, self._data.blocks, gold.shape[1], run, self.name)
        self._curves = calibrate(gold[run.judged], self._raw)
        self._probabilities = probability(self._raw, self._curves)
        self._trusted = np.ones(len(gold), bool)
        if self._multiclass:
            self._trusted[run.judged] = _trusted(gold[run.judged], self._probabilities)
        self._weights = final(self._solver, self._trusted, run, self.name)

    def judge(self, run: Run, step: Callable[[], None]) -> Learnt:
        """The thresholds, and what is given with them."""
        gold, folds = self._data.gold[run.judged], run.folds[run.judged]
        thresholds = tune(gold, self._probabilities, folds)
        step()
        return Learnt(
            with_points(self._infos, thresholds, gold, self._probabilities, folds, step),
            self._weights,
            self._curves,
            self._raw,
            self._probabilities,
            choose(self._raw, self._probabilities, thresholds, self._multiclass),
            thresholds,
            int((~self._trusted).sum()),
        )


def _trusted(gold: Bools, probabilities: Doubles) -> Bools:
    """The articles to learn from: those whose one label is not clearly contradicted, shape (articles,)."""
    doubtful = gold.any(axis=1) & (np.where(gold, 0, probabilities).max(axis=1) >= CONTRADICTED)
    doubtful &= np.where(gold, probabilities, 0).max(axis=1) < CONTRADICTED
    few = doubtful.mean() <= MOST_DISTRUSTED and gold[~doubtful].any(axis=0).all()
    return ~doubtful if few else np.ones(len(gold), bool)
