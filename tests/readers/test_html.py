"""Saved web pages; every one is invented."""

from __future__ import annotations

import pytest

from newstagger.readers.html import read_html

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
