"""Scores and models on a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from newstagger import Article, LabelError, Model, ModelError, Report, Tagger, evaluate
from newstagger._evaluation.curves import Curves, Difference
from newstagger._reports.evaluation_page import write_report
from newstagger._reports.tables import show_lesson, show_model, show_report, show_training
from newstagger._topics.thresholds import TopicInfo
from newstagger._training.options import TrainingOptions
from newstagger._training.scoring import LabelScore, Lesson, TopicScores
from newstagger._training.train import train_classifier
from newstagger.sklearn import export


def shown(show: object, *what: object) -> str:
    console = Console(file=io.StringIO(), width=160, record=True, highlight=False)
    show(*what, console)  # type: ignore[operator]
    return console.export_text()


def test_a_training_tells_what_it_left_out_and_what_may_be_one_topic(labelled: list[Article]):
    odd = [Article(f"Texte {n}.", topics=[f"rare {n}"]) for n in range(15)]
    same = [
        Article(a.text + " Fin.", topics=["sante" if t == "Santé" else t for t in a.topics or []]) for a in labelled
    ]
    training = train_classifier(labelled + odd + same, TrainingOptions(jobs=1))
    training.distrusted = 3
    text = shown(show_training, training, training.scores)
    assert "left out: rare 0 (1 article, fewer than 5)" in text
    assert "… and 3 more labels left out" in text
    assert "the same topic? Santé, sante; to merge, add to the topics file" in text
    assert "3 articles were not learnt from" in text


def test_a_lesson_tells_what_it_gave():
    text = shown(show_lesson, Lesson(7, 20, 5, 3, 2, left_out={"Péages": "added to 2 articles, fewer than 5"}))
    assert "20 verdicts on the topics of 7 articles and from 2 corrected names" in text
    assert "5 before, 3 after" in text
    assert "not yet a topic: Péages (added to 2 articles, fewer than 5)" in text
    assert "before" not in shown(show_lesson, Lesson(2, 4))


def test_a_report_shows_only_what_there_is():
    assert shown(show_report, Report(articles=3)).strip() == "3 articles"
    row = LabelScore("people", 4, 1.0, 0.5, 2 / 3)
    text = shown(show_report, Report(articles=3, entities=[row], difference=Difference(0.02, (-0.01, 0.05), 0.9)))
    assert "0.667" in text
    assert "+0.020 against the other model (-0.010 to +0.050), better in 90% of samples" in text


def test_a_model_is_shown_with_and_without_topics(small_model: Model):
    text = shown(show_model, small_model, "models/petit")
    assert "models/petit" in text
    assert "Santé" in text
    bare = Model(None, manifest={"name": "nu", "scores": {"odd": 3}})
    text = shown(show_model, bare, "models/nu")
    assert "fr_core_news_md" in text
    assert "threshold" not in text


def test_the_page_of_a_report_has_only_the_pictures_it_can_draw(tmp_path: Path):
    write_report(Report(articles=1), tmp_path / "a.html")
    assert "<svg" not in (tmp_path / "a.html").read_text("utf-8")
    scores = TopicScores([LabelScore("Sport", 2, 1, 1, 1)], [LabelScore("micro", 2, 1, 1, 1)], 2, "how")
    write_report(Report(2, topics=scores, curves=Curves([], [], [], 0.0)), tmp_path / "b.html")  # type: ignore[arg-type]
    assert (tmp_path / "b.html").read_text("utf-8").count("<svg") == 1
    write_report(Report(2, topics=scores), tmp_path / "c.html")
    assert (tmp_path / "c.html").read_text("utf-8").count("<svg") == 1


def test_a_model_without_topics_cannot_be_exported(tmp_path: Path):
    with pytest.raises(ModelError, match="no topics to export"):
        export(None, tmp_path / "a.joblib")


def test_a_parent_follows_its_topic(small_model: Model, labelled: list[Article]):
    from dataclasses import replace

    classifier = small_model.classifier
    assert classifier is not None
    topics = [replace(t, parents=("Politique",)) if t.label == "Santé" else t for t in classifier.topics]
    parented = replace(classifier, topics=topics)
    assert isinstance(topics[0], TopicInfo)
    tags = Tagger(parented, None, only=["topics"]).tag(
        "Un vaccin contre la rougeole est testé au CHU, disent les médecins."
    )
    assert {"Santé", "Politique"} <= {topic.label for topic in tags.topics}


def test_gold_without_anything_is_refused(tagger: Tagger):
    with pytest.raises(LabelError, match="to judge by"):
        evaluate(tagger, [Article("Il pleut à Rabat.")])
