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

from collections.abc import Iterable, Sequence
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.metrics import accuracy_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.utils import check_consistent_length, check_random_state
from sklearn.utils.validation import check_is_fitted

from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import choose, to_probabilities
from newstagger._topics.weights import append_rows, multiply
from newstagger._training.labels import Vocabulary
from newstagger._training.targets import Target
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


def _choose_seed(state: Any) -> int:
    """The seed that ``random_state`` stands for.

    Raises:
        UsageError: it is neither a whole number, a ``RandomState`` nor None.
    """
    if isinstance(state, Integral):
        return int(state)
    try:
        return int(check_random_state(state).randint(2**31))
    except ValueError as error:
        raise UsageError(f"random_state: {error}") from None


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
        target, labels = Target.read(y, vocabulary)
        check_consistent_length(articles, labels)
        training = train_in_detail(
            [replace(article, topics=topics) for article, topics in zip(articles, labels, strict=True)],
            topics=vocabulary,
            min_articles=self.min_articles,
            base=self.base,
            jobs=1 if self.n_jobs is None else self.n_jobs,
            seed=_choose_seed(self.random_state),
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
        if self._target.kind == "table" and hasattr(y, "columns"):  # predictions have the columns of the training
            if set(y.columns) != set(self.classes_):
                raise UsageError(f"the columns of y must be {', '.join(map(str, self.classes_))}")
            y = y[list(self.classes_)]
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
