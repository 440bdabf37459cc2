"""The words of an article as numbers, the countries they name, and how often each occurs.

A *written* word is kept as the text has it; its *term* is the word folded (lower case, no accents). Both
have running numbers, so that an article is an array of integers and everything after that is numpy's work:
what is known about a word is looked up once and then indexed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newstagger._text.normalise import fold
from newstagger._text.vectors import word_vectors
from newstagger._text.words import gazetteer, split_words
from newstagger.article import Article

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ARTICLES = frozenset(("la", "le", "les", "l", "iles"))


def find_country(written: Sequence[str]) -> tuple[int, str] | None:
    """How many of these words, from the first on, name a country, and its code; None if they do not.

    Names must be capitalised, so that "la réunion" is not an island and "paris" not a city; demonyms do not.
    """
    folded = [fold(word) for word in written]
    codes, demonyms = _codes(), gazetteer().demonyms
    for length in range(min(len(folded), _longest().get(folded[0], 0)), 0, -1):
        name = " ".join(folded[:length])
        code = codes.get(name)
        proper = any(w[0].isupper() and f not in _ARTICLES for w, f in zip(written[:length], folded, strict=False))
        if code and (proper or name in demonyms):
            return length, code
    return None


def count_longest_name(folded: str) -> int:
    """Words of the longest name that begins with this word, 0 if none does."""
    return _longest().get(folded, 0)


@cache
def _codes() -> dict[str, str]:
    table = gazetteer()
    return {
        " ".join(_WORD.findall(name)): code
        for names in (table.towns, table.demonyms, table.capitals, table.names)
        for name, code in names.items()
    }


@cache
def _longest() -> dict[str, int]:
    """First word of a place's name -> words of the longest name that begins so."""
    found: dict[str, int] = {}
    for name in _codes():
        first, length = name.split()[0], len(name.split())
        found[first] = max(length, found.get(first, 0))
    return found


Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: How many characters make the lead, none of whose words is cut.
LEAD = 200
#: A first line up to this long that does not end like a sentence is read as the title.
TITLE_LENGTH = 160
#: Written words remembered; then the memory starts again.
MEMORY = 150_000

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
class Words:
    """The written words of an article, as numbers of its ``Lexicon``, in order.

    Attributes:
        title, lead, body: the lead is the beginning of the body once more.
    """

    title: Ints
    lead: Ints
    body: Ints


class Lexicon(dict[str, int]):
    """Written word -> its number, for the words seen so far.

    Attributes:
        written: word by number.
        names: folded term by its number.
        term: number of each written word's term.
        content: is a written word a content word?
        place: words of the longest name of a country that begins with it.
        row: row of each written word's vector, -1 without.
    """

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.names: list[str] = []
        self._terms: dict[str, int] = {}
        self.term = np.zeros(1024, np.int64)
        self.content = np.zeros(1024, bool)
        self.place = np.zeros(1024, np.int64)
        self.row = np.zeros(1024, np.int32)

    def learn(self, words: Iterable[str]) -> None:
        """Give numbers to words that have none yet, all their vectors looked up at once."""
        new = sorted(word for word in set(words) if word not in self)
        if not new:
            return
        start, end = len(self.written), len(self.written) + len(new)
        while end > len(self.term):
            for name in ("term", "content", "place", "row"):
                setattr(self, name, np.concatenate([getattr(self, name)] * 2))
        folded = [fold(word) for word in new]
        self.term[start:end] = [self.number(word) for word in folded]
        self.content[start:end] = [is_content(word) for word in folded]
        self.place[start:end] = [count_longest_name(word) for word in folded]
        self.row[start:end] = word_vectors().rows_of([word.lower() for word in new])
        self.written += new
        self.update(zip(new, range(start, end), strict=True))

    def number(self, folded: str) -> int:
        """The number of a term."""
        found = self._terms.get(folded)
        if found is None:
            found = self._terms[folded] = len(self.names)
            self.names.append(folded)
        return found

    def read(self, article: Article) -> Words:
        """The words of an article."""
        title, body = split_title(article)
        numbers = self._numbers(body)
        return Words(self._numbers(title), numbers[: len(split_words(cut_lead(body)))], numbers)

    def _numbers(self, text: str) -> Ints:
        words = split_words(text)
        self.learn(words)
        return np.fromiter(map(self.__getitem__, words), np.int64, len(words))


def is_content(folded: str) -> bool:
    """Is a folded word useful by itself: not a stop word, and longer than a letter?"""
    return len(folded) > 1 and folded not in _STOP


def extract_terms(text: str) -> list[str]:
    """The content words of a text as terms of the vocabulary."""
    return [folded for word in split_words(text) if is_content(folded := fold(word))]


