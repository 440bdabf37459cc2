"""Evaluation: the tags of a tagger compared with gold ones."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from newstagger._arguments import check_articles, check_kind
from newstagger._evaluation.curves import (
    Curves,
    Difference,
    Interval,
    compare_models,
    compute_curves,
    estimate_intervals,
)
from newstagger._text.normalise import fold
from newstagger._training.labels import AGAINST_ITSELF, clean_topics, describe_vocabulary, warn_of_tags
from newstagger._training.scoring import LabelScore, TopicScores, assign_labels, score_labels
from newstagger.article import Article, gold_of, text_key
from newstagger.errors import LabelError
from newstagger.tagger import Tagger
from newstagger.tags import KINDS_BY_LABEL, NAME_KINDS, TaggedArticle, outermost

_LOGGER = logging.getLogger("newstagger.evaluation")
#: Labels of annotated names that are of no kind are listed up to this many.
_MOST_LISTED = 8


@dataclass
class Report:
    """The scores of a tagger on gold articles; a part without gold annotations is None.

    Attributes:
        articles: how many were tagged.
        trained_on: how many of them the model was trained on, if its manifest records it: their scores are too optimistic.
        topics: precision, recall and F1 by topic.
        entities: exact spans in the text (gold of the title, with `field`, is left out), by kind and "micro"; of nested gold spans,
            the outer one counts.
        dates: "span" (place right) and "value" (place and value right).
        intervals: of micro and macro F1 of the topics, in 95 of 100 samples of the articles.
        curves: the data of the charts of topics.
        difference: by how much the tagger is better than another on the same articles.
    """

    articles: int = 0
    topics: TopicScores | None = None
    entities: list[LabelScore] | None = None
    dates: list[LabelScore] | None = None
    intervals: dict[str, Interval] = field(default_factory=dict)
    curves: Curves | None = None
    difference: Difference | None = None
    trained_on: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        found: dict[str, Any] = {"articles": self.articles}
        if self.trained_on:
            found["trained_on"] = self.trained_on
        if self.topics is not None:
            found["topics"] = {
                **self.topics.to_json(),
                "intervals": {name: list(interval) for name, interval in self.intervals.items()},
            }
        if self.curves is not None:
            found["curves"] = asdict(self.curves)
        if self.difference is not None:
            found["difference"] = {
                "micro_f1": self.difference.value, "interval": list(self.difference.interval), "better": self.difference.better,
            }  # fmt: skip
        for name, rows in (("entities", self.entities), ("dates", self.dates)):
            if rows is not None:
                found[name] = [
                    {"label": r.label, "support": r.support, "precision": round(r.precision, 4),
                     "recall": round(r.recall, 4), "f1": round(r.f1, 4)}
                    for r in rows
                ]  # fmt: skip
        return found


def evaluate(tagger: Tagger, articles: Iterable[Article], *, workers: int = 1, against: Tagger | None = None) -> Report:
    """Tag gold articles and score the tags.

    Args:
        articles: with gold ``topics`` (read as in a training: aliases and codes are the topics that they stand for, and
            a topic brings its parents), ``entities`` (``start``, ``end``, ``label``) or ``dates``
            (``start``, ``end``, ``value``), any of them.
        workers: number of processes.
        against: another tagger, whose topics are compared with this one's.

    Raises:
        LabelError: no article has anything to be judged by.
    """
    check_kind("tagger", tagger, Tagger)
    if against is not None:
        check_kind("against", against, Tagger)
    gold = clean_gold(tagger, check_articles("articles", articles))
    warn_of_tags(gold, AGAINST_ITSELF)
    topics, names, dates = TopicJudge(), NameJudge(), DateJudge()
    for article, tags in zip(gold, tagger.tag_many(gold, workers=workers), strict=True):
        for judge in (topics, names, dates):
            judge.add(article, tags)
    names.finish()
    if not (topics.judged or names.judged or dates.judged):
        raise LabelError("no article has gold `topics`, `entities` or `dates` to judge by")
    learned = set(tagger.model.manifest.get("learned", ())) if tagger.model else set()
    report = Report(
        len(gold),
        entities=names.rows() if names.judged and tagger.recogniser else None,
        dates=dates.rows() if dates.judged else None,
        trained_on=sum(text_key(article) in learned for article in gold) if learned else 0,
    )
    if topics.judged:
        topics.fill(report, tagger, against)
    return report


def clean_gold(tagger: Tagger, articles: Iterable[Article]) -> list[Article]:
    """The articles with their gold topics as the tagger's model calls them."""
    vocabulary = describe_vocabulary(tagger.classifier.topics if tagger.classifier is not None else ())
    return [
        article if article.topics is None else replace(article, topics=clean_topics(article.topics, vocabulary)[0])
        for article in articles
    ]


