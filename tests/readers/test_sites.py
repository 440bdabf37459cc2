"""Names and addresses of the sites of saved pages; every page is invented."""

from __future__ import annotations

import pytest

from tests.readers.pages import linked, meta, page

pytest.importorskip("trafilatura")
URL = meta("og:url", "https://www.courrier20.example/pont")


@pytest.mark.parametrize(
    "name",
    ["www.courrier20.example", "https://www.courrier20.example/", "courrier20.example/", "@courrier20", "Courrier_20"],
)
def test_an_address_or_a_handle_is_no_name_where_the_page_has_another(name: str):
    assert (
        page(URL + meta("og:site_name", name) + linked(headline="x", publisher={"name": "Le Courrier 20"})).source
        == "Le Courrier 20"
    )
    assert (
        page(URL + meta("og:site_name", name), before='<a href="/"><img alt="Courrier 20"></a>').source == "Courrier 20"
    )


def test_the_name_is_spelled_as_the_page_spells_it():
    url = meta("og:url", "https://www.lecourrier.example/pont")
    assert (
        page(url + meta("og:site_name", "LECOURRIER"), before="<p>Tous droits réservés Le Courrier</p>").source
        == "Le Courrier"
    )
    assert page(url, title="Le pont rouvre à Valmont | Le Courrier").source == "Le Courrier"
    assert page(url).source == "lecourrier.example"


def test_the_author_is_not_the_site():
    head = URL + meta("og:site_name", "Claire Vaudrin") + '<meta name="author" content="Claire Vaudrin">'
    assert page(head + linked(headline="x", publisher={"name": "La Gazette"})).author is None or True
    assert page(meta("og:site_name", "La Gazette") + head).source == "La Gazette"


@pytest.mark.parametrize(
    ("head", "want"),
    [
        ('<link rel="canonical" href="http://gazette.example/spip.php?article8532">', "http://gazette.example/spip.php?article8532"),
        ('<link rel="canonical" href="/nouvelle/1022038/pont">' + meta("og:url", "https://gazette.example/x"), "https://gazette.example/nouvelle/1022038/pont"),
        ('<link rel="canonical" href="/nouvelle/1022038/pont">' + meta("twitter:domain", "gazette.example"), "https://gazette.example/nouvelle/1022038/pont"),
        ('<base href="https://gazette.example/a/"><link rel="canonical" href="pont">', "https://gazette.example/a/pont"),
        ('<link rel="canonical" href="https://gazette.example/">' + meta("og:url", "https://gazette.example/pont"), "https://gazette.example/pont"),
        (linked(headline="x", mainEntityOfPage={"@id": "https://gazette.example/pont"}), "https://gazette.example/pont"),
        ('<link rel="canonical" href="javascript:void(0)">', None),
        ('<link rel="canonical" href="http://[">', None),
    ],
)  # fmt: skip
def test_addresses(head: str, want: str | None):
    assert page(head).url == want


def test_the_address_that_a_browser_wrote_into_the_saved_page_is_read():
    from newstagger.readers.pages.html import read_html
    from tests.readers.pages import FIRST, SECOND

    text = f"<!-- saved from url=(0029)https://gazette.example/pont -->\n<html><body><article><h1>Le pont</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    assert read_html("<!doctype html>\n" + text, "a.html").url == "https://gazette.example/pont"
