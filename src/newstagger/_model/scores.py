"""Scores of articles by classifiers that had not seen them: what thresholds and calibration are chosen on.

They stay with the model, so that a topic that is moved later has its threshold chosen on old and new articles together.

The out-of-fold scores of a model's articles, a byte each, beside the model; models may lack them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger._model.arrays import check_stored
from newstagger._topics.classifier import TopicClassifier
from newstagger.article import Article, text_key
from newstagger.errors import ModelError

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


SCORES = "scores.npz"
#: Bytes that they may take, or this share of the weights if that is more: the bundled model must stay below 25 MB.
MOST_BYTES, MOST_SHARE = 2_000_000, 0.1
#: Steps between a topic's lowest and highest score, and what stands for a score that nobody knows.
_STEPS, _UNKNOWN = 254, 255


def write_scores(held_out: HeldOut, classifier: TopicClassifier, directory: Path) -> bool:
    """Write the scores where they fit beside the model.

    Returns:
        whether they do.
    """
    known = ~np.isnan(held_out.scores)
    low, high = _range(held_out.scores, known)
    steps = np.full(held_out.scores.shape, _UNKNOWN, np.uint8)
    scaled = (held_out.scores - low) / np.maximum(high - low, 1e-6) * _STEPS
    steps[known] = np.round(scaled[known]).astype(np.uint8)
    # Columns follow the model's topics; an article's labels are eight to a byte.
    arrays: dict[str, NDArray[Any]] = {
        "keys": held_out.keys, "steps": steps, "gold": np.packbits(held_out.gold, axis=1),
        "range": np.vstack([low, high]).astype(np.float32),
    }  # fmt: skip
    terms = classifier.terms
    weights = terms.nbytes if isinstance(terms, np.ndarray) else terms.data.nbytes + terms.indices.nbytes
    if sum(array.nbytes for array in arrays.values()) > max(MOST_BYTES, MOST_SHARE * weights):
        return False
    np.savez(directory / SCORES, **arrays)  # type: ignore[arg-type]
    return True


def _range(scores: Any, known: Any) -> tuple[Any, Any]:
    """The lowest and the highest known score of each topic; nought where there is none."""
    some = known.any(axis=0)
    low = np.where(some, np.where(known, scores, np.inf).min(axis=0, initial=np.inf), 0)
    high = np.where(some, np.where(known, scores, -np.inf).max(axis=0, initial=-np.inf), 0)
    return low, high


def read_scores(directory: Path, labels: list[str]) -> HeldOut:
    """The scores of a model directory whose hashes were checked.

    Raises:
        ModelError: an array is missing, of another shape or type, compressed or pickled.
    """
    path = directory / SCORES
    try:
        check_stored(path)
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in ("keys", "steps", "gold", "range")}
    except ModelError:
        raise
    except Exception as error:  # zipfile, numpy and zlib each have errors of their own
        raise ModelError(f"{path}: cannot be read as arrays: {error}") from None
    articles, topics = len(arrays["keys"]), len(labels)
    for name, kind, shape in (
        ("keys", np.uint64, (articles,)), ("steps", np.uint8, (articles, topics)),
        ("gold", np.uint8, (articles, -(-topics // 8))), ("range", np.float32, (2, topics)),
    ):  # fmt: skip
        if arrays[name].dtype != kind or arrays[name].shape != shape:
            raise ModelError(f"{path}: array « {name} » is {arrays[name].dtype} {arrays[name].shape}, expected {shape}")
    low, high = arrays["range"]
    scores = (low + arrays["steps"] / np.float32(_STEPS) * (high - low)).astype(np.float32)
    scores[arrays["steps"] == _UNKNOWN] = np.nan
    gold = np.unpackbits(arrays["gold"], axis=1, count=topics).astype(bool)
    return HeldOut(list(labels), arrays["keys"], gold, scores)
