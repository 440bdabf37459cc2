"""About how long a training will take here, and how much memory: a sample is timed, the rest is reckoned.

Two parts of the sample are timed, so that what does not grow with the articles (the words of a teacher, the building
of tables) is not taken times their number. benchmarks/topics/LOG.md has the estimates beside real trainings.

What a training would do with its labelled articles, told before it is done.
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from newstagger._text.duplicates import group
from newstagger._training.classifiers import Options, gold_of, held_folds, solver_of, training_set
from newstagger._training.fitting import assign_folds
from newstagger._training.labels import MAX_LABEL, Vocabulary, ancestors, clean_labels, has_words, resolved, variants
from newstagger._training.solvers import NewtonSolver, Settings, TrainingSet, processors, worth_processes
from newstagger.article import Article, text_key

Bools = NDArray[np.bool_]
Labelled = Sequence[tuple[Article, list[str]]]

#: Articles and topics that are timed, and the part of the articles that is timed first.
_ARTICLES, _TOPICS, _PART = 600, 12, 3
#: The most terms that a vocabulary has: those of ``Featuriser.fit``.
_MOST_TERMS = 300_000
#: Bytes of an article while all are read; of each of its values, in the process that holds them and in each that
#: learns: scikit-learn and liblinear both copy what they are given.
_READING, _HELD, _COPIED = 6_000, 24, 28
#: Bytes of a weight at the end of a fit, with those into which stacked scores are folded.
_WEIGHT = 32
#: Of Newton's two rounds over a sample, what the second one is of the first; articles of others that a topic learns
#: from in a large training: drawn ones, and the share that come near its margin.
_SECOND_ROUND, _DRAWN, _NEAR = 0.1, 5_000, 0.05
#: A fit takes a little more than in proportion to its articles: they no longer fit into the caches.
_GROWTH = 1.1


@dataclass(frozen=True)
class Estimate:
    """About what a training needs.

    Attributes:
        features: seconds of reading the articles as numbers.
        fits: seconds of all fits.
        memory: bytes of all processes together, at the highest.
        sample: articles that were timed.
        processes: that learn at once.
    """

    features: float
    fits: float
    memory: float
    sample: int
    processes: int

    @property
    def seconds(self) -> float:
        """Of the whole training."""
        return self.features + self.fits


def estimate(labelled: Labelled, labels: Sequence[str], options: Options) -> Estimate:
    """Time a sample of the articles and reckon what all of them will take."""
    articles, cells = len(labelled), len(labelled) * len(labels)
    sample = [labelled[i] for i in _spread(articles, _ARTICLES)]
    parts = [sample[::_PART], sample]
    sizes = [len(part) for part in parts]
    _fit(_features(parts[0], labels, options), articles, cells, options)  # loads libraries and tables, untimed
    timed = [_timed(partial(_features, part, labels, options)) for part in parts]
    sets = [data for _, data in timed]
    fit = _timed(partial(_fit, sets[-1], articles, cells, options))[0]
    each = sets[-1].blocks.terms.nnz / sizes[-1] + sets[-1].blocks.embedding.shape[1]
    large = solver_of(cells) is NewtonSolver
    heavy = large or worth_processes(each * articles, len(labels))
    processes = min(processors(options.jobs), len(labels)) if heavy else 1
    reach = _newton_reach(articles, sets[-1]) if large else articles
    per_fit = fit * (reach / sizes[-1]) ** _GROWTH * len(labels) / len(_some_topics(sets[-1].gold))
    return Estimate(
        features=_reckoned(sizes, [seconds for seconds, _ in timed], articles),
        fits=per_fit * (held_folds(cells) + 1) / math.sqrt(processes),  # they share caches and memory
        memory=_memory(articles, each, _vocabulary(sizes, sets, articles) * len(labels), 1 if large else processes),
        sample=sizes[-1],
        processes=processes,
    )


def _spread(count: int, most: int) -> list[int]:
    """At most so many numbers below ``count``, evenly apart."""
    return [int(number) for number in np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))]


def _timed(what: Callable[[], TrainingSet]) -> tuple[float, TrainingSet]:
    begin = time.perf_counter()
    found = what()
    return time.perf_counter() - begin, found


def _features(sample: Labelled, labels: Sequence[str], options: Options) -> TrainingSet:
    """A sample as numbers, its near-duplicates looked for as in a training."""
    texts = [article for article, _ in sample]
    assign_folds(texts, options.seed, by_source=options.by_source)
    return training_set(texts, gold_of(sample, labels), labels, options)[1]


def _fit(data: TrainingSet, articles: int, cells: int, options: Options) -> TrainingSet:
    """One fit of some topics by what will learn from so many articles times topics, with their penalty."""
    some = replace(data, gold=data.gold[:, _some_topics(data.gold)])
    settings = Settings(options.penalty, options.seed, 1, lambda: None)
    settings = replace(settings, penalty=settings.of(articles)[0])
    solver_of(cells)(some, settings).fit(np.ones(len(some.gold), bool))
    return data


def _some_topics(gold: Bools) -> NDArray[np.int64]:
    """Columns of some topics, from rare to frequent, that the sample has articles of."""
    support = gold.sum(axis=0)
    there = np.argsort(support, kind="stable")
    there = there[support[there] > 0] if support.any() else there
    return np.asarray(there[_spread(len(there), _TOPICS)])


def _reckoned(sizes: Sequence[int], seconds: Sequence[float], articles: float) -> float:
    """Seconds for all articles on the line through two timings; never less than in proportion to what grows."""
    (few, many), (first, last) = sizes, seconds
    if articles <= many or few == many:
        return last * min(1.0, articles / many)
    slope = min(max((last - first) / (many - few), last / many / 2), last / many)  # between half of it and all
    return last + slope * (articles - many)


def _newton_reach(articles: int, data: TrainingSet) -> float:
    """As many articles as the sample would need for a topic to learn from as many of them as in a large training."""
    own = data.gold.sum() / max(1, data.gold.shape[1]) / len(data.gold) * articles
    return float((2 * own + min(_DRAWN, articles) + _NEAR * articles) / (1 + _SECOND_ROUND))


def _vocabulary(sizes: Sequence[int], sets: Sequence[TrainingSet], articles: int) -> float:
    """Terms that all articles will have: they grow with a power of the articles (Heaps' law)."""
    few, many = (data.blocks.terms.shape[1] for data in sets)
    if sizes[0] == sizes[1] or many <= few:
        return float(many)
    # What a teacher knows is there from the start: only the terms of the sample itself grow.
    own = [len(np.unique(data.blocks.terms.indices)) for data in sets]
    power = min(1.0, math.log(max(own[1], 2) / max(own[0], 1)) / math.log(sizes[1] / sizes[0]))
    return float(min(many + own[1] * ((articles / sizes[1]) ** power - 1), max(many, _MOST_TERMS)))


def _memory(articles: int, values: float, weights: float, processes: int) -> float:
    """Bytes: what this process has now, the articles as they are read, what learns from them, and the weights."""
    learning = articles * values * (_HELD + _COPIED * processes) + weights * _WEIGHT
    return _resident() * processes + max(articles * (_READING + values * _HELD), learning)


def _resident() -> float:
    """Bytes that this process has had at most; on systems that do not say, what the libraries usually take."""
    try:
        import resource
    except ImportError:
        return 4e8
    # In kilobytes, but on macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


@dataclass
class Preview:
    """A training that has not happened.

    Attributes:
        articles: how many were given.
        unlabelled, empty: of these, left out since nobody labelled them, or since they have no words.
        labelled: learnt from; ``without`` of them have none of the topics, which teaches too.
        repeated, similar: of the labelled ones, those with the very words of an earlier one, and further ones that
            nearly repeat one: all are learnt from, but are kept in one fold.
        learnt: topic to its articles.
        known: of these, the topics that the base has already.
        stay: topics of the base that stay as they are.
        left_out: label to the reason why it would be no topic.
        aliases: (spelling, topic it would count for) to articles.
        parents: topic to the articles that it would be added to, since a topic of theirs implies it.
        dropped: label that the topics file drops, to articles.
        merge: spellings that differ by case or accents only and stay apart, most frequent first.
        estimate: about how long it would take, and how much memory.
    """

    articles: int
    unlabelled: int
    empty: int
    labelled: int
    without: int
    repeated: int
    similar: int
    learnt: dict[str, int]
    known: list[str]
    stay: list[str]
    left_out: dict[str, str]
    aliases: Counter[tuple[str, str]] = field(default_factory=Counter)
    parents: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    merge: list[list[str]] = field(default_factory=list)
    estimate: Estimate | None = None


def preview(articles: Sequence[Article], options: Options) -> Preview:
    """What ``train_classifier`` would learn from these articles, and about how long it would take.

    Raises:
        LabelError: nothing can be learnt, as ``train_classifier`` would say.
    """
    labelled, labels, left_out = clean_labels(articles, options.vocabulary, options.min_articles)
    counts = Counter(topic for _, topics in labelled for topic in topics)
    texts = [article for article, _ in labelled]
    repeated, similar = _repeats(texts)
    base = [topic.label for topic in options.base.topics] if options.base else []
    found = Preview(
        articles=len(articles),
        unlabelled=sum(article.topics is None for article in articles),
        empty=sum(article.topics is not None and not has_words(article) for article in articles),
        labelled=len(labelled),
        without=sum(not topics for _, topics in labelled),
        repeated=repeated,
        similar=similar,
        learnt={label: counts[label] for label in labels},
        known=[label for label in labels if label in base],
        stay=[label for label in base if label not in labels],
        left_out=left_out,
        merge=variants(articles),
        estimate=estimate(labelled, labels, options),
    )
    for article in texts:
        _count(article, options.vocabulary, found)
    return found


def _repeats(texts: Sequence[Article]) -> tuple[int, int]:
    """Articles with the words of an earlier one, and others that nearly repeat one."""
    firsts = group(texts)
    same = len(texts) - len({text_key(article) for article in texts})
    near = int((firsts != np.arange(len(texts))).sum())
    return same, max(0, near - same)


def _count(article: Article, vocabulary: Vocabulary, found: Preview) -> None:
    """Add what becomes of the labels of one article."""
    written = {" ".join(raw.split()) for raw in article.topics or ()}
    own = {resolved(raw, vocabulary) for raw in written}
    for raw in written:
        label = resolved(raw, vocabulary)
        if label in vocabulary.drop:
            found.dropped[label] += 1
        elif raw != label:
            found.aliases[raw, label] += 1
    kept = {label for label in own if label and label not in vocabulary.drop and len(label) <= MAX_LABEL}
    implied = {parent for label in kept for parent in ancestors(label, vocabulary.parents)}
    found.parents.update(implied - kept)