def split_title(article: Article) -> tuple[str, str]:
    """Title and body; a text without a separate title may begin with one."""
    if article.title:
        return article.title, article.text
    head, line_break, rest = article.text.lstrip().partition("\n")
    if line_break and len(head) <= TITLE_LENGTH and not head.rstrip().endswith((".", ",", ";")):
        return head, rest
    return "", article.text


def cut_lead(body: str) -> str:
    """The first words of a text, up to ``LEAD`` characters, none of them cut."""
    if len(body) <= LEAD:
        return body
    end = body.rfind(" ", 0, LEAD)
    return body[: end if end > 0 else LEAD]


TITLE_MARK = "t:"
PLACE_MARK = "@"
#: A pair of terms is one number: the first term's times this, plus the second's.
PAIR = np.int64(1) << 32


@dataclass(slots=True)
class Counts:
    """How often an article has each thing: numbers of terms, of pairs, of terms of the title; codes of places."""

    terms: tuple[Ints, Ints]
    pairs: tuple[Ints, Ints]
    title: tuple[Ints, Ints]
    places: dict[str, int]
    plain: tuple[Ints, Ints]


class DocumentCounts:
    """In how many articles each term is, and how often each plain word."""

    #: Pairs are counted together when this many have come in.
    _AT_ONCE = 5_000_000

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kept: dict[str, tuple[Ints, Ints]] = dict.fromkeys(("terms", "pairs", "title", "plain"), (_EMPTY, _EMPTY))
        self._new: dict[str, list[tuple[Ints, Ints]]] = {name: [] for name in self._kept}
        self._waiting = 0
        self._places: dict[str, int] = {}

    def add(self, counts: Counts) -> None:
        """Count one more article."""
        for name, found in self._new.items():
            numbers, times = getattr(counts, name)
            found.append((numbers, times if name == "plain" else np.ones(len(numbers), np.int64)))
        for place in counts.places:
            self._places[place] = self._places.get(place, 0) + 1
        self._waiting += len(counts.pairs[0])
        if self._waiting > self._AT_ONCE:
            self._merge()

    def documents(self, min_count: int, always: Collection[str] = ()) -> dict[str, int]:
        """Articles of each term, title term and place, and of each pair that has enough of them or is among ``always``.

        The other pairs, most of all, would take more memory than everything else.
        """
        self._merge()
        names = self._lexicon.names
        found = dict(self._places)
        for number, count in zip(*map(np.ndarray.tolist, self._kept["terms"]), strict=True):
            found[names[number]] = count
        for number, count in zip(*map(np.ndarray.tolist, self._kept["title"]), strict=True):
            found[TITLE_MARK + names[number]] = count
        both = (term.split(" ", 1) for term in always if " " in term)
        number = self._lexicon.number
        wanted = [number(first) * int(PAIR) + number(second) for first, second in both]
        pairs, counts = self._kept["pairs"]
        some = (counts >= min_count) | np.isin(pairs, np.array(wanted, np.int64))
        for pair, count in zip(pairs[some].tolist(), counts[some].tolist(), strict=True):
            first, second = divmod(pair, int(PAIR))
            found[f"{names[first]} {names[second]}"] = count
        return found

    def words(self) -> dict[str, int]:
        """How often each word occurs, by its term."""
        self._merge()
        numbers, times = self._kept["plain"]
        counts = np.bincount(self._lexicon.term[numbers], times, len(self._lexicon.names)).astype(np.int64)
        return {self._lexicon.names[i]: int(counts[i]) for i in np.flatnonzero(counts).tolist()}

    def _merge(self) -> None:
        for name, found in self._new.items():
            numbers = np.concatenate([self._kept[name][0], *(n for n, _ in found)])
            times = np.concatenate([self._kept[name][1], *(t for _, t in found)])
            unique, where = np.unique(numbers, return_inverse=True)
            self._kept[name] = (unique, np.bincount(where, times, len(unique)).astype(np.int64))
            found.clear()
        self._waiting = 0


def compute_idf(terms: list[str], kept: set[str], documents: dict[str, int], articles: int) -> NDArray[np.float32]:
    """Smoothed inverse document frequency; 0 for terms that only the mean of vectors uses."""
    counts = np.array([documents.get(term, 0) for term in terms], np.float64)
    idf = np.log((1 + articles) / (1 + counts)) + 1
    return np.where([term in kept for term in terms], idf, 0).astype(np.float32)


_EMPTY: Ints = np.zeros(0, np.int64)


def count_distinct(numbers: Ints) -> tuple[Ints, Ints]:
    """The distinct numbers in the order of their first occurrence, and how often each occurs.

    Not in their own order: the numbers of words depend on what was read before, and so would the last bit of a sum.
    """
    unique, first, times = np.unique(numbers, return_index=True, return_counts=True)
    order = np.argsort(first)
    return unique[order], times[order]
