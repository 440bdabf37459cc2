"""Articles that nearly repeat an earlier one are found, others are not. Every article is invented."""

from __future__ import annotations

import hashlib
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article
from newstagger._text.duplicates import TAGGING, Bands, Seen, _mark, group, make_sketch

WORDS = (
    "le la les de du des un une et à en dans pour sur avec par qui a est ont été sera ministre président ville pays vote "
    "réforme usine grève hôpital match club procès tribunal police enquête incendie train climat musée film accord mesure "
    "projet école région maire nouveau quartier pont rivière marché récolte bateau concert équipe juge syndicat salaire"
).split()


def prose(seed: int, words: int = 300) -> list[str]:
    rng = random.Random(seed)
    return [rng.choice(WORDS) for _ in range(words)]


def marked(*articles: tuple[str | None, str]) -> list[str | None]:
    """What each of the articles, called a, b, c, is said to repeat."""
    seen = Seen()
    return [
        seen.first(make_sketch(title, text), name) for name, (title, text) in zip("abcdefgh", articles, strict=False)
    ]


DISPATCH = " ".join(prose(0))
VERSIONS = {
    "the same": DISPATCH,
    "in capitals": DISPATCH.upper(),
    "with other spaces and a soft hyphen": DISPATCH.replace(" ", " \n").replace("réforme", "ré\u00adforme"),
    "with a new first paragraph": " ".join(prose(1, 60)) + "\n" + DISPATCH,
    "with a new last paragraph": DISPATCH + "\n" + " ".join(prose(2, 60)),
    "without its end": " ".join(prose(0)[:220]),
    "in a longer article": DISPATCH + " " + " ".join(prose(3, 120)),
}


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_a_version_of_a_dispatch_is_told_under_any_headline(version: str):
    other = " ".join(prose(9))
    assert marked(
        ("Le pont de Valmont ferme", DISPATCH), ("Ailleurs", other), ("Valmont : colère au marché", version)
    ) == [None, None, "a"]


def test_versions_of_versions_all_name_the_first_article():
    steps = [" ".join(prose(0)[60 * n :] + prose(5)[: 60 * n]) for n in range(4)]
    assert marked(*((None, text) for text in steps)) == [None, "a", "a", "a"]
    assert marked((None, steps[0]), (None, steps[3])) == [None, None], "by itself the last one has little of the first"


def test_other_stories_of_the_same_words_are_none():
    assert marked(*((f"Titre {n}", " ".join(prose(20 + n))) for n in range(8))) == [None] * 8


