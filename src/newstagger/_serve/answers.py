"""What the desk answers: an article with what holds of it, and pages of lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, NamedTuple

from newstagger._feedback.desk import GoldName, group_names, list_shown_topics, make_date
from newstagger._feedback.gold import Corrected, Given, GoldMention
from newstagger._feedback.lists import Filter, Lease
from newstagger._feedback.store import Corrections
from newstagger._feedback.verdicts import Kept, text_at
from newstagger._serve import desk_schemas as schemas
from newstagger._serve.schemas import ArticleIn
from newstagger.article import Article
from newstagger.tags import TaggedArticle


class Prepared(NamedTuple):
    """What a model gives an article that an editor opens.

    Attributes:
        doubt: uncertainty of its best topic, 0..1.
        tags: its record.
        model: fingerprint of the model.
        part: code points of the text that were tagged, where it was not all of it.
    """

    topics: list[str]
    doubt: float
    tags: TaggedArticle
    model: str
    part: int | None = None

    @classmethod
    def from_json(cls, text: str, model: str, part: int | None) -> Prepared:
        """What ``worker.prepare`` gave."""
        value = json.loads(text)
        record = TaggedArticle.model_validate_json(value["record"])
        return cls(value["topics"], value["doubt"], record, model, part)

    @property
    def given(self) -> Given:
        """Names and dates as verdicts are laid over them."""
        return Given.of(self.tags, self.part)


def describe_corrected(
    key: str, found: Corrected, prepared: Prepared | None, model: str, *, with_tags: bool = True
) -> schemas.CorrectedOut:
    """What holds of an article.

    Args:
        found: the article; names and dates are those of ``prepared`` where the model's were not kept.
        with_tags: give the record that the model made.
    """
    if prepared is not None and (found.seen is None or not found.history):
        found = replace(found, seen=prepared.given)
    tags = prepared.tags if prepared is not None else None
    shown = None
    if prepared is not None or found.history:
        shown = [schemas.ShownOut(**topic._asdict()) for topic in list_shown_topics(found, tags)]
    return schemas.CorrectedOut(
        key=key, article=schemas.DetailsOut(**ArticleIn.of(found.article).model_dump(exclude={"text"})), model=model,
        tags=tags if with_tags else None, topics=found.topics, names=found.names, mentions=found.mentions,
        dates=found.dates, pairs=found.pairs, read=found.read, skipped=found.skipped, labels=found.labels,
        gold=_describe_gold(found, tags), given=_describe_given(found),
        holding=[schemas.VerdictIn(**kept.verdict._asdict()) for kept in found.holding], shown=shown,
        last=found.history[-1].number if found.history else 0,
        by=list(dict.fromkeys(kept.who for kept in found.history if kept.who)),
        at=found.history[-1].at if found.history else None,
    )  # fmt: skip


def _describe_given(found: Corrected) -> schemas.GivenOut:
    seen = found.seen or Given()
    return schemas.GivenOut(
        topics=found.given,
        mentions=[
            schemas.GivenMentionOut.model_validate({**m._asdict(), "place": str(m.place)}) for m in seen.mentions
        ],
        dates=[schemas.GivenDateOut(place=str(d.place), type=d.kind, value=d.value) for d in seen.dates],
    )


def _describe_gold(found: Corrected, tags: TaggedArticle | None) -> schemas.GoldOut | None:
    if found.seen is None and not found.judged:
        return None
    gold, article = found.gold, found.article
    return schemas.GoldOut(
        entities=[_describe_mention(article, m) for m in gold.mentions],
        dates=[schemas.GoldDateOut.model_validate(make_date(article, d).model_dump(by_alias=True)) for d in gold.dates],
        refused=[_describe_mention(article, m) for m in gold.refused],
        names=[_describe_name(article, one) for one in group_names(article, gold.mentions, tags)],
        refused_names=[_describe_name(article, one) for one in group_names(article, gold.refused)],
    )


def _describe_mention(article: Article, mention: GoldMention) -> schemas.MentionOut:
    text = text_at(article, mention.place)
    return schemas.MentionOut.model_validate(
        {**mention.place._asdict(), "text": text, "label": mention.kind, "name": mention.name}
    )


def _describe_name(article: Article, one: GoldName) -> schemas.NameOut:
    mentions = [_describe_mention(article, mention) for mention in one.mentions]
    return schemas.NameOut.model_validate({**one._asdict(), "mentions": mentions})


def list_kept(history: Iterable[Kept]) -> list[schemas.KeptOut]:
    """Verdicts as they were kept."""
    return [schemas.KeptOut(**one.verdict._asdict(), who=one.who, page=one.page, at=one.at) for one in history]


def describe_lease(lease: Lease | None) -> schemas.LeaseOut | None:
    """Who has an article open."""
    return None if lease is None else schemas.LeaseOut(who=lease.who, page=lease.page, until=show_moment(lease.until))


def show_moment(seconds: float) -> str:
    """A moment in ISO 8601 with its zone."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")


def list_page(
    corrections: Corrections, wanted: Filter, offset: int, limit: int
) -> schemas.ReviewOut:  # fmt: skip
    """A page of a list, with counts by state under the filter and without it."""
    rows, counts = corrections.list_articles(wanted, offset, limit)
    totals = corrections.counts()
    waiting = []
    for row in rows:
        lease = corrections.find_lease(row.key)
        head = {
            "id": row.id, "title": row.title or None, "source": row.source or None,
            "published": row.published or None, "text": "" if row.title else row.opening,
        }  # fmt: skip
        waiting.append(
            schemas.ListedOut(
                key=row.key,
                article=schemas.HeadOut.model_validate(head),
                chars=row.chars,
                given=row.given,
                labels=row.labels,
                doubt=row.doubt,
                state=row.state,
                who=row.who,
                at=row.at or None,
                open=None if lease is None else lease.who,
            )
        )
    states: dict[str, Any] = dict(counts)
    return schemas.ReviewOut(
        **states, articles=totals["articles"], judged=totals["judged"], verdicts=totals["verdicts"],
        all=schemas.StatesOut.model_validate({state: totals[state] for state in counts}), found=counts[wanted.state],
        waiting=waiting,
    )  # fmt: skip
