"""What a training has finished, kept by somebody so that a training that was killed can go on.

The trainer says only what is done, as arrays under a name; where they are kept is no business of the topics.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from newstagger._topics.blocks import Blocks
from newstagger._topics.features import Featuriser

Arrays = Mapping[str, NDArray[Any]]


class Keeper(Protocol):
    """Keeps the finished parts of one training."""

    def done(self, part: str, /) -> bool:
        """Was this part finished?"""
        ...

    def recall(self, part: str, /) -> Arrays | None:
        """The arrays of a finished part; None where it is still to be done."""
        ...

    def keep(self, part: str, arrays: Arrays, /) -> None:
        """Keep the arrays of a part; they are safe when this returns."""
        ...


class Forgetful:
    """Keeps nothing: for trainings that nobody will go on with."""

    def done(self, _part: str) -> bool:
        """Was this part finished?"""
        return False

    def recall(self, _part: str) -> Arrays | None:
        """Nothing is remembered."""
        return None

    def keep(self, _part: str, _arrays: Arrays) -> None:
        """Forget them."""


def packed_features(featuriser: Featuriser, blocks: Blocks, folds: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """The features of a training as arrays."""
    terms = "\n".join(featuriser.terms).encode("utf-8")
    return {
        "vocabulary": np.frombuffer(terms, np.uint8),
        "idf": featuriser.idf, "frequency": featuriser.frequency, "centre": featuriser.centre,
        "added": np.array([] if featuriser.added is None else [featuriser.added], np.int64),
        "weak": np.array([] if featuriser.weak is None else [featuriser.weak], np.int64),
        "opening": np.array(featuriser.opening),
        "data": blocks.terms.data, "indices": blocks.terms.indices, "indptr": blocks.terms.indptr,
        "embedding": blocks.embedding, "folds": folds,
    }  # fmt: skip


def unpacked_features(kept: Arrays) -> tuple[Featuriser, Blocks, NDArray[np.int64]]:
    """The features that were packed, in every bit."""
    vocabulary = kept["vocabulary"].tobytes().decode("utf-8")
    terms = vocabulary.split("\n") if vocabulary else []
    added = int(kept["added"][0]) if len(kept["added"]) else None
    weak = int(kept["weak"][0]) if len(kept["weak"]) else None
    opening = float(kept["opening"])
    featuriser = Featuriser(terms, kept["idf"], kept["frequency"], kept["centre"], added, weak, opening)
    shape = (len(kept["indptr"]) - 1, len(terms))
    matrix = csr_matrix((kept["data"], kept["indices"], kept["indptr"]), shape)
    return featuriser, Blocks(matrix, kept["embedding"]), kept["folds"]
