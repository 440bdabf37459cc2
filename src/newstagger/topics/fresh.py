"""Topics that are learnt from the articles alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from newstagger.topics.assembling import with_points
from newstagger.topics.classifier import TopicInfo
from newstagger.topics.fitting import Learnt, Run, final, held_out
from newstagger.topics.solvers import Solver, TrainingSet
from newstagger.topics.thresholds import calibrate, choose, probability, tune

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

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
