"""Articles that are nearly the same: an agency report in two versions must not be both learnt from and judged on.

MinHash with banding: each article is known by the smallest hashes of its runs of words; articles that agree in a whole
band are put together. With these numbers, texts that share nine tenths of their runs are found nearly always, those that
share a third hardly ever. What a reader is told of a run's repetitions is in ``across.duplicates``.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from newstagger.article import Article
from newstagger.text.minhash import multipliers, smallest
from newstagger.text.normalise import fold
from newstagger.text.words import split_words

Ints = NDArray[np.int64]

#: Words a run, bands, hashes a band.
RUN, BANDS, ROWS = 3, 8, 4
#: Words looked at: the beginning tells.
_WORDS = 200
_MULTIPLIERS = multipliers(BANDS * ROWS)


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
    words = [fold(word) for word in split_words(f"{article.title or ''} {article.text}"[: _WORDS * 12])[:_WORDS]]
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    hashes = np.array([zlib.crc32(run.encode("utf-8", "replace")) for run in sorted(runs)], np.uint64) + np.uint64(1)
    found = smallest(hashes, _MULTIPLIERS)
    return [bytes([band]) + found[band * ROWS : (band + 1) * ROWS].tobytes() for band in range(BANDS)]
