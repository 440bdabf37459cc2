"""Labelled articles -> a topic classifier that knows how good it is."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.errors import LabelError
from newstagger.normalise import fold
from newstagger.topics.classifier import TopicClassifier, TopicInfo
from newstagger.topics.evaluation import TopicScores, compare
from newstagger.topics.features import Blocks, Featuriser
from newstagger.topics.thresholds import calibrate, probability, tune

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
#: Called with (steps done, steps in all).
Progress = Callable[[int, int], None]

#: Penalty of the support vector machines; benchmarks/topics/LOG.md has the trials.
PENALTY = 0.3
FOLDS = 5
#: Longest label that is taken for a topic, in code points.
MAX_LABEL = 200


@dataclass(frozen=True)
class Vocabulary:
    """What a topics file says of the topics.

    Attributes:
        aliases: spelling to the topic's label.
        parents: topic to the topics that it implies.
        definitions, codes: by topic.
        drop: labels that are no topics.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Options:
    """How to train.

    Attributes:
        min_articles: topics with fewer articles are left out.
        seed: of the folds and the solver; the same seed gives the same model.
        jobs: threads, -1 for all cores.
        vocabulary: what a topics file says.
    """

    min_articles: int = 5
    seed: int = 0
    jobs: int = -1
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


@dataclass
class Trained:
    """A classifier and what was learnt about it.

    Attributes:
        classifier: the result.
        scores: its table.
        left_out: label to the reason why it is no topic of the model.
        merge: proposals: spellings that differ by case or accents only, most frequent first.
        articles: labelled articles that were used.
    """

    classifier: TopicClassifier
    scores: TopicScores
    left_out: dict[str, str]
    merge: list[list[str]]
    articles: int


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
    labelled, labels, left_out = _labels(articles, options)
    infos = _infos(labels, labelled, options.vocabulary)
    column = {info.label: i for i, info in enumerate(infos)}
    gold = np.zeros((len(labelled), len(infos)), bool)
    for row, (_, topics) in enumerate(labelled):
        for topic in topics:
            if topic in column:
                gold[row, column[topic]] = True
    single = bool((gold.sum(axis=1) <= 1).all()) and len(infos) > 1
    texts = [article for article, _ in labelled]
    featuriser = Featuriser().fit(texts)
    blocks = featuriser.transform(texts)
    folds = _folds(texts, options.seed)
    steps = len(infos) * (FOLDS + 1)
    counter = _Counter(progress, steps)
    held_out = np.zeros(gold.shape)
    for fold_number in range(FOLDS):
        inside = folds != fold_number
        if inside.all() or not inside.any():
            continue
        weights, bias = _fit(_take(blocks, inside), gold[inside], options, counter)
        held_out[~inside] = _score(_take(blocks, ~inside), weights, bias)
    curves = calibrate(gold, held_out)
    chances = probability(held_out, curves)
    thresholds = tune(gold, chances)
    weights, bias = _fit(blocks, gold, options, counter)
    used = np.abs(weights[: len(featuriser.terms)]).max(axis=1) > 0
    used |= featuriser.frequency > 0
    topics_ = [
        TopicInfo(**{**vars(info), "threshold": round(float(t), 6)}) for info, t in zip(infos, thresholds, strict=True)
    ]
    classifier = TopicClassifier(
        topics_,
        featuriser.keep(used),
        weights[: len(featuriser.terms)][used].astype(np.float32),
        weights[len(featuriser.terms) :].astype(np.float32),
        bias.astype(np.float32),
        np.round(curves, 6),
        single,
    )
    scores = _judge(classifier, gold, chances, validation)
    return Trained(classifier, scores, left_out, _variants(articles), len(labelled))


