"""A linear one-versus-rest classifier whose every score is a sum over words.

It also locates the words of an article that contributed to a topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger._text.vectors import word_vectors
from newstagger._text.words import WORD, gazetteer
from newstagger._topics.blocks import Reading
from newstagger._topics.facts import is_outlet_column
from newstagger._topics.features import COLUMN_GROUPS, Featuriser
from newstagger._topics.thresholds import BALANCED, Choice, TopicInfo, choose, to_probabilities
from newstagger._topics.weights import TermWeights, multiply_rows, select_weights
from newstagger._topics.words import PLACE_MARK, Ints, Lexicon, find_country
from newstagger.article import Article
from newstagger.tags import Evidence, FieldName, Topic

Floats = NDArray[np.float32]

#: Terms of evidence given with a topic.
EVIDENCE = 5


class Explanation(NamedTuple):
    """Why a topic was given or not.

    Attributes:
        label: the topic.
        score: calibrated probability.
        threshold: probability from which on the topic is given.
        terms: every term with what it added to the log-odds, strongest first.
        rest: the remainder of the log-odds: the topic's offset and the centre of the vectors.
    """

    label: str
    score: float
    threshold: float
    terms: list[Evidence]
    rest: float

    @property
    def log_odds(self) -> float:
        """The sum of all terms and the rest; its logistic is the score."""
        return sum(e.weight for e in self.terms) + self.rest


@dataclass
class TopicClassifier:
    """Topics of articles.

    Any number of threads may use one classifier: they take turns, since reading an article learns its words.

    Attributes:
        topics: the vocabulary, in column order.
        featuriser: from articles to features.
        terms: weights of the vocabulary's terms, shape (terms, topics); sparse after a large training.
        embedding: weights of the mean vectors, shape (300, topics).
        bias: shape (topics,).
        curves: slope and offset of the calibration, shape (2, topics).
        multiclass: each article gets one topic, the best one.
    """

    topics: list[TopicInfo]
    featuriser: Featuriser
    terms: TermWeights
    embedding: Floats
    bias: Floats
    curves: NDArray[np.float64]
    multiclass: bool = False
    _index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._index = {topic.label: i for i, topic in enumerate(self.topics)}

    def scores(self, articles: Sequence[Article]) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (articles, topics)."""
        with self.featuriser.lock:
            return to_probabilities(self._raw([self.featuriser.read(article) for article in articles]), self.curves)

    def assign(
        self, articles: Sequence[Article], evidence: bool = True, choice: Choice = BALANCED
    ) -> list[list[Topic]]:
        """The topics of each article, most probable first."""
        return [given for given, _ in self.judge(articles, choice, evidence)]

    def judge(
        self, articles: Sequence[Article], choice: Choice = BALANCED, evidence: bool = True
    ) -> list[tuple[list[Topic], list[Topic]]]:
        """The topics of each article and those suggested beside them, each most probable first.

        Raises:
            UsageError: the model does not have the chosen point of the curves.
        """
        with self.featuriser.lock:
            return self._judge(articles, choice, evidence)

    def _judge(
        self, articles: Sequence[Article], choice: Choice, evidence: bool
    ) -> list[tuple[list[Topic], list[Topic]]]:
        readings = [self.featuriser.read(article) for article in articles]
        raw = self._raw(readings)
        probabilities = to_probabilities(raw, self.curves)
        given = choose(raw, probabilities, choice.thresholds(self.topics), self.multiclass)
        if self.multiclass and choice.threshold is not None:
            given &= probabilities >= choice.threshold
        found = []
        for reading, row, which in zip(readings, probabilities, given, strict=True):
            topics = self._topics(reading, row, which, evidence)
            kept = topics[: choice.limit]
            found.append((kept, self._suggested(row, kept, choice.suggest) if choice.suggest else []))
        return found

    def _suggested(self, row: NDArray[np.float64], given: list[Topic], most: int) -> list[Topic]:
        """The best topics that were not given; their evidence is not computed."""
        there = {topic.label for topic in given}
        order = [i for i in np.argsort(-row, kind="stable").tolist() if self.topics[i].label not in there]
        return [
            Topic.model_construct(
                label=self.topics[i].label, score=round(float(row[i]), 4), code=self.topics[i].code, evidence=[]
            )
            for i in order[:most]
        ]

    def _raw(self, readings: Sequence[Reading]) -> NDArray[np.float64]:
        # Row by row: a product of many rows may round otherwise than one of few, and tags must not depend on the batch.
        embedding = np.array([self.featuriser.embedding(one) @ self.embedding for one in readings], np.float32)
        terms = multiply_rows([(one.columns, one.values) for one in readings], self.terms)
        return np.asarray(terms + embedding.reshape(terms.shape) + self.bias, np.float64)

    def explain(self, article: Article, label: str) -> Explanation:
        """The contributions of words for and against a topic, adding up to its log-odds.

        Raises:
            KeyError: the vocabulary has no such topic.
        """
        topic = self._index[label]
        slope, offset = self.curves[:, topic]
        with self.featuriser.lock:
            shares, weights = self.contributions(article, label)
            terms = [
                Evidence.model_construct(term=shares.name(self.featuriser, i), weight=float(weights[i]))
                for i in np.flatnonzero(weights).tolist()
            ]
            raw = self._raw([shares.reading])[:, [topic]]
        terms.sort(key=lambda e: (-abs(e.weight), e.term))
        score = float(to_probabilities(raw, self.curves[:, [topic]])[0, 0])
        rest = float(slope * raw[0, 0] + offset - weights.sum())
        return Explanation(label, score, self.topics[topic].threshold, terms, rest)

    def contributions(self, article: Article, label: str) -> tuple[Shares, NDArray[np.float64]]:
        """The names of an article and what each added to a topic's log-odds, shape (names,).

        Raises:
            KeyError: the vocabulary has no such topic.
        """
        topic = self._index[label]
        with self.featuriser.lock:
            shares = self._shares(self.featuriser.read(article), [topic])
        return shares, self.curves[0, topic] * shares.weights[:, 0]

    def _shares(self, reading: Reading, topics: list[int]) -> Shares:
        """What each name of an article added to the raw scores of some topics."""
        featuriser = self.featuriser
        from_terms = reading.values[:, None] * select_weights(self.terms, reading.columns, topics)
        written = [view.written for view in reading.views]
        shares = [view.shares * np.float32(view.scale(featuriser.centre)) for view in reading.views]
        rows = word_vectors().unit(reading.lexicon.row[np.concatenate(written)])
        from_embedding = np.concatenate(shares)[:, None] * (rows @ self.embedding[:, topics])
        groups = np.concatenate([reading.group[reading.columns], reading.lexicon.term[np.concatenate(written)]])
        # In the order of their first occurrence, which does not depend on what was read before.
        names, first, where = np.unique(groups, return_index=True, return_inverse=True)
        order = np.argsort(first)
        names, where = names[order], np.argsort(order)[where]
        weights = np.zeros((len(names), len(topics)))
        np.add.at(weights, where, np.concatenate([from_terms, from_embedding]))
        return Shares(names, weights, reading)

    def _topics(
        self, reading: Reading, row: NDArray[np.float64], which: NDArray[np.bool_], evidence: bool
    ) -> list[Topic]:
        given = {int(i): float(row[i]) for i in np.flatnonzero(which)}
        for i in list(given):
            for parent in self.implied(i):
                given[parent] = max(given[i], float(row[parent]), given.get(parent, 0.0))
        order = sorted(given, key=lambda i: (-given[i], self.topics[i].label))
        spoke = self._evidence(reading, order) if evidence and order else [[] for _ in order]
        return [
            Topic.model_construct(
                label=self.topics[i].label,
                score=round(given[i], 4),
                code=self.topics[i].code,
                evidence=terms,
            )
            for i, terms in zip(order, spoke, strict=True)
        ]

    def implied(self, topic: int) -> list[int]:
        """The columns of a topic's parents, and of theirs."""
        found: list[int] = []
        waiting = [topic]
        while waiting:
            for label in self.topics[waiting.pop()].parents:
                parent = self._index.get(label)
                if parent is not None and parent not in found and parent != topic:
                    found.append(parent)
                    waiting.append(parent)
        return found

    def _evidence(self, reading: Reading, topics: list[int]) -> list[list[Evidence]]:
        """The names that contributed most to each of some topics."""
        shares = self._shares(reading, topics)
        found = []
        for place, topic in enumerate(topics):
            weights = self.curves[0, topic] * shares.weights[:, place]
            best = np.argsort(-weights, kind="stable")[:EVIDENCE].tolist()
            found.append(
                [
                    Evidence.model_construct(term=shares.name(self.featuriser, i), weight=round(float(weights[i]), 3))
                    for i in best
                    if weights[i] > 0
                ]
            )
        return found


