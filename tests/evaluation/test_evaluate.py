"""evaluate: tags beside gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import Article, LabelError, Model, Tagger, UsageError, evaluate, read
from newstagger._writers import write
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


def test_gold_topics_are_read_as_a_training_reads_them(tagger: Tagger):
    """Aliases, codes, spaces and other capitals are the topic that they stand for; a topic brings its parents."""
    texts = ["Le club de football rêve de la Ligue 2.", "Le gardien a arrêté un penalty."]
    clean = evaluate(tagger, [Article(text, topics=["Football", "Sport"]) for text in texts])
    (football,) = [topic for topic in tagger.classifier.topics if topic.label == "Football"]
    assert football.code is not None
    for label in ("Football", " Football ", "football", football.code, *football.aliases):
        found = evaluate(tagger, [Article(text, topics=[label, ""]) for text in texts])
        assert found.to_json() == clean.to_json()


def test_an_unknown_gold_topic_stays_a_topic(tagger: Tagger):
    report = evaluate(tagger, [Article("Un match.", topics=["Pétanque"])])
    assert report.topics is not None
    assert [row.support for row in report.topics.rows if row.label == "Pétanque"] == [1]


@pytest.mark.parametrize("label", ["PERSON", "Person", "PER", "people", "Personne"])
def test_kinds_of_names_by_the_labels_of_other_programs(tagger: Tagger, label: str):
    gold = [{"start": 0, "end": 15, "label": label}, {"start": 22, "end": 27, "label": "GPE"}]
    report = evaluate(tagger, [Article("Emmanuel Macron est à Rabat.", gold={"entities": gold})])
    assert report.entities is not None
    assert {row.label: row.support for row in report.entities} == {"people": 1, "places": 1, "micro": 2}


def test_entities_that_are_no_names_are_left_out_and_said_to_be(tagger: Tagger, caplog: pytest.LogCaptureFixture):
    gold = [{"start": 0, "end": 15, "label": "Auteur"}, {"start": 22, "end": 27, "label": "LOC"}]
    article = Article("Emmanuel Macron est à Rabat.", gold={"entities": gold})
    report = evaluate(tagger, [article])
    assert report.entities is not None
    assert report.entities[-1].support == 1
    assert "left out: Auteur (1)" in caplog.text
    article.gold["entities"].pop()
    with pytest.raises(LabelError):
        evaluate(tagger, [article])


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_tags_of_newstagger_are_not_taken_for_gold_without_a_warning(
    tagger: Tagger, caplog: pytest.LogCaptureFixture, tmp_path: Path, ending: str
):
    article = Article("Le maire de Sarlat a inauguré mardi la médiathèque.", published="2024-03-14")
    write([tagger.tag(article).to_json()], tmp_path / f"tags.{ending}")
    labelled = Article("Le gardien a arrêté un penalty.", topics=["Football"])
    evaluate(tagger, [labelled, *read(tmp_path / f"tags.{ending}")])
    assert [record.getMessage() for record in caplog.records if "itself tagged" in record.getMessage()] == [
        "1 of 2 labelled articles are records that newstagger itself tagged; unless somebody corrected their topics and "
        "dates, the scores compare newstagger with itself"
    ]


def test_topics_with_their_scores_are_tags_and_not_gold(tagger: Tagger, caplog: pytest.LogCaptureFixture):
    tags = tagger.tag("Le gardien de but a arrêté un penalty à la dernière minute du match de football.")
    evaluate(tagger, [Article.from_record({"text": tags.text, "topics": [t.model_dump() for t in tags.topics]})])
    assert "newstagger itself tagged" in caplog.text


def test_labelled_articles_bring_no_warning_of_tags(
    tagger: Tagger, labelled: list[Article], caplog: pytest.LogCaptureFixture
):
    evaluate(
        tagger, [labelled[0], Article.from_record({"text": "Un match.", "topics": [{"label": "Sport", "score": 3}]})]
    )
    assert "itself" not in caplog.text
