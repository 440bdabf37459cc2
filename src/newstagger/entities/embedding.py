"""Words as the recogniser's network sees them: a vector each, computed once and remembered.

A word's vector depends on the word alone, so a text becomes an array of numbers, and that one gather from a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from newstagger.entities.network import Floats, Network, OtherArchitectureError
from newstagger.locks import SharedLock
from newstagger.text.hashing import Numbers, embedding_rows, string_numbers
from newstagger.text.tokens import PIECE, tokeniser

#: Words, and stretches without spaces, remembered each (38 MB of vectors); then the memory starts again.
MEMORY = 100_000
#: Vectors are computed for a multiple of so many words, the last ones being nothing: kernels of matrix products take as
#: many rows at once, and a word's vector must not depend on the words that were learnt with it.
_ROWS = 16


class Vectors(Protocol):
    """Word vectors, as spaCy and ``newstagger.text.vectors`` have them."""

    @property
    def data(self) -> Any:
        """Rows of vectors."""

    def find(self, *, keys: Numbers) -> Any:
        """The row of each number of a word, -1 where it has none."""


@dataclass(slots=True)
class _Memory:
    """What is remembered. Entries are only added, and a number is given out when its rows are there.

    Attributes:
        table: vectors of words, by number.
        lengths: of words, in code points.
        spaces: is a word white space?
        numbers: word to number.
        pieces: stretches as ``PIECE`` cuts them, to the codes of their words: twice the number, plus one where a space
            follows that belongs to no word.
        restless: stretches in which the tokeniser finds special cases again; their words depend on the whole text.
    """

    table: Floats
    lengths: NDArray[np.int64]
    spaces: NDArray[np.bool_]
    numbers: dict[str, int] = field(default_factory=dict)
    pieces: dict[str, tuple[int, ...]] = field(default_factory=dict)
    restless: set[str] = field(default_factory=set)

    @classmethod
    def empty(cls, width: int) -> _Memory:
        return cls(np.zeros((4096, width), np.float32), np.zeros(4096, np.int64), np.zeros(4096, bool))

    @property
    def full(self) -> bool:
        return max(len(self.numbers), len(self.pieces)) > MEMORY

    def grow(self, size: int) -> None:
        """Make room for so many words."""
        while size > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
            self.lengths = np.concatenate([self.lengths, np.zeros_like(self.lengths)])
            self.spaces = np.concatenate([self.spaces, np.zeros_like(self.spaces)])


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text.

    Attributes:
        vectors: shape (words, width).
        spaces: is a word white space? Shape (words,).
        lengths: in code points, shape (words,).
        follows: is there a space behind it that belongs to no word? Shape (words,).
    """

    vectors: Floats
    spaces: NDArray[np.bool_]
    lengths: NDArray[np.int64]
    follows: NDArray[np.int64]

    def bounds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each word begins and ends in the text."""
        behind = np.cumsum(self.lengths + self.follows)
        ends = behind - self.follows
        return ends - self.lengths, ends


class Embedding:
    """The vectors of words. Any number of threads may use it; they take turns where words are learnt."""

    def __init__(self, network: Network, vectors: Vectors | None) -> None:
        if network.static is not None and (vectors is None or vectors.data.shape[1] != network.static.shape[1]):
            raise OtherArchitectureError("the word vectors have another width")
        self._network = network
        self._vectors = vectors
        self._seeds = np.array([[seed] for seed, _ in network.tables], np.uint64)
        self._counts = np.array([[len(table)] for _, table in network.tables], np.uint64)
        self._tokeniser = tokeniser()
        self._lock = SharedLock()
        self._memory = self._forgotten()

    def _forgotten(self) -> _Memory:
        return _Memory.empty(len(self._network.mix.scale))

    def of(self, text: str) -> Words:
        """The words of a text, as spaCy's tokenizer cuts it."""
        pieces = PIECE.findall(text)
        memory = self._memory
        try:
            codes = np.fromiter(chain.from_iterable(map(memory.pieces.__getitem__, pieces)), np.int64)
        except KeyError:
            memory = self._learn_pieces(pieces)
            codes = np.fromiter(chain.from_iterable(map(memory.pieces.__getitem__, pieces)), np.int64)
        if memory.restless and not memory.restless.isdisjoint(pieces):
            memory, codes = self._settled(text)
        numbers = codes >> 1
        return Words(memory.table[numbers], memory.spaces[numbers], memory.lengths[numbers], codes & 1)

    def _settled(self, text: str) -> tuple[_Memory, NDArray[np.int64]]:
        """The codes of the words of a text in which special cases are found again."""
        tokens = self._tokeniser.tokens(text)
        ends = [start for start, _ in tokens[1:]] + [tokens[-1][0] + len(tokens[-1][1])]
        with self._lock:
            memory = self._learnt({token for _, token in tokens})
            codes = [
                2 * memory.numbers[token] + (end - start - len(token))
                for (start, token), end in zip(tokens, ends, strict=True)
            ]
        return memory, np.array(codes, np.int64)

    def _learn_pieces(self, pieces: list[str]) -> _Memory:
        """A memory that has all these stretches."""
        with self._lock:
            if self._memory.full:
                self._memory = self._forgotten()
            memory = self._memory
            cut = {piece: self._tokeniser.split(piece) for piece in dict.fromkeys(pieces) if piece not in memory.pieces}
            memory = self._learnt(dict.fromkeys(chain.from_iterable(cut.values())))
            memory.restless.update(piece for piece, tokens in cut.items() if self._tokeniser.joins(tokens))
            for piece, tokens in cut.items():
                codes = [2 * memory.numbers[token] for token in tokens]
                codes[-1] += len(piece) - sum(map(len, tokens))
                memory.pieces[piece] = tuple(codes)
            return memory

    def _learnt(self, words: Iterable[str]) -> _Memory:
        """The memory, with all these words in it."""
        memory = self._memory
        new = [word for word in words if word not in memory.numbers]
        if new:
            start, end = len(memory.numbers), len(memory.numbers) + len(new)
            memory.grow(end)
            memory.table[start:end] = self._computed(new)
            memory.lengths[start:end] = list(map(len, new))
            memory.spaces[start:end] = list(map(str.isspace, new))
            memory.numbers.update(zip(new, range(start, end), strict=True))
        return memory

    def _computed(self, words: list[str]) -> Floats:
        """The vectors of words, shape (words, width)."""
        network = self._network
        padded = words + [" "] * (-len(words) % _ROWS)
        attributes = [self._attribute(column, word) for column in network.columns for word in padded]
        numbers = string_numbers([*attributes, *padded]).reshape(-1, len(padded))
        rows = embedding_rows(numbers[:-1], self._seeds, self._counts)
        parts: list[Floats] = []
        for at, (_, table) in enumerate(network.tables):
            first, second, third, fourth = rows[:, at]
            parts.append(table[first] + table[second] + table[third] + table[fourth])
        if network.static is not None and self._vectors is not None:
            found = np.asarray(self._vectors.find(keys=numbers[-1]))
            known = np.asarray(self._vectors.data[found], np.float32) @ network.static.T
            known[found < 0] = 0
            parts.append(known)
        return network.mix(np.hstack(parts))[: len(words)]

    def _attribute(self, column: str, word: str) -> str:
        """What a word has in a column (spacy/lang/lex_attrs.py)."""
        if column == "NORM":
            return self._tokeniser.norms.get(word) or word.lower()
        if column == "PREFIX":
            return word[0]
        if column == "SUFFIX":
            return word[-3:]
        if column == "SHAPE":
            return shape(word)
        return word.lower() if column == "LOWER" else word


def shape(word: str) -> str:
    """How a word is written: X for a capital, x for another letter, d for a digit; of a row of the same, four."""
    if len(word) >= 100:
        return "LONG"
    found: list[str] = []
    for char in word:
        sign = ("X" if char.isupper() else "x") if char.isalpha() else "d" if char.isdigit() else char
        if found[-4:] != [sign] * 4:
            found.append(sign)
    return "".join(found)
