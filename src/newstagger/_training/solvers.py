"""What topics are learnt from, and one linear support vector machine per topic by liblinear.

Beside the features of articles, a machine sees the scores of *base scorers*: linear functions of these features that
are known beforehand ("stacking"). Three kinds are used:

- *keywords*: words that count for a topic, listed by its editors;
- *an existing model*: its topics' weights, which know many words that few labelled articles do not have;
- *vectors* of words, learnt from texts without labels.

As their scores are linear in the features, what a machine learns of them is folded back into the weights of terms and
embedding: the model does not contain them, and every score is still a sum over words.
benchmarks/topics/LOG.md has the trials. In large trainings ``newton`` takes the place of liblinear.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from newstagger._topics.blocks import Blocks
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.facts import is_outlet_column, is_region_column, list_region_columns
from newstagger._topics.features import Featuriser
from newstagger._topics.weights import TermWeights, multiply, round_weights
from newstagger._topics.words import TITLE_MARK, extract_terms
from newstagger._training.labels import Labelled, Vocabulary
from newstagger._training.options import FEATURES, VOCABULARY, Phase, TermVectors, TrainingOptions
from newstagger.errors import UsageError

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

#: Weights of the base scorers' scores beside the words; for vectors, of each space.
KEYWORDS_WEIGHT = 1.5
MODEL_WEIGHT = 0.7
VECTORS_WEIGHT = 0.7
#: Penalty of the support vector machines and weight of the embedding, for few and for many articles: the more articles,
#: the more the words themselves can be trusted. benchmarks/topics/LOG.md has the trials.
PENALTY_FEW, PENALTY_MANY = 0.15, 0.3
EMBEDDING_FEW, EMBEDDING_MANY = 1.0, 0.5
MANY_ARTICLES = 2_000
#: From this many features times topics on, starting processes pays.
_WORTH_PROCESSES = 20_000_000
#: Weights of liblinear nearer to 0 than this become 0: six in ten of the bundled model's then are, and the topics
#: of none of 790 articles change; with 0.01 none do either, with 0.02 those of three.
_NEGLIGIBLE = 0.005
#: Weight of the log-count ratios beside the machines, whose margin is 1. 0.03 to 0.07 do the same, and so do shares of
#: each topic's spread of scores: benchmarks/topics/LOG.md.
RATIOS_WEIGHT = 0.05
#: Among other topics' articles a term has at least this share of its mean among all: one that only a topic's own
#: articles have counts for it, but within limits.
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class BaseScorer:
    """Linear functions of the features.

    Attributes:
        terms: shape (vocabulary, functions).
        embedding: shape (300, functions).
        weight: of its block beside the words.
        as_one: the functions are the dimensions of a space and keep their proportions; otherwise they are all scaled
            to the same width.
    """

    terms: csr_matrix | NDArray[np.float32]
    embedding: Doubles
    weight: float
    as_one: bool = False

    def score(self, blocks: Blocks) -> Doubles:
        """Scores of articles, shape (articles, functions)."""
        return np.asarray(multiply(blocks.terms, self.terms), np.float64) + blocks.embedding @ self.embedding


@dataclass(frozen=True)
class Stacked:
    """A base scorer's scores, standardised on the articles of one fit.

    Attributes:
        centre: mean score, shape (functions,).
        scale: factor of each function, shape (functions,).
    """

    scorer: BaseScorer
    centre: Doubles
    scale: Doubles

    @classmethod
    def fit(cls, scorer: BaseScorer, blocks: Blocks) -> Stacked:
        """Standardise on articles."""
        scores = scorer.score(blocks)
        deviations = scores.std(axis=0)
        if scorer.as_one:
            deviations = np.full(len(deviations), np.sqrt(np.mean(deviations**2)))
        spread = np.maximum(deviations, 1e-9) * np.sqrt(max(1, scores.shape[1]))
        return cls(scorer, scores.mean(axis=0), scorer.weight / spread)

    def transform(self, blocks: Blocks) -> csr_matrix:
        """Further features of articles, shape (articles, functions)."""
        return csr_matrix(((self.scorer.score(blocks) - self.centre) * self.scale).astype(np.float32))

    def fold(self, learnt: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """What weights on these features (functions × topics) mean for terms, embedding and bias."""
        scaled = self.scale[:, None] * learnt
        return np.asarray(self.scorer.terms @ scaled), self.scorer.embedding @ scaled, -self.centre @ scaled


@dataclass(frozen=True)
class TrainingSet:
    """What is learnt from.

    Attributes:
        blocks: the features of the articles.
        gold: which article has which topic, shape (articles, topics).
        scorers: what is known beforehand.
        weak: first column, and the one after the last, of words that no article taught: liblinear gives them no
            weights except through the scorers.
    """

    blocks: Blocks
    gold: Bools
    scorers: Sequence[BaseScorer] = ()
    weak: tuple[int, int] = (0, 0)


def make_training_set(
    labelled: Labelled, vocabulary: Vocabulary, options: TrainingOptions, teacher: TopicClassifier | None,
    base: TopicClassifier | None,
) -> tuple[Featuriser, TrainingSet]:  # fmt: skip
    """The featuriser that these articles give, and their features beside what is known beforehand.

    Args:
        teacher: an existing model, whose topics the new ones learn from.
        base: an existing model whose topics stay, and whose features do.

    Raises:
        UsageError: ``options.regions`` asks for other features than those of the base.
    """
    texts = labelled.articles
    counting, reading = (Phase(options.progress, phase, len(texts)).step for phase in (VOCABULARY, FEATURES))
    keywords = {label: vocabulary.keywords[label] for label in labelled.labels if label in vocabulary.keywords}
    terms = {term for found in find_keyword_terms(keywords).values() for term in found}
    if base is None:
        known, weak = _list_terms(teacher)
        if options.regions is False:
            known = {term for term in known if not is_region_column(term)}
        always = terms | {TITLE_MARK + term for term in terms} | known
        always |= set(list_region_columns() if options.regions else ())
        weak |= {} if options.vectors is None else options.vectors.get_idf()
        featuriser = Featuriser(opening=options.opening)
        blocks = featuriser.fit_transform(texts, always, options.min_count, weak=weak, steps=(counting, reading))
    else:
        if options.regions not in (None, has := any(map(is_region_column, base.featuriser.terms))):
            kind = "with" if has else "without"
            raise UsageError(
                f"`regions`: the features of the base model stay as they are, {kind} regions; leave it out"
            )
        featuriser = base.featuriser.extend(texts, terms, step=counting)
        blocks = featuriser.transform(texts, reading)
    scorers = [score_keywords(featuriser, keywords)] if keywords else []
    if teacher is not None:
        scorers.append(score_model(featuriser, teacher))
    if options.vectors is not None:
        scorers += score_vectors(featuriser, options.vectors)
    return featuriser, TrainingSet(blocks, mark_gold(labelled), scorers, featuriser.weak_columns())


def mark_gold(labelled: Labelled) -> Bools:
    """Which article has which topic, shape (articles, topics)."""
    column = {label: i for i, label in enumerate(labelled.labels)}
    gold = np.zeros((len(labelled.articles), len(labelled.labels)), bool)
    for row, topics in enumerate(labelled.topics):
        gold[row, [column[topic] for topic in topics if topic in column]] = True
    return gold


def find_keyword_terms(keywords: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The keywords as terms of the vocabulary: at most the first two content words of each."""
    found: dict[str, list[str]] = {}
    for topic, words in keywords.items():
        terms = (" ".join(extract_terms(word)[:2]) for word in words)
        found[topic] = list(dict.fromkeys(term for term in terms if term))
    return found


