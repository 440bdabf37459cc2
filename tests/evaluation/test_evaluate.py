"""evaluate: tags beside gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import Article, LabelError, Model, Tagger, UsageError, evaluate, read
from tests.conftest import EXAMPLES


def test_topics_entities_and_dates_are_scored_where_gold_has_them(tagger: Tagger):
    report = evaluate(tagger, read(EXAMPLES / "gold.jsonl"))
    assert report.articles == 2
    assert report.topics is not None
    assert report.entities is not None
    assert [row.label for row in report.entities] == ["organisations", "people", "places", "micro"]
    assert report.dates is not None
    assert {row.label: row.f1 for row in report.dates} == {"span": 1, "value": 1}
    assert set(report.to_json()) == {"articles", "topics", "curves", "entities", "dates"}


def test_a_part_without_gold_is_not_scored(tagger: Tagger):
    report = evaluate(tagger, [Article("Un match.", topics=["Sport"])])
    assert (report.entities, report.dates) == (None, None)


def test_of_nested_gold_spans_the_outer_one_counts(tagger: Tagger):
    text = "Il travaille à l’université de Nantes."
    gold = [{"start": 17, "end": 37, "label": "Organization"}, {"start": 31, "end": 37, "label": "Location"}]
    report = evaluate(tagger, [Article(text, gold={"entities": gold})])
    assert report.entities is not None
    assert report.entities[-1].support == 1


def test_nothing_to_judge_by(tagger: Tagger):
    with pytest.raises(LabelError, match="no article has gold"):
        evaluate(tagger, [Article("x")])


def test_gold_that_was_trained_on_is_noticed(small_model: Model, labelled: list[Article], tmp_path: Path):
    small_model.save(tmp_path / "m")
    tagger = Tagger.load(tmp_path / "m", only=["topics"])
    spaced = Article(labelled[1].text.replace(" ", "  ") + "\n", topics=labelled[1].topics)
    fresh = Article("Le gardien a arrêté un penalty au bout du temps additionnel.", topics=["Football"])
    report = evaluate(tagger, [labelled[0], spaced, fresh])
    assert (report.articles, report.trained_on) == (3, 2)
    assert report.to_json()["trained_on"] == 2
    assert evaluate(tagger, [fresh]).trained_on == 0


def test_headlines_alone_are_told_apart_by_their_titles():
    from newstagger.article import text_key

    one, other = Article("", title="Le port rouvre"), Article("", title="Le pont ferme")
    assert text_key(one) != text_key(other)
    assert text_key(one) == text_key(Article(" ", title="Le  port rouvre"))


def test_gold_of_the_title_is_not_taken_for_the_text_s(tagger: Tagger):
    gold = [{"start": 0, "end": 4, "label": "places"}, {"field": "title", "start": 0, "end": 5, "label": "places"}]
    report = evaluate(tagger, [Article("Lyon vote.", title="Brest vote", gold={"entities": gold})])
    assert report.entities is not None
    assert report.entities[-1].support == 1


@pytest.mark.parametrize(
    "gold",
    [
        {"entities": ["Paris"]},
        {"entities": [{"name": "Paris"}]},
        {"entities": [{"start": 0, "end": 4, "label": ["LOC"]}]},
        {"entities": [{"start": 0, "label": "LOC"}]},
        {"dates": ["2021-01-01"]},
        {"dates": [{"start": 0, "end": 4, "value": {"a": []}}]},
        {"dates": [{"start": {}, "end": []}]},
    ],
    ids=str,
)
def test_what_other_programs_call_entities_and_dates_is_not_judged(tagger: Tagger, gold: dict[str, list]):
    report = evaluate(tagger, [Article.from_record({"text": "Lyon vote.", "topics": ["Sport"], **gold})])
    assert (report.entities, report.dates) == (None, None)
    with pytest.raises(UsageError, match="gold"):
        Article("Lyon vote.", gold=gold)