SHORT = "Le conseil municipal de Valmont se réunit ce soir pour voter le budget de la rénovation des écoles du centre."
LONGER = (
    f"{SHORT} La majorité promet douze classes neuves avant la rentrée, l’opposition doute du calendrier et du coût."
)
OTHERS = {
    "other numbers": (
        "Loto : le tirage du 3 mai",
        "Les numéros de ce soir : 4, 8, 15, 16, 23 et 42, tirés devant huissier comme chaque semaine.",
        "Loto : le tirage du 6 mai",
        "Les numéros de ce soir : 1, 8, 15, 16, 23 et 42, tirés devant huissier comme chaque semaine.",
    ),
    "another month": ("Le conseil du lundi 3 mars", SHORT, "Le conseil du lundi 3 juin", SHORT),
    "another headline": ("La maire de Valmont promet des écoles neuves", SHORT, "Budget : l’opposition quitte la salle", SHORT),
    "another text": ("Valmont vote son budget", SHORT, "Valmont vote son budget", "Le club de Valmont a gagné à la dernière minute."),
    "a headline that comes every day": ("Revue de presse", "", "Revue de presse", ""),
    "nothing at all": ("", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("pair", OTHERS.values(), ids=OTHERS)
def test_short_texts_are_other_stories_with(pair: tuple[str, str, str, str]):
    assert marked(pair[:2], pair[2:]) == [None, None]


SAME = {
    "the same headline alone": ("Valmont : la maire promet des écoles neuves pour tous les quartiers du centre", "") * 2,
    "its last word": ("Valmont vote son budget", LONGER, "Valmont vote son budget", LONGER.replace("coût", "prix")),
    "no headline": (None, SHORT, None, SHORT),
    "a headline on one side only": (None, f"Valmont : le budget\n{SHORT}", "Valmont : le budget", SHORT),
}  # fmt: skip


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_short_texts_are_the_same_story_but_for(pair: tuple[str | None, str, str | None, str]):
    assert marked((pair[0], pair[1]), (pair[2], pair[3])) == [None, "a"]  # type: ignore[arg-type]


@settings(max_examples=30)
@given(st.lists(st.text(max_size=80), max_size=20))
def test_any_texts_are_taken_and_copies_name_an_article_before_them(texts: list[str]):
    seen = Seen()
    for number, text in enumerate(texts):
        found = seen.first(make_sketch(None, text), str(number))
        assert found is None or int(found) < number
        if text in texts[:number] and make_sketch(None, text) is not None:
            assert found is not None


def test_ids_of_any_characters_come_back():
    seen, sketch = Seen(), make_sketch(None, DISPATCH)
    assert seen.first(sketch, "dépêche\n\U0001f40c") is None
    assert seen.first(sketch, "b") == "dépêche\n\U0001f40c"


def test_memory_does_not_grow_with_the_length_of_articles():
    sketches = [make_sketch(None, " ".join(prose(n, 4000))) for n in range(40)]
    tracemalloc.start()
    try:
        seen = Seen()
        assert [seen.first(sketch, f"{n:06}") for n, sketch in enumerate(sketches)] == [None] * 40
        kept = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert kept / len(seen) < 4500, "bytes per article"


@given(st.lists(st.binary(min_size=TAGGING.bands, max_size=TAGGING.bands), max_size=20))
def test_the_first_with_a_band_is_found_and_no_other(articles: list[bytes]):
    bands, first = Bands(TAGGING), {}
    for number, article in enumerate(articles):
        # One byte per band stands for its hashes; the same hashes in another band are another band.
        smallest = b"".join(bytes([byte]) * 4 * TAGGING.rows for byte in article)
        wanted = {first.setdefault((band, byte), number) for band, byte in enumerate(article)} - {number}
        assert bands.add(smallest, number) == sorted(wanted)


def test_a_copy_is_compared_with_the_first_only():
    """So the time grows with the number of articles, not with its square."""
    bands, sketch = Bands(TAGGING), make_sketch(None, DISPATCH)
    assert sketch is not None
    assert [bands.add(sketch.smallest, number) for number in range(1000)] == [[], *[[0]] * 999]


# --- The folds of a training

REPORT = (
    "Le conseil municipal de Valmont a voté lundi la rénovation du pont Neuf, fermé aux voitures depuis deux ans. "
    "Les travaux commenceront au printemps, a promis la maire, Sylvie Arnoult, devant une centaine d’habitants. "
    "L’opposition réclame un référendum sur le tracé de la future piste cyclable et sur son coût."
)
OTHER = (
    "Les infirmières de l’hôpital de la Citadelle ont cessé le travail mardi matin. Elles dénoncent le manque de "
    "personnel et la fermeture de trente lits. La direction recevra les syndicats vendredi."
)


def test_a_second_version_is_in_the_group_of_the_first():
    changed = REPORT.replace("lundi", "mardi").upper()
    assert group([Article(REPORT), Article(OTHER), Article(changed, title="Pont Neuf")]).tolist() == [0, 1, 0]


def test_short_texts_are_compared_as_a_whole():
    assert group([Article("Il pleut"), Article("Il neige"), Article("il pleut")]).tolist() == [0, 1, 0]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_text_is_with_its_copies(texts: list[str]):
    found = group([Article(text) for text in texts])
    for i, text in enumerate(texts):
        assert found[i] <= i
        assert all(found[j] == found[i] for j, other in enumerate(texts) if other == text)


def test_training_puts_together_what_it_always_did():
    """Folds, and with them every trained model, depend on these very hashes."""
    marks = [_mark(article) for article in (Article(REPORT, title="Pont Neuf"), Article(OTHER))]
    hashes = [np.frombuffer(mark, "<u4").reshape(8, 4).astype("<u8") for mark in marks]
    bands = b"".join(bytes([band]) + row.tobytes() for found in hashes for band, row in enumerate(found))
    assert hashlib.sha256(bands).hexdigest() == "f1a2ad00be815ab94b3a50b3841c21b170f8a978b00593a2a3ebbfcc5f122de2"