def score_keywords(featuriser: Featuriser, keywords: Mapping[str, Sequence[str]]) -> BaseScorer:
    """One function for each topic with keywords: the sum of the values of its keywords, in text and title."""
    columns = {term: i for i, term in enumerate(featuriser.terms) if featuriser.idf[i] > 0}
    places = [
        (columns[form], topic)
        for topic, terms in enumerate(find_keyword_terms(keywords).values())
        for term in terms
        for form in (term, TITLE_MARK + term)
        if form in columns
    ]
    rows, topics = zip(*places, strict=True) if places else ((), ())
    shape = (len(featuriser.terms), len(keywords))
    weights = csr_matrix((np.ones(len(places), np.float32), (rows, topics)), shape)
    return BaseScorer(weights, np.zeros((len(featuriser.centre), len(keywords))), KEYWORDS_WEIGHT)


def score_vectors(featuriser: Featuriser, vectors: TermVectors) -> list[BaseScorer]:
    """One function for each dimension of each space: the sum of the words' vectors, weighted by their idf there."""
    columns = {term: i for i, term in enumerate(featuriser.terms) if featuriser.idf[i] > 0}
    known = [(row, columns[term]) for row, term in enumerate(vectors.terms) if term in columns]
    rows, at = np.array(known, np.int64).reshape(-1, 2).T
    ratio = (vectors.idf[rows] / featuriser.idf[at])[:, None]
    found = []
    for space in vectors.spaces:
        terms = np.zeros((len(featuriser.terms), space.shape[1]), np.float32)
        terms[at] = ratio * space[rows]
        nothing = np.zeros((len(featuriser.centre), space.shape[1]))
        found.append(BaseScorer(terms, nothing, VECTORS_WEIGHT, as_one=True))
    return found


