from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from pydantic import ValidationError

from newstagger import DateMention, Mention, TaggedArticle, Topic


def test_the_record_has_the_keys_of_the_contract_in_their_order():
    record = json.loads(TaggedArticle(id="a1", dates=[DateMention(start=0, end=4, text="2020", type="DATE")]).to_json())
    assert list(record) == [
        "id", "title", "published", "url", "author", "source", "declared_topics", "topics", "people",
        "organisations", "places", "dates", "text", "warnings",
    ]  # fmt: skip
    assert list(record["dates"][0]) == ["field", "start", "end", "text", "type", "value", "from", "to"]


@pytest.mark.parametrize(
    "published",
    [None, date(2021, 5, 3), datetime(2021, 5, 3), datetime(2021, 5, 3, 23, 15), "2021-05-03", "2021-05-03T00:00"],
)
def test_a_record_read_back_is_the_same(published: object):
    tags = TaggedArticle.model_validate({"id": "é", "published": published, "text": "L’été\u2028"})
    assert TaggedArticle.model_validate_json(tags.to_json()) == tags


def test_a_day_stays_a_day_and_a_midnight_a_moment():
    assert json.loads(TaggedArticle(published=date(2021, 5, 3)).to_json())["published"] == "2021-05-03"
    assert json.loads(TaggedArticle(published=datetime(2021, 5, 3)).to_json())["published"] == "2021-05-03T00:00:00"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Topic(label="Sport", score=1.5),
        lambda: Mention(start=-1, end=2, text=""),
        lambda: DateMention(start=0, end=1, text="", type="DAY"),  # type: ignore[arg-type]
        lambda: TaggedArticle.model_validate({"topic": []}),
        lambda: Topic(label="Sport", score=0.5, evidence=[{"term": "but", "weight": 1}] * 6),  # type: ignore[list-item]
    ],
)
def test_what_breaks_the_contract_is_refused(make):
    with pytest.raises(ValidationError):
        make()
