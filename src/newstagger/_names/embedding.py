"""Words to vectors: what of a network depends on the word alone.

A word's vector depends on the word and on the listed name that it stands in, so it is computed once and remembered: a text
becomes an array of numbers, and its vectors are one look-up in a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from newstagger._locks import SharedLock
from newstagger._names.knowledge import Knowledge
from newstagger._names.network import MARKS, Floats, Network, OtherArchitectureError
from newstagger._text.tokens import PIECE, Numbers, embedding_rows, string_numbers, tokeniser

#: Words, and stretches without spaces, remembered each (25 MB of vectors); then the memory starts again.
MEMORY = 65_536
#: Vectors are computed for a multiple of this many words, the last ones being padding: kernels of matrix products take as
#: many rows at once, and a word's vector must not depend on the words that were learnt with it.
_ROWS = 16


class Vectors(Protocol):
    """Word vectors, as spaCy and ``newstagger._text.vectors`` have them."""

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
        opens: may a listed name of several words begin with it?
        words: by number; one that was met within listed names has a number more for each mark.
        numbers: word to number, where it stands in no listed name of several words.
        marked: number and mark to number.
        pieces: stretches as ``PIECE`` cuts them, to the codes of their words: twice the number, plus one where a space
            follows that belongs to no word.
        restless: stretches in which the tokeniser finds special cases again; their words depend on the whole text.
    """

    table: Floats
    lengths: NDArray[np.int64]
    spaces: NDArray[np.bool_]
    opens: NDArray[np.bool_]
    words: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    marked: dict[tuple[int, str], int] = field(default_factory=dict)
    pieces: dict[str, tuple[int, ...]] = field(default_factory=dict)
    restless: set[str] = field(default_factory=set)

    @classmethod
    def empty(cls, width: int) -> _Memory:
        return cls(
            np.zeros((4096, width), np.float32), np.zeros(4096, np.int64), np.zeros(4096, bool), np.zeros(4096, bool)
        )

    @property
    def full(self) -> bool:
        return max(len(self.words), len(self.pieces)) > MEMORY

    def grow(self, size: int) -> None:
        """Make room for this many words."""
        while size > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
            self.lengths = np.concatenate([self.lengths, np.zeros_like(self.lengths)])
            self.spaces = np.concatenate([self.spaces, np.zeros_like(self.spaces)])
            self.opens = np.concatenate([self.opens, np.zeros_like(self.opens)])


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

    def __init__(self, network: Network, vectors: Vectors | None, knowledge: Knowledge | None = None) -> None:
        if (knowledge is None) == (MARKS in network.columns):
            raise OtherArchitectureError("lists of names and a column for them belong together")
        if network.static is not None and (vectors is None or vectors.data.shape[1] != network.static.shape[1]):
            raise OtherArchitectureError("the word vectors have a different width")
        self._network = network
        self._vectors = vectors
        self._seeds = np.array([[seed] for seed, _ in network.tables], np.uint64)
        self._counts = np.array([[len(table)] for _, table in network.tables], np.uint64)
        self._tokeniser = tokeniser()
        self._knowledge = knowledge
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
        if self._knowledge is not None and memory.opens[numbers].any():
            numbers = self._with_marks(self._knowledge, memory, numbers)
        return Words(memory.table[numbers], memory.spaces[numbers], memory.lengths[numbers], codes & 1)

    def _with_marks(self, knowledge: Knowledge, memory: _Memory, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the words of a text, other ones where they stand in listed names of several words."""
        words = list(map(memory.words.__getitem__, numbers.tolist()))
        marks = dict(knowledge.find(words, np.flatnonzero(memory.opens[numbers]).tolist()))
        if not marks:
            return numbers
        places = np.fromiter(marks, np.int64, len(marks))
        keys = list(zip(numbers[places].tolist(), marks.values(), strict=True))
        if any(key not in memory.marked for key in keys):
            with self._lock:
                new = [key for key in dict.fromkeys(keys) if key not in memory.marked]
                found = self._added(memory, [memory.words[number] for number, _ in new], [mark for _, mark in new])
                memory.marked.update(zip(new, found, strict=True))
        numbers = numbers.copy()
        numbers[places] = [memory.marked[key] for key in keys]
        return numbers

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
            know = self._knowledge
            found = self._added(memory, new, [""] * len(new) if know is None else list(map(know.of_word, new)))
            if know is not None:
                memory.opens[found.start : found.stop] = list(map(know.may_begin, new))
            memory.numbers.update(zip(new, found, strict=True))
        return memory

    def _added(self, memory: _Memory, words: list[str], marks: list[str]) -> range:
        """The numbers of words that a memory did not have, now with their rows."""
        start, end = len(memory.words), len(memory.words) + len(words)
        memory.grow(end)
        memory.table[start:end] = self._computed(words, marks)
        memory.lengths[start:end] = list(map(len, words))
        memory.spaces[start:end] = list(map(str.isspace, words))
        memory.words.extend(words)
        return range(start, end)

    def _computed(self, words: list[str], marks: list[str]) -> Floats:
        """The vectors of words with their marks, shape (words, width)."""
        network = self._network
        filling = -len(words) % _ROWS
        padded, marks = words + [" "] * filling, marks + [""] * filling
        attributes = [
            mark if column == MARKS else self._attribute(column, word)
            for column in network.columns
            for word, mark in zip(padded, marks, strict=True)
        ]
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
