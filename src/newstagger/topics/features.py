"""An article as numbers: blocks side by side, every one a sum over the article's words.

- *words*: words and pairs of neighbours, sublinear TF-IDF; those of the title once more as terms of
  their own, those of title and lead counted twice;
- *places*: countries named by name, capital or demonym, TF-IDF, and beside them their regions;
- *sense*: the mean of fr_core_news_md's word vectors, each weighted by a / (a + p(word)) so that
  frequent words count little (Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence
  embeddings", ICLR 2017), the mean of the training articles taken off.

Each block has unit length times its weight. Being sums over words, scores can be taken apart again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.countries import gazetteer
from newstagger.normalise import fold
from newstagger.vectors import WordVectors, word_vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

#: Constant a of the weighting a / (a + p), as in the paper.
RARITY = 1e-3
#: Weights of the blocks beside the words' 1; how often a title's word counts in the mean of vectors and
#: among the words; how many characters make the lead, whose words count twice. benchmarks/topics/LOG.md
#: has the trials.
COUNTRIES_WEIGHT = 0.5
REGIONS_WEIGHT = 0.5
SENSE_WEIGHT = 2.0
TITLE_COUNT = 3
TITLE_TIMES = 2
LEAD = 200
#: A first line up to this long that does not end like a sentence is read as the title.
TITLE_LENGTH = 160
TITLE_MARK = "t:"
PLACE_MARK = "@"
_CODE_LENGTH = len(PLACE_MARK) + 2

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_STOP = frozenset(
    "a ai aie ainsi alors apres as au aucun aucune aujourd auquel aussi aux avaient avait avant avec avoir ayant c "
    "car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme d dans de depuis des deux dit donc "
    "dont du elle elles en encore entre est et etaient etait etant etc ete etre eu eut eux fait faire fait fut hui "
    "il ils j jusqu jusque l la le les leur leurs lors lorsqu lorsque lui m mais me meme memes mes moins mon n ne ni "
    "non nos notre nous on ont or ou par parce pas pendant peu peut plus plusieurs pour pourrait puis puisqu puisque "
    "qu quand que quel quelle quelles quels qui quoi quoiqu s sa sans se selon sera seront ses si sera soit son sont "
    "sous sur t ta te tel tes toi ton tous tout toute toutes tres tu un une va vers via voici voila vos votre vous y".split()
)


@dataclass(slots=True)
class _Word:
    """What is known of a word as written: its term, whether it may be a place's name, its vector's row."""

    term: str
    stop: bool
    capital: bool
    row: int


@dataclass
class Blocks:
    """The features of articles: ``terms`` (articles × vocabulary, sparse) and ``sense`` (articles × 300)."""

    terms: csr_matrix
    sense: Floats


@dataclass
class Featuriser:
    """From articles to ``Blocks``.

    Attributes:
        terms: the vocabulary, in column order.
        idf: of each term; 0 for words that only the mean of vectors uses.
        frequency: share of each term among the words of the training articles (0 for pairs and places).
        centre: mean of the training articles' vectors, shape (300,).
    """

    terms: list[str] = field(default_factory=list)
    idf: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    frequency: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    centre: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def __post_init__(self) -> None:
        self._columns = {term: i for i, term in enumerate(self.terms)}
        self._words: dict[str, _Word] = {}
        self._vectors: WordVectors | None = None

    def __getstate__(self) -> dict[str, Any]:
        # Neither the memory of words nor the vectors, which every process finds again.
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__post_init__()

    # --- learning

    def fit(
        self, articles: Sequence[Article], always: Iterable[str] = (), min_count: int = 2, max_terms: int = 300_000
    ) -> Featuriser:
        """Learn the vocabulary: terms of at least ``min_count`` articles, the commonest ``max_terms``.

        Args:
            always: terms that belong to the vocabulary however rare they are.
        """
        documents: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for article in articles:
            found, plain = self._counts(article)
            documents.update(found.keys())
            words.update(plain)
        total = max(1, sum(words.values()))
        kept = {term for term, count in documents.most_common(max_terms) if count >= min_count}
        kept.update(always)
        frequent = [word for word, count in words.items() if word not in kept and count >= 2 * min_count]
        self.terms = sorted(kept | set(frequent))
        share = {word: count / total for word, count in words.items()}
        count_of = np.array([documents[term] if term in kept else 0 for term in self.terms], np.float64)
        idf = np.log((1 + len(articles)) / (1 + count_of)) + 1
        self.idf = np.where([term in kept for term in self.terms], idf, 0).astype(np.float32)
        self.frequency = np.array([share.get(term, 0) for term in self.terms], np.float32)
        self.centre = np.zeros(0, np.float32)
        self.__post_init__()
        self.centre = self._sense(articles).mean(axis=0)
        return self

    def keep(self, columns: NDArray[np.bool_]) -> Featuriser:
        """The same featuriser with only some terms."""
        return Featuriser(
            [t for t, k in zip(self.terms, columns, strict=True) if k],
            self.idf[columns],
            self.frequency[columns],
            self.centre,
        )

    # --- using

    def transform(self, articles: Sequence[Article]) -> Blocks:
        """The features of articles."""
        from scipy.sparse import csr_matrix

        data: list[float] = []
        columns: list[int] = []
        starts = [0]
        for article in articles:
            for column, value in self.weights(article).items():
                columns.append(column)
                data.append(value)
            starts.append(len(columns))
        shape = (len(articles), len(self.terms))
        terms = csr_matrix((np.array(data, np.float32), np.array(columns, np.int32), starts), shape)
        return Blocks(terms, self.sense(articles))

    def weights(self, article: Article) -> dict[int, float]:
        """Column to value of an article's words and places."""
        found, _ = self._counts(article)
        words: dict[int, float] = {}
        countries: dict[int, float] = {}
        regions: dict[int, float] = {}
        index, idf = self._columns, self.idf
        for term, count in found.items():
            column = index.get(term)
            if column is None or idf[column] == 0:
                continue
            block = words
            if term.startswith(PLACE_MARK):
                block = countries if len(term) == _CODE_LENGTH else regions
            block[column] = (1 + log(count)) * float(idf[column])
        result: dict[int, float] = {}
        for block, weight in ((words, 1.0), (countries, COUNTRIES_WEIGHT), (regions, REGIONS_WEIGHT)):
            norm = sum(v * v for v in block.values()) ** 0.5
            result.update({c: weight * v / norm for c, v in block.items()})
        return result

    def sense(self, articles: Sequence[Article]) -> Floats:
        """The centred mean vectors of articles, times their weight, shape (articles, 300)."""
        rows = self._sense(articles) - self.centre
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(SENSE_WEIGHT * rows / np.maximum(norms, 1e-9), np.float32)

    def word_shares(self, article: Article) -> dict[str, Floats]:
        """What each word (folded) adds to ``sense`` of an article; the shares add up with the centre's."""
        rows, weights, words = self._vector_rows(article)
        if not len(rows):
            return {}
        parts = self._unit()[rows] * weights[:, None]
        raw = parts.sum(axis=0)
        norm = max(float(np.linalg.norm(raw)), 1e-9)
        length = max(float(np.linalg.norm(raw / norm - self.centre)), 1e-9)
        shares: dict[str, Floats] = {}
        for word, part in zip(words, parts, strict=True):
            share = SENSE_WEIGHT * part / (norm * length)
            shares[word] = shares[word] + share if word in shares else share
        return shares

    # --- inside

    def _counts(self, article: Article) -> tuple[Counter[str], Counter[str]]:
        """Terms of an article, and its plain words (stop words too, the title's counted thrice)."""
        title, body = split_title(article)
        found: Counter[str] = Counter()
        plain: Counter[str] = Counter()
        for text, in_title in ((title, True), (lead_of(body), False), (body, False)):
            if not text:
                continue
            folded = [self._word(word) for word in split_words(text)]
            terms = [word.term for word in folded if not word.stop]
            for _ in range(TITLE_TIMES if in_title else 1):
                found.update(terms)
                found.update(map(" ".join, pairwise(terms)))
            if in_title:
                found.update(TITLE_MARK + term for term in terms)
            for word in folded:
                plain[word.term] += TITLE_COUNT if in_title else 1
            for code in _places(folded):
                count = 2 if in_title else 1
                found[PLACE_MARK + code] += count
                if region := gazetteer().regions.get(code):
                    found[PLACE_MARK + region] += count
        return found, plain

    def _word(self, text: str) -> _Word:
        known = self._words.get(text)
        if known is None:
            if len(self._words) > 300_000:
                self._words.clear()
            term = fold(text)
            known = self._words[text] = _Word(term, term in _STOP or len(term) < 2, text[0].isupper(), -2)
        return known

    def _row(self, word: _Word, text: str) -> int:
        if word.row == -2:
            if self._vectors is None:
                self._vectors = word_vectors()
            word.row = self._vectors.row(text.lower())
        return word.row

    def _unit(self) -> Floats:
        if self._vectors is None:
            self._vectors = word_vectors()
        return self._vectors.unit

    def _vector_rows(self, article: Article) -> tuple[NDArray[np.int32], Floats, list[str]]:
        """Of each word with a vector: its row, its weight and its term."""
        counts: Counter[str] = Counter()
        title, body = split_title(article)
        for text, times in ((title, TITLE_COUNT), (lead_of(body), 1), (body, 1)):
            for word in split_words(text):
                counts[word] += times
        rows: list[int] = []
        weights: list[float] = []
        words: list[str] = []
        for written, count in counts.items():
            known = self._word(written)
            row = self._row(known, written)
            if row < 0:
                continue
            column = self._columns.get(known.term)
            share = float(self.frequency[column]) if column is not None else 0.0
            rows.append(row)
            weights.append(count * RARITY / (RARITY + share))
            words.append(known.term)
        return np.array(rows, np.int32), np.array(weights, np.float32), words

    def _sense(self, articles: Iterable[Article]) -> Floats:
        """Weighted means of word vectors at unit length, not centred."""
        means: list[Floats] = []
        for article in articles:
            rows, weights, _ = self._vector_rows(article)
            mean = weights @ self._unit()[rows] if len(rows) else np.zeros(self._unit().shape[1], np.float32)
            means.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
        return np.array(means, np.float32).reshape(len(means), -1)


