"""Cleaning the labels of articles: spaces, spellings, parents, too few articles, too many, likely errors.

Also a preview of a training, which only looks at the labels.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger._text.duplicates import group
from newstagger._text.normalise import fold
from newstagger._topics.thresholds import TopicInfo
from newstagger.article import Article, text_key
from newstagger.errors import LabelError

_LOGGER = logging.getLogger("newstagger.training")
#: What follows if articles are evaluated against tags of newstagger.
AGAINST_ITSELF = "the scores compare newstagger with itself"
#: Maximum length of a topic's label, in code points.
MAX_LABEL = 200


@dataclass(frozen=True)
class Vocabulary:
    """The content of a topics file.

    Attributes:
        aliases: spelling to the topic's label.
        parents: topic to the topics that it implies.
        definitions, codes: by topic.
        keywords: topic to words and pairs of words that count for it; the classifier learns from
            the labelled articles how far to trust them, which helps if there are few articles.
        drop: labels that are not topics.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


class Labelled(NamedTuple):
    """Articles to learn from, and their topics.

    Attributes:
        articles: those that are labelled and have words.
        topics: of each article, aliases resolved and parents added.
        labels: the topics that there are enough articles for, in alphabetical order.
        left_out: other labels and why they are not topics.
    """

    articles: list[Article]
    topics: list[list[str]]
    labels: list[str]
    left_out: dict[str, str]

    def count_topics(self) -> Counter[str]:
        """How many articles have each topic."""
        return Counter(topic for topics in self.topics for topic in topics)


def warn_of_tags(articles: Sequence[Article], consequence: str) -> None:
    """Warn of articles whose gold is what newstagger gave them.

    Args:
        consequence: what follows if nobody corrected it, for the message.
    """
    labelled = [article for article in articles if article.topics is not None or article.gold]
    tagged = sum(article.tagged for article in labelled)
    if tagged:
        _LOGGER.warning(
            "%d of %d labelled articles are records that newstagger itself tagged; unless somebody corrected their topics "
            "and dates, %s", tagged, len(labelled), consequence,
        )  # fmt: skip


def clean_labels(articles: Sequence[Article], vocabulary: Vocabulary, min_articles: int) -> Labelled:
    """Clean the labels of articles and choose the topics that can be learnt.

    Raises:
        LabelError: there are none; the message says why.
    """
    labelled = [article for article in articles if article.topics is not None and has_words(article)]
    found = [clean_topics(article.topics or (), vocabulary) for article in labelled]
    left_out = {label[:40] + "…": f"longer than {MAX_LABEL} characters" for _, long in found for label in long}
    topics = [kept for kept, _ in found]
    counts = Counter(topic for kept in topics for topic in kept)
    labels, refused = _choose_labels(counts, len(labelled), min_articles)
    if not labels:
        raise LabelError(_explain_no_labels(counts, len(labelled), min_articles))
    return Labelled(labelled, topics, labels, {**left_out, **refused})


def clean_topics(labels: Sequence[str], vocabulary: Vocabulary) -> tuple[list[str], list[str]]:
    """The topics that labels stand for, parents included, and labels that are too long to be topics."""
    topics: dict[str, None] = {}
    too_long = []
    for raw in labels:
        label = resolve_alias(raw, vocabulary)
        if not label or label in vocabulary.drop:
            continue
        if len(label) > MAX_LABEL:
            too_long.append(label)
        else:
            topics.update(dict.fromkeys([label, *find_ancestors(label, vocabulary.parents)]))
    return list(topics), too_long


def _choose_labels(counts: Counter[str], articles: int, min_articles: int) -> tuple[list[str], dict[str, str]]:
    """The labels that can be learnt, and why the others cannot."""
    labels, refused = [], {}
    for label in sorted(counts):
        if counts[label] < min_articles:
            number = "1 article" if counts[label] == 1 else f"{counts[label]} articles"
            refused[label] = f"{number}, fewer than {min_articles}"
        elif counts[label] == articles:
            refused[label] = "every article has it: there is nothing to distinguish"
        else:
            labels.append(label)
    return labels, refused


