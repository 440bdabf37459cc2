"""MinHash: how much two texts have in common, told by a few numbers of each.

The share of runs of words that two texts have in common (their Jaccard index) is the chance that the smallest hash of
the one's runs is that of the other's (Broder, "On the resemblance and containment of documents", 1997). Several
such hashes make a *band*; texts that agree in a whole band of many are worth comparing.

The same story twice: articles of a run that repeat an earlier one, in linear time.

Of each article a *sketch* is made where it is tagged: MinHashes of its runs of three words (``text.minhash``). An index
of bands of them names the few earlier articles worth comparing; how much they share is then estimated from the
sketches, no text is kept. The limits below were chosen on press articles (``benchmarks/duplicates``).

Articles that are nearly the same: an agency report in two versions must not be both learnt from and judged on.

MinHash with banding: each article is known by the smallest hashes of its runs of words; articles that agree in a whole
band are put together. With these numbers, texts that share nine tenths of their runs are found nearly always, those that
share a third hardly ever. What a reader is told of a run's repetitions is in ``across.duplicates``.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from newstagger._text.normalise import fold, normalise
from newstagger._text.words import MONTH_NAMES, MONTHS, split_words
from newstagger.article import Article

Hashes = NDArray[np.uint64]


def multipliers(count: int) -> Hashes:
    """Odd numbers, always the same ones: each makes another hash of a hash."""
    found = np.random.default_rng(0).integers(1, 1 << 63, count, np.uint64) | np.uint64(1)
    return np.asarray(found, np.uint64)


def smallest(hashes: Hashes, factors: Hashes) -> Hashes:
    """The smallest hash of a set under each of the factors, below 2³²; the set is not empty."""
    found = ((hashes[:, None] * factors) >> np.uint64(32)).min(axis=0)
    return np.asarray(found, np.uint64)


#: Words a run, bands, hashes a band: texts that share half of their runs agree in some band in 96 of 100 cases.
RUN, BANDS, ROWS = 3, 24, 3
#: Words looked at; they also bound what an endless text costs.
_WORDS = 4000
#: With fewer words nothing is told: « Revue de presse » comes every day.
_FEWEST = 8
#: From so many runs in both on, a text may have changed and still be the same story: it shares half of all runs, or
#: the shorter text has three quarters of its own in the longer one.
_LONG, _SHARED, _HELD = 180, 0.5, 0.75
#: Of headlines and standfirsts nearly all must be the same, the numbers and months in them too (draws, scores, weekly
#: issues), and most words of the headline: much is published under one standing phrase or one standfirst of the day.
_SHORT_SHARED, _SHORT_TITLE = 0.85, 0.6
_MONTHS = frozenset((*MONTH_NAMES, *MONTHS))
_FACTORS, _TITLE_FACTORS = multipliers(BANDS * ROWS), multipliers(32)
_NO_TITLE = bytes(32)
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_BAND = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)


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


def sketch_of(title: str | None, text: str) -> Sketch | None:
    """The sketch of an article, or None where there are too few words to say anything."""
    # Ten letters a word are more than French has: nothing beyond is normalised.
    head, words = _words(title or ""), _words(text[: 10 * _WORDS])
    words = [*head, *words][:_WORDS]
    if len(words) < _FEWEST:
        return None
    numbers = "\0".join(sorted({word for word in words if word in _MONTHS or any(map(str.isdecimal, word))}))
    codes = _codes(words)
    runs = np.unique(_mixed(np.stack([codes[i : len(codes) - RUN + 1 + i] for i in range(RUN)], axis=1)))
    return Sketch(
        len(runs),
        zlib.crc32(numbers.encode("utf-8", "replace")),
        smallest(_codes(head) + np.uint64(1), _TITLE_FACTORS).astype(np.uint8).tobytes() if head else _NO_TITLE,
        smallest(runs, _FACTORS).astype(np.uint32).tobytes(),
    )


def _words(text: str) -> list[str]:
    return split_words(normalise(text).text.lower())


def _codes(words: list[str]) -> Hashes:
    return np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in words), np.uint64, len(words))


class Seen:
    """The articles of a run so far: takes some 600 bytes and its id for each, whatever its length."""

    def __init__(self) -> None:
        self._bands = _Table()
        self._signs = np.zeros((64, BANDS * ROWS), np.uint8)
        self._titles = np.zeros((64, len(_NO_TITLE)), np.uint8)
        self._runs, self._numbers, self._first = array("I"), array("I"), array("I")
        self._ids, self._ends = bytearray(), array("Q")

    def __len__(self) -> int:
        return len(self._runs)

    def first(self, sketch: Sketch | None, name: str) -> str | None:
        """The id of the first article of the same story, then remember this one.

        Args:
            sketch: of the article; without one it is neither compared nor remembered.
            name: its id.
        """
        if sketch is None:
            return None
        number = len(self)
        marks = np.frombuffer(sketch.smallest, np.uint32).astype(np.uint64)
        keys = _mixed(marks.reshape(BANDS, ROWS), _BAND)
        others = np.unique(self._bands.put(keys, np.full(BANDS, number, np.uint32)))
        signs = marks.astype(np.uint8)
        found = self._repeated(sketch, signs, others[others != number].tolist())
        self._keep(sketch, signs, name, number if found is None else self._first[found])
        return None if found is None else self._name(self._first[found])

    def _repeated(self, sketch: Sketch, signs: NDArray[np.uint8], others: list[int]) -> int | None:
        """The first of these articles that the sketch repeats."""
        for other in others:
            shared = _agreement(self._signs[other], signs)
            fewer, more = sorted((sketch.runs, self._runs[other]))
            if fewer < _LONG:
                same = shared >= _SHORT_SHARED and sketch.numbers == self._numbers[other]
                same = same and self._same_title(sketch.title, other)
            else:
                same = shared >= _SHARED or shared / (1 + shared) * (fewer + more) >= _HELD * fewer
            if same:
                return other
        return None

    def _same_title(self, title: bytes, other: int) -> bool:
        """Do the titles say the same, as far as there are two?"""
        there = self._titles[other]
        if title == _NO_TITLE or not there.any():
            return True
        return _agreement(there, np.frombuffer(title, np.uint8)) >= _SHORT_TITLE

    def _keep(self, sketch: Sketch, signs: NDArray[np.uint8], name: str, first: int) -> None:
        number = len(self)
        if number == len(self._signs):
            more = max(64, number // 4)
            self._signs = np.concatenate([self._signs, np.zeros((more, self._signs.shape[1]), np.uint8)])
            self._titles = np.concatenate([self._titles, np.zeros((more, self._titles.shape[1]), np.uint8)])
        self._signs[number] = signs
        self._titles[number] = np.frombuffer(sketch.title, np.uint8)
        self._runs.append(sketch.runs)
        self._numbers.append(sketch.numbers)
        self._first.append(first)
        self._ids += name.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._ids))

    def _name(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        return self._ids[start : self._ends[number]].decode("utf-8", "surrogatepass")


class _Table:
    """Key of a band -> the first article that had it; open addressing, twelve bytes a place."""

    def __init__(self) -> None:
        self._keys = np.zeros(4096, np.uint64)  # 0: the place is free
        self._articles = np.zeros(4096, np.uint32)
        self._used = 0

    def put(self, keys: Hashes, articles: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """For each key the article that had it before; where there was none it is now the one given.

        Args:
            keys: all different.
            articles: one a key.
        """
        if (self._used + len(keys)) * 4 > len(self._keys) * 3:
            self._grow()
        found: NDArray[np.uint32] = articles.copy()
        size = len(self._keys)
        places = ((keys >> np.uint64(32)) * np.uint64(size) >> np.uint64(32)).astype(np.int64)
        waiting = np.arange(len(keys))
        while len(waiting):
            at, wanted = places[waiting], keys[waiting]
            free = self._keys[at] == 0
            self._keys[at[free]] = wanted[free]
            # Of two keys that want one free place the last has got it; the other goes on looking.
            here = self._keys[at] == wanted
            new, known = here & free, here & ~free
            self._articles[at[new]] = articles[waiting[new]]
            self._used += int(new.sum())
            found[waiting[known]] = self._articles[at[known]]
            waiting = waiting[~here]
            places[waiting] = (places[waiting] + 1) % size
        return found

    def _grow(self) -> None:
        kept = np.flatnonzero(self._keys)
        keys, articles = self._keys[kept], self._articles[kept]
        self._keys = np.zeros(len(self._keys) * 3 // 2, np.uint64)
        self._articles = np.zeros(len(self._keys), np.uint32)
        self._used = 0
        self.put(keys, articles)


def _agreement(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """The share that two sets have in common, of eight bits of each smallest hash; one in 256 agrees by chance."""
    return (float((one == other).mean()) * 256 - 1) / 255


def _mixed(rows: Hashes, salt: Hashes | None = None) -> Hashes:
    """One hash of each row of three numbers, never 0."""
    with np.errstate(over="ignore"):
        found = rows @ _MIX
        if salt is not None:
            found += salt
        found ^= found >> np.uint64(29)
        found *= np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(32)
    return np.asarray(found | np.uint64(1), np.uint64)


Ints = NDArray[np.int64]

#: Words a run, bands, hashes a band.
LEARNT_RUN, LEARNT_BANDS, LEARNT_ROWS = 3, 8, 4
#: Words looked at: the beginning tells.
LEARNT_WORDS = 200
_MULTIPLIERS = multipliers(LEARNT_BANDS * LEARNT_ROWS)


def groups(articles: Sequence[Article]) -> Ints:
    """The group of each article: the number of the first article that it nearly repeats, else its own."""
    seen: dict[bytes, int] = {}
    pairs = [
        (first, number)
        for number, article in enumerate(articles)
        for band in _bands(article)
        if (first := seen.setdefault(band, number)) != number
    ]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), ends.T), shape=(len(articles), len(articles)))
    _, component = connected_components(graph, directed=False)
    _, firsts, where = np.unique(component, return_index=True, return_inverse=True)
    return np.asarray(firsts[where], np.int64)


def _bands(article: Article) -> list[bytes]:
    """The article's hashes, band by band; texts shorter than a run are known as a whole."""
    words = [
        fold(word) for word in split_words(f"{article.title or ''} {article.text}"[: LEARNT_WORDS * 12])[:LEARNT_WORDS]
    ]
    runs = {" ".join(words[i : i + LEARNT_RUN]) for i in range(max(1, len(words) - LEARNT_RUN + 1))}
    hashes = np.array([zlib.crc32(run.encode("utf-8", "replace")) for run in sorted(runs)], np.uint64) + np.uint64(1)
    found = smallest(hashes, _MULTIPLIERS)
    return [
        bytes([band]) + found[band * LEARNT_ROWS : (band + 1) * LEARNT_ROWS].tobytes() for band in range(LEARNT_BANDS)
    ]
