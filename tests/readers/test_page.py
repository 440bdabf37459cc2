"""Pasted pages of six layouts; every one is invented."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.readers import parse_page

BODY = (
    "Le conseil municipal de Valmont a voté lundi la rénovation du pont Neuf, fermé aux voitures depuis deux ans.\n\n"
    "« Les travaux commenceront au printemps », a promis la maire, Sylvie Arnoult, devant une centaine d’habitants."
)

DETROIT = f"""Accueil > Politique

Le pont Neuf sera rénové
14 mars 2023 - 18h40 - Monde - Par : Salima Ferkous

{BODY}

Journal du Détroit sur WhatsApp
Suivez DetroitInfo.ma sur Google News

Sujets associés : Travaux - Valmont - Transports

Aller plus loin

Un festival de jazz en juillet

Mourad Chebbi, fondateur du festival, fête ses vingt ans de scène.
"""

GAZETTE = f"""Menu
Se connecter
Abonnez-vous à partir de 1 €

Le pont Neuf sera rénové

Publié le 12 octobre 2022 à 7h15
Mis à jour le 13 octobre 2022 à 11h02
Par Claire Vaudrin
Temps de lecture : 2 min
Partager

{BODY.partition(chr(10))[0]}

Lire aussi : La gratuité des bus prolongée d’un an

{BODY.rpartition(chr(10))[2]}

Mots-clés : Travaux, Valmont, Transports

Sur le même sujet
Bordeaux : les bus de nuit supprimés
"""

BULLETIN = f"""LE PONT NEUF SERA RÉNOVÉ
Par Jean-Marc Oriol | Publié le mardi 3 mai 2022 | 4 commentaires

{BODY}

Tags : #Travaux #Valmont #Transports

4 commentaires
Enfin ! écrit Robert.
"""

COURRIER = f"""Facebook
Twitter
Le pont Neuf sera rénové
Article réservé aux abonnés
Écrit par Nadia Belhadj le 5 janvier 2021 à 16:20. Mis à jour le 6 janvier 2021 à 8:00.
Crédits : Agence Image

{BODY}

Newsletter : recevez chaque matin nos alertes par e-mail

Étiquettes
Travaux • Valmont • Transports

Lire aussi
La piscine rouvre samedi
Trois concerts à la médiathèque

À lire également :
Le marché de Noël annulé
"""

DEPECHE = f"""VALMONT, 15 mars 2016 (AFP) – {BODY}"""

WIRE = f"""Le pont Neuf sera rénové

15 mars 2016. – {BODY}

Copier le lien
Imprimer
Abonnez-vous à notre newsletter
"""


@pytest.mark.parametrize(
    ("text", "published", "author", "topics"),
    [
        (DETROIT, datetime(2023, 3, 14, 18, 40), "Salima Ferkous", ["Travaux", "Valmont", "Transports"]),
        (GAZETTE, datetime(2022, 10, 12, 7, 15), "Claire Vaudrin", ["Travaux", "Valmont", "Transports"]),
        (BULLETIN, date(2022, 5, 3), "Jean-Marc Oriol", ["Travaux", "Valmont", "Transports"]),
        (COURRIER, datetime(2021, 1, 5, 16, 20), "Nadia Belhadj", ["Travaux", "Valmont", "Transports"]),
        (WIRE, date(2016, 3, 15), None, []),
    ],
    ids=["détroit", "gazette", "bulletin", "courrier", "wire"],
)
def test_layouts(text: str, published: date, author: str | None, topics: list[str]):
    page = parse_page(text)
    assert (page.title or "").lower() == "le pont neuf sera rénové"
    assert page.published == published
    assert page.author == author
    assert page.declared_topics == topics
    body = page.body.removeprefix("15 mars 2016. – ")
    assert [line for line in body.split("\n") if line] == [line for line in BODY.split("\n") if line]


def test_an_agency_report_has_its_date_in_the_first_line():
    page = parse_page(DEPECHE)
    assert (page.title, page.published, page.source) == (None, date(2016, 3, 15), "AFP")
    assert "Sylvie Arnoult" in page.body


def test_the_site_is_named_as_it_writes_itself():
    assert parse_page(DETROIT).source == "DetroitInfo.ma"


def test_windows_line_ends_and_typographic_spaces_change_nothing():
    variant = GAZETTE.replace("\n", "\r\n").replace("7h15", "7\u202fh\u202f15").replace(" :", "\u00a0:")
    page = parse_page(variant)
    assert page.published == datetime(2022, 10, 12, 7, 15)
    assert page.declared_topics == ["Travaux", "Valmont", "Transports"]
    assert "Lire aussi" not in page.body


@pytest.mark.parametrize("text", [BODY, "Une seule phrase, sans titre.", "Un titre seul"])
def test_plain_text_comes_out_as_it_went_in(text: str):
    page = parse_page(text)
    assert page.body == text
    assert page.title is None


def test_a_first_line_that_is_a_sentence_is_no_title():
    assert parse_page("Il a plu hier.\n\nLa Loire monte.").title is None


@given(st.text())
def test_any_text_gives_a_page_whose_body_has_nothing_new(text: str):
    page = parse_page(text)
    assert len(page.body) <= len(text) + text.count("\u0344")


@given(
    st.lists(st.sampled_from([*GAZETTE.split("\n"), *COURRIER.split("\n"), "Tags :", "Lire aussi", ""]), max_size=30)
)
def test_furniture_in_any_order_is_never_body(lines: list[str]):
    body = parse_page("\n".join(["Il pleut sur Valmont.", *lines])).body.split("\n")
    assert not {"Partager", "Facebook", "Lire aussi", "Imprimer"} & set(body)
