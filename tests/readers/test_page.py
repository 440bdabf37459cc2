"""Pasted pages of six layouts; every one is invented."""

from __future__ import annotations

import html
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.readers import parse_page
from tests.conftest import Cli
from tests.readers.pages import FURNITURE

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
    # « Accueil > Politique » and « Imprimer » are signs of two kinds: this is a page, whatever else it holds.
    body = parse_page("\n".join(["Accueil > Politique", "Imprimer", "Il pleut sur Valmont.", *lines])).body.split("\n")
    assert not {"Partager", "Facebook", "Lire aussi", "Imprimer"} & set(body)


PLAIN_LINES = [
    "X sur Facebook annonce un accord avec les syndicats",
    "Retour sur les faits.",
    "Retour au calme à Mayotte",
    "Photos : des milliers de personnes défilent à Paris",
    "Partager le pouvoir",
    "Suivez le procès en direct",
    "C dans l’air revient lundi",
    "Newsletters : le grand retour",
    "Dossier : la réforme des retraites divise la gauche",
    "Temps de lecture des enfants : une étude inquiète",
    "Paris > Lyon en deux heures",
    "Réélu le 3 mai 2021",
    "Par Emmanuel Macron",
    "Facebook",
    "Publicité",
    "À la une",
    "Un caf\u00e9, une po\u00ad\u00adlémique  \u00a0",
    "  Un paragraphe en retrait.",
]


@pytest.mark.parametrize("line", PLAIN_LINES)
def test_no_line_of_a_plain_text_vanishes(line: str):
    for text in (f"{line}\n\n{BODY}", f"{BODY}\n\n{line}\n\nIl pleut.", f"{BODY}\r\n\r\n{line}"):
        page = parse_page(text)
        assert page.left_out == []
        head, body = (page.title or ""), page.body
        assert text.strip().endswith(body)
        assert "".join(text.replace("\u00ad", "").split()) == "".join((head + body).replace("\u00ad", "").split())


def test_networks_as_headings_of_an_article_are_no_share_buttons():
    text = f"Trois réseaux sous la loupe\n\nFacebook\n\n{BODY}\n\nX\n\nIl pleut.\n\nPublicité\n\nElle recule."
    page = parse_page(text)
    assert (page.title, page.left_out) == ("Trois réseaux sous la loupe", [])
    assert text.endswith(page.body)


@given(
    st.lists(
        st.sampled_from(
            [*GAZETTE.split("\n"), *COURRIER.split("\n"), *DETROIT.split("\n"), *PLAIN_LINES, "Tags :", ""]
        ),
        max_size=30,
    )
)
def test_every_line_is_in_the_title_the_text_or_what_was_left_out(lines: list[str]):
    page = parse_page("\n".join(lines))
    found = [*([page.title] if page.title else []), *page.body.split("\n"), *page.left_out]
    assert sorted("".join(x.replace("\u00ad", "").split()) for x in found if x.strip()) == sorted(
        "".join(x.replace("\u00ad", "").split()) for x in lines if x.strip()
    )


def test_a_headline_that_looks_like_furniture_stays_on_a_page_too():
    for headline in ("Photos : des milliers de personnes défilent à Paris", "Un maire s’explique sur Facebook"):
        page = parse_page(GAZETTE.replace("Le pont Neuf sera rénové", headline))
        assert page.title == headline


FRONT = f"""Le Courrier de Valmont
Économie
Vidéos
Opinions
Sports
S’abonner

Le pont Neuf sera rénové
Écouter - 01:32
Le Courrier de Valmont
Publié le 16 octobre 2024 à 18h32, modifié le 17 octobre 2024 à 9h05
Temps de lecture : 2 min.

{BODY}
"""


def test_the_menu_of_a_front_page_is_left_out_and_its_dateline_read():
    page = parse_page(FRONT)
    assert page.title == "Le pont Neuf sera rénové"
    assert page.published == datetime(2024, 10, 16, 18, 32)
    assert page.author is None
    assert page.body == BODY
    assert page.left_out[:5] == ["Le Courrier de Valmont", "Économie", "Vidéos", "Opinions", "Sports"]

    assert page.source == "Le Courrier de Valmont"


HOME = f"""Le Courrier - Retour à la page d’accueil
Se connecter
S’abonner
Actualités
Économie
Vidéos
Opinions
M Le Mag
Politique
Le pont Neuf sera rénové
Par Le Courrier avec AFP
Publié le 16 octobre 2024 à 18h32, modifié le 17 octobre 2024 à 09h05
Temps de Lecture 2 min.
Ajouter à vos sélections
Écouter l’article
01:32
{BODY}

Le Courrier avec AFP
Contribuer
"""
TODAY = f"""Menu
Le Courrier
Jeudi 17 octobre 2024
Économie
Vidéos
Opinions
Le pont Neuf sera rénové
Publié le 16/10/2024 à 18:32 - Mis à jour le 17/10/2024 à 09:05
Le Courrier
{BODY}
Partager
© Le Courrier 2024"""
BAR = f"""À la une
Économie | Vidéos | Opinions | Sports
Le pont Neuf sera rénové
Par Claire Vaudrin et Jean Dubois
Publié le 16 octobre 2024 à 18h32 , modifié hier à 19h00
Écouter (01:32)
{BODY}"""


