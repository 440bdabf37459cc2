"""What a training would do with its labelled articles, told before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from newstagger.article import Article, text_key
from newstagger.topics.duplicates import groups
from newstagger.topics.estimate import Estimate, estimate
from newstagger.topics.labels import (
    MAX_LABEL,
    Vocabulary,
    ancestors,
    clean_labels,
    has_words,
    resolved,
    variants,
)
from newstagger.topics.training import Options


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
    firsts = groups(texts)
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
