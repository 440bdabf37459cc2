"""Lists of names are one more thing that the recogniser sees of a word, by the engine and by spaCy alike."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import ModelError, Tagger
from newstagger._model.directory import Model
from newstagger._names import Recogniser
from newstagger._names.engine import LISTS
from newstagger._names.knowledge import Knowledge
from newstagger._text.tokens import tokeniser
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from tools.recogniser import with_lists

TEXT = (
    "Le maire de Sainte-Ombre, Ève Tanguy, a écrit au Monde et à L’Écho de l’Ouest. Selon Le Monde, la société Verlac quitte "
    "Sainte-Ombre pour Le Mans.\n\nVerlac dément dans L’Écho de l’Ouest."
)
LISTS_OF_NAMES = {
    "town": ["Sainte-Ombre", "Le Mans"],
    "medium": ["L'Écho de l'Ouest", "Le Monde"],
    "company": ["Verlac", "Le Mans"],
}


def marks(text: str, knowledge: Knowledge) -> dict[str, str]:
    words = [word for _, word in tokeniser().tokens(text)]
    return {word: mark for word, mark in zip(words, knowledge.marks(words), strict=True) if mark}


def test_words_get_the_classes_of_the_longest_name():
    knowledge = Knowledge.of_lists({"first": ["Le", "Jean"], "town": ["Le Mans"], "club": ["Le Mans", "Le Mans FC"]})
    assert marks("Jean quitte Le Mans FC", knowledge) == {
        "Jean": "U-first",
        "Le": "B-club",
        "Mans": "I-club",
        "FC": "I-club",
    }
    assert marks("Le Mans", knowledge) == {"Le": "B-club+town", "Mans": "I-club+town"}
    assert marks("Le Havre", knowledge) == {"Le": "U-first"}
    assert marks("un jean", knowledge) == {}


def test_names_within_a_longer_one_and_at_the_end_of_a_text():
    knowledge = Knowledge.of_lists({"town": ["Grand Lys", "Grand Lys du Nord"]})
    assert marks("À Grand Lys du Nord", knowledge) == {
        "Grand": "B-town",
        "Lys": "I-town",
        "du": "I-town",
        "Nord": "I-town",
    }
    assert marks("À Grand Lys du", knowledge) == {"Grand": "B-town", "Lys": "I-town"}
    assert marks("À Grand", knowledge) == {}


def test_apostrophes_are_one():
    knowledge = Knowledge.of_lists({"medium": ["L’Écho de l'Ouest"]})
    curly, straight = marks("L’Écho de l’Ouest", knowledge), marks("L'Écho de l'Ouest", knowledge)
    assert list(curly.values()) == list(straight.values()) == ["B-medium"] + ["I-medium"] * 4


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.lists(st.text("Aé '’-.", min_size=1, max_size=6), max_size=4)))
def test_what_is_written_is_read_again(lists: dict[str, list[str]]):
    knowledge = Knowledge.of_lists(lists)
    assert Knowledge.read(knowledge.write()).write() == knowledge.write()


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    """The bundled recogniser with a column for lists, whose weights are drawn so that they change its decisions."""
    nlp = with_lists(Recogniser.from_package().nlp, Knowledge.of_lists(LISTS_OF_NAMES))
    draw = np.random.default_rng(0)
    for node in nlp.get_pipe("ner").model.walk():
        if node.name == "maxout" and node.get_param("W").shape[2] == 96 * 6:
            weights = node.get_param("W").copy()
            assert not weights[:, :, 96 * 4 : 96 * 5].any()
            weights[:, :, 96 * 4 : 96 * 5] = draw.normal(scale=20, size=(96, 3, 96))
            node.set_param("W", weights)
    folder = tmp_path_factory.mktemp("ner")
    Recogniser(nlp).to_disk(folder)
    return Recogniser.from_disk(folder)


def test_a_column_that_nothing_was_learnt_of_changes_nothing():
    core = Recogniser.from_package()
    fresh = Recogniser(with_lists(Recogniser.from_package().nlp, Knowledge.of_lists(LISTS_OF_NAMES)))
    assert fresh.engine is not None
    assert list(fresh.spans([TEXT])) == list(core.spans([TEXT]))


def test_the_engine_decides_as_spacy_does(recogniser: Recogniser):
    assert recogniser.engine is not None
    assert list(recogniser.spans([TEXT])) == list(recogniser._piped([TEXT]))
    assert list(recogniser.spans([TEXT])) != list(Recogniser.from_package().spans([TEXT]))


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*TEXT.split(" "), "Le", "L’", "Le\nMonde", "-"]), max_size=30).map(" ".join))
def test_any_text_is_decided_alike(recogniser: Recogniser, text: str):
    assert list(recogniser.spans([text])) == list(recogniser._piped([text]))


def test_it_goes_to_other_processes_and_to_the_disk(recogniser: Recogniser, tmp_path: Path):
    want = list(recogniser.spans([TEXT]))
    assert list(pickle.loads(pickle.dumps(recogniser)).spans([TEXT])) == want
    _ = recogniser.nlp
    recogniser.to_disk(tmp_path / "again")
    assert list(Recogniser.from_disk(tmp_path / "again").spans([TEXT])) == want


def test_a_model_with_lists_is_of_a_format_that_older_versions_refuse(recogniser: Recogniser, tmp_path: Path):
    recogniser.to_disk(tmp_path / "ner")
    Model(None, ner=tmp_path / "ner").save(tmp_path / "model")
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text("utf-8"))
    assert manifest["format"] == 5
    assert f"ner/{LISTS}" in manifest["files"]
    assert Tagger.load(tmp_path / "model").tag(TEXT).organisations == Tagger(None, recogniser).tag(TEXT).organisations


def test_lists_that_cannot_be_read_are_said_to_be_damaged(recogniser: Recogniser, tmp_path: Path):
    recogniser.to_disk(tmp_path / "ner")
    (tmp_path / "ner" / LISTS).write_text("town Sainte-Ombre\n", "utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        Recogniser.from_disk(tmp_path / "ner")
