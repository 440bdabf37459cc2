"""Labelled articles -> a topic classifier that knows how good it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from newstagger.article import Article
from newstagger.text.normalise import fold
from newstagger.topics.choice import LEANS
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.counting import TITLE_MARK
from newstagger.topics.duplicates import groups
from newstagger.topics.evaluation import TopicScores, compare
from newstagger.topics.features import Blocks, Featuriser
from newstagger.topics.label_errors import LikelyError, label_errors
from newstagger.topics.labels import Vocabulary, clean_labels, describe, variants
from newstagger.topics.stacking import BaseScorer, Stacked, keyword_scorer, keyword_terms, model_scorer, model_terms
from newstagger.topics.thresholds import calibrate, choose, probability, tune

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
#: Called with (steps done, steps in all).
Progress = Callable[[int, int], None]

#: Penalty of the support vector classifiers, and what the vectors count, for few and for many articles: the more
#: articles, the more the words themselves can be trusted. benchmarks/topics/LOG.md has the trials.
PENALTY_FEW, PENALTY_MANY = 0.15, 0.3
EMBEDDING_FEW, EMBEDDING_MANY = 1.0, 0.5
MANY_ARTICLES = 2_000
FOLDS = 5
#: Where each article has one topic, one whose out-of-fold probability of another topic is this high is not learnt
#: from in the end: its label is probably wrong. benchmarks/topics/LOG.md has the trials.
CONTRADICTED = 0.8
#: If more than this share were distrusted, the labels mean something that words do not show, and all are kept.
MOST_DISTRUSTED = 0.1
#: From this many features times topics on, starting processes pays.
_WORTH_PROCESSES = 20_000_000


@dataclass(frozen=True)
class Options:
    """How to train.

    Attributes:
        min_articles: topics with fewer articles are left out.
        seed: of the folds and the solver; the same seed gives the same model.
        jobs: processes, -1 for all cores.
        vocabulary: what a topics file says.
        stacked: an existing model, whose topics the new ones learn from.
        base: an existing model whose topics stay; those that the articles are labelled with are learnt anew.
        penalty: of the classifiers; None for the one that suits the number of articles.
        min_count: terms of fewer articles are left out of the vocabulary.
        by_source: keep the articles of one source in one fold, so that thresholds and calibration come from
            publishers that were not learnt from.
    """

    min_articles: int = 5
    seed: int = 0
    jobs: int = -1
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    stacked: TopicClassifier | None = None
    base: TopicClassifier | None = None
    penalty: float | None = None
    min_count: int = 2
    by_source: bool = False


@dataclass
class Trained:
    """A classifier and what was learnt about it.

    Attributes:
        classifier: the result.
        scores: its table.
        left_out: label to the reason why it is no topic of the model.
        merge: proposals: spellings that differ by case or accents only, most frequent first.
        articles: labelled articles that were used.
        label_errors: labels that the out-of-fold scores contradict most, worst first.
        distrusted: articles that were judged on but not learnt from in the end: see ``CONTRADICTED``.
    """

    classifier: TopicClassifier
    scores: TopicScores
    left_out: dict[str, str]
    merge: list[list[str]]
    articles: int
    label_errors: list[LikelyError] = field(default_factory=list)
    distrusted: int = 0


def train_classifier(
    articles: Sequence[Article],
    options: Options | None = None,
    validation: Sequence[Article] | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Train on the ``topics`` of articles.

    Thresholds and calibration come from out-of-fold scores. The table is judged on ``validation``
    where it is given, else on the same out-of-fold scores.

    Raises:
        LabelError: there are no labels, only one topic, no topic with enough articles, or no article
            without a topic that every article has.
    """
    options = options or Options()
    vocabulary = options.vocabulary
    labelled, labels, left_out = clean_labels(articles, vocabulary, options.min_articles)
    infos = describe(labels, labelled, vocabulary, [t.label for t in options.base.topics] if options.base else [])
    column = {info.label: i for i, info in enumerate(infos)}
    gold = np.zeros((len(labelled), len(infos)), bool)
    for row, (_, topics) in enumerate(labelled):
        for topic in topics:
            if topic in column:
                gold[row, column[topic]] = True
    multiclass = bool((gold.sum(axis=1) <= 1).all()) and len(infos) > 1
    texts = [article for article, _ in labelled]
    keywords = {label: vocabulary.keywords[label] for label in labels if label in vocabulary.keywords}
    terms = {term for found in keyword_terms(keywords).values() for term in found}
    always = terms | {TITLE_MARK + term for term in terms} | model_terms(options.stacked)
    base = options.base
    featuriser = (
        Featuriser().fit(texts, always, options.min_count) if base is None else base.featuriser.extended(texts, terms)
    )
    blocks = featuriser.transform(texts)
    scorers = [keyword_scorer(featuriser, keywords)] if keywords else []
    if options.stacked is not None:
        scorers.append(model_scorer(featuriser, options.stacked))
    classifiers = _Classifiers(options, scorers, _Counter(progress, len(infos) * (FOLDS + 1)))
    folds = _folds(texts, options.seed, by_source=options.by_source)
    held_out = np.zeros(gold.shape)
    for fold_number in range(FOLDS):
        inside = folds != fold_number
        if not inside.all() and inside.any():
            held_out[~inside] = classifiers.fit(_take(blocks, inside), gold[inside]).score(_take(blocks, ~inside))
    curves = calibrate(gold, held_out)
    probabilities = probability(held_out, curves)
    thresholds = tune(gold, probabilities, folds)
    trusted = _trusted(gold, probabilities) if multiclass else np.ones(len(gold), bool)
    final = classifiers.fit(_take(blocks, trusted), gold[trusted])
    used = (np.abs(final.terms).max(axis=1) > 0) | (featuriser.frequency > 0)
    if base is not None:
        used[: len(base.featuriser.terms)] = True
    # A point of the curve that leans to precision never gives more than the balanced one, nor the other less.
    precise = np.maximum(thresholds, tune(gold, probabilities, folds, LEANS["precision"]))
    broad = np.minimum(thresholds, tune(gold, probabilities, folds, LEANS["recall"]))
    topics_ = [
        replace(info, threshold=balanced, precise=high, broad=low)
        for info, balanced, high, low in zip(
            infos, *(p.round(6).tolist() for p in (thresholds, precise, broad)), strict=True
        )
    ]
    classifier = TopicClassifier(
        topics_,
        featuriser.keep(used),
        final.terms[used].astype(np.float32),
        final.embedding.astype(np.float32),
        final.bias.astype(np.float32),
        np.round(curves, 6),
        multiclass,
    )
    scores = _judge(classifier, gold, choose(held_out, probabilities, thresholds, multiclass), validation)
    if base is not None:
        classifier = _joined(base, classifier)
    doubtful = label_errors(texts, [info.label for info in infos], gold, probabilities, thresholds)
    return Trained(classifier, scores, left_out, variants(articles), len(labelled), doubtful, int((~trusted).sum()))