def score_model(featuriser: Featuriser, model: TopicClassifier) -> BaseScorer:
    """One function for each topic of an existing model, its weights carried over to the new vocabulary."""
    known = {term: i for i, term in enumerate(model.featuriser.terms) if model.featuriser.idf[i] > 0}
    columns = [i for i, term in enumerate(featuriser.terms) if featuriser.idf[i] > 0 and term in known]
    old = [known[featuriser.terms[i]] for i in columns]
    ratio = model.featuriser.idf[old] / featuriser.idf[columns]
    carried = diags(ratio) @ csr_matrix(model.terms[old])
    place = csr_matrix(
        (np.ones(len(columns), np.float32), (columns, range(len(columns)))), (len(featuriser.terms), len(columns))
    )
    return BaseScorer(csr_matrix(place @ carried), np.asarray(model.embedding, np.float64), MODEL_WEIGHT)


def _list_terms(model: TopicClassifier | None) -> tuple[set[str], dict[str, float]]:
    """The terms that a model has weights for, and separately its weak ones with their idf."""
    if model is None:
        return set(), {}
    featuriser = model.featuriser
    known = {term: float(idf) for term, idf in zip(featuriser.terms, featuriser.idf, strict=True) if idf > 0}
    # Where a medium is at home would tell of its other habits, too: it is for the topics that were taught it alone.
    known = {term: idf for term, idf in known.items() if not is_outlet_column(term)}
    weak = {term: known.pop(term) for term in featuriser.terms[slice(*featuriser.weak_columns())] if term in known}
    return set(known), weak


@dataclass
class Weights:
    """Weights of terms and embedding (features × topics) and bias (topics,)."""

    terms: TermWeights
    embedding: NDArray[Any]
    bias: NDArray[Any]

    def score(self, blocks: Blocks) -> NDArray[Any]:
        """Raw scores, shape (articles, topics)."""
        return np.asarray(multiply(blocks.terms, self.terms) + blocks.embedding @ self.embedding + self.bias)


class FoldSolver(Protocol):
    """Learns weights from some of the articles of a training set."""

    #: Type of its weights and scores.
    precision: type[np.float32] | type[np.float64]

    def fit(self, inside: Bools, step: Callable[[], None], /) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,)."""
        ...


class Solver(FoldSolver, Protocol):
    """A solver that can be prepared, and whose last fit may begin with the results of the earlier ones."""

    def count_steps(self, fits: int, /, *, prepared: bool) -> int:
        """How often ``fits`` fits, the last with ``last``, call ``step``, including ``prepare`` if there is one."""
        ...

    def prepare(self, inside: Bools, step: Callable[[], None], /) -> None:
        """Learn from articles that no fit will be scored on; later fits may begin with the result."""
        ...

    def fit(self, inside: Bools, step: Callable[[], None], /, *, last: bool = False) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,).

        Args:
            last: these are the final weights; the fit may begin with those of earlier fits.
        """
        ...