@pytest.mark.parametrize(
    ("text", "author", "source"),
    [(HOME, None, "Le Courrier"), (TODAY, None, "Le Courrier"), (BAR, "Claire Vaudrin et Jean Dubois", None)],
    ids=["home", "today", "bar"],
)
def test_front_pages_of_other_layouts(text: str, author: str | None, source: str | None):
    page = parse_page(text)
    assert (page.title, page.published) == ("Le pont Neuf sera rénové", datetime(2024, 10, 16, 18, 32))
    assert page.body == BODY
    assert (page.author, page.source) == (author, source)


def test_what_was_left_out_is_told_by_convert(cli: Cli, tmp_path: Path):
    (tmp_path / "page.txt").write_text(GAZETTE, "utf-8")
    assert cli("convert", tmp_path / "page.txt", "-o", tmp_path / "out.jsonl").status == 0
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert {"Menu", "Se connecter", "Partager", "Sur le même sujet"} <= set(record["left_out"])


@pytest.mark.parametrize("line", [html.unescape(line) for line in FURNITURE])
def test_lines_of_the_site_are_taken_off_a_pasted_page_and_stay_in_a_plain_text(line: str):
    first, _, last = BODY.partition("\n\n")
    page = parse_page(GAZETTE.replace("Lire aussi : La gratuité des bus prolongée d’un an", line))
    assert [part for part in page.body.split("\n") if part] in ([first, last], [first])  # some of them end the article
    assert line in page.left_out
    plain = parse_page(f"{first}\n\n{line}\n\n{last}")
    assert (plain.left_out, plain.body) == ([], f"{first}\n\n{line}\n\n{last}")


BLADI = f"""Le pont Neuf sera rénové

1er janvier 2021 - 23h00 - Monde - Ecrit par : J.K

{BODY}

Détroit.net Google News Suivez détroit.net sur Google News

Détroit.net sur WhatsApp Suivez détroit.net sur WhatsApp

Sujets associés : Travaux - Valmont

Aller plus loin

Un festival de jazz en juillet
"""


def test_a_link_to_a_network_in_one_line_with_its_name_is_furniture():
    page = parse_page(BLADI)
    assert page.body == BODY
    assert page.author == "J.K"
    assert "Détroit.net Google News Suivez détroit.net sur Google News" in page.left_out


def test_a_dateline_as_drupal_writes_it_is_read():
    page = parse_page(
        f"Le pont Neuf sera rénové\n\nVendredi, 13 Mars, 2020 - 12:22\n\n{BODY}\n\nPartager sur Facebook\n"
    )
    assert page.published == datetime(2020, 3, 13, 12, 22)
    assert page.body == BODY


def test_a_sentence_that_names_a_day_stays_the_first_of_the_text():
    sentence = "Le procès s’ouvrira le 9 mars 2024 à Poitiers."
    page = parse_page(GAZETTE.replace(BODY.partition("\n")[0], f"{sentence}\n\n{BODY.partition(chr(10))[0]}"))
    assert page.body.startswith(sentence)


@pytest.mark.parametrize("byline", ["By Salima Ferkous - 5 mars 2024", "Par Salima Ferkous - 5 mars 2024"])
def test_a_byline_of_an_english_theme(byline: str):
    page = parse_page(f"Le pont rouvre\n\n{byline}\n\n{BODY}")
    assert (page.title, page.author, page.published) == ("Le pont rouvre", "Salima Ferkous", date(2024, 3, 5))
    assert byline in page.left_out


def test_a_time_of_quebec_is_read_from_a_pasted_page():
    page = parse_page(f"Le pont rouvre\n\nPublié le mardi 5 mars 2024 à 16 h 57 HNE\n\n{BODY}")
    assert str(page.published) == "2024-03-05 16:57:00-05:00"
    assert page.body == BODY


@pytest.mark.parametrize(
    "line",
    ["Il y a 60 ans, le 5 juillet 1962", "Il y a soixante ans : 5 juillet 1962", "Voilà 60 ans, le 5 juillet 1962"],
)
def test_the_day_of_an_anniversary_is_not_the_publication(line: str):
    assert parse_page(f"{line}\n\n{BODY}").published is None
    assert parse_page(f"{line}\n\n5 mars 2024\n\n{BODY}").published == date(2024, 3, 5)
    assert parse_page(f"Le pont rouvre\n\nPublié il y a 2 ans, le 5 mars 2024\n\n{BODY}").published == date(2024, 3, 5)


LAST = "Le chantier durera trois mois, selon la maire, et les camions passeront jusque-là par Saint-Loup."
LISTS = ["Sur le même sujet", "Pour aller plus loin", "À la une", "Articles liés :", "Lire aussi"]


