"""A spaCy entity recogniser's own weights, run by numpy without spaCy: the same spans in a third of the time.

Four things differ from spaCy; none of them changes a decision:

- the text is cut by ``newstagger._text.tokens``, and the words of a stretch without spaces are remembered;
- a word's embedding depends on the word alone, so it is computed once and remembered;
- the convolutions store their pieces separately, so that a maxout is two maxima of whole blocks;
- with no entity open, a transition depends on the word at hand alone, so all words are decided at once,
  and entities of several words are then followed to their ends in lockstep.

The transition system is BILUO (Ratinov and Roth, "Design challenges and misconceptions in named entity recognition", CoNLL
2009); which moves are allowed follows spacy/pipeline/_parser_internals/ner.pyx.

A recogniser comes from a model directory or an installed spaCy pipeline. Importing spaCy and making its French tokenizer takes
seconds, so if the tokenizer follows the rules that newstagger has, and the network has the expected layers, the weights are read
without spaCy; the pipeline itself is made only when it is asked for.
"""

from __future__ import annotations

import configparser
import json
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from newstagger._names.embedding import Embedding, Vectors
from newstagger._names.knowledge import Knowledge
from newstagger._names.network import Floats, Network, OtherArchitectureError, move_names, network_of
from newstagger._text.tokens import tokeniser
from newstagger._text.vectors import PACKAGE, WordVectors, find_package_data, word_vectors
from newstagger.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

Ints = NDArray[np.int64]


class Engine:
    """Entity recognition with the weights of a spaCy pipeline. Any number of threads may use one engine."""

    def __init__(self, network: Network, vectors: Vectors | None, knowledge: Knowledge | None = None) -> None:
        self._embedding = Embedding(network, vectors, knowledge)
        self._layers = network.layers
        self._pad = len(network.layers)
        self._linear = network.linear
        weights, bias, nothing = network.lower
        features, hidden, pieces, width = weights.shape
        # Columns in the order feature, piece, hidden.
        self._lower = np.ascontiguousarray(weights.transpose(3, 0, 2, 1).reshape(width, -1))
        self._block = pieces * hidden
        self._bias = np.ascontiguousarray(bias.T.reshape(-1))
        self._nothing = np.ascontiguousarray(nothing[0].transpose(0, 2, 1).reshape(features, -1))
        self._upper = network.upper
        names = network.moves
        self.labels = [name[2:] for name in names]
        self._forbidden = np.array([name[0] in "IL" or name == "U-" for name in names])
        self._begins = np.array([name[0] == "B" for name in names])
        self._out = names.index("O")
        self._in = np.array([names.index(f"I-{label}") if label else -1 for label in self.labels])
        self._last = np.array([names.index(f"L-{label}") if label else -1 for label in self.labels])

    @classmethod
    def of(cls, nlp: Any) -> Engine | None:
        """The engine of a pipeline with no pipes but ``ner`` and one that marks listed names; None if either, or its tokenizer, is
        built otherwise.
        """
        try:
            ner = nlp.get_pipe("ner")
            if ner.model.attrs["unseen_classes"] or getattr(nlp.vocab.vectors, "mode", "default") != "default":
                return None
            if sha256(nlp.tokenizer.to_bytes(exclude=["vocab"])).hexdigest() != tokeniser().source:
                return None
            moves = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
            knowledge = nlp.get_pipe(MARKER).knowledge if MARKER in nlp.pipe_names else None
            return cls(network_of(ner.model.to_dict(), moves), nlp.vocab.vectors, knowledge)
        except (OtherArchitectureError, AttributeError, KeyError, TypeError, ValueError):
            _LOGGER.debug("the engine cannot run this pipeline", exc_info=True)
            return None

    def entities(self, text: str) -> list[tuple[int, int, str]]:
        """Where each entity of a text begins and ends, and its label."""
        words = self._embedding.of(text)
        if not len(words.spaces):
            return []
        weights, bias = self._linear
        states = self._encode(words.vectors) @ weights + bias
        found = self._decode(states @ self._lower, words.spaces)
        if not found:
            return []
        starts, ends = words.bounds()
        return [(int(starts[first]), int(ends[behind - 1]), label) for first, behind, label in found]

    def _encode(self, words: Floats) -> Floats:
        """Each word in the context of its neighbours, shape (words, width)."""
        width = words.shape[1]
        edge = np.zeros((self._pad, width), np.float32)
        x = np.concatenate([edge, words, edge])
        window = np.zeros((len(x), 3 * width), np.float32)
        for layer in self._layers:
            window[1:, :width] = x[:-1]
            window[:, width : 2 * width] = x
            window[:-1, 2 * width :] = x[1:]
            x = x + layer(window)
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