class TopicJudge:
    """Compares the topics of articles with gold ones."""

    def __init__(self) -> None:
        self.judged: list[Article] = []
        self._given: list[list[str]] = []

    def add(self, article: Article, tags: TaggedArticle) -> None:
        """Judge one article, if it is labelled."""
        if article.topics is not None:
            self.judged.append(article)
            self._given.append([topic.label for topic in tags.topics])

    def fill(self, report: Report, tagger: Tagger, against: Tagger | None) -> None:
        """Add the results to a report; nothing if the tagger gives no topics."""
        classifier = tagger.classifier
        if classifier is None:
            return
        gold = [article.topics or [] for article in self.judged]
        thresholds = {topic.label: topic.threshold for topic in classifier.topics}
        report.topics = score_labels(gold, self._given, thresholds, "against the gold labels")
        report.intervals = estimate_intervals(gold, self._given)
        report.curves = compute_curves(self.judged, tagger.topics, classifier.scores(self.judged), self._given)
        if against is not None and against.classifier is not None:
            report.difference = compare_models(gold, assign_labels(against.classifier, self.judged), self._given)


class _SpanJudge:
    """Counts gold spans, given ones and those that are both, by kind; the last part of a span is its kind."""

    def __init__(self) -> None:
        self.judged = 0
        self._hits: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._gold: Counter[str] = Counter()

    def _count(self, gold: set[tuple[Any, ...]], given: set[tuple[Any, ...]]) -> None:
        self._hits.update(span[-1] for span in gold & given)
        self._given.update(span[-1] for span in given)
        self._gold.update(span[-1] for span in gold)

    def rows(self) -> list[LabelScore]:
        """One score per kind."""
        kinds = sorted(self._gold | self._given)
        return [LabelScore.from_counts(k, self._hits[k], self._given[k], self._gold[k]) for k in kinds]


class NameJudge(_SpanJudge):
    """Compares the names in the text with gold ones: exact spans with their kinds."""

    def __init__(self) -> None:
        super().__init__()
        self._left_out: Counter[str] = Counter()

    def add(self, article: Article, tags: TaggedArticle) -> None:
        """Judge one article, if it has gold names."""
        gold = find_gold(article, "entities")
        if gold is None:
            return
        self.judged += 1
        given = {
            (mention.start, mention.end, kind)
            for kind in NAME_KINDS
            for entity in getattr(tags, kind)
            for mention in entity.mentions
            if mention.field == "text"
        }
        named = [(e["start"], e["end"], KINDS_BY_LABEL.get(fold(e["label"]))) for e in gold]
        self._left_out.update(e["label"] for e, (*_, kind) in zip(gold, named, strict=True) if kind is None)
        self._count(set(outermost(span for span in named if span[-1] is not None)), given)

    def finish(self) -> None:
        """Say what was not compared; names of which none has a kind are no names to judge by."""
        if self._left_out:
            some = ", ".join(f"{label} ({count})" for label, count in self._left_out.most_common(_MOST_LISTED))
            _LOGGER.warning(
                "annotated entities that are neither people, organisations nor places are left out: %s", some
            )
        if self._left_out and not self._gold:
            self.judged = 0

    def rows(self) -> list[LabelScore]:
        """One score per kind, and one of all ("micro")."""
        totals = (counts.total() for counts in (self._hits, self._given, self._gold))
        return [*super().rows(), LabelScore.from_counts("micro", *totals)]


class DateJudge(_SpanJudge):
    """Compares the dates in the text with gold ones: their spans, and their spans with their values."""

    def add(self, article: Article, tags: TaggedArticle) -> None:
        """Judge one article, if it has gold dates."""
        gold = find_gold(article, "dates")
        if gold is None:
            return
        self.judged += 1
        want = {(date["start"], date["end"]): date.get("value") for date in gold}
        found = {(date.start, date.end): date.value for date in tags.dates if date.field == "text"}
        self._count({(*span, "span") for span in want}, {(*span, "span") for span in found})
        self._count({(*k, v, "value") for k, v in want.items()}, {(*k, v, "value") for k, v in found.items()})


def find_gold(article: Article, name: str) -> list[dict[str, Any]] | None:
    """The gold entities or dates of an article's text; None if it has none to judge by.

    Those of the title, which an editor's export has too, do not count, nor do fields of other programs with these names.
    """
    marked = gold_of({**article.gold, "text": article.text, "title": article.title})
    if name not in marked:
        return None
    return [mention for mention in marked[name] if (mention.get("field") or "text") == "text"]