def _explain_no_labels(counts: Counter[str], articles: int, min_articles: int) -> str:
    if not counts:
        return "no article has topics: each needs a field `topics` with a list of labels"
    if len(counts) == 1 and counts.total() == articles:
        return f'every article has the one topic "{next(iter(counts))}": there is nothing to distinguish'
    if all(count == articles for count in counts.values()):
        return "every article has every topic: there is nothing to distinguish"
    label, count = counts.most_common(1)[0]
    return (
        f'no topic has {min_articles} articles (the most frequent, "{label}", has {count}); '
        "label more articles or lower min_articles"
    )


def has_words(article: Article) -> bool:
    """Is there anything to learn from, in text or title?"""
    return bool(article.text.strip() or (article.title or "").strip())


def resolve_alias(raw: str, vocabulary: Vocabulary) -> str:
    """A label without superfluous spaces; for an alias, its topic."""
    label = " ".join(raw.split())
    return vocabulary.aliases.get(label, vocabulary.aliases.get(fold(label), label))


def describe_vocabulary(topics: Sequence[TopicInfo]) -> Vocabulary:
    """What a model knows of the names of its topics: aliases, codes, spellings with other accents or capitals, parents."""
    labels = {topic.label for topic in topics}
    names: dict[str, str] = {}
    for topic in topics:
        for name in (*topic.aliases, *([topic.code] if topic.code else ()), fold(topic.label)):
            if name not in labels:
                names.setdefault(name, topic.label)
    return Vocabulary(aliases=names, parents={topic.label: tuple(topic.parents) for topic in topics if topic.parents})


