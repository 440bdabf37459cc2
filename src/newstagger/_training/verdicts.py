"""Learning from editors' corrections: kinds of names and which names are one, the recogniser, and topics."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from newstagger._feedback.gold import Corrected, GoldMention
from newstagger._feedback.verdicts import find_same, hash_words, parse_place, text_at
from newstagger._names import Recogniser, Span, normalise_name
from newstagger._names.tuning import EPOCHS, PARTS, NamedText, exact_f1, tune
from newstagger._text.normalise import Normalised, normalise
from newstagger._topics.classifier import TopicClassifier
from newstagger._training.moving import correct
from newstagger._training.scoring import Lesson
from newstagger.article import Article
from newstagger.tags import FieldName, outermost


def vote_kinds(corrected: Iterable[Corrected]) -> dict[str, str]:
    """Names to the kind that most articles give them; names with a tie are left out."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for found in corrected:
        for name, kind in {**_find_kinds_of_mentions(found), **found.names}.items():
            votes[name][kind] += 1
    return _choose_winners(votes)


def vote_pairs(corrected: Iterable[Corrected]) -> dict[str, str]:
    """Pairs of names (``verdicts.pair``) to "one" or "two", as most articles say."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for found in corrected:
        for subject, verdict in found.pairs.items():
            votes[subject][verdict] += 1
    return _choose_winners(votes)


def _find_kinds_of_mentions(found: Corrected) -> dict[str, str]:
    """Names of which a mention was given a kind, if all mentions of that name in the article have it."""
    named = {
        normalise_name(text_at(found.article, parse_place(subject)))
        for subject, verdict in found.mentions.items()
        if verdict != "none"
    }
    if not named:
        return {}
    kinds_of: dict[str, set[str]] = defaultdict(set)
    for mention in found.gold.mentions:
        kinds_of[normalise_name(text_at(found.article, mention.place))].add(mention.kind)
    return {name: kinds_of[name].pop() for name in named if len(kinds_of[name]) == 1}


def _choose_winners(votes: Mapping[str, Counter[str]]) -> dict[str, str]:
    found = {}
    for subject, tally in sorted(votes.items()):
        winners = [verdict for verdict, count in tally.items() if count == max(tally.values())]
        if len(winners) == 1:
            found[subject] = winners[0]
    return found


#: The recogniser learns from this many corrected articles or more; from fewer it would unlearn as much.
MIN_NAMED_ARTICLES = 200


class Tuned(NamedTuple):
    """A recogniser after fine-tuning.

    Attributes:
        recogniser: None if learning made it worse on the validation articles.
        before, after: F1 of names on a fifth of the articles, before it learnt from the others, and after.
    """

    recogniser: Recogniser | None
    before: float
    after: float


def collect_named_texts(corrected: Iterable[Corrected]) -> list[list[NamedText]]:
    """The title and the text of each article whose names were judged, with its corrected names."""
    found = []
    for one in corrected:
        if not one.names_judged:
            continue
        mentions = one.gold.mentions
        fields: list[tuple[FieldName, str]] = [("title", one.article.title or ""), ("text", one.article.text)]
        found.append(
            [_name_spans(text, [m for m in mentions if m.place.field == name]) for name, text in fields if text]
        )
    return found


def tune_recogniser(
    load: Callable[[], Recogniser], articles: Sequence[Sequence[NamedText]], seed: int = 0, epochs: int = EPOCHS
) -> Tuned:
    """Let a recogniser learn from all articles, judged by one that learnt from four fifths of them.

    Args:
        load: loads the recogniser; it is called for each training.
        articles: as ``collect_named_texts`` gives them.
        epochs: number of passes.
    """
    test = [text for article in articles[::PARTS] for text in article]
    rest = [text for number, article in enumerate(articles) if number % PARTS for text in article]
    before = exact_f1(load(), test)
    after = exact_f1(tune(load(), rest, seed, epochs), test)
    if after < before:
        return Tuned(None, before, after)
    return Tuned(tune(load(), [text for article in articles for text in article], seed, epochs), before, after)


def _name_spans(text: str, mentions: Iterable[GoldMention]) -> NamedText:
    """A text as the recogniser reads it, with its names."""
    normalised = normalise(text)
    spans = [Span(*_find_normal_span(normalised, m.place.start, m.place.end), m.kind) for m in mentions]
    return NamedText(normalised.text, outermost(span for span in spans if span.start < span.end))


def _find_normal_span(normalised: Normalised, start: int, end: int) -> tuple[int, int]:
    """The span of the normalised text for one of the original."""
    if normalised.starts is None or normalised.ends is None:
        return start, end
    return bisect_left(normalised.starts, start), bisect_right(normalised.ends, end)


#: Corrections are split into this many parts to see what they give: each is judged by what the others taught.
VERDICT_PARTS = 5


def add_corrections(
    articles: Sequence[Article], corrected: Sequence[Corrected], base: TopicClassifier | None, min_articles: int
) -> list[Article]:
    """Labelled articles to train on, including those that editors judged; empty if nothing is to be trained.

    A corrected article replaces the same article as it was labelled. Of its topics those count
    that are being trained: labels of ``articles``, and those that the base lacks.
    """
    judged = [found for found in corrected if found.read or found.topics]
    trained = _list_labels(articles) | (_find_added(judged) - _list_topics(base))
    new = Counter(label for found in judged for label in set(found.labels) & trained)
    # A new topic that every judged article has cannot be distinguished from anything.
    if not articles and not any(min_articles <= count < len(judged) for count in new.values()):
        return []
    replaced: dict[str, list[Article]] = defaultdict(list)
    for found in judged:
        replaced[hash_words(found.article)].append(found.article)
    kept = [article for article in articles if find_same(article, replaced[hash_words(article)]) is None]
    more = [replace(found.article, topics=[label for label in found.labels if label in trained]) for found in judged]
    return kept + more


def learn_corrections(
    classifier: TopicClassifier,
    corrected: Sequence[Corrected],
    articles: Sequence[Article],
    base: TopicClassifier | None,
    min_articles: int,
) -> tuple[TopicClassifier, Lesson]:
    """Topics of the base, moved by the verdicts, and the effect.

    Args:
        classifier: after training; it has the base's topics.
        articles: further labelled articles; the corrections were already used for the topics they are labelled with.
    """
    judged = [found for found in corrected if found.read or found.topics]
    present = _list_topics(classifier)
    moved = (_list_topics(base) & present) - _list_labels(articles)
    lesson = Lesson(
        len(judged),
        names=len(vote_kinds(corrected)),
        pairs=len(vote_pairs(corrected)),
        texts=sum(found.names_judged for found in corrected),
    )
    counts = Counter(label for found in judged for label in found.labels)
    lesson.left_out = {
        label: f"added to {counts[label]} articles, fewer than {min_articles}"
        if counts[label] < min_articles
        else f"added to all {counts[label]} articles that were judged: judge some that do not have it"
        for label in sorted(_find_added(judged) - present)
    }
    texts = [found.article for found in judged]
    verdicts = [found.verdicts(moved) for found in judged]
    lesson.verdicts = sum(map(len, verdicts))
    if len(judged) >= VERDICT_PARTS and lesson.verdicts:
        lesson.before = _count_contradicted(classifier, texts, verdicts)
        lesson.after = 0
        for part in range(VERDICT_PARTS):
            others = [i for i in range(len(texts)) if i % VERDICT_PARTS != part]
            taught = correct(classifier, [texts[i] for i in others], [verdicts[i] for i in others])
            lesson.after += _count_contradicted(taught, texts[part::VERDICT_PARTS], verdicts[part::VERDICT_PARTS])
    return correct(classifier, texts, verdicts), lesson


def _count_contradicted(
    classifier: TopicClassifier, articles: Sequence[Article], verdicts: Sequence[dict[str, bool]]
) -> int:
    """Verdicts that the classifier contradicts."""
    given = [{topic.label for topic in topics} for topics in classifier.assign(articles, evidence=False)]
    return sum(
        (label in labels) != right
        for labels, of_article in zip(given, verdicts, strict=True)
        for label, right in of_article.items()
    )


def _list_labels(articles: Sequence[Article]) -> set[str]:
    return {" ".join(label.split()) for article in articles for label in article.topics or ()}


def _find_added(judged: Sequence[Corrected]) -> set[str]:
    """Topics that an editor gave by hand."""
    return {label for found in judged for label, right in found.topics.items() if right}


def _list_topics(classifier: TopicClassifier | None) -> set[str]:
    return set() if classifier is None else {topic.label for topic in classifier.topics}
