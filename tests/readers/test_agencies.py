"""Bylines and tables of NITF, languages, roles and tables of NewsML-G2; every item is invented."""

from __future__ import annotations

import pytest

from newstagger import Article
from newstagger.readers import read_bytes

pytest.importorskip("lxml")


def read_one(text: str) -> Article:
    (article,) = read_bytes(text.encode(), "a.xml")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Par <person>Salima Ferkous</person><byttl>Agence Valmont</byttl>", "Salima Ferkous"),
        ("<person>Salima Ferkous</person> <byttl>Correspondante</byttl>", "Salima Ferkous"),
        ("<person>Salima Ferkous</person><person>Paul Arnoult</person>", "Salima Ferkous, Paul Arnoult"),
        ("Par <person>Salima Ferkous</person> et <person>Paul Arnoult</person>", "Salima Ferkous et Paul Arnoult"),
        ("<byttl>Agence Valmont</byttl>", "Agence Valmont"),
        ("Par Salima Ferkous", "Salima Ferkous"),
    ],
)
def test_a_title_in_a_byline_is_no_part_of_the_name(byline: str, author: str):
    head = f"<body.head><hedline><hl1>Le pont<br/>rouvre</hl1></hedline><byline>{byline}</byline><abstract><p>Un.</p><p>Deux.</p></abstract></body.head>"
    article = read_one(f"<nitf><body>{head}<body.content><p>Il pleut.</p></body.content></body></nitf>")
    assert (article.author, article.title, article.text) == (author, "Le pont rouvre", "Un. Deux.\n\nIl pleut.")


ROWS = "<table><tr><th>Valmont - Lussac</th><td>2 - 1</td></tr><tr><td>Rochebrune - Sarlande</td><td>0 - 0</td></tr></table>"
RESULTS = "Valmont - Lussac 2 - 1\n\nRochebrune - Sarlande 0 - 0"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"<p>Les résultats :</p>{ROWS}<p>Il a plu.</p>", f"Les résultats :\n\n{RESULTS}\n\nIl a plu."),
        (ROWS, RESULTS),
        (f"<nitf-table><nitf-table-metadata><nitf-col>2</nitf-col></nitf-table-metadata>{ROWS}</nitf-table>", RESULTS),
    ],
    ids=["table", "only a table", "nitf-table"],
)
def test_rows_of_tables_are_lines_of_the_text(content: str, text: str):
    assert read_one(f"<nitf><body><body.content>{content}</body.content></body></nitf>").text == text
    html = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{content}</body></html>'
    body = f'<inlineXML contenttype="application/xhtml+xml">{html}</inlineXML>'
    assert read_one(f'<newsItem {SPACE} guid="a"><contentSet>{body}</contentSet></newsItem>').text == text


SPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def read_twins(*languages: str, item: str = "") -> Article:
    lines = {"en": "The bridge reopens", "fr": "Le pont rouvre", "de": "Die Brücke"}
    headlines = "".join(f'<headline xml:lang="{one}">{lines[one]}</headline>' for one in languages)
    leads = "".join(
        f'<description role="drol:summary" xml:lang="{one}">{lines[one]}?</description>' for one in languages
    )
    texts = "".join(
        f'<inlineXML contenttype="application/xhtml+xml" xml:lang="{one}"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{lines[one]}.</p></body></html></inlineXML>'
        for one in languages
    )
    return read_one(
        f'<newsItem {SPACE} guid="a" {item}><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta>{headlines}{leads}</contentMeta>'
        f"<contentSet>{texts}</contentSet></newsItem>"
    )


@pytest.mark.parametrize("languages", [("en", "fr"), ("fr", "en"), ("de", "en", "fr")])
def test_of_several_languages_the_french_is_read(languages: tuple[str, ...]):
    article = read_twins(*languages, item='xml:lang="en"')
    assert (article.title, article.text) == ("Le pont rouvre", "Le pont rouvre?\n\nLe pont rouvre.")


def test_without_french_the_first_is_read():
    article = read_twins("de", "en", item='xml:lang="en"')
    assert (article.title, article.text) == ("Die Brücke", "Die Brücke?\n\nDie Brücke.")


def test_a_headline_is_in_the_language_of_the_text():
    lines = '<headline xml:lang="fr">Le pont</headline><headline xml:lang="en">The bridge</headline>'
    text = '<inlineData contenttype="text/plain" xml:lang="en">It rains.</inlineData>'
    article = read_one(
        f'<newsItem {SPACE} guid="a"><contentMeta>{lines}</contentMeta><contentSet>{text}</contentSet></newsItem>'
    )
    assert (article.title, article.text) == ("The bridge", "It rains.")


@pytest.mark.parametrize("main", [' role="hld:mainHeadline"', ' role="hlrole:main"', ' role="hld:headline"', ""])
def test_the_main_headline_is_the_title_and_no_paragraph(main: str):
    lines = f'<headline role="hld:subHeadline">Deux ans de travaux</headline><headline{main}>Le pont rouvre</headline>'
    text = '<inlineData contenttype="text/html">&lt;h1>Le pont rouvre&lt;/h1>&lt;p>Il pleut.&lt;/p></inlineData>'
    article = read_one(
        f'<newsItem {SPACE} guid="a"><contentMeta>{lines}</contentMeta><contentSet>{text}</contentSet></newsItem>'
    )
    assert (article.title, article.text) == ("Le pont rouvre", "Il pleut.")


def test_a_headline_with_another_role_is_better_than_none():
    lines = '<headline role="hld:subHeadline">Deux ans de travaux</headline>'
    text = '<inlineData contenttype="text/plain">Il pleut.</inlineData>'
    article = read_one(
        f'<newsItem {SPACE} guid="a"><contentMeta>{lines}</contentMeta><contentSet>{text}</contentSet></newsItem>'
    )
    assert (article.title, article.text) == ("Deux ans de travaux", "Il pleut.")