@pytest.mark.parametrize("heading", LISTS)
def test_headlines_between_two_paragraphs_are_left_out_and_the_text_goes_on(heading: str):
    first, _, second = BODY.partition("\n\n")
    listed = [heading, "Bordeaux : les bus de nuit supprimés", "La piscine rouvrira-t-elle samedi ?"]
    page = parse_page(GAZETTE.replace(BODY.rpartition("\n")[2], "\n".join([*listed, "", second, "", LAST])))
    assert [line for line in page.body.split("\n") if line] == [first, second, LAST]
    assert set(listed) < set(page.left_out)


@pytest.mark.parametrize("heading", [*LISTS[:-1], "Commentaires"])
@pytest.mark.parametrize("many", [1, 2, 5])
def test_headlines_with_a_sentence_each_are_other_articles(heading: str, many: int):
    listed = [
        f"Un festival de jazz, n° {n}\n\nSon fondateur, Mourad Chebbi, fête ses vingt ans de scène."
        for n in range(many)
    ]
    body = parse_page("\n\n".join([DETROIT.partition("Aller plus loin")[0], heading, *listed])).body
    assert body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "« Nous n’avons pas le choix. Les travaux coûteront deux millions d’euros. »",
        "Mais qui paiera la facture, a demandé Paul Roy, le conseiller régional venu lundi de Rennes avec deux collègues de la commission ?",
    ],
)
def test_a_quotation_or_a_long_question_after_a_headline_is_text(line: str):
    page = parse_page(
        GAZETTE.replace(
            "Lire aussi : La gratuité des bus prolongée d’un an", f"Lire aussi\nLes bus gratuits ?\n\n{line}"
        )
    )
    assert line in page.body.split("\n")
    assert "Les bus gratuits ?" in page.left_out


def test_the_days_of_a_chronology_stay_in_a_pasted_page():
    short = f"Accueil > Politique\n\nLe pont en dates\n\nPublié le 20 mars 2024\nPartager\n\nUn pont, deux ans.\n\n5 mars 2024\n\nIl ferme.\n\nPar Lussac pour les camions\n\n{BODY}"
    page = parse_page(short)
    assert (page.published, page.author) == (date(2024, 3, 20), None)
    assert page.body == short.partition("Partager\n\n")[2]


def test_a_dateline_below_the_standfirst_of_a_pasted_page():
    above = "Accueil > Politique\nPartager\nLe pont Neuf sera rénové\nIl était fermé depuis deux ans."
    page = parse_page(f"{above}\nPar Claire Vaudrin\n03/05/2022 à 7h15\nMis à jour le\n04/05/2022 à 8h30\n{BODY}")
    assert (page.author, page.published) == ("Claire Vaudrin", datetime(2022, 5, 3, 7, 15))
    assert page.body == f"Il était fermé depuis deux ans.\n{BODY}"


def test_a_single_entry_of_a_menu_is_not_the_headline():
    page = parse_page(
        f"Accueil\nPolitique\nPartager\n\nLe pont Neuf sera rénové\n\nPar Claire Vaudrin\nPublié le 12 octobre 2022 à 7h15\n\n{BODY}"
    )
    assert (page.title, page.body) == ("Le pont Neuf sera rénové", BODY)
    # A short headline has no other one below it.
    page = parse_page(f"Accueil\nPortrait\nPartager\n\nPar Claire Vaudrin\nPublié le 12 octobre 2022 à 7h15\n\n{BODY}")
    assert page.title == "Portrait"


@pytest.mark.parametrize("verb", ["conseille", "recommande"])
def test_what_the_newsroom_recommends_is_no_part_of_the_article(verb: str):
    teasers = f"La rédaction vous {verb}\n\nValmont : le budget est voté\nCrue à Lussac : deux familles relogées\n\n"
    first, second = BODY.split("\n\n")
    head = "Le pont Neuf sera rénové\n\nPublié le 12 octobre 2022 à 7h15\nPartager\n\n"
    assert parse_page(f"{head}{first}\n\n{teasers}{second}").body == f"{first}\n\n{second}"
    assert parse_page(f"{head}{BODY}\n\n{teasers}").body == BODY


@pytest.mark.parametrize("day", ["AFP - mardi 5 mars 2024 - 10:15", "5 mars 2024", "Publié le 5 mars 2024"])
def test_a_day_above_the_headline_of_a_plain_text(day: str):
    page = parse_page(f"{day}\n\nLe pont Neuf sera rénové\n\n{BODY}")
    assert (page.title, page.body, page.left_out) == ("Le pont Neuf sera rénové", BODY, [day])
    assert str(page.published).startswith("2024-03-05")


@pytest.mark.parametrize(
    "kicker", ["COMMUNIQUÉ DE PRESSE", "Communiqué", "POUR DIFFUSION IMMÉDIATE", "Sous embargo jusqu’à jeudi"]
)
def test_the_headline_of_a_press_release_is_below_what_says_that_it_is_one(kicker: str):
    page = parse_page(f"{kicker}\nValmont, le 5 mars 2024\n\nLe pont ferme\n\n{BODY}")
    assert (page.title, page.published) == ("Le pont ferme", date(2024, 3, 5))
    assert page.body == f"{kicker}\nValmont, le 5 mars 2024\n\n{BODY}"
    assert parse_page(f"{kicker}\n\n{BODY}").title is None
