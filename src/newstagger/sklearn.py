"""scikit-learn: ``NewsTopicClassifier`` is trained by ``fit``; ``export`` writes a trained model as a ``Pipeline``.

    >>> from newstagger import NewsTopicClassifier
    >>> classifier = NewsTopicClassifier(min_articles=2).fit(
    ...     ["Le club gagne le match.", "L’hôpital manque de lits.", "Le match est reporté.", "L’hôpital ferme."],
    ...     ["Sport", "Santé", "Sport", "Santé"],
    ... )
    >>> classifier.predict(["Un match à l’extérieur."])
    array(['Sport'], dtype='<U5')

An exported file is a joblib pickle: load only what you wrote yourself. Loading it needs newstagger, but no model directory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, issparse
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.metrics import accuracy_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.utils import check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import choose, to_probabilities
from newstagger._topics.weights import append_rows, multiply
from newstagger._training.labels import Vocabulary, resolve_alias
from newstagger._training.train import train_in_detail
from newstagger._training.vocabulary import read_topics
from newstagger._writers import replacing
from newstagger.article import Article
from newstagger.errors import ModelError, UsageError

if TYPE_CHECKING:
    from newstagger._model.directory import Model

_TRAINED = (
    "this pipeline is already trained and cannot be fitted again; train a model with newstagger.train, then export it"
)


@dataclass(frozen=True)
class _Target:
    """What ``y`` was given as, so that predictions are of the same kind.

    Attributes:
        kind: one label for each article, a list of labels for each, or a table of zeros and ones (sparse or not).
        classes: labels or column names.
        labels: the model's topics for the classes, in the same order.
        dtype: of the table.
    """

    kind: Literal["single", "lists", "table", "sparse"]
    classes: NDArray[Any]
    labels: list[str]
    dtype: Any = None

    @classmethod
    def read(cls, y: Any, vocabulary: Vocabulary) -> tuple[_Target, list[list[str]]]:
        """The target and the topics of each article; aliases of the vocabulary become their topics.

        Raises:
            UsageError: it is none of these kinds.
        """
        if y is None:
            raise UsageError("NewsTopicClassifier requires y to be passed, but the target y is None")
        if issparse(y) or (getattr(y, "ndim", 1) == 2 and y.shape[1] > 1):
            return cls._of_table(y, vocabulary)
        rows = list(np.asarray(y) if hasattr(y, "__array__") else y)
        if getattr(y, "ndim", 1) == 1 and rows and _is_several(rows[0]):
            if len(rows[0]) > 0 and not any(isinstance(label, str) for label in rows[0]):
                return cls._of_table(np.array(rows), vocabulary)
            if not all(_is_several(row) and all(isinstance(label, str) for label in row) for row in rows):
                raise UsageError("y must contain a list of strings for each article, empty if no topic applies")
            names = sorted({str(label) for row in rows for label in row})
            return cls("lists", np.array(names, object), names), [list(map(str, row)) for row in rows]
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        classes, where = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise UsageError("y has only one class, so there is nothing to tell apart")
        labels = _topics_of(classes, vocabulary)
        return cls("single", classes, labels), [[labels[i]] for i in where]

    @classmethod
    def _of_table(cls, y: Any, vocabulary: Vocabulary) -> tuple[_Target, list[list[str]]]:
        classes = np.array(y.columns if hasattr(y, "columns") else np.arange(y.shape[1]))
        table = csr_matrix(y) if issparse(y) else np.asarray(y)
        if not np.isin(table.data if issparse(y) else table, (0, 1)).all():
            raise UsageError(
                "a two-dimensional y must be an indicator matrix of zeros and ones, with one column per topic"
            )
        labels = _topics_of(classes, vocabulary)
        given: list[list[str]] = [[] for _ in range(table.shape[0])]
        for row, column in zip(*table.nonzero(), strict=True):
            given[row].append(labels[column])
        return cls("sparse" if issparse(y) else "table", classes, labels, table.dtype), given

    def places(self) -> dict[str, int]:
        """The column of each topic."""
        return {label: i for i, label in enumerate(self.labels)}


def _is_several(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, (str, bytes))


def _topics_of(classes: NDArray[Any], vocabulary: Vocabulary) -> list[str]:
    """The names that classes have as topics of a model.

    Raises:
        UsageError: two classes have the same name, or one has none.
    """
    labels = [resolve_alias(str(name), vocabulary) for name in classes.tolist()]
    for i, label in enumerate(labels):
        if not label:
            raise UsageError("a class in y has an empty name")
        if label in labels[:i]:
            raise UsageError(
                f"the classes {str(classes[labels.index(label)])!r} and {str(classes[i])!r} of y are the same topic"
            )
    return labels


def _articles_of(X: Any) -> list[Article]:  # noqa: N803 - as scikit-learn calls it
    """Texts, or articles, as articles.

    Raises:
        UsageError: it is something else.
    """
    if isinstance(X, (str, bytes)) or getattr(X, "ndim", 1) != 1 or not isinstance(X, Iterable):
        raise UsageError(
            "X must be a sequence of texts or of newstagger.Article, such as a list or one column of a data frame"
        )
    return [text if isinstance(text, Article) else Article(text) for text in X]


class NewsTopicClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Topics of French news as a scikit-learn classifier: what ``newstagger.train`` learns, by ``fit``.

    ``X`` is a sequence of texts or of ``Article`` (whose titles count). ``y`` is one label for each, a list of labels
    for each, or an indicator matrix (an array, a sparse matrix or a data frame, whose column names become the topics);
    ``predict`` answers in the same kind. scikit-learn's own splitters refuse lists of labels: give the matrix of a
    ``MultiLabelBinarizer``, or ``cv=KFold(5)``.

    Args:
        topics: a topics file (parents, aliases, keywords) or its content, as for ``newstagger.train``.
        min_articles: topics with fewer articles are not learned and never predicted.
        base: directory of a model whose topics are kept and added to.
        n_jobs: processes to train with; None for one, -1 for one per core.
        random_state: the same number gives the same model from the same articles.

    Attributes:
        classes_: the labels of ``y``, sorted; column names or numbers of an indicator matrix. Of lists of labels, all
            topics that can be predicted.
        model_: the trained ``Model``.
        left_out_: topics that were not learned, with the reason.
    """

    def __init__(
        self,
        *,
        topics: str | Path | Vocabulary | None = None,
        min_articles: int = 5,
        base: str | Path | None = None,
        n_jobs: int | None = None,
        random_state: Any = 0,
    ) -> None:
        self.topics = topics
        self.min_articles = min_articles
        self.base = base
        self.n_jobs = n_jobs
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """Texts in, one or several labels out."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True  # an empty text
        tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X: Any, y: Any) -> NewsTopicClassifier:  # noqa: N803
        """Train on texts and their labels.

        Raises:
            UsageError: ``X`` or ``y`` are of another kind (a ``ValueError``).
            LabelError: nothing can be learned from these labels.
        """
        vocabulary = (
            self.topics
            if isinstance(self.topics, Vocabulary)
            else read_topics(self.topics)
            if self.topics
            else Vocabulary()
        )
        articles = _articles_of(X)
        target, labels = _Target.read(y, vocabulary)
        check_consistent_length(articles, labels)
        seed = self.random_state
        training = train_in_detail(
            [replace(article, topics=topics) for article, topics in zip(articles, labels, strict=True)],
            topics=vocabulary,
            min_articles=self.min_articles,
            base=self.base,
            jobs=self.n_jobs or 1,
            seed=seed if isinstance(seed, int) else int(check_random_state(seed).randint(2**31)),
        )
        self.model_ = training.model
        self.left_out_ = training.left_out
        if target.kind == "lists":
            names = [topic.label for topic in self._classifier().topics]
            target = replace(target, classes=np.array(names, object), labels=names)
        self._target = target
        self.classes_ = target.classes
        return self

    def _classifier(self) -> TopicClassifier:
        check_is_fitted(self)
        assert self.model_.classifier is not None
        return self.model_.classifier

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Calibrated probabilities, shape (texts, classes); 0 for classes that were not learned.

        Where ``y`` has one label for each text, the probabilities of a text add up to 1.
        """
        return self._probabilities(_articles_of(X))

    def _probabilities(self, articles: list[Article]) -> NDArray[np.float64]:
        classifier = self._classifier()
        scores = classifier.scores(articles)
        found = np.zeros((len(scores), len(self._target.labels)))
        places = self._target.places()
        for column, topic in enumerate(classifier.topics):
            if topic.label in places:
                found[:, places[topic.label]] = scores[:, column]
        if self._target.kind == "single":
            sums = found.sum(axis=1, keepdims=True)
            found = np.where(sums > 0, found / np.where(sums > 0, sums, 1), 1 / found.shape[1])
        return found

    def predict(self, X: Any) -> Any:  # noqa: N803
        """Labels of the kind that ``fit`` was given: one for each text, an array of lists, or an indicator matrix."""
        classifier, target = self._classifier(), self._target
        articles = _articles_of(X)
        if target.kind == "single":
            return target.classes[self._probabilities(articles).argmax(axis=1)]
        given = [[topic.label for topic in topics] for topics in classifier.assign(articles, evidence=False)]
        if target.kind == "lists":
            found = np.empty(len(given), object)  # an array of lists, which scikit-learn can concatenate
            found[:] = given
            return found
        places = target.places()
        table = np.zeros((len(given), len(places)), target.dtype)
        for row, labels in zip(table, given, strict=True):
            row[[places[label] for label in labels if label in places]] = 1
        return csr_matrix(table) if target.kind == "sparse" else table

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        """Share of the texts whose labels are all right, and no others given."""
        found = self.predict(X)
        if self._target.kind == "lists":
            binarizer = MultiLabelBinarizer().fit([*y, *found])
            y, found = binarizer.transform(y), binarizer.transform(found)
        return float(accuracy_score(y, found, sample_weight=sample_weight))

    def to_model(self) -> Model:
        """The trained model: ``to_model().save("models/mine")`` writes a directory that ``Tagger.load`` reads."""
        check_is_fitted(self)
        return self.model_


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
    """One calibrated linear machine with a threshold per topic.

    Attributes:
        classes_: the topics, in column order.
        weights: shape (features, topics).
        bias: shape (topics,).
        curves: slope and offset of the calibration, shape (2, topics).
        thresholds: shape (topics,).
        parents: of each topic, the columns that it implies.
        single: each article gets one topic.
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
        return to_probabilities(self.decision_function(features), self.curves)

    def decision_function(self, features: csr_matrix) -> NDArray[np.float64]:
        """Raw scores of the classifiers, shape (articles, topics)."""
        return np.asarray(multiply(features, self.weights) + self.bias, np.float64)

    def predict(self, features: csr_matrix) -> NDArray[np.bool_]:
        """Which topics are given, shape (articles, topics)."""
        raw = self.decision_function(features)
        given = choose(raw, to_probabilities(raw, self.curves), self.thresholds, self.single)
        for topic, parents in enumerate(self.parents):
            for parent in parents:
                given[:, parent] |= given[:, topic]
        return np.asarray(given)


def make_pipeline(classifier: TopicClassifier) -> Pipeline:
    """The classifier as a fitted pipeline: ``predict``, ``predict_proba``, ``classes_``."""
    topics = classifier.topics
    return Pipeline(
        [
            ("features", ArticleFeatures(classifier.featuriser)),
            (
                "topics",
                LinearTopics(
                    [topic.label for topic in topics],
                    append_rows(classifier.terms, classifier.embedding),
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
        joblib.dump(make_pipeline(classifier), stream)
