"""What web pages have beside the article: relative times, logos, posts, words that are only read aloud; every page is invented."""

from __future__ import annotations

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes

pytest.importorskip("trafilatura")

FIRST = "La préfète de la Vienne, Hélène Garnier, a ordonné mardi la fermeture du pont de Valmont après la crue de la rivière."
SECOND = "Les travaux commenceront dès lundi et coûteront près de deux millions d’euros à la commune et au département."
TITLE = "Le pont de Valmont fermé après la crue"
TEXT = f"{FIRST}\n{SECOND}"


def read_page(
    above: str = "", body: str = f"<p>{FIRST}</p><p>{SECOND}</p>", heading: str = f"<h1>{TITLE}</h1>"
) -> Article | InputError:
    page = (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{TITLE} - La Gazette</title></head><body>'
        f'<nav><a href="/">Accueil</a></nav><main><article>{heading}{above}{body}</article></main></body></html>'
    )
    (item,) = read_bytes(page.encode(), "a.html")
    return item


def article_of(*parts: str, **more: str) -> Article:
    item = read_page(*parts, **more)
    assert isinstance(item, Article), item
    return item


@pytest.mark.parametrize(
    "line",
    ["il y a 2 heures", "Publié il y a 35 min", "Publié aujourd’hui à 18h30", "Mis à jour hier", "00:00 / 03:45"],
)
def test_relative_times_of_the_page_are_not_in_the_text(line: str):
    assert article_of(f"<p>{line}</p>").text == TEXT


def test_a_sentence_or_a_heading_about_time_stays():
    for line in ("Il y a dix ans, la crue était plus forte.", "Il y a dix ans"):
        assert line in article_of(body=f"<p>{FIRST}</p><h2>{line}</h2><p>{SECOND}</p>").text


def test_the_logo_is_not_the_headline():
    article = article_of(heading=f'<h1 class="logo"><a href="/">La Gazette</a></h1><h2>{TITLE}</h2>')
    assert (article.title, article.source, article.text) == (TITLE, "La Gazette", TEXT)


def test_the_day_of_a_post_is_not_that_of_the_article():
    post = '<blockquote class="twitter-tweet"><p>Évitez le secteur.</p>— Préfecture (@pref86) <a href="https://x.example">March 5, 2024</a></blockquote>'
    assert article_of(body=f"<p>{FIRST}</p>{post}<p>{SECOND}</p>").published is None


def test_words_that_were_deleted_or_are_only_read_aloud():
    body = f'<p>{FIRST}</p><p>Le pont ferme <del>lundi</del> mardi<span class="sr-only"> (nouvelle fenêtre)</span>, une mesure <q>urgente</q> du préfet.</p>'
    assert article_of(body=body).text == f"{FIRST}\nLe pont ferme mardi, une mesure « urgente » du préfet."


def test_tables_that_lay_out_a_newsletter():
    cells = f"<tr><td><table><tr><td><p>{FIRST}</p></td></tr></table></td></tr><tr><td><p>{SECOND}</p></td></tr>"
    assert article_of(body=f"<table>{cells}</table>").text == TEXT
    figures = "<table><tr><td>Valmont</td><td>3,2 m</td></tr><tr><td>Lussac</td><td>2,9 m</td></tr></table>"
    assert "| Valmont | 3,2 m |" in article_of(body=f"<p>{FIRST}</p>{figures}<p>{SECOND}</p>").text


def test_a_byline_after_the_day():
    article = article_of("<p>Le mardi 5 mars 2024 à 18h30, par Salima Ferkous</p>")
    assert (article.author, str(article.published), article.text) == ("Salima Ferkous", "2024-03-05 18:30:00", TEXT)


def test_a_page_whose_article_is_loaded_by_a_script_is_an_error():
    item = read_page(body='<div id="root"></div>')
    assert isinstance(item, InputError)
    assert "no article found" in str(item)
