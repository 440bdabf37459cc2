"""Out-of-fold scores of a model's articles: what thresholds and calibration are chosen on.

They stay with the model, a byte each, so that a topic that is moved later has its threshold chosen on old and new
articles together. A model may lack them.
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
class OutOfFold:
    """Out-of-fold scores of a model's articles.

    Attributes:
        labels: the topics, in column order.
        keys: ``text_key`` of each article, as a number, shape (articles,).
        gold: which article has which topic, shape (articles, topics).
        scores: raw scores, same shape; NaN if it is not known whether the article has the topic.
    """

    labels: list[str]
    keys: NDArray[np.uint64]
    gold: Bools
    scores: Floats

    @classmethod
    def collect(
        cls, labels: Sequence[str], articles: Sequence[Article], gold: Bools, scores: NDArray[np.floating]
    ) -> OutOfFold:
        """Collect the scores of one training."""
        return cls(list(labels), make_keys(articles), gold, scores.astype(np.float32))

    @classmethod
    def empty(cls) -> OutOfFold:
        """Scores of no articles."""
        return cls([], np.zeros(0, np.uint64), np.zeros((0, 0), bool), np.zeros((0, 0), np.float32))

    def select_topic(self, label: str, without: NDArray[np.uint64]) -> tuple[Bools, Floats]:
        """Gold and scores of one topic, of the articles that have them.

        Args:
            without: keys of articles to leave out.
        """
        if label not in self.labels:
            return np.zeros(0, bool), np.zeros(0, np.float32)
        column = self.labels.index(label)
        known = ~np.isnan(self.scores[:, column]) & ~np.isin(self.keys, without)
        return self.gold[known, column], self.scores[known, column]

    def count_repeated(self, label: str, keys: NDArray[np.uint64]) -> int:
        """How many of a topic's articles have one of these keys."""
        if label not in self.labels:
            return 0
        return int(self.gold[np.isin(self.keys, keys), self.labels.index(label)].sum())

    def merge(self, new: OutOfFold, labels: Sequence[str]) -> OutOfFold:
        """Scores of these articles and of new ones for some topics; an article that is in both counts once."""
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
        return OutOfFold(list(labels), keys, np.vstack(gold), np.vstack(scores))


def make_keys(articles: Sequence[Article]) -> NDArray[np.uint64]:
    """``text_key`` of articles, as numbers."""
    return np.array([int(text_key(article), 16) for article in articles], np.uint64)


SCORES = "scores.npz"
#: Bytes that they may take, or this share of the weights if that is more: the bundled model must stay below 25 MB.
MOST_BYTES, MOST_SHARE = 2_000_000, 0.1
#: Steps between a topic's lowest and highest score, and the value of an unknown score.
_STEPS, _UNKNOWN = 254, 255


def write_scores(out_of_fold: OutOfFold, classifier: TopicClassifier, directory: Path) -> bool:
    """Write the scores where they fit beside the model.

    Returns:
        whether they do.
    """
    known = ~np.isnan(out_of_fold.scores)
    low, high = _range(out_of_fold.scores, known)
    steps = np.full(out_of_fold.scores.shape, _UNKNOWN, np.uint8)
    scaled = (out_of_fold.scores - low) / np.maximum(high - low, 1e-6) * _STEPS
    steps[known] = np.round(scaled[known]).astype(np.uint8)
    # Columns follow the model's topics; an article's labels are eight to a byte.
    arrays: dict[str, NDArray[Any]] = {
        "keys": out_of_fold.keys, "steps": steps, "gold": np.packbits(out_of_fold.gold, axis=1),
        "range": np.vstack([low, high]).astype(np.float32),
    }  # fmt: skip
    terms = classifier.terms
    weights = terms.nbytes if isinstance(terms, np.ndarray) else terms.data.nbytes + terms.indices.nbytes
    if sum(array.nbytes for array in arrays.values()) > max(MOST_BYTES, MOST_SHARE * weights):
        return False
    np.savez(directory / SCORES, **arrays)  # type: ignore[arg-type]
    return True


def _range(scores: Any, known: Any) -> tuple[Any, Any]:
    """The lowest and the highest known score of each topic; 0 if there is none."""
    some = known.any(axis=0)
    low = np.where(some, np.where(known, scores, np.inf).min(axis=0, initial=np.inf), 0)
    high = np.where(some, np.where(known, scores, -np.inf).max(axis=0, initial=-np.inf), 0)
    return low, high


def read_scores(directory: Path, labels: list[str]) -> OutOfFold:
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
            raise ModelError(f"{path}: array `{name}` is {arrays[name].dtype} {arrays[name].shape}, expected {shape}")
    low, high = arrays["range"]
    scores = (low + arrays["steps"] / np.float32(_STEPS) * (high - low)).astype(np.float32)
    scores[arrays["steps"] == _UNKNOWN] = np.nan
    gold = np.unpackbits(arrays["gold"], axis=1, count=topics).astype(bool)
    return OutOfFold(list(labels), arrays["keys"], gold, scores)
