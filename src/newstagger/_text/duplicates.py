"""Articles that nearly repeat an earlier one: one finder, with a setting for tagging and one for training.

MinHash with banding. The share of runs of words that two texts have in common (their Jaccard index) is the chance that the
smallest hashes of their runs are equal (Broder, "On the resemblance and containment of documents", 1997).
Several such hashes make a band, and only texts that agree in a whole band are compared further, so that the time grows
linearly with the articles.

``Seen`` marks the articles of a run that repeat an earlier one's story: how much two have in common is estimated from
their sketches, no text is kept. ``group`` keeps the versions of an agency report in one fold, so that none is learnt from
while another is judged on: there a common band is enough. The limits were chosen on press articles
(``benchmarks/duplicates``).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from newstagger._text.normalise import fold, normalise
from newstagger._text.words import MONTH_NAMES, MONTHS, split_words
from newstagger.article import Article

Hashes = NDArray[np.uint64]
#: Words per run.
RUN: Final = 3


class Setting(NamedTuple):
    """How much of an article is read, and how much two must have in common to share a band.

    Attributes:
        words: words read of each article.
        bands: bands of each article.
        rows: hashes per band.
    """

    words: int
    bands: int
    rows: int


class Bands:
    """Which article was the first with each band of hashes."""

    def __init__(self, setting: Setting) -> None:
        self._bands, self._width = setting.bands, 4 * setting.rows
        self._firsts: dict[bytes, int] = {}

    def add(self, smallest: bytes, number: int) -> list[int]:
        """Add an article, and return the earlier ones that were the first with one of its bands, in order.

        Args:
            smallest: its smallest hashes, as ``find_smallest`` gives them.
            number: of the article, higher than those before.
        """
        width = self._width
        keys = [bytes([band]) + smallest[band * width : (band + 1) * width] for band in range(self._bands)]
        return sorted({self._firsts.setdefault(key, number) for key in keys} - {number})


def find_smallest(runs: Hashes, setting: Setting) -> bytes:
    """The smallest hashes of an article's runs under as many hash functions as the setting has, 32 bits each."""
    return _reduce(runs, _make_factors(setting.bands * setting.rows)).astype("<u4").tobytes()


@cache
def _make_factors(count: int) -> Hashes:
    """Odd numbers, always the same ones: each makes another hash of a hash."""
    found = np.random.default_rng(0).integers(1, 1 << 63, count, np.uint64) | np.uint64(1)
    return np.asarray(found, np.uint64)


def _reduce(hashes: Hashes, factors: Hashes) -> Hashes:
    """The smallest hash of a set under each of the factors, below 2³²; the set is not empty."""
    found = ((hashes[:, None] * factors) >> np.uint64(32)).min(axis=0)
    return np.asarray(found, np.uint64)


def _hash_words(words: list[str]) -> Hashes:
    return np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in words), np.uint64, len(words))


# --- The articles of a run

_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def _mix_runs(words: list[str]) -> Hashes:
    """One hash of each different run, mixed from those of its words: fast for long articles."""
    codes = _hash_words(words)
    with np.errstate(over="ignore"):
        found = np.stack([codes[i : len(codes) - RUN + 1 + i] for i in range(RUN)], axis=1) @ _MIX
        found ^= found >> np.uint64(29)
        found *= np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(32)
    return np.asarray(np.unique(found | np.uint64(1)), np.uint64)


#: Texts that share half of their runs agree in some band in 96 of 100 cases. The words also bound what an endless text
#: costs.
TAGGING: Final = Setting(words=4000, bands=24, rows=3)
#: With fewer words there is too little to compare: « Revue de presse » comes every day.
_FEWEST = 8
#: If both have this many runs, a text may have changed and still be the same story: it shares half of all runs, or
#: the longer text has three quarters of those of the shorter one.
_LONG, _SHARED, _CONTAINED = 180, 0.5, 0.75
#: Of headlines and standfirsts nearly all must be the same, the numbers and months in them too (draws, scores, weekly
#: issues), and most words of the headline: much is published under one standing phrase or one standfirst of the day.
_SHORT_SHARED, _SHORT_TITLE = 0.85, 0.6
_MONTHS = frozenset((*MONTH_NAMES, *MONTHS))
_TITLE_FACTORS = _make_factors(32)
_NO_TITLE = bytes(32)


class Sketch(NamedTuple):
    """What is remembered of an article.

    Attributes:
        runs: how many different runs of words it has.
        numbers: a hash of the months in it and of the numbers written in digits.
        title: the smallest hashes of the words of its title, eight bits each; zeros without one.
        smallest: its smallest hashes, 32 bits each.
    """

    runs: int
    numbers: int
    title: bytes
    smallest: bytes