def terms_of(text: str) -> list[str]:
    """The content words of a text as terms of the vocabulary."""
    folded = [fold(word) for word in split_words(text)]
    return [word for word in folded if word not in _STOP and len(word) > 1]


def split_words(text: str) -> list[str]:
    """The words of a text as written, elisions parted."""
    return _WORD.findall(text)


def split_title(article: Article) -> tuple[str, str]:
    """Title and body; a text without a title of its own may begin with one."""
    if article.title:
        return article.title, article.text
    head, line_break, rest = article.text.lstrip().partition("\n")
    if line_break and len(head) <= TITLE_LENGTH and not head.rstrip().endswith((".", ",", ";")):
        return head, rest
    return "", article.text


def lead_of(body: str) -> str:
    """The first words of a text, up to ``LEAD`` characters, none of them cut."""
    if len(body) <= LEAD:
        return body
    end = body.rfind(" ", 0, LEAD)
    return body[: end if end > 0 else LEAD]


def _places(words: list[_Word]) -> Iterable[str]:
    """Codes of the countries that a row of words names, one for each time.

    Names need their capital, lest « la réunion » be an island and « paris » a city; demonyms do not.
    """
    known, codes, demonyms = _place_names(), _codes(), gazetteer().demonyms
    at = 0
    while at < len(words):
        step = 1
        longest = known.get(words[at].term)
        if longest is not None:
            for length in range(longest, 0, -1):
                span = words[at : at + length]
                name = " ".join(word.term for word in span)
                code = codes.get(name)
                if code and (name in demonyms or any(word.capital and not word.stop for word in span)):
                    yield code
                    step = length
                    break
        at += step


def _codes() -> dict[str, str]:
    if not _CODES:
        table = gazetteer()
        for names in (table.demonyms, table.capitals, table.names):
            for name, code in names.items():
                _CODES[" ".join(_WORD.findall(name))] = code
    return _CODES


def _place_names() -> dict[str, int]:
    """First word of a place's name -> words of the longest name that begins so."""
    if not _FIRST_WORDS:
        for name in _codes():
            first, length = name.split()[0], len(name.split())
            _FIRST_WORDS[first] = max(length, _FIRST_WORDS.get(first, 0))
    return _FIRST_WORDS


_CODES: dict[str, str] = {}
_FIRST_WORDS: dict[str, int] = {}
