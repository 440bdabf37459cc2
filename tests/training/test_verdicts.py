"""What editors' corrections teach: topics, kinds of names, which names are one. Every article is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import Article, Tagger, train
from newstagger._feedback.store import Corrected, Corrections, Verdict
from newstagger._training.train import train_in_detail
from newstagger._training.verdicts import vote_kinds, vote_pairs
from tests.feedback.test_gold import GIVEN, TEXT, TITLE, mention, name, two
from tests.feedback.test_store import STRIKES, TRAIN, corrections_of


@pytest.fixture
def kept(tmp_path: Path) -> Corrections:
    with Corrections(tmp_path / "c.sqlite") as corrections:
        yield corrections


def score(tagger: Tagger, text: str, label: str) -> float:
    return tagger.explain(text, label).score


def test_verdicts_move_the_topics_they_are_about_and_no_other(tmp_path: Path, tagger: Tagger):
    path = corrections_of(tmp_path / "c", STRIKES, Verdict("topic", "Transports", "wrong"), given_=["Transports"])
    training = train_in_detail([], corrections=path)
    training.model.save(tmp_path / "m")
    after = Tagger.load(tmp_path / "m")
    text = "Les camionneurs de Brest ont cessé le travail et bloquent les péages de l’autoroute."
    assert score(after, text, "Transports") < score(tagger, text, "Transports")
    assert score(after, text, "Justice") == score(tagger, text, "Justice")
    assert after.topics == tagger.topics
    assert training.scores is None
    assert training.lesson is not None
    assert training.lesson.after is not None
    assert training.lesson.before is not None
    assert training.lesson.after <= training.lesson.before
    assert "## Corrected" in training.model.card


def test_far_from_the_corrections_little_changes(tmp_path: Path, tagger: Tagger, labelled: list[Article]):
    path = corrections_of(tmp_path / "c", STRIKES[:3], Verdict("topic", "Transports", "wrong"), given_=["Transports"])
    train([], corrections=path).save(tmp_path / "m")
    after = Tagger.load(tmp_path / "m")
    changed = [
        {topic.label for topic in before.topics} ^ {topic.label for topic in now.topics}
        for before, now in zip(tagger.tag_many(labelled), after.tag_many(labelled), strict=True)
    ]
    # One of thirty tells of traffic too: what was corrected may go there, and nothing else anywhere.
    assert set().union(*changed) <= {"Transports"}
    assert sum(map(bool, changed)) <= 1


def test_a_name_keeps_the_kind_that_an_editor_gave_it(tmp_path: Path, tagger: Tagger):
    text = "Selon Europol, trois suspects ont été arrêtés à Rabat. Driss Belkadi salue le travail d’Europol."
    assert "Europol" in [e.name for e in tagger.tag(text).organisations]
    verdicts = [Verdict("name", "Europol", "people"), Verdict("name", "Rabat", "none")]
    train([], corrections=corrections_of(tmp_path / "c", [text], *verdicts, given_=[])).save(tmp_path / "m")
    after = Tagger.load(tmp_path / "m").tag(text)
    assert "Europol" in [e.name for e in after.people]
    assert after.organisations == []
    assert after.places == []


def test_topics_that_editors_add_are_learnt_where_there_are_enough(tmp_path: Path, labelled: list[Article]):
    verdict = Verdict("topic", "Péages", "right")
    path = corrections_of(tmp_path / "c", STRIKES, verdict, Verdict("topic", "Rare", "right"), given_=[])
    corrections_of(path, [a.text for a in labelled], Verdict("read", "", "yes"), given_=[])
    training = train_in_detail([], corrections=path)
    assert training.model.classifier is not None
    assert "Péages" in [topic.label for topic in training.model.classifier.topics]
    few = corrections_of(tmp_path / "few", STRIKES[:2], verdict, given_=[])
    lesson = train_in_detail([], corrections=few).lesson
    assert lesson is not None
    assert lesson.left_out == {"Péages": "added to 2 articles, fewer than 5"}


def test_a_new_topic_of_every_judged_article_does_not_cost_the_other_corrections(tmp_path: Path):
    verdicts = [Verdict("topic", "Péages", "right"), Verdict("topic", "Transports", "wrong")]
    training = train_in_detail(
        [], corrections=corrections_of(tmp_path / "c", STRIKES, *verdicts, given_=["Transports"])
    )
    assert training.scores is None
    assert training.lesson is not None
    assert training.lesson.verdicts == len(STRIKES)
    assert "judge some that do not have it" in training.lesson.left_out["Péages"]


def test_corrected_articles_take_the_place_of_the_labelled_ones(tmp_path: Path, labelled: list[Article]):
    wrong = [Article(a.text, title=a.title, topics=["Sport"]) for a in labelled[:2]]
    with Corrections(tmp_path / "c") as kept:
        for article in wrong:
            key = kept.put(article, ["Sport"], 0.5, "m")
            kept.judge(key, [Verdict("topic", "Sport", "wrong"), Verdict("topic", "Santé", "right")], "x")
    training = train_in_detail(wrong + labelled[2:], corrections=tmp_path / "c")
    assert training.scores is not None
    assert training.articles == len(labelled)
    assert {row.label: row.support for row in training.scores.rows}["Santé"] == sum(
        "Santé" in (a.topics or []) for a in labelled
    )


def test_kinds_and_pairs_are_what_most_articles_say(kept: Corrections):
    def judged(text: str, *verdicts: tuple[str, str, str]) -> None:
        key = kept.put(Article(TEXT + text, title=TITLE), [], 0.5, "m")
        kept.see(key, GIVEN, "m")
        kept.judge(key, [Verdict(*verdict) for verdict in verdicts], "")  # type: ignore[arg-type]

    judged(" Un.", mention("Anne Le Goff", "people"), mention("PSG", "places"), two("PSG", "Paris", "one"))
    judged(" Deux.", mention("Paris", "none"), two("PSG", "Paris", "one"), two("Jean Morvan", "Morvan", "two"))
    judged(" Trois.", name("Brest", "organisations"), two("PSG", "Paris", "two"), two("Brest", "PSG", "two"))
    judged(" Quatre.", two("Brest", "PSG", "one"))
    found = list(kept.all())
    assert vote_kinds(found) == {"Anne Le Goff": "people", "Brest": "organisations"}, "PSG is two things in one article"
    assert vote_pairs(found) == {"PSG\tParis": "one", "Jean Morvan\tMorvan": "two"}


def test_a_name_gets_the_kind_that_most_say():
    def said(**names: str) -> Corrected:
        return Corrected(TRAIN, [], names=names)

    assert vote_kinds([said(Europol="places"), said(Europol="organisations"), said(Europol="organisations")]) == {
        "Europol": "organisations"
    }
    assert vote_kinds([said(Europol="places"), said(Europol="organisations")]) == {}