def make_sketch(title: str | None, text: str) -> Sketch | None:
    """The sketch of an article, or None if it has too few words to compare."""
    # French words have fewer than ten letters on average: nothing beyond is normalised.
    head, words = _split(title or ""), _split(text[: 10 * TAGGING.words])
    words = [*head, *words][: TAGGING.words]
    if len(words) < _FEWEST:
        return None
    numbers = "\0".join(sorted({word for word in words if word in _MONTHS or any(map(str.isdecimal, word))}))
    runs = _mix_runs(words)
    return Sketch(
        len(runs),
        zlib.crc32(numbers.encode("utf-8", "replace")),
        _reduce(_hash_words(head) + np.uint64(1), _TITLE_FACTORS).astype(np.uint8).tobytes() if head else _NO_TITLE,
        find_smallest(runs, TAGGING),
    )


def _split(text: str) -> list[str]:
    return split_words(normalise(text).text.lower())


class _Story(NamedTuple):
    """An article that was seen: the id of the first article of its story, and its sketch with eight bits of each hash."""

    first: str
    runs: int
    numbers: int
    title: bytes
    signs: bytes


class Seen:
    """The articles of a run so far: keeps some 2,500 bytes of each, however long it is."""

    def __init__(self) -> None:
        self._bands = Bands(TAGGING)
        self._stories: list[_Story] = []

    def __len__(self) -> int:
        return len(self._stories)

    def first(self, sketch: Sketch | None, name: str) -> str | None:
        """The id of the first article of the same story; then remember this one.

        Args:
            sketch: of the article; without one it is neither compared nor remembered.
            name: its id.
        """
        if sketch is None:
            return None
        signs = np.frombuffer(sketch.smallest, "<u4").astype(np.uint8).tobytes()
        candidates = (self._stories[number] for number in self._bands.add(sketch.smallest, len(self)))
        found = next((story.first for story in candidates if _is_repeated(story, sketch, signs)), None)
        self._stories.append(_Story(name if found is None else found, sketch.runs, sketch.numbers, sketch.title, signs))
        return found


def _is_repeated(story: _Story, sketch: Sketch, signs: bytes) -> bool:
    """Does the article of the sketch repeat the story?"""
    shared = _estimate_shared(story.signs, signs)
    fewer, more = sorted((sketch.runs, story.runs))
    if fewer < _LONG:
        return (
            shared >= _SHORT_SHARED and sketch.numbers == story.numbers and _agree_in_title(story.title, sketch.title)
        )
    return shared >= _SHARED or shared / (1 + shared) * (fewer + more) >= _CONTAINED * fewer


def _agree_in_title(one: bytes, other: bytes) -> bool:
    """Do the titles agree, if both articles have one?"""
    return _NO_TITLE in (one, other) or _estimate_shared(one, other) >= _SHORT_TITLE


def _estimate_shared(one: bytes, other: bytes) -> float:
    """The share that two sets have in common, of eight bits of each smallest hash; one in 256 agrees by chance."""
    return (float((np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8)).mean()) * 256 - 1) / 255


# --- The folds of a training


def _hash_runs(words: list[str]) -> Hashes:
    """One hash of each different run, of its words as one text; a text shorter than a run is hashed as a whole."""
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    return np.asarray(_hash_words(sorted(runs)) + np.uint64(1), np.uint64)


#: Texts that share nine tenths of their runs are found nearly always, those that share a third hardly ever. The beginning
#: of an article is enough to tell.
TRAINING: Final = Setting(words=200, bands=8, rows=4)


def group(articles: Sequence[Article]) -> NDArray[np.int64]:
    """The group of each article: the number of the first article that it nearly repeats, else its own."""
    bands = Bands(TRAINING)
    pairs = [(first, number) for number, article in enumerate(articles) for first in bands.add(_mark(article), number)]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), ends.T), shape=(len(articles), len(articles)))
    _, component = connected_components(graph, directed=False)
    _, firsts, where = np.unique(component, return_index=True, return_inverse=True)
    return np.asarray(firsts[where], np.int64)


def _mark(article: Article) -> bytes:
    """The smallest hashes of the beginning of an article."""
    words = split_words(f"{article.title or ''} {article.text}"[: TRAINING.words * 12])[: TRAINING.words]
    return find_smallest(_hash_runs([fold(word) for word in words]), TRAINING)
