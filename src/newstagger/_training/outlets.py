"""What regions learn from the media of their articles, after all topics were learnt from words.

Learnt together with the words, the few media abroad would teach every topic their habits, and words theirs: a Belgian
broadcaster writes more of music than others do. So each region learns it by itself and afterwards, from what the words
of an article leave open: a logistic regression on the media alone, with out-of-fold log-odds as a fixed summand. The
score stays a sum, with one summand more. benchmarks/topics/LOG.md has the trials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newstagger._model.arrays import OutOfFold, make_keys
from newstagger._text.words import gazetteer
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.facts import FACT_WEIGHT, is_outlet_column, list_outlet_columns
from newstagger._topics.features import Featuriser
from newstagger._topics.outlets import OVERSEAS, find_regions
from newstagger._topics.weights import TermWeights
from newstagger.article import Article

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

#: Penalty of the squared weights, on values of 0 and 1 and log-odds. Those that media of two folds teach differ little.
_PENALTY = 1.0
_STEPS, _CLOSE = 20, 1e-6


def learn_outlets(
    classifier: TopicClassifier, out_of_fold: OutOfFold, articles: Sequence[Article], folds: NDArray[np.int64]
) -> tuple[TopicClassifier, OutOfFold]:
    """The classifier with columns of media, and its out-of-fold scores as these change them.

    Args:
        out_of_fold: scores of articles by classifiers that had not seen them.
        articles: those, or more; others are left out.
        folds: the fold of each; all articles of a medium are in one.

    Raises:
        ValueError: the classifier has such columns.
    """
    if any(map(is_outlet_column, classifier.featuriser.terms)):
        raise ValueError("these topics have already learnt of media")
    featuriser, first = _add_columns(classifier.featuriser)
    row_of = {key: row for row, key in enumerate(out_of_fold.keys.tolist())}
    rows = np.array([row_of.get(key, -1) for key in make_keys(articles).tolist()], np.int64)
    values = np.zeros((len(out_of_fold.keys), len(list_outlet_columns())))
    fold_of = np.zeros(len(values), np.int64)
    for row, article, fold in zip(rows.tolist(), articles, folds.tolist(), strict=True):
        if row >= 0:
            fold_of[row] = fold
            if find_regions(article.source or ""):
                values[row] = _read_media_columns(featuriser, article, first)
    terms, bias, scores = _widen(classifier.terms, first), classifier.bias.copy(), out_of_fold.scores.copy()
    for topic, info in enumerate(classifier.topics):
        if info.label in {*gazetteer().regions.values(), OVERSEAS}:
            slope, offset = classifier.curves[:, topic]
            gold, odds = out_of_fold.gold[:, topic], slope * out_of_fold.scores[:, topic].astype(np.float64) + offset
            for fold in np.unique(fold_of).tolist():
                outside = fold_of == fold
                weights, mean = _fit(values[~outside], gold[~outside], odds[~outside])
                scores[outside, topic] += (values[outside] - mean) @ weights / slope
            weights, mean = _fit(values, gold, odds)
            # As the model's file keeps them.
            kept = (weights / slope / FACT_WEIGHT).astype(np.float16)
            terms[first : first + len(kept), topic] = kept
            bias[topic] -= mean @ weights / slope
    found = TopicClassifier(
        classifier.topics, featuriser, terms, classifier.embedding, bias, classifier.curves, classifier.multiclass
    )
    return found, replace(out_of_fold, scores=scores)


def _add_columns(featuriser: Featuriser) -> tuple[Featuriser, int]:
    """The same featuriser with columns of media behind the words of labelled articles, and the first of them."""
    columns, (first, _) = list_outlet_columns(), featuriser.weak_columns()
    cut = [slice(None, first), slice(first, None)]

    def insert(values: NDArray[np.float32], new: float) -> NDArray[np.float32]:
        return np.concatenate([values[cut[0]], np.full(len(columns), new, np.float32), values[cut[1]]])

    return Featuriser(
        [*featuriser.terms[cut[0]], *columns, *featuriser.terms[cut[1]]],
        insert(featuriser.idf, FACT_WEIGHT),
        insert(featuriser.frequency, 0),
        featuriser.centre,
        None if featuriser.added is None else featuriser.added + len(columns),
        None if featuriser.weak is None else featuriser.weak + len(columns),
        featuriser.opening,
    ), first


def _widen(terms: TermWeights, first: int) -> NDArray[np.float32]:
    """The weights with rows of zeros for the columns of media."""
    weights = terms if isinstance(terms, np.ndarray) else terms.toarray()
    rows = np.zeros((len(list_outlet_columns()), weights.shape[1]), np.float32)
    return np.concatenate([weights[:first], rows, weights[first:]])


def _read_media_columns(featuriser: Featuriser, article: Article, first: int) -> Doubles:
    """Which of the columns an article has, 0 or 1."""
    found: Doubles = np.zeros(len(list_outlet_columns()))
    columns = featuriser.read(article).columns - first
    found[columns[(columns >= 0) & (columns < len(found))]] = 1
    return found


def _fit(values: Doubles, gold: Bools, odds: Doubles) -> tuple[Doubles, Doubles]:
    """Weights of a logistic regression whose log-odds start from ``odds``, and the means that are taken off the values.

    There is no intercept: how common the topic is, the words' score knows.
    """
    mean = values.mean(axis=0)
    centred = values - mean
    weights: Doubles = np.zeros(values.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(odds + centred @ weights, -30, 30)))
        gradient = centred.T @ (p - gold) + _PENALTY * weights
        hessian = (centred * (p * (1 - p))[:, None]).T @ centred + _PENALTY * np.eye(len(weights))
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step
        if np.abs(step).max() < _CLOSE:
            break
    return weights, mean
