"""The engine decides as spaCy does, word for word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Tagger
from newstagger._names import Recogniser
from newstagger._names import embedding as module
from newstagger._names.engine import Engine

GOLD = Path(__file__).parents[1] / "data" / "names_gold.jsonl"
TEXTS = [json.loads(line)["text"] for line in GOLD.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def bundled(tagger: Tagger) -> Recogniser:
    assert tagger.recogniser is not None
    assert tagger.recogniser.engine is not None
    return tagger.recogniser


@pytest.fixture(scope="module")
def core() -> Recogniser:
    return Recogniser.from_package()


@pytest.mark.parametrize("name", ["bundled", "core"])
def test_the_same_entities_as_spacy(name: str, request: pytest.FixtureRequest):
    recogniser: Recogniser = request.getfixturevalue(name)
    quick = list(recogniser.spans(TEXTS))
    assert sum(map(len, quick)) > 200
    assert quick == list(recogniser._piped(TEXTS))


@settings(max_examples=150)
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(
            st.sampled_from(
                "M. Emmanuel Macron Paris l’ ONU de la République\n du Congo Le Monde - ( ) . , \n\n 12 d’ Al-Qaïda".split(
                    " "
                )
            ),
            max_size=40,
        ).map(" ".join),
    )
)
def test_any_text_is_decided_alike(bundled: Recogniser, text: str):
    assert list(bundled.spans([text])) == list(bundled._piped([text]))


def test_a_full_memory_starts_again(bundled: Recogniser, monkeypatch: pytest.MonkeyPatch):
    before = list(bundled.spans(TEXTS[:5]))
    monkeypatch.setattr(module, "MEMORY", 50)
    assert list(bundled.spans(TEXTS[:5])) == before
    list(bundled.spans([f"Zkrwt{n} et Xvlq{n} se taisent." for n in range(200)]))
    assert bundled.engine is not None
    memory = bundled.engine._embedding._memory
    assert len(memory.numbers) < 80
    assert len(memory.pieces) < 80


def test_another_architecture_is_left_to_spacy():
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler")
    assert Engine.of(nlp) is None


def test_the_weights_are_the_same_read_with_spacy_and_without(bundled: Recogniser):
    engine = Engine.of(bundled.nlp)
    assert engine is not None
    assert bundled.engine is not None
    assert engine.labels == bundled.engine.labels
    assert [engine.entities(text) for text in TEXTS] == [bundled.engine.entities(text) for text in TEXTS]


def test_tagging_loads_neither_spacy_nor_scikit_learn():
    code = (
        "import sys; from newstagger import Tagger; tags = Tagger.load().tag('Emmanuel Macron est à Rabat mardi.'); "
        "assert tags.people and tags.places; "
        "print([name for name in ('spacy', 'thinc', 'sklearn') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_pipeline_with_a_tokenizer_of_its_own_is_left_to_spacy(bundled: Recogniser):
    from newstagger._names.engine import Origin

    assert bundled.origin is not None
    nlp = Origin(bundled.origin.package, bundled.origin.files).open()
    nlp.tokenizer.add_special_case("parlement", [{"ORTH": "parle"}, {"ORTH": "ment"}])
    changed = Recogniser(nlp)
    assert changed.engine is None
    assert list(changed.spans(["Emmanuel Macron est à Rabat."])) == list(
        bundled.spans(["Emmanuel Macron est à Rabat."])
    )
