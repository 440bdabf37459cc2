"""A classifier corrected by an editor's verdicts, without forgetting what it was trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from newstagger.article import Article
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.weights import moved, products

Doubles = NDArray[np.float64]

#: How firmly a topic holds on to what it was trained on: the penalty on moving its weights.
#: benchmarks/corrections has the trials.
FIRMNESS = 1.0


def correct(
    classifier: TopicClassifier,
    articles: Sequence[Article],
    verdicts: Sequence[Mapping[str, bool]],
    firmness: float = FIRMNESS,
) -> TopicClassifier:
    """The same topics, each moved as little as its verdicts ask for.

    The log-odds of a topic stay what they were, plus a linear term that is learnt by logistic regression with
    an L2 penalty: a prior centred on the old weights ("Biased regularisation", as in Li, Grandvalet and Davoine,
    "Explicit inductive bias for transfer learning with convolutional networks", 2018). Few verdicts move little,
    and what the model knows of other words stays. Thresholds and calibration stay as they are.

    Args:
        articles: what was judged.
        verdicts: of each article, topic to whether it is right; topics that nobody judged are not in it. Labels
            that the classifier does not have are passed over.
        firmness: the larger, the less a verdict moves.
    """
    if not articles:
        return classifier
    blocks = classifier.featuriser.transform(articles)
    features = hstack([blocks.terms, csr_matrix(blocks.embedding)], dtype=np.float64).tocsr()
    used = np.flatnonzero(features.getnnz(axis=0))
    features = features[:, used]
    raw = np.asarray(
        products(blocks.terms, classifier.terms) + blocks.embedding @ classifier.embedding + classifier.bias, np.float64
    )
    moves = np.zeros((len(used), len(classifier.topics)))
    for topic, info in enumerate(classifier.topics):
        rows = np.array([row for row, given in enumerate(verdicts) if info.label in given], np.int64)
        if not len(rows):
            continue
        right = np.array([verdicts[row][info.label] for row in rows])
        slope, offset = classifier.curves[:, topic]
        moves[:, topic] = _moves(features[rows], right, slope * raw[rows, topic] + offset, firmness) / slope
    width = blocks.terms.shape[1]
    words = used < width
    return replace(
        classifier,
        terms=moved(classifier.terms, used[words], moves[words]),
        embedding=moved(classifier.embedding, used[~words] - width, moves[~words]),
    )


def _moves(features: csr_matrix, right: NDArray[np.bool_], log_odds: Doubles, firmness: float) -> Doubles:
    """What to add to the weights of one topic, in log-odds."""
    from scipy.optimize import minimize

    sign = np.where(right, 1.0, -1.0)

    def loss(moves: Doubles) -> tuple[float, Doubles]:
        margin = sign * (log_odds + features @ moves)
        pull = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(
            np.logaddexp(0, -margin).sum() + firmness / 2 * moves @ moves
        ), features.T @ pull + firmness * moves

    start = np.zeros(features.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)
