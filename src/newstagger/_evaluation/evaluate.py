"""Evaluation: what a tagger gives beside what gold articles say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from newstagger._evaluation.curves import Curves, Difference, Interval, curves, difference, intervals
from newstagger._training.scoring import LabelScore, TopicScores, compare
from newstagger.article import Article, gold_of, text_key
from newstagger.errors import LabelError
from newstagger.tagger import Tagger
from newstagger.tags import NAME_KINDS, NameKind, TaggedArticle, outermost

#: Gold labels of entities -> the record's lists.
GOLD_LABELS: dict[str, NameKind] = {
    "Person": "people", "PER": "people", "people": "people",
    "Organization": "organisations", "ORG": "organisations", "organisations": "organisations",
    "Location": "places", "LOC": "places", "places": "places",
}  # fmt: skip


@dataclass
class Report:
    """How good a tagger is on gold articles; a part that the gold lacks is None.

    Attributes:
        articles: how many were tagged.
        trained_on: how many of them the tagger's model was trained on, as far as it says: their scores flatter it.
        topics: precision, recall and F1 by topic.
        entities: exact spans in the text (gold of the title, with « field », is left out), by kind and « micro »; of nested gold spans the outer one.
        dates: « span » (place right) and « value » (place and value right).
        intervals: of micro and macro F1 of the topics, in 95 of 100 samples of the articles.
        curves: what pictures of the topics show.
        difference: how much better the tagger is than another one on the same articles.
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


@dataclass
class _SpanCounts:
    """Spans by kind: found and wanted, found, wanted."""

    hits: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)

    def add(self, want: set[tuple[Any, ...]], got: set[tuple[Any, ...]]) -> None:
        """Count spans; the last part of each is its kind."""
        self.hits.update(span[-1] for span in want & got)
        self.given.update(span[-1] for span in got)
        self.gold.update(span[-1] for span in want)

    def rows(self, *, micro: bool) -> list[LabelScore]:
        kinds = sorted(self.gold | self.given)
        rows = [_row(kind, self.hits[kind], self.given[kind], self.gold[kind]) for kind in kinds]
        return [*rows, _row("micro", self.hits.total(), self.given.total(), self.gold.total())] if micro else rows


def evaluate(tagger: Tagger, articles: Iterable[Article], *, workers: int = 1, against: Tagger | None = None) -> Report:
    """Tag gold articles and score the tags.

    Args:
        against: another tagger, whose topics are compared with this one's.
        articles: with gold ``topics``, ``entities`` (``start``, ``end``, ``label``) or ``dates``
            (``start``, ``end``, ``value``), any of them.

    Raises:
        LabelError: no article has anything to be judged by.
    """
    gold = list(articles)
    want: list[list[str]] = []
    got: list[list[str]] = []
    entities, dates = _SpanCounts(), _SpanCounts()
    kinds_seen = set()
    for article, tags in zip(gold, tagger.tag_many(gold, workers=workers), strict=True):
        if article.topics is not None:
            want.append(article.topics)
            got.append([topic.label for topic in tags.topics])
        marked = gold_of({**article.gold, "text": article.text, "title": article.title})
        if "entities" in marked:
            kinds_seen.add("entities")
            entities.add(_gold_entities(marked["entities"]), _given_entities(tags))
        if "dates" in marked:
            kinds_seen.add("dates")
            spans = {(d["start"], d["end"]): d.get("value") for d in _of_text(marked["dates"])}
            found = {(d.start, d.end): d.value for d in tags.dates if d.field == "text"}
            dates.add({(*span, "span") for span in spans}, {(*span, "span") for span in found})
            dates.add({(*k, v, "value") for k, v in spans.items()}, {(*k, v, "value") for k, v in found.items()})
    if not want and not kinds_seen:
        raise LabelError("no article has gold « topics », « entities » or « dates » to judge by")
    judged = [article for article in gold if article.topics is not None]
    with_topics = bool(judged) and tagger.classifier is not None
    thresholds = {t.label: t.threshold for t in tagger.classifier.topics} if tagger.classifier else None
    report = Report(
        len(gold),
        compare(want, got, thresholds, "against the gold labels") if with_topics else None,
        entities.rows(micro=True) if "entities" in kinds_seen and tagger.recogniser else None,
        dates.rows(micro=False) if "dates" in kinds_seen else None,
    )
    learned = set(tagger.model.manifest.get("learned", ())) if tagger.model else set()
    report.trained_on = sum(text_key(article) in learned for article in gold) if learned else 0
    if with_topics and tagger.classifier is not None:
        report.intervals = intervals(want, got)
        report.curves = curves(judged, tagger.topics, tagger.classifier.scores(judged), got)
    if with_topics and against is not None and against.classifier is not None:
        other = [[t.label for t in given] for given in against.classifier.assign(judged, evidence=False)]
        report.difference = difference(want, other, got)
    return report


def _gold_entities(gold: Iterable[dict[str, Any]]) -> set[tuple[Any, ...]]:
    named = (e for e in _of_text(gold) if e["label"] in GOLD_LABELS)
    return set(outermost((e["start"], e["end"], GOLD_LABELS[e["label"]]) for e in named))


def _of_text(gold: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Gold of the text alone: an editor's export has that of the title too."""
    return (mention for mention in gold if (mention.get("field") or "text") == "text")


def _given_entities(tags: TaggedArticle) -> set[tuple[Any, ...]]:
    return {
        (mention.start, mention.end, kind)
        for kind in NAME_KINDS
        for entity in getattr(tags, kind)
        for mention in entity.mentions
        if mention.field == "text"
    }


def _row(label: str, hits: int, given: int, gold: int) -> LabelScore:
    return LabelScore(
        label,
        gold,
        hits / given if given else 0.0,
        hits / gold if gold else 0.0,
        2 * hits / (given + gold) if hits else 0.0,
    )
