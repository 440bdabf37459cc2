"""Labels as they come in life: spaces, spellings, parents, too few articles, too many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from newstagger._text.normalise import fold
from newstagger._topics.classifier import TopicInfo
from newstagger.article import Article
from newstagger.errors import LabelError

#: Longest label that is taken for a topic, in code points.
MAX_LABEL = 200


@dataclass(frozen=True)
class Vocabulary:
    """What a topics file says of the topics.

    Attributes:
        aliases: spelling to the topic's label.
        parents: topic to the topics that it implies.
        definitions, codes: by topic.
        keywords: topic to words and pairs of words that speak for it; the classifier learns from
            the labelled articles how far to trust them, which helps where articles are few.
        drop: labels that are no topics.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


def clean_labels(
    articles: Sequence[Article], vocabulary: Vocabulary, min_articles: int
) -> tuple[list[tuple[Article, list[str]]], list[str], dict[str, str]]:
    """Articles with their cleaned labels, the labels that stay, and why others do not."""
    labelled: list[tuple[Article, list[str]]] = []
    left_out: dict[str, str] = {}
    for article in articles:
        if article.topics is None or not has_words(article):
            continue
        topics: list[str] = []
        for raw in article.topics:
            label = resolved(raw, vocabulary)
            if not label or label in vocabulary.drop:
                continue
            if len(label) > MAX_LABEL:
                left_out[label[:40] + "…"] = f"longer than {MAX_LABEL} characters"
                continue
            for topic in [label, *ancestors(label, vocabulary.parents)]:
                if topic not in topics:
                    topics.append(topic)
        labelled.append((article, topics))
    if not any(topics for _, topics in labelled):
        raise LabelError("no article has topics: each needs a field « topics » with a list of labels")
    counts = Counter(topic for _, topics in labelled for topic in topics)
    stay = []
    for label in sorted(counts):
        if counts[label] < min_articles:
            number = "1 article" if counts[label] == 1 else f"{counts[label]} articles"
            left_out[label] = f"{number}, fewer than {min_articles}"
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
            f"no topic has {min_articles} articles (the commonest, « {counts.most_common(1)[0][0]} », "
            f"has {counts.most_common(1)[0][1]}); label more articles or lower --min-articles"
        )
    return labelled, stay, left_out


def has_words(article: Article) -> bool:
    """Is there anything to learn from, in text or title?"""
    return bool(article.text.strip() or (article.title or "").strip())


def resolved(raw: str, vocabulary: Vocabulary) -> str:
    """A label without needless spaces, an alias as the topic that it stands for."""
    label = " ".join(raw.split())
    return vocabulary.aliases.get(label, vocabulary.aliases.get(fold(label), label))


def ancestors(label: str, parents: dict[str, tuple[str, ...]]) -> list[str]:
    """The topics that a topic implies, and those that they imply."""
    found: list[str] = []
    waiting = list(parents.get(label, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in found and parent != label:
            found.append(parent)
            waiting.extend(parents.get(parent, ()))
    return found


def describe(
    labels: list[str], labelled: list[tuple[Article, list[str]]], vocabulary: Vocabulary, others: Sequence[str] = ()
) -> list[TopicInfo]:
    """What the model will know of its topics; thresholds are still to be tuned.

    Args:
        others: topics that the model has besides, which may be parents too.
    """
    known = {*labels, *others}
    counts = Counter(topic for _, topics in labelled for topic in topics)
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
        for label in labels
    ]


def variants(articles: Sequence[Article]) -> list[list[str]]:
    """Labels that differ by case, accents or spaces only."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for label in article.topics or ():
            if len(label) <= MAX_LABEL:
                groups[fold(" ".join(label.split()))][label] += 1
    return [[label for label, _ in group.most_common()] for _, group in sorted(groups.items()) if len(group) > 1]