def find_ancestors(label: str, parents: dict[str, tuple[str, ...]]) -> list[str]:
    """The topics that a topic implies, and those that they imply."""
    found: list[str] = []
    waiting = list(parents.get(label, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in found and parent != label:
            found.append(parent)
            waiting.extend(parents.get(parent, ()))
    return found


def describe_topics(labelled: Labelled, vocabulary: Vocabulary, others: Sequence[str] = ()) -> list[TopicInfo]:
    """What the model will know of its topics; thresholds are still to be tuned.

    Args:
        others: further topics of the model, which may be parents too.
    """
    known, counts = {*labelled.labels, *others}, labelled.count_topics()
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, label in vocabulary.aliases.items():
        aliases[label].append(alias)
    return [
        TopicInfo(
            label,
            0.5,
            counts[label],
            tuple(p for p in vocabulary.parents.get(label, ()) if p in known),
            tuple(aliases[label]),
            vocabulary.codes.get(label),
            vocabulary.definitions.get(label, ""),
        )
        for label in labelled.labels
    ]


def find_variants(articles: Sequence[Article]) -> list[list[str]]:
    """Labels that differ by case, accents or spaces only."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for label in article.topics or ():
            if len(label) <= MAX_LABEL:
                spellings[fold(" ".join(label.split()))][label] += 1
    return [[label for label, _ in counts.most_common()] for _, counts in sorted(spellings.items()) if len(counts) > 1]


@dataclass
class Preview:
    """What a training would do.

    Attributes:
        articles: how many were given.
        unlabelled, empty: how many of these were left out because they have no labels, or no words.
        labelled: learnt from; ``without`` of them have none of the topics, which teaches too.
        repeated, similar: of the labelled ones, those with exactly the words of an earlier one, and further ones that
            nearly repeat one: all are learnt from, but are kept in one fold.
        learnt: topic to its articles.
        known: of these, the topics that the base has already.
        unchanged: topics of the base that stay as they are.
        left_out: label to the reason why it would not be a topic.
        aliases: (spelling, topic it would count for) to articles.
        parents: topic to the articles that it would be added to, since a topic of theirs implies it.
        dropped: label that the topics file drops, to articles.
        merge: spellings that differ only by case or accents and remain separate topics, most frequent first.
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
    unchanged: list[str]
    left_out: dict[str, str]
    aliases: Counter[tuple[str, str]] = field(default_factory=Counter)
    parents: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    merge: list[list[str]] = field(default_factory=list)


def preview(articles: Sequence[Article], vocabulary: Vocabulary, min_articles: int, base: Sequence[str]) -> Preview:
    """What would be learnt from these articles.

    Args:
        base: topics of the model that is added to.

    Raises:
        LabelError: nothing can be learnt from these labels; the message says why.
    """
    labelled = clean_labels(articles, vocabulary, min_articles)
    counts = labelled.count_topics()
    repeated, similar = _count_repeats(labelled.articles)
    found = Preview(
        articles=len(articles),
        unlabelled=sum(article.topics is None for article in articles),
        empty=sum(article.topics is not None and not has_words(article) for article in articles),
        labelled=len(labelled.articles),
        without=sum(not topics for topics in labelled.topics),
        repeated=repeated,
        similar=similar,
        learnt={label: counts[label] for label in labelled.labels},
        known=[label for label in labelled.labels if label in base],
        unchanged=[label for label in base if label not in labelled.labels],
        left_out=labelled.left_out,
        merge=find_variants(articles),
    )
    for article in labelled.articles:
        _count_changes(article, vocabulary, found)
    return found


def _count_repeats(texts: Sequence[Article]) -> tuple[int, int]:
    """Articles with the words of an earlier one, and others that nearly repeat one."""
    firsts = group(texts)
    same = len(texts) - len({text_key(article) for article in texts})
    near = int((firsts != np.arange(len(texts))).sum())
    return same, max(0, near - same)


def _count_changes(article: Article, vocabulary: Vocabulary, found: Preview) -> None:
    """Add what becomes of the labels of one article."""
    written = {" ".join(raw.split()) for raw in article.topics or ()}
    own = {resolve_alias(raw, vocabulary) for raw in written}
    for raw in written:
        label = resolve_alias(raw, vocabulary)
        if label in vocabulary.drop:
            found.dropped[label] += 1
        elif raw != label:
            found.aliases[raw, label] += 1
    found.parents.update(set(clean_topics(list(own), vocabulary)[0]) - (own - vocabulary.drop))


#: Number of likely errors listed: more than an editor looks through.
MOST_ERRORS = 500


class LikelyError(NamedTuple):
    """A label to be looked at again.

    Attributes:
        article: id of the article.
        title: its title, or the beginning of its text.
        topic: the label in question.
        proposal: "remove" if the article has it, otherwise "add".
        score: out-of-fold probability of the topic.
        usual: mean probability of the topic's own articles.
    """

    article: str
    title: str
    topic: str
    proposal: str
    score: float
    usual: float


def find_label_errors(
    articles: Sequence[Article],
    labels: Sequence[str],
    gold: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    thresholds: NDArray[np.float64],
) -> list[LikelyError]:
    """The labels that are likely wrong since out-of-fold probabilities contradict them, the clearest cases first.

    As in confident learning (Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset
    labels", JAIR 2021), the out-of-fold probability is compared with what is usual for the topic.

    Args:
        gold, probabilities: shape (articles, topics).
        thresholds: at or above which a topic is given, shape (topics,).
    """
    counts = np.maximum(gold.sum(axis=0), 1)
    usual = (probabilities * gold).sum(axis=0) / counts
    # To be added: as sure as the topic's own articles are. To be removed: far below the threshold.
    contradicted = np.where(gold, probabilities < thresholds / 2, probabilities >= np.maximum(usual, thresholds))
    rows, topics = np.nonzero(contradicted)
    contradiction = np.abs(probabilities[rows, topics] - thresholds[topics])
    found = []
    for at in np.argsort(-contradiction, kind="stable")[:MOST_ERRORS]:
        if contradiction[at] <= 0:
            break
        row, topic = rows[at], topics[at]
        article = articles[row]
        title = article.title or " ".join(article.text[:120].split())
        proposal = "remove" if gold[row, topic] else "add"
        found.append(
            LikelyError(
                article.id,
                title,
                labels[topic],
                proposal,
                round(float(probabilities[row, topic]), 4),
                round(float(usual[topic]), 4),
            )
        )
    return found