class LiblinearSolver:
    """One ``LinearSVC`` per topic, in parallel, with the log-count ratios of naive Bayes added to its weights.

    ``NewtonSolver`` goes without: the ratios would give a weight to every term that a topic's articles have.
    """

    precision = np.float64

    def __init__(self, data: TrainingSet, options: TrainingOptions, ratios_weight: float = RATIOS_WEIGHT) -> None:
        self._data, self._options, self._ratios_weight = data, options, ratios_weight

    def count_steps(self, fits: int, *, prepared: bool) -> int:  # noqa: ARG002
        """How often so many fits call ``step``."""
        return fits * int(self._data.gold.shape[1])

    def prepare(self, inside: Bools, step: Callable[[], None]) -> None:
        """Do nothing: liblinear always begins with nothing."""

    def fit(self, inside: Bools, step: Callable[[], None], *, last: bool = False) -> Weights:  # noqa: ARG002
        """Learn from the articles that are ``inside``, shape (articles,); the last fit is like the others."""
        from joblib import Parallel, delayed

        blocks, gold = take_rows(self._data.blocks, inside), self._data.gold[inside]
        stacks = [Stacked.fit(scorer, blocks) for scorer in self._data.scorers]
        stacked = [stack.transform(blocks) for stack in stacks]
        penalty, scale = choose_penalty(self._options.penalty, len(gold))
        taught = np.ones(blocks.terms.shape[1], bool)
        taught[slice(*self._data.weak)] = False
        own = blocks.terms[:, taught]
        features = hstack([own, csr_matrix(blocks.embedding * scale), *stacked]).tocsr()
        # Processes, not threads: liblinear draws from one random state per process, so threads would
        # disturb each other and the same seed would not give the same model.
        heavy = features.nnz * gold.shape[1] > _WORTH_PROCESSES
        results = Parallel(n_jobs=self._options.jobs if heavy else 1, return_as="generator")(
            delayed(_fit_topic)(features, gold[:, topic], penalty, self._options.seed) for topic in range(gold.shape[1])
        )
        weights = np.empty((features.shape[1], gold.shape[1]))
        bias: Doubles = np.empty(gold.shape[1])
        for topic, (coefficients, offset) in enumerate(results):
            weights[:, topic], bias[topic] = coefficients, offset
            step()
        widths = [own.shape[1], blocks.embedding.shape[1], *(block.shape[1] for block in stacked)]
        of_own, embedding, *learnt = np.split(weights, np.cumsum(widths)[:-1])
        ratios = self._ratios_weight * compute_log_ratios(own, gold)
        # As with stacked scores the mean is subtracted: 0 stays in the middle of the margin, where ``moving`` expects it.
        bias = bias - np.asarray(own.mean(axis=0) @ ratios).ravel()
        terms = np.zeros((len(taught), gold.shape[1]))
        terms[taught] = of_own + ratios
        embedding = embedding * scale
        for stack, weight in zip(stacks, learnt, strict=True):
            more_terms, more_embedding, offset = stack.fold(weight)
            terms, embedding, bias = terms + more_terms, embedding + more_embedding, bias + offset
        return Weights(round_weights(terms, _NEGLIGIBLE), embedding, bias)


def _fit_topic(features: csr_matrix, gold: Bools, penalty: float, seed: int) -> tuple[Doubles, float]:
    from sklearn.svm import LinearSVC

    if gold.all() or not gold.any():  # a fold without (or with nothing but) this topic
        return np.zeros(features.shape[1]), 1.0 if gold.all() else -1.0
    machine = LinearSVC(C=penalty, random_state=seed, tol=1e-3).fit(features, gold)
    return machine.coef_[0], float(machine.intercept_[0])


def compute_log_ratios(terms: csr_matrix, gold: Bools) -> Doubles:
    """How much commoner terms are in a topic's articles than in the others, shape (vocabulary, topics).

    A machine of few articles of its own learns little of words that only some of them have; the log-count ratio of naive
    Bayes knows them from a count alone. Wang and Manning, "Baselines and bigrams: simple, good sentiment and topic
    classification", ACL 2012, multiply the two; here they are added, which kept more (benchmarks/topics/LOG.md). Only
    what counts for a topic is kept: that a term is missing from a few articles means little.

    Args:
        terms: the block of terms, shape (articles, vocabulary).
        gold: which article has which topic, shape (articles, topics).
    """
    support = gold.sum(axis=0)
    sums = np.asarray(terms.sum(axis=0), np.float64).ravel()
    everywhere = sums / max(1, len(gold))
    ratios: Doubles = np.zeros((terms.shape[1], gold.shape[1]))
    known = everywhere > 0
    own = np.asarray((csr_matrix(gold.T.astype(np.float32)) @ terms).todense(), np.float64)
    for topic in np.flatnonzero((support > 0) & (support < len(gold))).tolist():
        # Halfway between the mean of the topic and that of all articles, since the former rests on few.
        inside = (own[topic] / support[topic] + everywhere) / 2
        outside = np.maximum((sums - own[topic]) / (len(gold) - support[topic]), _LEAST_SHARE * everywhere)
        ratios[known, topic] = np.maximum(np.log(inside[known] / outside[known]), 0)
    return ratios


def choose_penalty(penalty: float | None, articles: int) -> tuple[float, float]:
    """Penalty, unless one is given, and the embedding's weight for a number of articles."""
    many = articles >= MANY_ARTICLES
    suitable, scale = (PENALTY_MANY, EMBEDDING_MANY) if many else (PENALTY_FEW, EMBEDDING_FEW)
    return penalty or suitable, scale


def count_processors(jobs: int) -> int:
    """The number of processes or threads that ``jobs`` asks for: -1 is one per core, -2 one less."""
    return jobs if jobs > 0 else max(1, (os.cpu_count() or 1) + 1 + jobs)


def take_rows(blocks: Blocks, rows: Bools) -> Blocks:
    """The features of some articles."""
    return Blocks(blocks.terms[rows], blocks.embedding[rows])
