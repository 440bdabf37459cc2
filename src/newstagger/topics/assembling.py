"""From what was learnt to a classifier, alone or beside the topics of a base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newstagger.topics.choice import LEANS
from newstagger.topics.classifier import TopicClassifier, TopicInfo
from newstagger.topics.features import Featuriser
from newstagger.topics.solvers import Weights
from newstagger.topics.thresholds import tune
from newstagger.topics.weights import beside, held, lengthened, used

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
