"""A spaCy entity recogniser's own weights, run by numpy: the same spans in less than half the time.

Three things are done otherwise than by spaCy, none of which changes a decision:

- a word's embedding depends on the word alone, so it is computed once and remembered;
- the convolutions keep their pieces apart in memory, so that a maxout is two maxima of whole blocks;
- with no entity open, a transition depends on the word at hand alone, so all words are decided at once,
  and entities of several words are then followed to their ends in lockstep.

The architecture is spaCy's TransitionBasedParser with a MultiHashEmbed and a MaxoutWindowEncoder, as in all
its Core models for CPUs; for any other one ``Engine.of`` gives None. The transition system is BILUO
(Ratinov and Roth, "Design challenges and misconceptions in named entity recognition", CoNLL 2009); which
moves are allowed follows spacy/pipeline/_parser_internals/ner.pyx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Words remembered with their embedding (38 MB); then the memory starts again.
MEMORY = 100_000
#: What thinc adds to a variance before it divides.
_EPSILON = 1e-8
_MIX = np.uint64(0x9E3779B97F4A7C15)


class _OtherArchitectureError(Exception):
    """The model is not built as expected."""


@dataclass(frozen=True)
class _Layer:
    """A convolution over a word and its neighbours: weights (3 · width, pieces · width), bias, scale and shift."""

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats
    pieces: int


class _Embedding:
    """The embedding of words, computed by spaCy's own layers once a word."""

    def __init__(self, nlp: Any, model: Any) -> None:
        self.vocab = nlp.vocab
        concat, mix, _ = model.layers
        hashed, *static = concat.layers
        extract, _, embeds = hashed.layers
        if extract.name != "extract_features" or len(static) > 1:
            raise _OtherArchitectureError
        self._columns = list(extract.attrs["columns"])
        self._hashed, self._mix = embeds.layers[0], mix.layers[0]
        self._static = static[0].get_param("W") if static else None
        self._numbers: dict[int, int] = {}
        self._table = np.zeros((4096, model.get_dim("nO")), np.float32)

    def of(self, doc: Any) -> Floats:
        """The embeddings of a text's words, shape (words, width)."""
        from spacy.attrs import NORM, ORTH

        forms = doc.to_array([ORTH, NORM])
        keys = (forms[:, 0] * _MIX + forms[:, 1]).tolist()
        numbers = [self._numbers.get(key, -1) for key in keys]
        if -1 in numbers:
            if len(self._numbers) + len(numbers) > MEMORY:
                self._numbers.clear()
            self._learn(doc, keys)
            numbers = [self._numbers[key] for key in keys]
        return np.asarray(self._table[numbers])

    def _learn(self, doc: Any, keys: list[int]) -> None:
        first = {key: at for at, key in reversed(list(enumerate(keys))) if key not in self._numbers}
        places = np.array(list(first.values()))
        parts = [self._hashed.predict(doc.to_array(self._columns)[places])]
        if self._static is not None:
            vectors = self.vocab.vectors
            rows = vectors.find(keys=doc.to_array(vectors.attr if hasattr(vectors, "attr") else "ORTH")[places])
            known = np.asarray(vectors.data[rows], np.float32) @ self._static.T
            known[rows < 0] = 0
            parts.append(known)
        start, end = len(self._numbers), len(self._numbers) + len(first)
        while end > len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._table[start:end] = self._mix.predict(np.ascontiguousarray(np.hstack(parts), np.float32))
        self._numbers.update(zip(first, range(start, end), strict=True))


