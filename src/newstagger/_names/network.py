"""The weights of a spaCy entity recogniser, taken out of the form in which thinc writes a model.

The architecture is spaCy's TransitionBasedParser with a MultiHashEmbed and a MaxoutWindowEncoder, as in all its Core models
for CPUs. thinc writes each layer with its name, a composed one with the names of its parts, so the name of the whole says
whether a model has this architecture; no other one is read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
#: The column of ``newstagger._names.knowledge``'s marks: an attribute that depends on the text and that recognisers leave alone.
MARKS = "LEMMA"


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
        and set(columns) <= {*_COLUMNS, MARKS} and all(table.shape[1] == width for _, table in tables)
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
