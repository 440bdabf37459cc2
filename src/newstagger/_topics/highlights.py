"""Where in an article stand the words that spoke for a topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from newstagger._text.gazetteer import gazetteer
from newstagger._text.words import WORD
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import COLUMN_GROUPS
from newstagger._topics.words import PLACE_MARK, Lexicon, country_at
from newstagger.article import Article
from newstagger.tags import FieldName

#: Terms highlighted, the strongest; more would colour the whole article.
MOST_TERMS = 12


class Highlight(NamedTuple):
    """A stretch of the title or text that spoke for a topic; offsets count code points.

    Attributes:
        weight: what its term, all its occurrences together, added to the log-odds.
    """

    field: FieldName
    start: int
    end: int
    term: str
    weight: float


class _Terms(NamedTuple):
    """Terms that speak for a topic, by how they are met: a word, a pair of content words, a country or region."""

    words: dict[int, float]
    pairs: dict[tuple[int, int], float]
    places: dict[str, float]


def highlights(classifier: TopicClassifier, article: Article, label: str, most: int = MOST_TERMS) -> list[Highlight]:
    """The words of an article that spoke most for a topic, in the order of the text, without overlaps.

    Args:
        most: how many terms; each is highlighted wherever it stands.

    Raises:
        KeyError: the classifier has no such topic.
    """
    terms, lexicon = _strongest(classifier, article, label, most)
    found: list[Highlight] = []
    fields: tuple[tuple[FieldName, str | None], ...] = (("title", article.title), ("text", article.text))
    for name, text in fields:
        end = 0
        # Of two that overlap the longer one: « cour d’appel » before « cour ».
        for highlight in sorted(_highlights(lexicon, name, text or "", terms), key=lambda m: (m.start, -m.end)):
            if highlight.start >= end:
                found.append(highlight)
                end = highlight.end
    return found


def _strongest(classifier: TopicClassifier, article: Article, label: str, most: int) -> tuple[_Terms, Lexicon]:
    """The terms, and the lexicon that their numbers belong to."""
    featuriser = classifier.featuriser
    shares, weights = classifier.contributions(article, label)
    lexicon = shares.reading.lexicon
    found = _Terms({}, {}, {})
    for i in np.argsort(-weights, kind="stable")[:most].tolist():
        group, weight = int(shares.groups[i]), round(float(weights[i]), 4)
        if weight <= 0:
            break
        term = featuriser.terms[group - COLUMN_GROUPS] if group >= COLUMN_GROUPS else None
        if term is None:
            found.words[group] = weight
        elif term.startswith(PLACE_MARK):
            found.places[term[len(PLACE_MARK) :]] = weight
        else:
            first, _, second = term.partition(" ")
            found.pairs[lexicon.number(first), lexicon.number(second)] = weight
    return found, lexicon


def _highlights(lexicon: Lexicon, name: FieldName, text: str, terms: _Terms) -> Iterator[Highlight]:
    words = list(WORD.finditer(text))
    lexicon.learn(word.group() for word in words)
    numbers = [lexicon[word.group()] for word in words]
    regions = gazetteer().regions
    before: int | None = None
    for at, (word, number) in enumerate(zip(words, numbers, strict=True)):
        term = int(lexicon.term[number])
        if term in terms.words:
            yield Highlight(name, word.start(), word.end(), word.group(), terms.words[term])
        if terms.places and (reach := int(lexicon.place[number])):
            known = country_at([w.group() for w in words[at : at + reach]])
            if known is not None:
                last = words[at + known[0] - 1].end()
                for place in (known[1], regions.get(known[1])):
                    if place in terms.places:
                        yield Highlight(name, word.start(), last, text[word.start() : last], terms.places[place])
                        break
        if lexicon.content[number]:
            if before is not None:
                weight = terms.pairs.get((int(lexicon.term[numbers[before]]), term))
                if weight is not None:
                    start = words[before].start()
                    yield Highlight(name, start, word.end(), text[start : word.end()], weight)
            before = at
