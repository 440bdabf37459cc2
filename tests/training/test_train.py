"""train, the topics file, and the model card."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import Article, InputError, LabelError, Model, Tagger, TrainingOptions, preview_training, train
from newstagger._model import directory
from newstagger._training.labels import Vocabulary
from newstagger._training.vocabulary import read_topics
from tests.conftest import EXAMPLES


def test_a_trained_model_is_saved_and_tags(small_model: Model, tmp_path: Path):
    small_model.save(tmp_path / "m")
    tags = Tagger.load(tmp_path / "m").tag("L’équipe a marqué trois buts et gagné le match devant Emmanuel Macron.")
    assert [topic.label for topic in tags.topics] == ["Football"]
    assert [person.name for person in tags.people] == ["Emmanuel Macron"]


def test_the_card_says_what_it_was_trained_on_and_how_good_it_is(small_model: Model):
    for said in ("# petit", "trained on 30 labelled articles", "| micro |", "cross-validation", "## Limits"):
        assert said in small_model.card


def test_a_topics_file_gives_aliases_parents_keywords_and_codes():
    vocabulary = read_topics(EXAMPLES / "topics.toml")
    assert vocabulary.aliases["sante"] == "Santé"
    assert vocabulary.parents == {"Football": ("Sport",)}
    assert vocabulary.codes["Sport"] == "medtop:15000000"
    assert "vaccin" in vocabulary.keywords["Santé"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("topics = 3", "needs a table for each topic"),
        ("[topic]", "may contain `topics` and `drop`, not topic"),
        ('[topics."A"]\nparent = "B"', 'topic "A" has unknown keys: parent'),
        ('[topics."A"]\nparents = "B"', "`parents` must be a list of texts"),
        ("[", "is not valid TOML"),
    ],
)
def test_a_topics_file_with_a_mistake_is_named(tmp_path: Path, content: str, message: str):
    path = tmp_path / "topics.toml"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_topics(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_topics(tmp_path / "absent.toml")


def test_keywords_help_where_articles_are_few():
    data = [Article(f"La rencontre {n} a eu lieu au tournoi{n}.", topics=["Sport"]) for n in range(8)]
    data += [Article(f"La séance {n} a eu lieu.", topics=["Politique"]) for n in range(8)]
    words = tuple(f"tournoi{n}" for n in range(9))
    chances = []
    for vocabulary in (Vocabulary(), Vocabulary(keywords={"Sport": words})):
        classifier = train(data, topics=vocabulary).classifier
        assert classifier is not None
        chances.append(classifier.scores([Article("Le tournoi3 attend.")])[0, 1])
    assert chances[1] > chances[0]


def test_a_base_gives_its_recogniser(small_model: Model, labelled: list[Article], tmp_path: Path):
    bare = tmp_path / "bare"
    Model(small_model.classifier, manifest={"name": "bare"}).save(bare)
    assert directory.load(bare).ner is None
    assert train(labelled, base=bare).ner is None
    assert train(labelled).ner is not None


def test_a_model_added_to_is_saved_and_loaded_alike(small_model: Model, tmp_path: Path):
    small_model.save(tmp_path / "first")
    data = [Article(f"La comète {n} passera près de la planète.", topics=["Espace"]) for n in range(8)]
    data += [Article(f"Le violoniste {n} jouera une sonate.", topics=["Musique"]) for n in range(8)]
    train(data, base=tmp_path / "first").save(tmp_path / "both")
    tagger = Tagger.load(tmp_path / "both", only=["topics"])
    assert {"Espace", "Musique", "Football", "Santé"} <= set(tagger.topics)
    assert tagger.tag("L’équipe a marqué trois buts et gagné le match.").topics[0].label == "Football"
    assert tagger.tag("Une comète vue de la planète.").topics[0].label == "Espace"


def test_options_are_given_by_name_or_in_one_object(labelled: list[Article]):
    one = train(labelled, name="a", jobs=1, min_articles=3)
    two = train(labelled, TrainingOptions(name="a", jobs=1, min_articles=3))
    three = train(labelled, TrainingOptions(name="b", jobs=1), name="a", min_articles=3)
    assert one.manifest == two.manifest == three.manifest
    with pytest.raises(TypeError, match="topic"):
        train(labelled, topic="x")


@pytest.mark.parametrize("options", [{}, {"base": Path(__file__).parents[1] / "data" / "models" / "format-4"}])
def test_no_article_teaches_nothing(options: dict[str, Path]):
    """It gave the bundled model (or the base) under a new name."""
    for function in (train, preview_training):
        with pytest.raises(LabelError, match="no article to learn from"):
            function(iter(()), **options)


@pytest.mark.parametrize("validation", [[], [Article("La séance est levée.")]])
def test_validation_articles_without_topics_are_no_validation(validation: list[Article]):
    given = [Article(f"Le match {n} est joué.", topics=["Sport"]) for n in range(5)]
    given += [Article(f"La séance {n} est levée.", topics=["Politique"]) for n in range(5)]
    with pytest.raises(LabelError, match="no validation article has topics"):
        train(given, validation=validation)
