"""The weights of a spaCy entity recogniser, taken out of the form in which thinc writes a model.

The architecture is spaCy's TransitionBasedParser with a MultiHashEmbed and a MaxoutWindowEncoder, as in all its Core models
for CPUs. thinc writes each layer with its name, a composed one with the names of its parts, so the name of the whole says
whether a model has this architecture; no other one is read here.

A word's vector depends on the word alone, so it is computed once and remembered: a text becomes an array of numbers, and
its vectors are one look-up in a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from newstagger._locks import SharedLock
from newstagger._text.tokens import PIECE, Numbers, embedding_rows, string_numbers, tokeniser

Floats = NDArray[np.float32]

#: What thinc adds to a variance before dividing by it.
_EPSILON = 1e-8
_NAME = re.compile(
    r"extract_features>>list2ragged>>with_array\((ints-getitem>>hashembed(?:\|ints-getitem>>hashembed)*)\)"
    r"(\|static_vectors)?>>with_array\(maxout>>layernorm>>dropout\)>>ragged2list"
    r">>with_array\((residual\(expand_window>>maxout>>layernorm>>dropout\)"
    r"(?:>>residual\(expand_window>>maxout>>layernorm>>dropout\))*)\)>>list2array>>linear"
)
#: What spaCy numbers 1 to 5 (spacy/pipeline/_parser_internals/ner.pyx).
_MOVES = {1: "B", 2: "I", 3: "L", 4: "U", 5: "O"}
_COLUMNS = frozenset(("ORTH", "NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE"))


class OtherArchitectureError(Exception):
    """The model is not built as expected."""


@dataclass(frozen=True, slots=True)
class Maxout:
    """A layer that takes the largest of several sums, and normalises.

    Attributes:
        weights: shape (inputs, pieces · width): the pieces separate, so that a maximum is taken over whole blocks.
        bias: shape (pieces · width,).
        scale, shift: of the normalisation, shape (width,).
        pieces: sums that each output is the largest of.
    """

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats
    pieces: int

    def __call__(self, x: Floats) -> Floats:
        """Outputs of shape (rows, width)."""
        width = len(self.scale)
        y = x @ self.weights
        y += self.bias
        best = y[:, :width]
        for piece in range(1, self.pieces):
            best = np.maximum(best, y[:, piece * width : (piece + 1) * width])
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + np.float32(_EPSILON)
        best *= (1 / np.sqrt(spread))[:, None]
        best *= self.scale
        best += self.shift
        return np.asarray(best)


@dataclass(frozen=True, slots=True)
class Network:
    """The weights, in the order in which they are used.

    Attributes:
        columns: what of a word is embedded.
        tables: of each column, the seed of its hash and the table of its embeddings, shape (rows, width).
        static: weights of a word's vector, shape (width, 300); None where vectors are not used.
        mix: from the embeddings side by side to one.
        layers: convolutions over a word and its two neighbours.
        linear: weights and bias of what goes from the words to the moves.
        lower: weights of a word as the first, second and third feature of a state, shape (features, hidden, pieces, width);
            its bias, shape (hidden, pieces); and what stands for a word that is not there.
        upper: weights and bias of the moves.
        moves: the name of each move, such as « B-PER ».
    """

    columns: tuple[str, ...]
    tables: tuple[tuple[int, Floats], ...]
    static: Floats | None
    mix: Maxout
    layers: tuple[Maxout, ...]
    linear: tuple[Floats, Floats]
    lower: tuple[Floats, Floats, Floats]
    upper: tuple[Floats, Floats]
    moves: tuple[str, ...]


def network_of(model: Mapping[str, Any], moves: Sequence[str]) -> Network:
    """The weights of a model as ``thinc.api.Model.to_dict`` gives it.

    Raises:
        OtherArchitectureError: it has another architecture.
    """
    try:
        return _network(model, tuple(moves))
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError) as error:
        raise OtherArchitectureError(f"unexpected: {error!r}") from None


def _network(model: Mapping[str, Any], moves: tuple[str, ...]) -> Network:
    from srsly import msgpack_loads

    names = [node["name"] for node in model["nodes"]]
    attributes = [{name: msgpack_loads(value) for name, value in some.items()} for some in model["attrs"]]
    parameters = model["params"]
    built = _NAME.fullmatch(names[1])
    if names[0] != "parser_model" or names[2:4] != ["precomputable_affine", "linear"] or built is None:
        raise OtherArchitectureError("the layers differ")
    if not attributes[0]["has_upper"]:
        raise OtherArchitectureError("the upper layer is missing")

    def layers(name: str) -> Iterator[int]:
        return (i for i, found in enumerate(names) if found == name)

    columns = tuple(attributes[next(layers("extract_features"))]["columns"])
    tables = tuple((int(attributes[i]["seed"]), parameters[i]["E"]) for i in layers("hashembed"))
    order = [attributes[i]["column"] for i in layers("hashembed")]
    static = None
    if built.group(2):
        (at,) = layers("static_vectors")
        if attributes[at]["key_attr"] != "ORTH":
            raise OtherArchitectureError("vectors are looked up by another attribute")
        static = parameters[at]["W"]
    maxouts = [
        _maxout(parameters[i], parameters[j]) for i, j in zip(layers("maxout"), layers("layernorm"), strict=True)
    ]
    windows = [attributes[i]["window_size"] for i in layers("expand_window")]
    (linear,) = (i for i in layers("linear") if i != 3)
    found = Network(
        columns,
        tables,
        static,
        maxouts[0],
        tuple(maxouts[1:]),
        (np.ascontiguousarray(parameters[linear]["W"].T), parameters[linear]["b"]),
        (parameters[2]["W"], parameters[2]["b"], parameters[2]["pad"]),
        (np.ascontiguousarray(parameters[3]["W"].T), parameters[3]["b"]),
        moves,
    )
    width = len(maxouts[0].scale)
    embedded = width * (len(columns) + (static is not None))
    expected = (
        order == list(range(len(columns))) and len(tables) == built.group(1).count("hashembed") == len(columns)
        and set(columns) <= _COLUMNS and all(table.shape[1] == width for _, table in tables)
        and len(maxouts) == 1 + built.group(3).count("residual") and set(windows) == {1}
        and maxouts[0].weights.shape[0] == embedded
        and all(layer.weights.shape[0] == 3 * width for layer in maxouts[1:])
        and found.lower[0].shape[0] == 3 and found.lower[0].shape[2] == 2
        and len(moves) == len(found.upper[1]) and "O" in moves
    )  # fmt: skip
    if not expected:
        raise OtherArchitectureError("the layers have different shapes")
    return found


def _maxout(layer: Mapping[str, Floats], norm: Mapping[str, Floats]) -> Maxout:
    weights = layer["W"]  # (width, pieces, inputs)
    _, pieces, inputs = weights.shape
    return Maxout(
        np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1)),
        np.ascontiguousarray(layer["b"].T.reshape(-1)),
        norm["G"],
        norm["b"],
        pieces,
    )


def move_names(written: str) -> list[str]:
    """The names of the moves in their order, from the JSON in which spaCy writes how often each was learnt.

    Raises:
        OtherArchitectureError: a label came after the training, or a move is none of a recogniser's.
    """
    names = []
    for action, labels in sorted((int(action), labels) for action, labels in json.loads(written).items()):
        if any(count < 0 for count in labels.values()) or (labels and action not in _MOVES):
            raise OtherArchitectureError("the transitions differ")
        for _, label in sorted(((count, label) for label, count in labels.items()), reverse=True):
            names.append(_MOVES[action] if action == 5 else f"{_MOVES[action]}-{label}")
    return names


#: Words, and stretches without spaces, remembered each (38 MB of vectors); then the memory starts again.
MEMORY = 100_000
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
        """Make room for this many words."""
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
            raise OtherArchitectureError("the word vectors have a different width")
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
