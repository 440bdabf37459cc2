"""Of which articles is a classifier least sure?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def uncertainty(probabilities: Doubles, thresholds: Doubles) -> Doubles:
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
