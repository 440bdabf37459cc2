"""Vectors of words from press headlines that nobody annotated, for the bundled model.

Two spaces, both made of counts alone: which words stand in the same headline, and in which sections of their
publishers' sites the headlines with a word were filed. Counts become positive pointwise mutual information, whose
singular vectors are the words' vectors (Levy, Goldberg and Dagan, "Improving distributional similarity with lessons
learned from word embeddings", TACL 2015). A word that no annotated item has then stands beside those that some have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from newstagger import Article
from newstagger._topics.words import Lexicon
from newstagger._training.options import TermVectors
from tools.annotations import Record, press_records

#: A word is in at least so many headlines, a section has at least so many, and two words share at least so many.
MIN_HEADLINES, MIN_SECTION, MIN_SHARED = 8, 25, 2
#: Words of a text that are read: longer ones would pair everything with everything.
WORDS = 80
#: Dimensions of the two spaces, passes of the factorisation, and what is added to a count that is trusted less the smaller
#: it is. benchmarks/topics/LOG.md has the trials.
SHARED_DIMENSIONS, SECTION_DIMENSIONS = 200, 150
SHARED_PASSES, SECTION_PASSES = 2, 3
SHARED_DOUBT, SECTION_DOUBT = 1.0, 2.0
#: Contexts are smoothed by this power of their counts, as in the paper.
_SMOOTHING = 0.75


def term_vectors(data: Path, leave_out: Iterable[str], without: Any, seed: int) -> TermVectors:
    """The vectors of words of all press records.

    Args:
        data: the folder that holds ``press/``.
        leave_out: ids of annotated items, whose sections would tell of their topics.
        without: says of a publisher whether its records are left out.
        seed: of the factorisation.
    """
    known = set(leave_out)
    records = [r for r in press_records(data) if r["id"] not in known and not without(r.get("source"))]
    lexicon = Lexicon()
    headlines = _headlines(records, lexicon)
    documents = np.asarray(headlines.sum(axis=0)).ravel()
    kept = np.flatnonzero(documents >= MIN_HEADLINES)
    kept = kept[np.argsort([lexicon.names[i] for i in kept.tolist()])]
    headlines = headlines[:, kept].tocsr()
    sections = _sections(records)
    shared = (headlines.T @ headlines).tocsr()
    shared.setdiag(0)
    shared.data[shared.data < MIN_SHARED] = 0
    shared.eliminate_zeros()
    spaces = [
        _space(shared, SHARED_DIMENSIONS, SHARED_PASSES, SHARED_DOUBT, seed),
        _space((headlines.T @ sections).tocsr(), SECTION_DIMENSIONS, SECTION_PASSES, SECTION_DOUBT, seed),
    ]
    idf = (np.log((1 + len(records)) / (1 + documents[kept])) + 1).astype(np.float32)
    return TermVectors([lexicon.names[i] for i in kept.tolist()], idf, spaces)


def _headlines(records: list[Record], lexicon: Lexicon) -> csr_matrix:
    """Which text has which content word, shape (texts, words)."""
    rows: list[NDArray[np.int64]] = []
    for record in records:
        words = lexicon.read(Article(record["text"][: 20 * WORDS], title=record.get("title")))
        numbers = np.concatenate([words.title, words.body[:WORDS]])
        rows.append(np.unique(lexicon.term[numbers[lexicon.content[numbers]]]))
    return _ones(rows, len(lexicon.names))


def _sections(records: list[Record]) -> csr_matrix:
    """Which text was filed in which section, shape (texts, sections)."""
    counts = Counter(section for record in records for section in set(record.get("rubrics") or ()))
    names = sorted(section for section, count in counts.items() if count >= MIN_SECTION)
    number = {name: i for i, name in enumerate(names)}
    rows = [
        np.array(sorted(number[s] for s in set(record.get("rubrics") or ()) if s in number), np.int64)
        for record in records
    ]
    return _ones(rows, len(names))


def _ones(rows: list[NDArray[np.int64]], width: int) -> csr_matrix:
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate([np.zeros(0, np.int64), *rows])
    return csr_matrix((np.ones(len(columns), np.float32), columns, starts), (len(rows), width))


def _space(counts: csr_matrix, dimensions: int, passes: int, doubt: float, seed: int) -> NDArray[np.float32]:
    """Vectors of unit length of the rows of counts."""
    vectors, spread, _ = randomized_svd(
        _mutual_information(counts, doubt), min(dimensions, min(counts.shape) - 1), n_iter=passes,
        power_iteration_normalizer="QR", random_state=seed,
    )  # fmt: skip
    scaled = vectors * np.sqrt(spread)
    return np.asarray(scaled / np.maximum(np.linalg.norm(scaled, axis=1, keepdims=True), 1e-9), np.float32)


def _mutual_information(counts: csr_matrix, doubt: float) -> csr_matrix:
    """Positive pointwise mutual information of rows and columns, shrunk towards 0 where it rests on few."""
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    columns = np.asarray(counts.sum(axis=0), np.float64).ravel() ** _SMOOTHING
    expected = np.asarray(counts.sum(axis=1), np.float64).ravel()[rows] * (columns / columns.sum())[counts.indices]
    values = np.log(counts.data / expected) * counts.data / (counts.data + doubt)
    found = csr_matrix((np.maximum(values, 0).astype(np.float32), counts.indices, counts.indptr), counts.shape)
    found.eliminate_zeros()
    return found