def _joined(base: TopicClassifier, new: TopicClassifier) -> TopicClassifier:
    """The topics of both; of those in both, the new ones. ``new`` has all terms of ``base``, in front."""
    labels = {topic.label for topic in new.topics}
    stay = [i for i, topic in enumerate(base.topics) if topic.label not in labels]
    topics = [base.topics[i] for i in stay] + new.topics
    order = sorted(range(len(topics)), key=lambda i: topics[i].label)
    terms = np.zeros((len(new.featuriser.terms), len(stay)), np.float32)
    terms[: len(base.featuriser.terms)] = base.terms[:, stay]
    return TopicClassifier(
        [topics[i] for i in order],
        new.featuriser,
        np.hstack([terms, new.terms])[:, order],
        np.hstack([base.embedding[:, stay], new.embedding])[:, order],
        np.hstack([base.bias[stay], new.bias])[order],
        np.hstack([base.curves[:, stay], new.curves])[:, order],
    )


class _Counter:
    """Counts the classifiers trained and tells the progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _folds(articles: Sequence[Article], seed: int, *, by_source: bool = False) -> NDArray[np.int64]:
    """The fold of each article; articles that are nearly the same are always in one, and those of a source if asked."""

    def number(article: Article) -> int:
        start = (
            article.source
            if by_source and article.source
            else " ".join(fold(f"{article.title or ''} {article.text}"[:2000]).split())[:300]
        )
        return int.from_bytes(hashlib.sha256(f"{seed}:{start}".encode("utf-8", "replace")).digest()[:8], "big") % FOLDS

    firsts = groups(articles)
    # A group larger than half a fold is a form that articles are written in, no repetition.
    large = np.bincount(firsts, minlength=len(articles)) > len(articles) / (2 * FOLDS)
    return np.array([number(articles[i if large[first] else first]) for i, first in enumerate(firsts.tolist())])


def _trusted(gold: Bools, probabilities: Doubles) -> Bools:
    """The articles to learn from: those whose one label is not clearly contradicted, shape (articles,)."""
    doubtful = gold.any(axis=1) & (np.where(gold, 0, probabilities).max(axis=1) >= CONTRADICTED)
    doubtful &= np.where(gold, probabilities, 0).max(axis=1) < CONTRADICTED
    few = doubtful.mean() <= MOST_DISTRUSTED and gold[~doubtful].any(axis=0).all()
    return ~doubtful if few else np.ones(len(gold), bool)


def _take(blocks: Blocks, rows: Bools) -> Blocks:
    return Blocks(blocks.terms[rows], blocks.embedding[rows])


@dataclass
class _Weights:
    """One linear classifier a topic: weights of terms and vectors (features × topics), bias (topics,)."""

    terms: Doubles
    embedding: Doubles
    bias: Doubles

    def score(self, blocks: Blocks) -> Doubles:
        """Raw scores, shape (articles, topics)."""
        return np.asarray(blocks.terms @ self.terms + blocks.embedding @ self.embedding + self.bias)


@dataclass
class _Classifiers:
    """Fits one linear support vector machine a topic, in parallel."""

    options: Options
    scorers: list[BaseScorer]
    counter: _Counter

    def fit(self, blocks: Blocks, gold: Bools) -> _Weights:
        from joblib import Parallel, delayed

        lessons = [Stacked.of(scorer, blocks) for scorer in self.scorers]
        taught = [lesson.transform(blocks) for lesson in lessons]
        many = len(gold) >= MANY_ARTICLES
        penalty, scale = (PENALTY_MANY, EMBEDDING_MANY) if many else (PENALTY_FEW, EMBEDDING_FEW)
        penalty = self.options.penalty or penalty
        features = hstack([blocks.terms, csr_matrix(blocks.embedding * scale), *taught]).tocsr()
        # Processes, not threads: liblinear draws from one random state a process, so threads would
        # disturb each other and the same seed would not give the same model.
        heavy = features.nnz * gold.shape[1] > _WORTH_PROCESSES
        results = Parallel(n_jobs=self.options.jobs if heavy else 1, return_as="generator")(
            delayed(_fit_one)(features, gold[:, topic], penalty, self.options.seed) for topic in range(gold.shape[1])
        )
        weights = np.empty((features.shape[1], gold.shape[1]))
        bias: Doubles = np.empty(gold.shape[1])
        for topic, (coefficients, offset) in enumerate(results):
            weights[:, topic], bias[topic] = coefficients, offset
            self.counter.step()
        widths = [blocks.terms.shape[1], blocks.embedding.shape[1], *(block.shape[1] for block in taught)]
        terms, embedding, *learnt = np.split(weights, np.cumsum(widths)[:-1])
        embedding = embedding * scale
        for lesson, weight in zip(lessons, learnt, strict=True):
            more_terms, more_embedding, offset = lesson.folded(weight)
            terms, embedding, bias = terms + more_terms, embedding + more_embedding, bias + offset
        return _Weights(terms, embedding, bias)


def _fit_one(features: csr_matrix, gold: Bools, penalty: float, seed: int) -> tuple[Doubles, float]:
    from sklearn.svm import LinearSVC

    if gold.all() or not gold.any():  # a fold without (or with nothing but) this topic
        return np.zeros(features.shape[1]), 1.0 if gold.all() else -1.0
    machine = LinearSVC(C=penalty, random_state=seed, tol=1e-3).fit(features, gold)
    return machine.coef_[0], float(machine.intercept_[0])


def _judge(
    classifier: TopicClassifier, gold: Bools, chosen: Bools, validation: Sequence[Article] | None
) -> TopicScores:
    labels = [topic.label for topic in classifier.topics]
    thresholds = {topic.label: topic.threshold for topic in classifier.topics}
    if validation:
        judged = [article for article in validation if article.topics is not None]
        given = [[t.label for t in topics] for topics in classifier.assign(judged, evidence=False)]
        how = "on the validation articles"
        return compare([article.topics or [] for article in judged], given, thresholds, how)
    want = [[labels[i] for i in np.flatnonzero(row)] for row in gold]
    got = [[labels[i] for i in np.flatnonzero(row)] for row in chosen]
    return compare(want, got, thresholds, f"{FOLDS}-fold cross-validation; thresholds tuned on the same scores")
