"""MinHash: how much two texts have in common, told by a few numbers of each.

The share of runs of words that two texts have in common (their Jaccard index) is the chance that the smallest hash of
the one's runs is that of the other's (Broder, "On the resemblance and containment of documents", 1997). Several
such hashes make a *band*; texts that agree in a whole band of many are worth comparing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def multipliers(count: int) -> Hashes:
    """Odd numbers, always the same ones: each makes another hash of a hash."""
    found = np.random.default_rng(0).integers(1, 1 << 63, count, np.uint64) | np.uint64(1)
    return np.asarray(found, np.uint64)


def smallest(hashes: Hashes, factors: Hashes) -> Hashes:
    """The smallest hash of a set under each of the factors, below 2³²; the set is not empty."""
    found = ((hashes[:, None] * factors) >> np.uint64(32)).min(axis=0)
    return np.asarray(found, np.uint64)
