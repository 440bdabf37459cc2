"""What a training would do, told beforehand. The articles are invented."""

from __future__ import annotations

import pytest

from newstagger import Article, LabelError
from newstagger._training.labels import Vocabulary, preview
from newstagger._training.options import TrainingOptions
from newstagger._training.train import preview_training, train_classifier
from tests.training.test_training import ECONOMIE, SANTE, SPORT, articles


def test_a_preview_counts_what_training_then_does():
    vocabulary = Vocabulary(aliases={"sante": "Santé"}, parents={"Football": ("Sport",)}, drop=frozenset({"À la une"}))
    data = articles((SPORT, ["Football"]), (SANTE, ["sante", "À la une"]), (ECONOMIE, ["économie"]), count=8)
    data += articles((ECONOMIE, ["Économie"]), count=6)
    data += [
        Article("x", topics=["Voyage"]),
        Article("La mer.", topics=[]),
        Article("Le vent."),
        Article(" ", topics=["A"]),
    ]
    found, trained = preview(data, vocabulary, 5, []), train_classifier(data, TrainingOptions(topics=vocabulary))
    assert (found.articles, found.unlabelled, found.empty, found.without) == (34, 1, 1, 1)
    assert found.labelled == trained.articles == 32
    assert found.repeated == 6
    assert found.similar > 0
    assert found.learnt == {t.label: t.support for t in trained.classifier.topics}
    assert found.left_out == trained.left_out == {"Voyage": "1 article, fewer than 5"}
    assert found.aliases == {("sante", "Santé"): 8}
    assert found.parents == {"Sport": 8}
    assert found.dropped == {"À la une": 8}
    assert found.merge == trained.merge == [["économie", "Économie"]]


def test_a_preview_tells_topics_of_the_base_from_new_ones():
    data = articles((SPORT, ["Sport"]), (ECONOMIE, ["Économie"]))
    found = preview(data, Vocabulary(), 5, ["Santé", "Sport"])
    assert (found.known, found.unchanged) == (["Sport"], ["Santé"])


def test_what_cannot_teach_is_refused():
    with pytest.raises(LabelError, match="no article has topics"):
        preview([Article("x")], Vocabulary(), 5, [])


def test_what_newstagger_itself_tagged_is_named_before_it_is_learnt(caplog: pytest.LogCaptureFixture):
    data = articles((SPORT, ["Sport"]), (SANTE, ["Santé"]), count=6)
    tagged = [Article(one.text, topics=one.topics, tagged=True) for one in data]
    preview_training([*data, *tagged])
    assert "12 of 24 labelled articles are records that newstagger itself tagged" in caplog.text
    assert "the new model learns its errors" in caplog.text
