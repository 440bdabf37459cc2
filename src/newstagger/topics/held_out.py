"""Scores of articles by classifiers that had not seen them: what thresholds and calibration are chosen on.

They stay with the model, so that a topic that is moved later has its threshold chosen on old and new articles together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article, text_key

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass
class HeldOut:
    """Out-of-fold scores of a model's articles.

    Attributes:
        labels: the topics, in column order.
        keys: ``text_key`` of each article, as a number, shape (articles,).
        gold: which article has which topic, shape (articles, topics).
        scores: raw scores, same shape; not a number where nobody knows whether the article has the topic.
    """

    labels: list[str]
    keys: NDArray[np.uint64]
    gold: Bools
    scores: Floats

    @classmethod
    def of(
        cls, labels: Sequence[str], articles: Sequence[Article], gold: Bools, scores: NDArray[np.floating]
    ) -> HeldOut:
        """The scores of one training."""
        return cls(list(labels), keys_of(articles), gold, scores.astype(np.float32))

    @classmethod
    def empty(cls) -> HeldOut:
        """Nothing is known."""
        return cls([], np.zeros(0, np.uint64), np.zeros((0, 0), bool), np.zeros((0, 0), np.float32))

    def of_topic(self, label: str, without: NDArray[np.uint64]) -> tuple[Bools, Floats]:
        """What is known of a topic: gold and scores of the articles that know it, but for some."""
        if label not in self.labels:
            return np.zeros(0, bool), np.zeros(0, np.float32)
        column = self.labels.index(label)
        known = ~np.isnan(self.scores[:, column]) & ~np.isin(self.keys, without)
        return self.gold[known, column], self.scores[known, column]

    def again(self, label: str, keys: NDArray[np.uint64]) -> int:
        """How many of a topic's articles are among these."""
        if label not in self.labels:
            return 0
        return int(self.gold[np.isin(self.keys, keys), self.labels.index(label)].sum())

    def joined(self, new: HeldOut, labels: Sequence[str]) -> HeldOut:
        """These articles and new ones, for the topics of the joined model; an article given again counts once."""
        stay = ~np.isin(self.keys, new.keys)
        parts = [(self, stay), (new, np.ones(len(new.keys), bool))]
        gold, scores = [], []
        for part, rows in parts:
            column = {label: i for i, label in enumerate(part.labels)}
            of_part = np.full((int(rows.sum()), len(labels)), np.nan, np.float32)
            has = np.zeros(of_part.shape, bool)
            for i, label in enumerate(labels):
                if label in column:
                    of_part[:, i], has[:, i] = part.scores[rows, column[label]], part.gold[rows, column[label]]
            gold.append(has)
            scores.append(of_part)
        keys = np.concatenate([part.keys[rows] for part, rows in parts])
        return HeldOut(list(labels), keys, np.vstack(gold), np.vstack(scores))


def keys_of(articles: Sequence[Article]) -> NDArray[np.uint64]:
    """``text_key`` of articles, as numbers."""
    return np.array([int(text_key(article), 16) for article in articles], np.uint64)