_LOGGER = logging.getLogger("newstagger.names")

#: The files that spaCy writes of a recogniser, without its vocabulary.
_NER = ("cfg", "model", "moves")
#: The lists of names of a recogniser that has learnt to use some, and the pipe that marks them if spaCy reads.
LISTS, MARKER = "names.tsv", "newstagger_lists"
#: An empty table in msgpack: a pipeline without its own norms.
_NO_LOOKUPS = b"\x80"
_HOOKS = ("before_creation", "after_creation", "after_pipeline_creation")


@dataclass(frozen=True)
class Origin:
    """An installed spaCy pipeline, or a model directory's recogniser that uses its word vectors.

    Attributes:
        package: name of the pipeline.
        files: what ``Recogniser.to_disk`` wrote, by relative path; None for the pipeline's own recogniser.
        name: of the directory, for messages.
    """

    package: str
    files: Mapping[str, bytes] | None = None
    name: str = ""

    @classmethod
    def of_directory(cls, directory: Path) -> Origin:
        """The recogniser of a model directory.

        Raises:
            ModelError: a file is missing or cannot be read.
        """
        names = ["config.json", *(f"ner/{name}" for name in _NER)]
        try:
            files = {name: (directory / name).read_bytes() for name in names}
            described = json.loads(files["config.json"])["model"]
            if not isinstance(described, dict):
                raise ValueError("config.json does not describe a model")
            _check_built_by_spacy(described)
            if (directory / LISTS).is_file():
                files[LISTS] = (directory / LISTS).read_bytes()
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise ModelError(f"{directory}: the entity recogniser cannot be read: {error}") from None
        return cls(PACKAGE, files, str(directory))

    def engine(self) -> Engine | None:
        """The engine, read without spaCy; None if only spaCy can read it."""
        from srsly import msgpack_loads

        try:
            files = self._own_files() if self.files is None else self.files
            if files is None:
                return None
            moves = msgpack_loads(files["ner/moves"])["moves"]
            model = msgpack_loads(files["ner/model"])
            self._check_finite(model)
            network = network_of(model, move_names(moves))
            lists = files.get(LISTS)
            knowledge = None if lists is None else Knowledge.read(lists.decode("utf-8"))
            return Engine(network, None if network.static is None else word_vectors(self.package), knowledge)
        except ModelError:
            raise
        except Exception:  # a decoder may raise anything; spaCy reports what is wrong with the file
            _LOGGER.debug("the engine cannot read the recogniser of %s", self.name or self.package, exc_info=True)
            return None

    def _check_finite(self, model: Mapping[str, Any]) -> None:
        """One weight that is no number makes every word a name.

        Raises:
            ModelError: there is such a weight.
        """
        for layer in model["params"]:
            if not all(np.isfinite(array).all() for array in (layer or {}).values() if array is not None):
                raise ModelError(
                    f"{self.name or self.package}: the entity recogniser contains a weight that is no number"
                )

    def open(self) -> Language:
        """The spaCy pipeline, with no pipe but ``ner``.

        Raises:
            ModelError: it is damaged, not installed, or has no ``ner``.
        """
        nlp = self._installed() if self.files is None else self._read(self.files)
        _use_fast_matrices(nlp)
        return nlp

    def _own_files(self) -> dict[str, bytes] | None:
        """The recogniser's files of the installed pipeline; None if its words are others than ours."""
        base = find_package_data(self.package)
        config = configparser.ConfigParser(interpolation=None)
        config.read(base / "config.cfg", "utf-8")
        pipeline = config["nlp"]
        plain = (
            "ner" in json.loads(pipeline["pipeline"])
            and "ner" not in json.loads(pipeline.get("disabled", "[]"))
            and json.loads(config["components.ner"]["factory"]) == "ner"
            and all(pipeline.get(hook, "null") == "null" for hook in _HOOKS)
            and sha256((base / "tokenizer").read_bytes()).hexdigest() == tokeniser().source
            and (base / "vocab" / "lookups.bin").read_bytes() == _NO_LOOKUPS
        )
        return {f"ner/{name}": (base / "ner" / name).read_bytes() for name in _NER} if plain else None

    def _installed(self) -> Language:
        import spacy

        try:
            names = list(spacy.util.load_meta(find_package_data(self.package) / "meta.json")["pipeline"])
            nlp = spacy.load(self.package, exclude=[name for name in names if name != "ner"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the spaCy pipeline {self.package} cannot be loaded: {error}") from None
        if "ner" not in nlp.pipe_names:
            raise ModelError(f"the spaCy pipeline {self.package} has no entity recogniser (ner)")
        return nlp

    def _read(self, files: Mapping[str, bytes]) -> Language:
        import spacy

        try:
            config: Any = json.loads(files["config.json"])
            nlp = spacy.blank("fr")
            _attach(nlp, word_vectors())
            if LISTS in files:
                attach_lists(nlp, Knowledge.read(files[LISTS].decode("utf-8")))
            ner: Any = nlp.add_pipe("ner", config={"model": config["model"]})
            with tempfile.TemporaryDirectory() as folder:
                write_files(files, Path(folder))
                ner.from_disk(Path(folder, "ner"), exclude=["vocab"])
            _use_fast_matrices(nlp)
            nlp("Lyon")  # layers that do not fit together are only noticed at work
        except ModelError:
            raise
        except Exception as error:  # spaCy's decoder may raise anything
            raise ModelError(f"{self.name}: the entity recogniser cannot be read: {error}") from None
        return nlp


def _check_built_by_spacy(described: Mapping[str, Any]) -> None:
    """A description may name nothing but spaCy's own architectures: other registered functions read files, or load pipelines.

    Raises:
        ValueError: it names something else.
    """
    waiting: list[Any] = [described]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            for key, value in one.items():
                if str(key).startswith("@") and not (key == "@architectures" and str(value).startswith("spacy.")):
                    raise ValueError(f"config.json names {value!r}, which is not an architecture of spaCy")
        if isinstance(one, (Mapping, list)):
            waiting.extend(one.values() if isinstance(one, Mapping) else one)


def write_files(files: Mapping[str, bytes], directory: Path) -> None:
    """Write files by their relative paths."""
    for name, data in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _use_fast_matrices(nlp: Language) -> None:
    """numpy's own matrix product is about twice as fast as BLIS where it knows AVX-512."""
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for name in nlp.pipe_names:
        model = getattr(nlp.get_pipe(name), "model", None)
        if model is not None:
            model._to_ops(ops)


def _attach(nlp: Language, vectors: WordVectors) -> None:
    """Let the pipeline look words up in the mapped vectors."""
    from spacy.vectors import Vectors

    class MappedVectors(Vectors):  # type: ignore[misc]
        """spaCy's interface to ``WordVectors``: only what the recogniser uses."""

        def find(self, *, key=None, keys=None, row=None, rows=None):  # type: ignore[no-untyped-def]
            if keys is None:
                return super().find(key=key, row=row, rows=rows)
            import numpy as np

            return vectors.find(np.asarray(keys, np.uint64))

    nlp.vocab.vectors = MappedVectors(data=vectors.data, name=PACKAGE)


class Lists:
    """The pipe that gives each word its mark, in the attribute that the recogniser's network reads.

    Attributes:
        knowledge: the lists.
    """

    def __init__(self) -> None:
        self.knowledge = Knowledge({})

    def __call__(self, doc: Any) -> Any:
        for token, mark in zip(doc, self.knowledge.marks([token.text for token in doc]), strict=True):
            token.lemma_ = mark
        return doc


def attach_lists(nlp: Language, knowledge: Knowledge) -> None:
    """Let a pipeline mark listed names before it recognises any."""
    from spacy.language import Language as Pipeline

    Pipeline.factory(MARKER, func=_make_lists)
    pipe: Any = nlp.add_pipe(MARKER, first=True)
    pipe.knowledge = knowledge


def _make_lists(nlp: Language, name: str) -> Lists:
    return Lists()
