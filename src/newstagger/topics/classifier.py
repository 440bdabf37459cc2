"""A linear one-versus-rest classifier whose every score can be taken apart into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.countries import gazetteer
from newstagger.normalise import fold
from newstagger.tags import Evidence, Topic
from newstagger.topics.features import PLACE_MARK, TITLE_MARK, Featuriser, split_title, split_words
from newstagger.topics.thresholds import choose, probability

Floats = NDArray[np.float32]

#: Terms of evidence given with a topic.
EVIDENCE = 5


@dataclass(frozen=True)
class TopicInfo:
    """A topic of the vocabulary.

    Attributes:
        label: its name.
        threshold: calibrated probability from which on it is given.
        support: gold articles that it was learnt from.
        parents: topics that it implies.
        aliases: other spellings met in training data.
        code: its code in another vocabulary.
        definition: one sentence on what it covers.
    """

    label: str
    threshold: float
    support: int = 0
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    code: str | None = None
    definition: str = ""


class Explanation(NamedTuple):
    """Why a topic was given or not.

    Attributes:
        label: the topic.
        score: calibrated probability.
        threshold: probability from which on the topic is given.
        terms: every term with what it added to the log-odds, strongest first.
        rest: what is left of the log-odds: the topic's offset and the centre of the vectors.
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

    Attributes:
        topics: the vocabulary, in column order.
        featuriser: from articles to features.
        terms: weights of the vocabulary's terms, shape (terms, topics).
        sense: weights of the mean vectors, shape (300, topics).
        bias: shape (topics,).
        curves: slope and offset of the calibration, shape (2, topics).
        single: one topic an article, the best one.
    """

    topics: list[TopicInfo]
    featuriser: Featuriser
    terms: Floats
    sense: Floats
    bias: Floats
    curves: NDArray[np.float64]
    single: bool = False
    _index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._index = {topic.label: i for i, topic in enumerate(self.topics)}

    def scores(self, articles: Sequence[Article]) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (articles, topics)."""
        return probability(self._raw(articles), self.curves)

    def assign(self, articles: Sequence[Article], evidence: bool = True) -> list[list[Topic]]:
        """The topics of each article, most probable first."""
        raw = self._raw(articles)
        chances = probability(raw, self.curves)
        given = choose(raw, chances, np.array([topic.threshold for topic in self.topics]), self.single)
        return [
            self._topics(article, row, which, evidence)
            for article, row, which in zip(articles, chances, given, strict=True)
        ]

    def _raw(self, articles: Sequence[Article]) -> NDArray[np.float64]:
        blocks = self.featuriser.transform(articles)
        return np.asarray(blocks.terms @ self.terms + blocks.sense @ self.sense + self.bias, np.float64)

    def explain(self, article: Article, label: str) -> Explanation:
        """The words that spoke for and against a topic, adding up to its log-odds.

        Raises:
            KeyError: the vocabulary has no such topic.
        """
        topic = self._index[label]
        slope, offset = self.curves[:, topic]
        shares: dict[str, float] = {}
        for column, value in self.featuriser.weights(article).items():
            weight = float(value * self.terms[column, topic])
            name = self.featuriser.terms[column].removeprefix(TITLE_MARK)
            shares[name] = shares.get(name, 0.0) + weight
        total = sum(shares.values())
        vector = self.sense[:, topic]
        for word, share in self.featuriser.word_shares(article).items():
            weight = float(share @ vector)
            shares[word] = shares.get(word, 0.0) + weight
            total += weight
        blocks = self.featuriser.transform([article])
        raw = float((blocks.terms @ self.terms[:, topic])[0] + blocks.sense[0] @ vector + self.bias[topic])
        surface = _surfaces(article)
        terms = sorted(
            (
                Evidence.model_construct(term=_shown(name, surface), weight=float(slope * weight))
                for name, weight in shares.items()
                if weight
            ),
            key=lambda e: (-abs(e.weight), e.term),
        )
        score = float(probability(np.array([[raw]]), self.curves[:, [topic]])[0, 0])
        return Explanation(label, score, self.topics[topic].threshold, terms, float(slope * (raw - total) + offset))

    def _topics(
        self, article: Article, row: NDArray[np.float64], which: NDArray[np.bool_], evidence: bool
    ) -> list[Topic]:
        given = {int(i): float(row[i]) for i in np.flatnonzero(which)}
        for i in list(given):
            for parent in self.implied(i):
                given[parent] = max(given[i], float(row[parent]), given.get(parent, 0.0))
        order = sorted(given, key=lambda i: (-given[i], self.topics[i].label))
        return [
            Topic.model_construct(
                label=self.topics[i].label,
                score=round(given[i], 4),
                code=self.topics[i].code,
                evidence=self._evidence(article, self.topics[i].label) if evidence else [],
            )
            for i in order
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

    def _evidence(self, article: Article, label: str) -> list[Evidence]:
        terms = [e for e in self.explain(article, label).terms if e.weight > 0]
        return [Evidence.model_construct(term=e.term, weight=round(e.weight, 3)) for e in terms[:EVIDENCE]]


def _surfaces(article: Article) -> dict[str, str]:
    """Folded word -> the word as the article first writes it, in lower case."""
    found: dict[str, str] = {}
    for text in split_title(article):
        for word in split_words(text):
            found.setdefault(fold(word), word.lower())
    return found


def _shown(term: str, surface: dict[str, str]) -> str:
    """A term with the accents that the article gives it; countries and regions by their names."""
    if term.startswith(PLACE_MARK):
        code = term[len(PLACE_MARK) :]
        return gazetteer().display.get(code, code)
    return " ".join(surface.get(word, word) for word in term.split())
