"""What words mean by texts without labels: vectors of words, as far as a training is given any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class TermVectors:
    """Vectors of words that were learnt from texts without topics.

    Attributes:
        terms: the words, as terms of a vocabulary.
        idf: inverse document frequency of each word in those texts.
        spaces: one or more sets of vectors, each of shape (words, width), rows of unit length.
    """

    terms: Sequence[str]
    idf: Floats
    spaces: Sequence[Floats]

    def weak(self) -> dict[str, float]:
        """Each word with its inverse document frequency."""
        return dict(zip(self.terms, self.idf.tolist(), strict=True))
