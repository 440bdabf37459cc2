"""Saved web pages; every one is invented."""

from __future__ import annotations

import quopri

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes
from newstagger.readers.pages.html import read_html

pytest.importorskip("trafilatura")


def page(keywords: str, author: str = "Claire Vaudrin") -> str:
    return f"""<html><head><title>Le pont rouvre | Gazette de Valmont</title>
<meta property="og:site_name" content="Gazette de Valmont"><meta property="og:title" content="Le pont rouvre | Gazette de Valmont">
<meta name="author" content="{author}"><meta name="keywords" content="{keywords}">
<meta property="article:published_time" content="2022-10-12T07:15:00+02:00"></head><body><article>
<p>Le maire de Valmont a rouvert mardi le pont Neuf, fermé aux voitures depuis deux ans à cause de fissures.</p>
<p>Les travaux ont coûté deux millions d’euros à la ville, a-t-il dit devant une centaine d’habitants.</p>
</article></body></html>"""


@pytest.mark.parametrize("keywords", ["Travaux, Valmont, Transports", "Travaux;Valmont;Transports"])
def test_topics_in_one_string_are_one_each(keywords: str):
    assert read_html(page(keywords), "a.html").declared_topics == ["Travaux", "Valmont", "Transports"]


def test_forty_keywords_are_no_topics():
    assert read_html(page(", ".join(f"mot {n}" for n in range(40))), "a.html").declared_topics == []


def test_the_site_s_name_is_no_part_of_the_title_and_par_none_of_the_author():
    article = read_html(page("Travaux", "Par Claire Vaudrin"), "a.html")
    assert (article.title, article.source) == ("Le pont rouvre", "Gazette de Valmont")
    assert article.author == "Claire Vaudrin"
    assert str(article.published).startswith("2022-10-12T07:15") or str(article.published).startswith(
        "2022-10-12 07:15"
    )


def test_a_page_saved_in_one_file_is_read():
    pytest.importorskip("trafilatura")
    page = "<html><head><title>Le pont ferme</title></head><body><article><h1>Le pont ferme</h1><p>La préfète a ordonné mardi la fermeture du pont de Valmont, après la crue de la Vienne.</p></article></body></html>"
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://gazette.example/0\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page.encode())
        + b"\r\n----b\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n----b--\r\n"
    )
    (article,) = read_bytes(data, "a.mhtml")
    assert isinstance(article, Article)
    assert (article.title, article.url) == ("Le pont ferme", "https://gazette.example/0")
    assert article.text.startswith("La préfète a ordonné mardi")


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"MIME-Version: 1.0\n\n",
        b"Content-Type: text/html\n\n",
        b"Content-Type: multipart/related; boundary=b\n\n--b\n" * 5_000,
    ],
)
def test_a_file_without_a_page_is_named(data: bytes):
    (error,) = read_bytes(data, "a.mht")
    assert isinstance(error, InputError)
    assert "save it again" in str(error)


SENTENCES = (
    "Le pont de Valmont ferme mardi à la circulation, a annoncé la préfecture lundi soir. "
    "Les camions feront un détour de dix kilomètres par la route de Lussac, selon la maire."
)


def test_a_page_from_the_wayback_machine_has_its_own_address_and_no_day_of_a_capture():
    capture = "https://web.archive.org/web/20240305101010/https://gazette.example/pont.html"
    bar = "<div id='wm-ipp-base'><div>12 captures</div><div>5 mars 2024 - 3 juin 2024</div></div>"
    page = (
        f"<html lang='fr'><head><title>Le pont ferme</title><link rel='canonical' href='{capture}'></head><body>{bar}"
        f"<article><h1>Le pont ferme</h1><p>{SENTENCES}</p></article></body></html>"
    )
    article = read_html(page, "a.html", "a")
    assert (article.url, article.source) == ("https://gazette.example/pont.html", "gazette.example")
    assert (article.published, article.text) == (None, SENTENCES)
