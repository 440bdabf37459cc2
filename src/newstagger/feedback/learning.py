"""What editors' corrections teach: further labelled articles, and topics moved by verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from newstagger.article import Article
from newstagger.feedback.names import kinds
from newstagger.feedback.store import Corrected, key_of
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.correcting import correct

#: Parts that corrections are cut into to see what they give: each is judged by what the others taught.
PARTS = 5


@dataclass
class Lesson:
    """What corrections gave.

    Attributes:
        articles, verdicts: how many were learnt from; a verdict is on one topic of one article.
        before, after: of these verdicts, how many contradict the model, before and after it learnt from the others
            (each fifth of the articles judged by what the rest taught); None with fewer than ``PARTS`` articles.
        names: names that got a kind.
        pairs: pairs of names that are one, or two.
        texts: titles and texts whose names were judged.
        tuned: F1 of names in a fifth of these that was held out, before the recogniser learnt from the others and after;
            None where it was not to learn, or there are too few.
        left_out: topics that editors added, to the reason why they are no topics of the model.
    """

    articles: int
    verdicts: int
    before: int | None = None
    after: int | None = None
    names: int = 0
    pairs: int = 0
    texts: int = 0
    tuned: tuple[float, float] | None = None
    left_out: dict[str, str] = field(default_factory=dict)


def with_corrections(
    articles: Sequence[Article], corrected: Sequence[Corrected], base: TopicClassifier | None, min_articles: int
) -> list[Article]:
    """Labelled articles to train on, those that editors judged among them; empty where nothing is to be trained.

    An article that was corrected takes the place of the same article as it was labelled. Of its topics those count
    that are being trained: labels of ``articles``, and those that the base lacks.
    """
    judged = [found for found in corrected if found.read or found.topics]
    trained = _labels(articles) | (_added(judged) - _known(base))
    new = Counter(label for found in judged for label in set(found.labels) & trained)
    # A new topic that every judged article has cannot be told from anything.
    if not articles and not any(min_articles <= count < len(judged) for count in new.values()):
        return []
    replaced = {key_of(found.article) for found in judged}
    kept = [article for article in articles if key_of(article) not in replaced]
    more = [replace(found.article, topics=[label for label in found.labels if label in trained]) for found in judged]
    return kept + more


def learn_corrections(
    classifier: TopicClassifier,
    corrected: Sequence[Corrected],
    articles: Sequence[Article],
    base: TopicClassifier | None,
    min_articles: int,
) -> tuple[TopicClassifier, Lesson]:
    """Topics that came from the base, moved by the verdicts, and what that gave.

    Args:
        classifier: after training; it has the base's topics.
        articles: what was labelled besides; topics that it names have been learnt from the corrections already.
    """
    judged = [found for found in corrected if found.read or found.topics]
    present = _known(classifier)
    moved = (_known(base) & present) - _labels(articles)
    lesson = Lesson(len(judged), 0, names=len(kinds(corrected)))
    counts = Counter(label for found in judged for label in found.labels)
    lesson.left_out = {
        label: f"added to {counts[label]} articles, fewer than {min_articles}"
        if counts[label] < min_articles
        else f"added to all {counts[label]} articles that were judged: judge some that do not have it"
        for label in sorted(_added(judged) - present)
    }
    texts = [found.article for found in judged]
    verdicts = [found.verdicts(moved) for found in judged]
    lesson.verdicts = sum(map(len, verdicts))
    if len(judged) >= PARTS and lesson.verdicts:
        lesson.before = _contradicted(classifier, texts, verdicts)
        lesson.after = 0
        for part in range(PARTS):
            others = [i for i in range(len(texts)) if i % PARTS != part]
            taught = correct(classifier, [texts[i] for i in others], [verdicts[i] for i in others])
            lesson.after += _contradicted(taught, texts[part::PARTS], verdicts[part::PARTS])
    return correct(classifier, texts, verdicts), lesson


def _contradicted(classifier: TopicClassifier, articles: Sequence[Article], verdicts: Sequence[dict[str, bool]]) -> int:
    """Verdicts that the classifier contradicts."""
    given = [{topic.label for topic in topics} for topics in classifier.assign(articles, evidence=False)]
    return sum(
        (label in labels) != right
        for labels, of_article in zip(given, verdicts, strict=True)
        for label, right in of_article.items()
    )


def _labels(articles: Sequence[Article]) -> set[str]:
    return {" ".join(label.split()) for article in articles for label in article.topics or ()}


def _added(judged: Sequence[Corrected]) -> set[str]:
    """Topics that an editor gave by hand."""
    return {label for found in judged for label, right in found.topics.items() if right}


def _known(classifier: TopicClassifier | None) -> set[str]:
    return set() if classifier is None else {topic.label for topic in classifier.topics}
