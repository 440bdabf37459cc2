"""What a training would do, told beforehand. The articles are invented."""

from __future__ import annotations

import pytest

from newstagger import Article, LabelError
from newstagger._training import classifiers as training
from newstagger._training.classifiers import Options, train_classifier
from newstagger._training.labels import Vocabulary
from newstagger._training.preview import preview
from tests.topics.test_training import ECONOMIE, SANTE, SPORT, articles


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
    options = Options(vocabulary=vocabulary)
    found, trained = preview(data, options), train_classifier(data, options)
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
    base = train_classifier(articles((SPORT, ["Sport"]), (SANTE, ["Santé"]))).classifier
    found = preview(articles((SPORT, ["Sport"]), (ECONOMIE, ["Économie"])), Options(base=base, stacked=base))
    assert (found.known, found.stay) == (["Sport"], ["Santé"])


@pytest.mark.parametrize("large", [False, True])
def test_an_estimate_grows_with_the_articles(monkeypatch: pytest.MonkeyPatch, large: bool):
    if large:
        monkeypatch.setattr(training, "LARGE", 1)
    monkeypatch.setattr("newstagger._training.preview._ARTICLES", 30)
    few, many = (
        preview(articles((SPORT, ["Sport"]), (SANTE, ["Santé"]), count=n), Options(jobs=1)).estimate for n in (10, 600)
    )
    assert few is not None
    assert many is not None
    assert (few.sample, many.sample) == (20, 30)
    assert 0 < few.features < many.features < 60
    assert 0 < few.fits < 60
    assert 0 < many.fits < 60
    assert 50e6 < few.memory < many.memory < 4e9


def test_what_cannot_teach_is_refused_before_it_is_timed():
    with pytest.raises(LabelError, match="no article has topics"):
        preview([Article("x")], Options())