class _Counter:
    """Counts the machines trained and tells the progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _labels(
    articles: Sequence[Article], options: Options
) -> tuple[list[tuple[Article, list[str]]], list[str], dict[str, str]]:
    """Articles with their cleaned labels, the labels that stay, and why others do not."""
    vocabulary = options.vocabulary
    labelled: list[tuple[Article, list[str]]] = []
    left_out: dict[str, str] = {}
    for article in articles:
        if article.topics is None or not (article.text.strip() or (article.title or "").strip()):
            continue
        topics: list[str] = []
        for raw in article.topics:
            label = " ".join(raw.split())
            label = vocabulary.aliases.get(label, vocabulary.aliases.get(fold(label), label))
            if not label or label in vocabulary.drop:
                continue
            if len(label) > MAX_LABEL:
                left_out[label[:40] + "…"] = f"longer than {MAX_LABEL} characters"
                continue
            for topic in [label, *_ancestors(label, vocabulary.parents)]:
                if topic not in topics:
                    topics.append(topic)
        labelled.append((article, topics))
    if not any(topics for _, topics in labelled):
        raise LabelError("no article has topics: each needs a field « topics » with a list of labels")
    counts = Counter(topic for _, topics in labelled for topic in topics)
    stay = []
    for label in sorted(counts):
        if counts[label] < options.min_articles:
            left_out[label] = f"{counts[label]} articles, fewer than {options.min_articles}"
        elif counts[label] == len(labelled):
            left_out[label] = "every article has it: nothing to tell apart"
        else:
            stay.append(label)
    if not stay:
        if len(counts) == 1 and counts.total() == len(labelled):
            raise LabelError(f"every article has the one topic « {next(iter(counts))} »: nothing to tell apart")
        if all(n == len(labelled) for n in counts.values()):
            raise LabelError("every article has every topic: nothing to tell apart")
        raise LabelError(
            f"no topic has {options.min_articles} articles (the commonest, « {counts.most_common(1)[0][0]} », "
            f"has {counts.most_common(1)[0][1]}); label more articles or lower --min-articles"
        )
    return labelled, stay, left_out


def _ancestors(label: str, parents: dict[str, tuple[str, ...]]) -> list[str]:
    found: list[str] = []
    waiting = list(parents.get(label, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in found and parent != label:
            found.append(parent)
            waiting.extend(parents.get(parent, ()))
    return found


def _infos(labels: list[str], labelled: list[tuple[Article, list[str]]], vocabulary: Vocabulary) -> list[TopicInfo]:
    counts = Counter(topic for _, topics in labelled for topic in topics)
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, label in vocabulary.aliases.items():
        aliases[label].append(alias)
    return [
        TopicInfo(
            label,
            0.5,
            counts[label],
            tuple(p for p in vocabulary.parents.get(label, ()) if p in labels),
            tuple(aliases[label]),
            vocabulary.codes.get(label),
            vocabulary.definitions.get(label, ""),
        )
        for label in labels
    ]


def _variants(articles: Sequence[Article]) -> list[list[str]]:
    """Labels that differ by case, accents or spaces only."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for label in article.topics or ():
            if len(label) <= MAX_LABEL:
                groups[fold(" ".join(label.split()))][label] += 1
    return [[label for label, _ in group.most_common()] for _, group in sorted(groups.items()) if len(group) > 1]


def _folds(articles: Sequence[Article], seed: int) -> NDArray[np.int64]:
    """The fold of each article; the same text, whatever its case or spacing, is always in the same."""

    def number(article: Article) -> int:
        start = " ".join(fold(f"{article.title or ''} {article.text}"[:2000]).split())[:300]
        return int.from_bytes(hashlib.sha256(f"{seed}:{start}".encode("utf-8", "replace")).digest()[:8], "big") % FOLDS

    return np.array([number(article) for article in articles])


def _take(blocks: Blocks, rows: Bools) -> Blocks:
    return Blocks(blocks.terms[rows], blocks.sense[rows])


def _fit(blocks: Blocks, gold: Bools, options: Options, counter: _Counter) -> tuple[Doubles, Doubles]:
    """Weights (features × topics) and bias of one linear support vector machine a topic."""
    from joblib import Parallel, delayed
    from scipy.sparse import csr_matrix, hstack

    features = hstack([blocks.terms, csr_matrix(blocks.sense)]).tocsr()
    results = Parallel(n_jobs=options.jobs, prefer="threads", return_as="generator")(
        delayed(_fit_one)(features, gold[:, topic], options.seed) for topic in range(gold.shape[1])
    )
    weights = np.empty((features.shape[1], gold.shape[1]))
    bias = np.empty(gold.shape[1])
    for topic, (coefficients, offset) in enumerate(results):
        weights[:, topic], bias[topic] = coefficients, offset
        counter.step()
    return weights, bias


def _fit_one(features: object, gold: Bools, seed: int) -> tuple[Doubles, float]:
    from sklearn.svm import LinearSVC

    if gold.all() or not gold.any():  # a fold without (or with nothing but) this topic
        return np.zeros(features.shape[1]), 1.0 if gold.all() else -1.0  # type: ignore[attr-defined]
    machine = LinearSVC(C=PENALTY, random_state=seed, tol=1e-3).fit(features, gold)
    return machine.coef_[0], float(machine.intercept_[0])


def _score(blocks: Blocks, weights: Doubles, bias: Doubles) -> Doubles:
    width = blocks.terms.shape[1]
    return np.asarray(blocks.terms @ weights[:width] + blocks.sense @ weights[width:] + bias)


def _judge(
    classifier: TopicClassifier, gold: Bools, chances: Doubles, validation: Sequence[Article] | None
) -> TopicScores:
    labels = [topic.label for topic in classifier.topics]
    thresholds = {topic.label: topic.threshold for topic in classifier.topics}
    if validation:
        judged = [article for article in validation if article.topics is not None]
        given = [[t.label for t in topics] for topics in classifier.assign(judged, evidence=False)]
        how = "on the validation articles"
        return compare([article.topics or [] for article in judged], given, thresholds, how)
    want = [[labels[i] for i in np.flatnonzero(row)] for row in gold]
    if classifier.single:
        got = [[labels[int(np.argmax(row))]] for row in chances]
    else:
        limits = np.array([topic.threshold for topic in classifier.topics])
        got = [[labels[i] for i in np.flatnonzero(row >= limits)] for row in chances]
    return compare(want, got, thresholds, f"{FOLDS}-fold cross-validation; thresholds tuned on the same scores")