@dataclass(slots=True)
class Shares:
    """What the names of an article added to the scores of topics.

    Attributes:
        groups: number of each name: a term of the lexicon, or a column of pairs and places.
        weights: shape (names, topics).
        reading: the article.
    """

    groups: Ints
    weights: NDArray[np.float64]
    reading: Reading

    def name(self, featuriser: Featuriser, index: int) -> str:
        """A name as the article first writes it, in lower case; countries, regions and the medium by their own names."""
        group = int(self.groups[index])
        if group < COLUMN_GROUPS:
            return self._surface(group)
        term = featuriser.terms[group - COLUMN_GROUPS]
        if is_outlet_column(term):
            return self.reading.source or term
        if term.startswith(PLACE_MARK):
            code = term[len(PLACE_MARK) :]
            return gazetteer().display.get(code, code)
        return " ".join(self._surface(self.reading.lexicon.number(word)) for word in term.split())

    def _surface(self, term: int) -> str:
        lexicon, words = self.reading.lexicon, self.reading.words
        for numbers in (words.title, words.body):
            at = np.flatnonzero(lexicon.term[numbers] == term)
            if len(at):
                return lexicon.written[int(numbers[at[0]])].lower()
        return lexicon.names[term]


#: Terms highlighted, the strongest; more would colour the whole article.
MOST_TERMS = 12


class Highlight(NamedTuple):
    """A span of the title or text that contributed to a topic; offsets count code points.

    Attributes:
        weight: what its term, all its occurrences together, added to the log-odds.
    """

    field: FieldName
    start: int
    end: int
    term: str
    weight: float


class _Terms(NamedTuple):
    """Terms that count for a topic, by their kind: a word, a pair of content words, a country or region."""

    words: dict[int, float]
    pairs: dict[tuple[int, int], float]
    places: dict[str, float]


def find_highlights(
    classifier: TopicClassifier, article: Article, label: str, most: int = MOST_TERMS
) -> list[Highlight]:
    """The words of an article that contributed most to a topic, in the order of the text, without overlaps.

    Args:
        most: how many terms; each is highlighted wherever it occurs.

    Raises:
        KeyError: the classifier has no such topic.
    """
    terms, lexicon = _strongest(classifier, article, label, most)
    found: list[Highlight] = []
    fields: tuple[tuple[FieldName, str | None], ...] = (("title", article.title), ("text", article.text))
    for name, text in fields:
        end = 0
        # Of two that overlap, the longer one: "cour d’appel" before "cour".
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
            known = find_country([w.group() for w in words[at : at + reach]])
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
