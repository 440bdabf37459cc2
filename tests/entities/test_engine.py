"""The engine decides as spaCy does, word for word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Tagger
from newstagger.entities import Recogniser
from newstagger.entities import engine as module
from newstagger.entities.engine import Engine

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


def test_another_architecture_is_left_to_spacy():
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler")
    assert Engine.of(nlp) is None
