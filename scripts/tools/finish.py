"""What the bundled model learns once its topics have been learnt from words: where media are at home, and how many topics to give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newstagger import Article
from newstagger._model.arrays import make_keys
from newstagger._model.directory import Model
from newstagger._topics.thresholds import calibrate, to_probabilities
from newstagger._training.fitting import add_thresholds, assign_folds
from newstagger._training.options import TrainingOptions
from newstagger._training.outlets import learn_outlets
from newstagger._training.scoring import Training, score_labels
from newstagger._training.train import name_topics

#: Standard deviation of the shifts of topics' log-odds, as they are expected. benchmarks/topics/LOG.md has the trials.
SHIFT = 0.3
_STEPS, _CLOSE = 50, 1e-6

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]


def finish_topics(model: Model, articles: list[Article], given: Bools, seed: int) -> Training:
    """Let the regions learn of media, choose the thresholds, and shift the odds to those of the gold that was given.

    Most labels were read a second time with a list of likely topics at hand, which added far more than it took away.
    The gold that came with the data was annotated without such a list, as any new article would be.

    Args:
        model: as read from a directory, so that it does not matter when it was learnt.
        given: of each article, whether its gold came with the data.
    """
    assert model.classifier is not None
    assert model.out_of_fold is not None
    raw, gold = model.out_of_fold.scores.astype(np.float64), model.out_of_fold.gold
    # On the scores as the file keeps them, so that nothing else of the training matters than its weights and scores.
    learnt = replace(model.classifier, curves=np.round(calibrate(gold, raw), 6))
    folds = assign_folds(articles, TrainingOptions(seed=seed, by_source=True))
    classifier, scores = learn_outlets(learnt, model.out_of_fold, articles, folds.of_article)
    keys = make_keys(articles).tolist()
    fold_of, given_of = (dict(zip(keys, some.tolist(), strict=True)) for some in (folds.of_article, given))
    of_fold = np.array([fold_of[key] for key in scores.keys.tolist()], np.int64)
    ours = np.array([given_of[key] for key in scores.keys.tolist()], bool)
    raw = scores.scores.astype(np.float64)
    infos = add_thresholds(classifier.topics, gold, to_probabilities(raw, classifier.curves), of_fold)
    slopes, offsets = classifier.curves
    odds = raw[ours] * slopes + offsets
    shifts = np.array([find_shift(gold[ours, topic], odds[:, topic]) for topic in range(len(infos))])
    curves = np.vstack([slopes, np.round(offsets + shifts, 6)])
    chances = to_probabilities(raw, curves)
    want, got = (name_topics(r, scores.labels) for r in (gold, chances >= [info.threshold for info in infos]))
    table = score_labels(want, got, {info.label: info.threshold for info in infos}, str(folds))
    finished = replace(classifier, topics=infos, curves=curves)
    return Training(Model(finished, out_of_fold=scores), table, len(chances))


def find_shift(gold: Bools, odds: Doubles, deviation: float = SHIFT) -> float:
    """What to add to log-odds so that they suit the gold labels, shrunk towards 0 if these are few.

    Args:
        deviation: the shift is expected to be normal with mean 0 and this standard deviation.
    """
    shift = 0.0
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(odds + shift, -30, 30)))
        step = float(((p - gold).sum() + shift / deviation**2) / ((p * (1 - p)).sum() + 1 / deviation**2))
        shift -= step
        if abs(step) < _CLOSE:
            break
    return shift