class Engine:
    """Entity recognition with the weights of a loaded spaCy pipeline."""

    def __init__(self, nlp: Any) -> None:
        ner = nlp.get_pipe("ner")
        tok2vec, lower, upper = ner.model.layers
        embed_encode, _, linear = tok2vec.layers
        embed, encode = embed_encode.layers
        self._embedding = _Embedding(nlp, embed)
        self._layers = [_layer(residual) for residual in encode.layers[0].layers]
        self._pad = int(encode.attrs["pad"])
        self._linear = np.ascontiguousarray(linear.get_param("W").T), linear.get_param("b")
        weights = lower.get_param("W")  # (features, hidden, pieces, width)
        features, hidden, pieces, width = weights.shape
        if features != 3 or pieces != 2:
            raise _OtherArchitectureError
        # Columns in the order feature, piece, hidden.
        self._lower = np.ascontiguousarray(weights.transpose(3, 0, 2, 1).reshape(width, -1))
        self._block = pieces * hidden
        self._bias = np.ascontiguousarray(lower.get_param("b").T.reshape(-1))
        self._nothing = np.ascontiguousarray(lower.get_param("pad")[0].transpose(0, 2, 1).reshape(features, -1))
        self._upper = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        self._moves(ner)

    @classmethod
    def of(cls, nlp: Any) -> Engine | None:
        """The engine of a pipeline whose only pipe is ``ner``; None where it is built otherwise."""
        try:
            return cls(nlp)
        except (_OtherArchitectureError, AttributeError, KeyError, TypeError, ValueError):
            return None

    def _moves(self, ner: Any) -> None:
        """Which column of the scores is which move."""
        names = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        unseen = ner.model.attrs["unseen_classes"]
        if unseen or "O" not in names:
            raise _OtherArchitectureError
        self.labels = [name[2:] for name in names]
        self._forbidden = np.array([name[0] in "IL" or name == "U-" for name in names])
        self._begins = np.array([name[0] == "B" for name in names])
        self._out = names.index("O")
        self._in = np.array([names.index(f"I-{label}") if label else -1 for label in self.labels])
        self._last = np.array([names.index(f"L-{label}") if label else -1 for label in self.labels])

    def entities(self, doc: Any) -> list[tuple[int, int, str]]:
        """First word, word behind the last one, and label of each entity of a tokenised text."""
        from spacy.attrs import IS_SPACE

        if not len(doc):
            return []
        weights, bias = self._linear
        states = self._encode(self._embedding.of(doc)) @ weights + bias
        return self._decode(states @ self._lower, doc.to_array([IS_SPACE]).ravel().astype(bool))

    def _encode(self, words: Floats) -> Floats:
        """Each word in the sight of its neighbours, shape (words, width)."""
        width = words.shape[1]
        edge = np.zeros((self._pad, width), np.float32)
        x = np.concatenate([edge, words, edge])
        window = np.zeros((len(x), 3 * width), np.float32)
        for layer in self._layers:
            window[1:, :width] = x[:-1]
            window[:, width : 2 * width] = x
            window[:-1, 2 * width :] = x[1:]
            y = window @ layer.weights
            y += layer.bias
            best = y[:, :width]
            for piece in range(1, layer.pieces):
                best = np.maximum(best, y[:, piece * width : (piece + 1) * width])
            best -= best.mean(axis=1, keepdims=True)
            spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + np.float32(_EPSILON)
            best *= (1 / np.sqrt(spread))[:, None]
            best *= layer.scale
            best += layer.shift
            x = x + best
        return np.asarray(x[self._pad : len(x) - self._pad])

    def _scores(self, sums: Floats) -> Floats:
        """Scores of the moves from summed features, shape (states, moves)."""
        half = self._block // 2
        sums += self._bias
        weights, bias = self._upper
        return np.asarray(np.maximum(sums[:, :half], sums[:, half:]) @ weights + bias)

    def _decode(self, features: Floats, spaces: NDArray[np.bool_]) -> list[tuple[int, int, str]]:
        block, count = self._block, len(features)
        at_hand, opening, before = (features[:, i * block : (i + 1) * block] for i in range(3))
        scores = self._scores(at_hand + (self._nothing[1] + self._nothing[2]))
        scores[:, self._forbidden] = -np.inf
        scores[-1, self._begins] = -np.inf
        moves = np.where(spaces, self._out, scores.argmax(axis=1))
        ends = self._ends(moves, at_hand, opening, before)
        found = []
        free = 0
        for start in np.flatnonzero(moves != self._out).tolist():
            if start >= free:
                free = int(ends[start]) if self._begins[moves[start]] else start + 1
                found.append((start, min(free, count), self.labels[moves[start]]))
        return found

    def _ends(self, moves: Ints, at_hand: Floats, opening: Floats, before: Floats) -> Ints:
        """Of each word that would begin an entity, the word behind the entity's last one."""
        count = len(moves)
        ends = np.full(count, count, np.int64)
        starts = np.flatnonzero(self._begins[moves])
        words = starts + 1
        while len(starts):
            scores = self._scores(at_hand[words] + opening[starts] + before[words - 1])
            rows = np.arange(len(starts))
            goes_on = scores[rows, self._in[moves[starts]]] >= scores[rows, self._last[moves[starts]]]
            goes_on &= words < count - 1
            ends[starts[~goes_on]] = words[~goes_on] + 1
            starts, words = starts[goes_on], words[goes_on] + 1
        return ends


def _layer(residual: Any) -> _Layer:
    by_name = {node.name: node for node in residual.walk()}
    if not {"expand_window", "maxout", "layernorm"} <= by_name.keys():
        raise _OtherArchitectureError
    weights, norm = by_name["maxout"].get_param("W"), by_name["layernorm"]  # (width, pieces, 3 · width)
    width, pieces, inputs = weights.shape
    if inputs != 3 * width:
        raise _OtherArchitectureError
    return _Layer(
        np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1)),
        np.ascontiguousarray(by_name["maxout"].get_param("b").T.reshape(-1)),
        norm.get_param("G"),
        norm.get_param("b"),
        pieces,
    )
