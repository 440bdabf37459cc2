"""Nearly equal articles are put together, others are not."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article
from newstagger._text.duplicates import _bands, groups

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
    assert groups([Article(REPORT), Article(OTHER), Article(changed, title="Pont Neuf")]).tolist() == [0, 1, 0]


def test_short_texts_are_compared_as_a_whole():
    assert groups([Article("Il pleut"), Article("Il neige"), Article("il pleut")]).tolist() == [0, 1, 0]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_text_is_with_its_copies(texts: list[str]):
    found = groups([Article(text) for text in texts])
    for i, text in enumerate(texts):
        assert found[i] <= i
        assert all(found[j] == found[i] for j, other in enumerate(texts) if other == text)


def test_training_puts_together_what_it_always_did():
    """Folds, and with them every trained model, hang on these very bytes."""
    bands = b"".join(
        band for article in (Article(REPORT, title="Pont Neuf"), Article(OTHER)) for band in _bands(article)
    )
    assert hashlib.sha256(bands).hexdigest() == "f1a2ad00be815ab94b3a50b3841c21b170f8a978b00593a2a3ebbfcc5f122de2"
