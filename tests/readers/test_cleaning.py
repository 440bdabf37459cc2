"""The text of saved pages without what is the site's; every page is invented."""

from __future__ import annotations

import pytest

from newstagger.readers.pages.html import remove_furniture
from tests.readers.pages import FIRST, FURNITURE, SECOND, THIRD, linked, meta, page

pytest.importorskip("trafilatura")
TEXT = [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("line", FURNITURE)
def test_lines_of_the_site_are_taken_off_and_told(line: str):
    article = page(body=f"<p>{line}</p>")
    assert article.text.split("\n") == TEXT
    end = page(body=f"<p>{SECOND}</p><p>{line}</p>")
    assert end.text.split("\n") == [FIRST, SECOND, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    ["Une suite est attendue samedi.", "Partager le pont entre cyclistes et piétons ne sera pas simple.", "Le maire invite à lire le rapport : il est en ligne.",
     "« À lire aussi vite que possible », dit-il du rapport.", "Il vous reste deux jours pour voir l’exposition, dit-elle.", "Reste une question : qui paiera ?"],
)  # fmt: skip
def test_lines_of_the_article_stay(line: str):
    assert line in page(body=f"<p>{line}</p>").text.split("\n")


@pytest.mark.parametrize(
    "teaser",
    ['<p><a href="/x">La piscine municipale rouvre enfin samedi</a></p>', '<p><strong><a href="/x">La piscine municipale rouvre samedi</a></strong></p>',
     '<ul><li><a href="/x">La piscine municipale rouvre samedi</a></li><li><a href="/y">Trois concerts à la médiathèque</a></li></ul>',
     '<div><a href="/x"><h3>À lire</h3><span>La piscine municipale rouvre samedi</span></a></div>', '<p>• <a href="/x">La piscine municipale rouvre samedi</a></p>',
     '<p><a href="https://www.gazette.example/x">La piscine municipale rouvre samedi</a></p>', '<p>À lire aussi<a href="/x">La piscine rouvre samedi</a></p>'],
)  # fmt: skip
def test_a_line_that_is_a_link_to_another_article_is_a_teaser(teaser: str):
    article = page(meta("og:url", "https://www.gazette.example/pont"), body=teaser)
    assert article.text.split("\n") == TEXT


def test_links_inside_a_sentence_and_to_other_sites_stay():
    sentence = '<p>Le maire <a href="/x">a promis une fête sur les quais</a> à tous les habitants de la ville.</p>'
    elsewhere = '<p>Le rapport : <a href="https://rapport.example/x">La sécurité des ponts de France</a></p>'
    text = page(meta("og:url", "https://www.gazette.example/pont"), body=sentence + elsewhere).text
    assert "a promis une fête sur les quais" in text
    assert "La sécurité des ponts de France" in text


def test_a_page_of_which_all_lines_are_links_keeps_them():
    links = "".join(f'<p><a href="/{n}">Le pont numéro {n} de Valmont rouvre aux voitures</a></p>' for n in range(9))
    from newstagger.readers.pages.html import read_html

    assert (
        "pont numéro 3"
        in read_html(f"<html><body><article><h1>Les ponts</h1>{links}</article></body></html>", "a.html").text
    )


@pytest.mark.parametrize(
    "head",
    [meta("og:title", "Valmont : ce pont que tous attendaient"), linked(headline="Le pont rouvre à Valmont"), ""],
)
def test_the_headline_is_the_one_that_is_printed_and_stands_there_once(head: str):
    article = page(head + meta("og:site_name", "La Gazette"))
    assert article.title == "Le pont rouvre à Valmont"
    assert article.text.startswith(FIRST)


def test_a_kicker_and_a_dateline_above_the_text_are_not_its_first_lines():
    article = page(before="<p>Publié le 3 mai 2021 à 7h15</p><p>Par Claire Vaudrin</p><p>C. V. avec AFP</p>")
    assert article.text.split("\n") == TEXT


@pytest.mark.parametrize("name", ["time", "ins", "label", "button", "output", "mark", "abbr", "data"])
def test_no_word_inside_a_sentence_is_lost(name: str):
    sentence = (
        f"<p>Le procès s’ouvrira <{name}>le 9 mars 2024</{name}> à Poitiers devant la cour d’assises de la Vienne.</p>"
    )
    assert "s’ouvrira le 9 mars 2024 à Poitiers" in page(body=sentence).text


def test_rows_of_a_table_are_text():
    assert (
        "Poitiers"
        in page(body="<table><tr><th>Ville</th><th>Ponts</th></tr><tr><td>Poitiers</td><td>4</td></tr></table>").text
    )


def test_what_follows_the_article_is_left_out_where_it_is_short():
    lines = [FIRST, SECOND, "Sur le même sujet", "Un festival de jazz en juillet", "La piscine rouvre"]
    assert remove_furniture(lines, [""], None) == (lines[:2], lines[2:])
    lines = [FIRST, "Commentaires", SECOND * 3, THIRD]
    assert remove_furniture(lines, [""], None) == ([FIRST, SECOND * 3, THIRD], ["Commentaires"])


@pytest.mark.parametrize("heading", ["Sur le même sujet", "À la une", "Commentaires", "Pour aller plus loin"])
def test_the_text_goes_on_where_a_paragraph_stands_beside_those_above(heading: str):
    last = "Les camions passeront par Saint-Loup jusqu’à la fête, selon la préfète de la Vienne, Hélène Garnier."
    article = page(after=f"<h2>{heading}</h2><p>Un festival de jazz en juillet</p><p>{last}</p>")
    assert article.text.split("\n") == [*TEXT, last]
    assert article.left_out[-2:] == [heading, "Un festival de jazz en juillet"]


def test_the_standfirsts_of_other_articles_stand_elsewhere():
    listed = "".join(
        f"<section><p>Le maire {name} a promis une fête dans sa ville.</p></section>" for name in ("Roy", "Noé")
    )
    article = page(after=f"<div><h2>Sur le même sujet</h2>{listed}</div>")
    assert "Le maire Roy a promis une fête dans sa ville." in article.left_out
    assert article.text.split("\n") == TEXT


def test_a_network_is_furniture_beside_other_furniture_only():
    lines = [FIRST, "Facebook", SECOND, "Partager sur X", "Facebook", THIRD]
    assert remove_furniture(lines, [""], None)[0] == [FIRST, "Facebook", SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "Le procès s’ouvrira le 9 mars 2024 à Poitiers.",
        "Le procès du 9 mars 2024 à Poitiers",
        "Rendez-vous le 3 mai 2021 !",
    ],
)
def test_a_sentence_with_a_day_is_no_dateline(line: str):
    assert line in page(body=f"<p>{line}</p>").text.split("\n")


DAYS = ["5 mars 2024", "Mardi 12 mars 2024 à 18h30", "Le 15 mars 2024"]


def test_the_days_of_a_chronology_are_subheadings():
    days = "".join(f"<h2>{day}</h2><p>La mairie a réuni {at} fois les habitants.</p>" for at, day in enumerate(DAYS, 2))
    lines = page(body=days).text.split("\n")
    assert [line for line in lines if line in DAYS] == DAYS


@pytest.mark.parametrize(
    "line",
    ["Par Claire Vaudrin", "Publié le 3 mai 2021 à 7h15", "Mis à jour le 4 mai 2021", "Par La rédaction - 3 mai 2021"],
)
def test_a_dateline_below_the_standfirst_is_no_line_of_the_text(line: str):
    assert line not in page(body=f"<p>{line}</p>").text
