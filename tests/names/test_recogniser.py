"""The recogniser: windows, line breaks, many texts, and texts as they come in life."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, Tagger
from newstagger._names.recogniser import cut
from newstagger._text.normalise import fold

GOLD = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "names_gold.jsonl").read_text("utf-8").splitlines()
]


@given(st.text(st.sampled_from("ab \n"), max_size=400), st.integers(5, 60))
def test_windows_cover_the_text_without_overlap(text: str, window: int):
    spans = list(cut(text, window))
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(b - a <= window or text[a:b].endswith("\n") for a, b in spans)


def test_no_name_crosses_a_line_break(tagger: Tagger):
    tags = tagger.tag("Le sommet a réuni Emmanuel Macron\nAngela Merkel et Mario Draghi\n\nBoris Johnson était absent.")
    for entity in [*tags.people, *tags.organisations, *tags.places]:
        assert all("\n" not in mention.text for mention in entity.mentions)
    assert "Boris Johnson" in [person.name for person in tags.people]


def test_a_long_article_is_read_to_its_end_with_right_offsets(tagger: Tagger):
    text = "\n".join(f"Paragraphe {n} : la mairie a ouvert une salle de lecture pour tous." for n in range(1500))
    text += "\nEnfin, Emmanuel Macron est arrivé à Rabat."
    (person,) = [person for person in tagger.tag(text).people if person.name == "Emmanuel Macron"]
    assert text[person.mentions[0].start : person.mentions[0].end] == "Emmanuel Macron"


def names(tagger: Tagger, change) -> int:
    """How many gold names are found, whatever their spelling, when a text is changed."""
    found = 0
    for article in GOLD[::2]:
        tags = tagger.tag(Article(change(article["text"]), title=change(article["title"])))
        for kind in ("people", "organisations", "places"):
            given_ = {plain(entity.name) for entity in getattr(tags, kind)}
            found += sum(plain(gold["name"]) in given_ for gold in article[kind])
    return found


def plain(name: str) -> str:
    return fold(unicodedata.normalize("NFC", name).replace("’", "'").replace("\u00a0", " ").replace("-\n", ""))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (
            "without accents",
            lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)),
        ),
        ("decomposed accents", lambda text: unicodedata.normalize("NFD", text)),
        ("no-break spaces", lambda text: text.replace(" ", "\u00a0")),
        ("upper case", str.upper),
    ],
)
def test_names_survive_the_ways_in_which_text_is_spoilt(tagger: Tagger, name: str, change):
    total = sum(len(article[kind]) for article in GOLD[::2] for kind in ("people", "organisations", "places"))
    loss = (names(tagger, str) - names(tagger, change)) / total
    assert loss <= 0.10


def test_a_word_broken_at_a_line_s_end_is_one_word(tagger: Tagger):
    tags = tagger.tag("Le président Emma-\nnuel Macron a reçu la presse.")
    assert [person.mentions[0].text for person in tags.people] == ["Emma-\nnuel Macron"]


@settings(max_examples=40)
@given(st.text(st.characters(), max_size=200))
def test_any_unicode_is_read(tagger: Tagger, text: str):
    tags = tagger.tag(text)
    for entity in [*tags.people, *tags.organisations, *tags.places]:
        assert entity.name
        assert all(mention.text == text[mention.start : mention.end] for mention in entity.mentions)


def test_words_that_spacy_forgets_again_change_nothing(tagger: Tagger, monkeypatch: pytest.MonkeyPatch):
    recogniser = tagger.recogniser
    assert recogniser is not None
    texts = [article["text"] for article in GOLD]
    before = list(recogniser._piped(texts))
    monkeypatch.setattr("newstagger._names.recogniser.WARM", 0)
    strings = len(recogniser.nlp.vocab.strings)
    assert list(recogniser._piped(texts)) == before
    list(recogniser._piped([f"Zkrwt{n} et Xvlq{n} se taisent." for n in range(20)]))
    assert len(recogniser.nlp.vocab.strings) == strings
