"""The numbers that a classifier sees of an article, and how they are traced back to words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from newstagger._topics.words import Ints, Lexicon, Words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

#: Length of the embedding block; that of the words is 1. benchmarks/topics/LOG.md has the trials.
EMBEDDING_WEIGHT = 2.0


@dataclass
class Blocks:
    """The features of articles: ``terms`` (articles × vocabulary, sparse) and ``embedding`` (articles × 300)."""

    terms: csr_matrix
    embedding: Floats


@dataclass(slots=True)
class View:
    """The mean of word vectors of a whole article, or of its opening.

    Attributes:
        part: the weight of this view of the article; the weights add up to 1.
        written: numbers of its distinct words that have a vector, in the lexicon of the featuriser.
        shares: weight of each of them in ``mean``, before it got unit length.
        mean: mean of the word vectors at unit length, not centred, shape (300,).
        norm: length of the mean before.
    """

    part: float
    written: Ints
    shares: Floats
    mean: Floats
    norm: float

    def scale(self, centre: Floats) -> float:
        """The factor from a word's share to its part of the embedding."""
        return self.part * EMBEDDING_WEIGHT / (self.norm * max(float(np.linalg.norm(self.mean - centre)), 1e-9))


@dataclass(slots=True)
class Reading:
    """One article as the features see it.

    Attributes:
        columns, values: its row of ``Blocks.terms``.
        views: the whole article, and its opening where that is read by itself too.
        words: all its words, in order.
        lexicon, group: what the numbers above refer to. The featuriser may have started new ones since.
        source: the medium of the article, as the article names it.
    """

    columns: Ints
    values: Floats
    views: list[View]
    words: Words
    lexicon: Lexicon
    group: Ints
    source: str | None = None


def centre_means(means: Sequence[Floats], parts: Sequence[float], centre: Floats) -> Floats:
    """The embedding of an article: of each view the mean without the centre, at its length, times its part."""
    total = np.zeros(len(centre), np.float32)
    for mean, part in zip(means, parts, strict=True):
        off = mean - centre
        total += off * np.float32(part * EMBEDDING_WEIGHT / max(float(np.linalg.norm(off)), 1e-9))
    return total


def mix_rows(rows: Sequence[tuple[Ints, Floats]], parts: Sequence[float]) -> tuple[Ints, Floats]:
    """The weighted sum of rows, its columns in the order of their first occurrence."""
    if len(rows) == 1:
        return rows[0]
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values * np.float32(part) for (_, values), part in zip(rows, parts, strict=True)])
    unique, first, where = np.unique(columns, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return unique[order], np.bincount(where, values, len(unique))[order].astype(np.float32)
