"""Which topics are given: lean, one threshold, a limit, suggestions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, Choice, Model, Tagger, UsageError
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.thresholds import Aim, find_best_threshold
from newstagger._training.train import train_classifier
from tests.conftest import Cli

ARTICLES = [
    Article("Le club a gagné le match et le conseil municipal a voté le budget du stade."),
    Article("L’hôpital a reçu des vaccins, le ministre de la Santé s’en félicite avant l’élection."),
    Article("Une pluie fine est tombée."),
]


@pytest.fixture(scope="module")
def classifier(labelled: list[Article]) -> TopicClassifier:
    """Learnt from invented articles, two of which have two topics."""
    both = [
        Article("Le conseil municipal vote la rénovation du stade où joue le club.", topics=["Football", "Politique"]),
        Article("Le ministre reçoit les joueurs du club avant le match.", topics=["Football", "Politique"]),
    ]
    return train_classifier([*labelled, *both]).classifier


def labels(classifier: TopicClassifier, choice: Choice) -> list[set[str]]:
    return [{topic.label for topic in topics} for topics in classifier.assign(ARTICLES, choice=choice)]


def test_leaning_to_precision_gives_no_more_and_to_recall_no_less(classifier: TopicClassifier):
    precise, balanced, broad = (labels(classifier, Choice(lean=lean)) for lean in ("precision", "balanced", "recall"))
    for few, some, many in zip(precise, balanced, broad, strict=True):
        assert few <= some <= many
    for topic in classifier.topics:
        assert topic.precision_threshold is not None
        assert topic.recall_threshold is not None
        assert topic.recall_threshold <= topic.threshold <= topic.precision_threshold


def test_one_threshold_for_all_topics(classifier: TopicClassifier):
    assert labels(classifier, Choice(threshold=0.0)) == [{t.label for t in classifier.topics}] * len(ARTICLES)
    for topics in classifier.assign(ARTICLES, choice=Choice(threshold=0.4)):
        assert all(topic.score >= 0.4 for topic in topics)


def test_where_an_article_has_one_topic_a_threshold_may_leave_it_without(small_model: Model):
    assert small_model.classifier is not None
    assert small_model.classifier.multiclass
    assert [len(found) for found in labels(small_model.classifier, Choice())] == [1, 1, 1]
    assert labels(small_model.classifier, Choice(threshold=1.0)) == [set(), set(), set()]


def test_the_limit_keeps_the_best(classifier: TopicClassifier):
    every = classifier.assign(ARTICLES, choice=Choice(threshold=0.0))
    assert classifier.assign(ARTICLES, choice=Choice(threshold=0.0, limit=2)) == [topics[:2] for topics in every]
    assert classifier.assign(ARTICLES, choice=Choice(threshold=0.0, limit=0)) == [[], [], []]


@settings(max_examples=20)
@given(st.integers(1, 20))
def test_suggestions_are_the_best_topics_that_were_not_given(classifier: TopicClassifier, most: int):
    for given_, suggested in classifier.judge(ARTICLES, Choice(suggest=most)):
        there = {topic.label for topic in given_}
        assert not there & {topic.label for topic in suggested}
        assert len(suggested) == min(most, len(classifier.topics) - len(there))
        scores = [topic.score for topic in suggested]
        assert scores == sorted(scores, reverse=True)


def test_a_topic_cut_by_the_limit_is_suggested_first(classifier: TopicClassifier):
    ((given_, suggested), *_) = classifier.judge(ARTICLES, Choice(threshold=0.0, limit=1, suggest=1))
    ((every, _), *_) = classifier.judge(ARTICLES, Choice(threshold=0.0))
    assert [topic.label for topic in [*given_, *suggested]] == [topic.label for topic in every[:2]]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"lean": "quality"}, "precision, balanced, recall, not `quality`"),
        ({"threshold": 1.5}, "between 0 and 1, not 1.5"),
        ({"threshold": 0.5, "lean": "recall"}, "not both"),
        ({"limit": -1}, "not -1"),
        ({"suggest": 21}, "between 0 and 20"),
        ({"suggest": -1}, "between 0 and 20"),
    ],
)
def test_what_no_choice_can_be_is_refused(values: dict[str, object], message: str):
    with pytest.raises(UsageError, match=message):
        Choice(**values)  # type: ignore[arg-type]


def test_a_model_of_before_says_that_it_cannot_lean():
    path = Path(__file__).parents[1] / "data" / "models" / "format-1"
    with pytest.raises(UsageError, match="has no threshold that prefers recall .*train it again"):
        Tagger.load(path, only="topics", choice=Choice(lean="recall"))


def test_a_model_on_the_disk_leans_as_in_memory(small_model: Model, tmp_path: Path):
    loaded = Tagger.load(small_model.save(tmp_path / "m"), only="topics", choice=Choice(lean="recall"))
    assert small_model.classifier is not None
    assert loaded.classifier is not None
    assert loaded.classifier.topics == small_model.classifier.topics


def test_the_record_has_suggestions_only_where_they_were_asked_for(tagger: Tagger):
    article = Article("Le club a gagné le match.", id="a")
    assert '"suggested"' not in tagger.tag(article).to_json()
    tags = tagger.tag(article, suggest=3)
    assert tags.suggested is not None
    assert len(tags.suggested) == 3
    assert '"suggested":[{"label":' in tags.to_json()
    assert tags.topics == tagger.tag(article).topics


@pytest.mark.parametrize("lean", ["precision", "recall"])
def test_the_bundled_model_leans(lean: str):
    assert Tagger.load(only="topics", choice=Choice(lean=lean)).tag("Le club a gagné le match de football.").topics


def test_f_beta_moves_the_threshold():
    import numpy as np

    scores = np.linspace(1, 0, 40)
    gold = np.array([True] * 8 + [False, True] * 8 + [False, False, True, False] * 4)
    points = [find_best_threshold(gold, scores, Aim(beta)) for beta in (0.25, 1.0, 4.0)]
    assert points[0] > points[1] > points[2]


def test_the_command_line_chooses(cli: Cli, tmp_path: Path):
    text = tmp_path / "a.txt"
    text.write_text("Le club a gagné le match de football, a dit le ministre des Sports.", "utf-8")
    record = json.loads(cli("tag", text, "--limit", "1", "--suggest", "2", "-o", "-").out)
    assert (len(record["topics"]), len(record["suggested"])) == (1, 2)
    refused = cli("tag", text, "--threshold", "2")
    assert refused.status == 2
    assert "between 0 and 1" in refused.err
