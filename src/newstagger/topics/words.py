"""The words of an article as numbers: what is known of each word is looked up once and then indexed.

A *written* word is kept as the text has it; its *term* is the word folded (lower case, no accents). Both
have running numbers, so that an article is an array of integers and everything after that is numpy's work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.text.normalise import fold
from newstagger.text.vectors import word_vectors
from newstagger.text.words import split_words
from newstagger.topics.places import longest_from

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: How many characters make the lead, none of whose words is cut.
LEAD = 200
#: A first line up to this long that does not end like a sentence is read as the title.
TITLE_LENGTH = 160
#: Written words remembered; then the memory starts again.
MEMORY = 300_000

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
    """Written word -> its number, as far as words have been learnt.

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
        self.place[start:end] = [longest_from(word) for word in folded]
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
        return Words(self._numbers(title), numbers[: len(split_words(lead_of(body)))], numbers)

    def _numbers(self, text: str) -> Ints:
        words = split_words(text)
        self.learn(words)
        return np.fromiter(map(self.__getitem__, words), np.int64, len(words))


def is_content(folded: str) -> bool:
    """Is a folded word of use by itself: no stop word, and more than a letter?"""
    return len(folded) > 1 and folded not in _STOP


def terms_of(text: str) -> list[str]:
    """The content words of a text as terms of the vocabulary."""
    return [folded for word in split_words(text) if is_content(folded := fold(word))]


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
