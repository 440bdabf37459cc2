"""Authors of saved pages; every page is invented."""

from __future__ import annotations

import pytest

from newstagger.readers.pages.byline import clean_name, names_people
from tests.readers.pages import FIRST, SECOND, linked, meta, page

pytest.importorskip("trafilatura")


def author(name: str) -> str:
    return f'<meta name="author" content="{name}">'


@pytest.mark.parametrize(
    ("given", "want"),
    [("J.K.", "J.K."), ("E. Nurdin", "E. Nurdin"), ("lemonde.fr avec AFP", "lemonde.fr avec AFP"), ("Nicolas C.", "Nicolas C."),
     ("Par Claire Vaudrin | Publié le 3 mai 2021", "Claire Vaudrin"), ("Claire Vaudrin • Publié le • Mis à jour le", "Claire Vaudrin"),
     ("AFP publié le , mis à jour à", "AFP"), ("Claire Vaudrin et Jean Dubois, le 19/01/2016", "Claire Vaudrin et Jean Dubois"),
     ("Par Claire Vaudrin, envoyée spéciale à Toulouse", "Claire Vaudrin"), ("Claire Vaudrin, Jean Dubois, Envoyés spéciaux à Toulouse", "Claire Vaudrin, Jean Dubois"),
     ("Claire Vaudrin Journaliste scientifique", "Claire Vaudrin"), ("Claire Vaudrin (avec AFP)", "Claire Vaudrin (avec AFP)"), ("Claire Vaudrin @cvaudrin", "Claire Vaudrin"),
     ("Claire Vaudrin claire@gazette.example", "Claire Vaudrin"), ("Rédaction : L’équipe de nuit", "L’équipe de nuit"), ("Claire Vaudrin il y a 2 heures", "Claire Vaudrin"),
     ("jeudi", None), ("Publié le", None), ("admin", None), ("Google+", None), ("laredaction", None), ("3 mai 2021", None), ("", None)],
)  # fmt: skip
def test_a_byline_without_what_is_not_a_name(given: str, want: str | None):
    assert clean_name(given) == want


@pytest.mark.parametrize(
    "byline",
    ["<p>Par Claire Vaudrin</p>", '<div class="auteurs">Claire Vaudrin</div>', '<div class="field-contributor">Claire Vaudrin</div>',
     '<span itemprop="author"><span itemprop="name">Claire Vaudrin</span></span>', '<a rel="author" href="/x">Claire Vaudrin</a>',
     '<p class="meta">Par <a href="/auteurs/1">Claire Vaudrin</a> | Publié le 3 mai 2021 à 7h15</p>', '<address class="authorsign">Claire Vaudrin</address>',
     '<ul><li><a href="/personnes/claire-vaudrin">Claire Vaudrin</a></li><li>Publié le 3 mai 2021</li></ul>'],
)  # fmt: skip
def test_what_is_printed_below_the_headline_is_the_author(byline: str):
    assert page(before=byline).author == "Claire Vaudrin"


@pytest.mark.parametrize("name", ["La Gazette", "lagazette.example", "Lagazette", "Gazette Média", "@lagazette"])
def test_the_site_and_its_owner_are_no_authors(name: str):
    head = (
        meta("og:site_name", "La Gazette")
        + meta("og:url", "https://www.lagazette.example/pont")
        + meta("twitter:site", "@lagazette")
        + '<meta name="publisher" content="Gazette Média">'
    )
    assert page(head + author(name)).author is None
    assert page(head + author(name), before="<p>Par Claire Vaudrin</p>").author == "Claire Vaudrin"


def test_the_firm_in_the_list_of_authors_is_left_out_and_an_agency_is_not():
    people = [{"@type": "Organization", "name": "Gazette Média"}, {"@type": "Person", "name": "Claire Vaudrin"}]
    assert page(linked(headline="x", author=people)).author == "Claire Vaudrin"
    people[0]["name"] = "AFP"
    assert page(linked(headline="x", author=people)).author == "AFP, Claire Vaudrin"


def test_a_byline_that_is_printed_counts_more_than_the_account_that_posted_the_article():
    assert (
        page(author("Equipe web"), before="<p>Par Claire Vaudrin et Jean Dubois</p>").author
        == "Claire Vaudrin et Jean Dubois"
    )


def test_what_the_byline_adds_to_the_meta_data_is_kept():
    assert (
        page(author("Claire Vaudrin"), before="<p>Par Claire Vaudrin avec AFP</p>").author == "Claire Vaudrin avec AFP"
    )


def test_the_author_of_a_picture_a_comment_or_of_books_is_not_the_article_s():
    picture = '<figure><span itemprop="author">Paul Roche</span></figure>'
    comment = '<div id="comments"><span class="author">Robert</span></div>'
    books = "".join(f'<p class="author">Auteur {name}</p>' for name in "ABCD")
    text = f"<p>{FIRST * 3}</p>" * 2
    assert page(body=text + picture + comment + books).author is None


def test_a_reference_in_json_ld_is_followed():
    graph = [
        {"@type": "NewsArticle", "headline": "Le pont rouvre à Valmont", "author": {"@id": "#claire"}},
        {"@type": "Person", "@id": "#claire", "name": "Claire Vaudrin"},
        {"@type": "Person", "@id": "#owner", "name": "Robert Paulin"},
    ]
    assert page(linked(**{"@graph": graph})).author == "Claire Vaudrin"


LINES = [
    "Par Saint-Loup pour les camions",
    "Par Toulouse, le trajet prend une heure",
    "Par Toulouse ou par Bordeaux",
    "Par La Rochelle, c’est plus long",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("element", ["<ul><li>{}</li></ul>", "<p>{}</p>", "<h2>{}</h2>"])
def test_a_line_of_the_text_that_begins_with_par_names_no_author_and_stays(line: str, element: str):
    text = f"<p>{SECOND}</p>{element.format(line)}"
    for head, want in ((linked(headline="x", author={"name": "Claire Vaudrin"}), "Claire Vaudrin"), ("", None)):
        article = page(head, body=text)
        assert article.author == want
        assert line in [one.removeprefix("- ") for one in article.text.split("\n")]


@pytest.mark.parametrize(
    "byline",
    ["Claire Vaudrin", "J.K.", "Jean d’Ormes et Marie de La Tour", "La rédaction avec AFP", "l’équipe du Courrier", "Claire Vaudrin, apicultrice à Valmont",
     "Claire Vaudrin (texte) et Jean Dubois (photos)", "lecourrier.example avec AFP", "20 Minutes", "Claire Vaudrin, Jean Dubois | Publié le 3 mai 2021"],
)  # fmt: skip
def test_names_are_told_from_other_lines_that_begin_with_par(byline: str):
    assert names_people(byline)
    assert names_people(f"Par {byline}")


@pytest.mark.parametrize("element", ["figure><figcaption", "aside><p"])
def test_who_took_a_picture_or_wrote_another_article_is_not_the_author(element: str):
    outer, inner = element.split("><")
    other = f"<{outer}><{inner}>Par Jean Dubois</{inner}></{outer}>"
    assert page(linked(headline="x", author={"name": "Claire Vaudrin"}), body=other).author == "Claire Vaudrin"
    assert page(body=other).author is None
