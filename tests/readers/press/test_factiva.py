"""Factiva: HTML, RTF, plain text and XML; every article is invented."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes
from newstagger.readers.press.factiva import read_text_article

pytest.importorskip("lxml")

PART = 'class="articleParagraph frarticleParagraph"'


def divs(title: str, number: str, *lines: str, text: str = "Un texte.", above: str = "", author: str = "") -> str:
    fields = "".join(f"<div>{line}</div>" for line in lines)
    author = author and f'<div class="author">{author} </div>'
    return f"""<div id="article-{number}" class="article"><div class="article frArticle"><p>
</p>{above and f"<div>{above}</div>"}<div id="hd"><span class="frHeadline">{title} </span>
</div>{author}{fields}<p></p><p {PART}>{text}</p><p>Une légende de photo.</p><p>Éditions Lussac</p><p>Document {number}</p></div></div><br>"""


def page(body: str) -> str:
    state = '<input type="hidden" name="_XFORMSTATE" value="' + "Abc1" * 20_000 + '">'
    return f'<html><head><meta charset="utf-8"><title>Factiva</title></head><body><h1>Factiva</h1>{state}{body}<span class="copyright">© 2024 Factiva, Inc.</span></body></html>'


def test_full_articles(articles):
    first, second = articles(
        page(
            divs(
                "La <b>halle</b> rouvre", "QUOLUS0020240411ek4b0000a", "1 312 mots", "11 avril 2024", "08:15", "Le Quotidien de Lussac", "QUOLUS", "4",
                "Français", "Copyright 2024 Éditions Lussac. Tous droits réservés.", above="Société", author="Par Odile Carnac", text="La <b>halle</b> a\n rouvert.",
            )
            + divs("Grève au port", "QUOLUS0020240412ek4c0000b", "101 words", "12 April 2024", "Le Quotidien de Lussac", "QUOLUS", "French")
        ),
        "a.html",
    )  # fmt: skip
    assert first == Article(
        "La halle a rouvert.",
        id="QUOLUS0020240411ek4b0000a",
        title="La halle rouvre",
        published=datetime(2024, 4, 11, 8, 15),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["Société"],
    )
    assert (second.published, second.author, second.source) == (date(2024, 4, 12), None, "Le Quotidien de Lussac")


def row(code: str, value: str) -> str:
    return f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'


TABLE = "".join(
    row(*pair)
    for pair in (
        ("SE", "Infolocale; Pg. 12"), ("HD", "<b class='frHeadline'>La halle rouvre</b>\n"), ("BY", "Odile Carnac"), ("WC", "295 mots"),
        ("PD", "29 décembre 2011"), ("ET", "15:32"), ("SN", "Le Quotidien de Lussac"), ("SC", "QUOLUS"), ("LA", "Français"), ("CY", "(c) Éditions Lussac."),
        ("LP", f"<p {PART}>La halle a rouvert.</p>\n<p {PART}>Il pleuvait.</p>"), ("TD", f"<p {PART}>Le maire était là.</p>"),
        ("NS", "<br/>gvote1 : Élections | gcat : Politique | ncat : Content Types | nfce : FC&amp;E Exclusion Filter"), ("RE", "fra : France | eurz : Europe"),
        ("IPC", "VOTE | LANGFR"), ("PUB", "Éditions Lussac"), ("AN", "<br/>Document QUOLUS0020111229e7ct0001r"),
    )
)  # fmt: skip
CODED = Article(
    "La halle a rouvert.\n\nIl pleuvait.\n\nLe maire était là.",
    id="QUOLUS0020111229e7ct0001r",
    title="La halle rouvre",
    published=datetime(2011, 12, 29, 15, 32),
    author="Odile Carnac",
    source="Le Quotidien de Lussac",
    declared_topics=["Infolocale", "Élections", "Politique", "France", "Europe"],
)


def test_full_articles_with_indexing(articles):
    body = f'<div class="article frArticle"><table>{TABLE}</table><br/></div>'
    first, second = articles(page(body + body.replace("0001r", "0002r")), "a.html")
    assert first == CODED
    assert second.id == "QUOLUS0020111229e7ct0002r"


LINES = [
    ("SE", "Infolocale"), ("HD", "La halle rouvre"), ("BY", "Odile Carnac"), ("WC", "295 mots"), ("PD", "29 décembre 2011"), ("ET", "15:32"),
    ("SN", "Le Quotidien de Lussac"), ("LP", "La halle a rouvert."), ("", "Il pleuvait."), ("TD", "Le maire était là."),
    ("NS", "gvote1 : Élections | gcat : Politique"), ("RE", "fra : France | eurz : Europe"), ("AN", "Document QUOLUS0020111229e7ct0001r"),
]  # fmt: skip


@pytest.mark.parametrize("between", ["\t", "  ", " | ", " "])
def test_plain_text_with_codes(articles, between: str):
    text = "".join(f"{code}{between if code else ''}{value}\n" for code, value in LINES)
    first, second = articles(text + "\n\x0c\n" + text.replace("0001r", "0002r") + "\n© 2011 Factiva, Inc.\n", "a.txt")
    assert first == CODED
    assert second.id == "QUOLUS0020111229e7ct0002r"


def test_plain_text_with_codes_and_a_single_space(articles):
    text = "".join(f"{code}{' ' if code else ''}{value}\n" for code, value in LINES)
    first, second = articles(
        text + "\n" + text.replace("Il pleuvait.", "LA CRUE MONTE").replace("0001r", "0002r"), "a.txt"
    )
    assert first == CODED
    assert second.text == CODED.text.replace("Il pleuvait.", "LA CRUE MONTE")


def rtf(*paragraphs: str) -> bytes:
    def escaped(text: str) -> str:
        return "".join(sign if ord(sign) < 128 else f"\\'{sign.encode('cp1252').hex()}" for sign in text)

    return (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}"
        + "".join(f"{escaped(one)}\\par " for one in paragraphs)
        + "}"
    ).encode()


def test_rtf_with_codes(articles):
    pytest.importorskip("striprtf")
    (article,) = articles(rtf(*(f"\\b {code}\\b0\\tab {value}" if code else value for code, value in LINES)), "a.rtf")
    assert article == CODED
    # What somebody cut out of an export has no last line.
    (article,) = articles(
        rtf(*(f"\\b {code}\\b0\\tab {value}" for code, value in LINES if code and code != "AN")), "a.rtf"
    )
    assert (article.id, article.title) == ("a.rtf:1", "La halle rouvre")


PLAIN = """Société
La halle de Lussac rouvre enfin
Odile Carnac
295 mots
29 décembre 2011
15:32
Le Quotidien de Lussac
QUOLUS
12
Français
Copyright 2011 Éditions Lussac. Tous droits réservés.

La halle a rouvert.

Il pleuvait.

Document {number}
"""


def test_plain_text_and_rtf_without_codes(articles):
    text = PLAIN.format(number="QUOLUS0020111229e7ct0001r") + "\n" + PLAIN.format(number="QUOLUS0020111230e7cu0001r")
    first, _ = articles(text, "a.txt")
    assert first == Article(
        "La halle a rouvert.\n\nIl pleuvait.",
        id="QUOLUS0020111229e7ct0001r",
        title="La halle de Lussac rouvre enfin",
        published=datetime(2011, 12, 29, 15, 32),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["Société"],
    )
    pytest.importorskip("striprtf")
    again, _ = articles(rtf(*text.split("\n")), "a.rtf")
    assert again == first


@pytest.mark.parametrize(
    ("head", "title", "author", "topics"),
    [
        ("Politique\nCarnac libre\nPar Paul Arnoult", "Carnac libre", "Paul Arnoult", ["Politique"]),
        (
            "Politique\nCarnac libre\nDe notre correspondante à Lussac, Odile Noël",
            "Carnac libre",
            "Odile Noël",
            ["Politique"],
        ),
        (
            "Météo\nPar tous les temps\nPar Odile de la Tour et Paul Arnoult",
            "Par tous les temps",
            "Odile de la Tour et Paul Arnoult",
            ["Météo"],
        ),
        ("Carnac libre", "Carnac libre", None, []),
    ],
)
def test_a_byline_is_no_headline(articles, head: str, title: str, author: str | None, topics: list[str]):
    text = PLAIN.format(number="QUOLUS0020111229e7ct0001r").replace(
        "Société\nLa halle de Lussac rouvre enfin\nOdile Carnac", head
    )
    (article,) = articles(text, "a.txt")
    assert (article.title, article.author, article.declared_topics) == (title, author, topics)


XML = """<?xml version="1.0" encoding="utf-8"?><PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet count="2">
<ppsarticle><article><accessionNo>QUOLUS0020120109e51700030</accessionNo><baseLanguage>FR</baseLanguage><byline>Par Odile Carnac</byline>
<copyright>(c) 2012 Éditions Lussac</copyright><headline><paragraph display="Proportional"><hlt>HALLE</hlt> - elle rouvre</paragraph></headline>
<leadParagraph><paragraph>La halle a rouvert.</paragraph></leadParagraph><publicationDate><dateTime>2012-01-09T01:35:58Z</dateTime></publicationDate>
<sectionName>Société</sectionName><sourceName>Le Quotidien de Lussac</sourceName><region code="fra"><name>France</name></region>
<newsSubject code="gvote"><name>Élections</name></newsSubject><newsSubject code="nfact"><name>Factiva Filters</name></newsSubject>
<descField code="ipd">Un mot</descField><tailParagraphs><paragraph>Il pleuvait.</paragraph><paragraph>Le maire était là.</paragraph></tailParagraphs></article></ppsarticle>
<ppsarticle><article><accessionNo>QUOLUS0020120110e51700031</accessionNo><headline><paragraph>Autre titre</paragraph></headline>
<leadParagraph>
Une phrase qui
va plus loin.
    Un autre paragraphe.
</leadParagraph><publicationDate><date>2012-01-10</date></publicationDate></article></ppsarticle></ppsarticleResultSet></ppsArticleResponse></PPSResponse>"""


def test_xml(articles):
    first, second = articles(XML, "a.xml")
    assert (first.id, first.title, first.author, first.source) == (
        "QUOLUS0020120109e51700030", "HALLE - elle rouvre", "Odile Carnac", "Le Quotidien de Lussac",
    )  # fmt: skip
    assert str(first.published) == "2012-01-09 01:35:58+00:00"
    assert first.text == "La halle a rouvert.\n\nIl pleuvait.\n\nLe maire était là."
    assert first.declared_topics == ["Société", "Élections", "France"]
    assert (second.text, second.published) == (
        "Une phrase qui va plus loin.\n\nUn autre paragraphe.",
        date(2012, 1, 10),
    )


def test_the_class_of_another_site_is_not_an_export():
    body = "<p>La halle de Lussac a rouvert jeudi après deux ans de travaux, a annoncé la mairie.</p>" * 3
    data = f'<html><head><title>Lussac</title></head><body><div class="mainArticle"><h1>La halle rouvre</h1>{body}</div></body></html>'
    pytest.importorskip("trafilatura")
    (article,) = read_bytes(data.encode(), "a.html")
    assert isinstance(article, Article)
    assert article.text.startswith("La halle de Lussac")


def test_an_article_without_fields_is_an_error_and_the_next_is_read():
    broken = f'<div class="article frArticle"><p {PART}></p></div>'
    error, article = read_bytes(
        page(broken + divs("Titre", "QUOLUS0020240412ek4c0000b", "10 mots", "12 avril 2024", "Le Quotidien")).encode(),
        "a.html",
    )
    assert isinstance(error, InputError)
    assert isinstance(article, Article)


def test_a_text_without_a_last_line_is_none_of_factiva():
    assert read_text_article("Une phrase.\n", "a.txt") is None


def test_codes_in_the_tables_of_a_word_file():
    docx = pytest.importorskip("docx")
    document, stream = docx.Document(), BytesIO()
    for title, number in (
        ("La halle de Lussac rouvre", "QUOLUS0020240411ek4b0000a"),
        ("Grève au port", "QUOLUS0020240412ek4c0000b"),
    ):
        fields = {
            "SE": "Société", "HD": title, "BY": "Par Odile Carnac", "PD": "11 avril 2024", "SN": "Le Quotidien de Lussac", "LP": "Un chapô.",
            "TD": "Un texte.\nUne suite.", "AN": f"Document {number}",
        }  # fmt: skip
        table = document.add_table(rows=0, cols=2)
        for code, value in fields.items():
            cells = table.add_row().cells
            cells[0].text, cells[1].text = code, value.partition("\n")[0]
            if rest := value.partition("\n")[2]:
                cells[1].add_paragraph(rest)
        document.add_paragraph("")
    document.save(stream)
    first, second = read_bytes(stream.getvalue(), "a.docx")
    assert first == Article(
        "Un chapô.\n\nUn texte.\n\nUne suite.",
        id="QUOLUS0020240411ek4b0000a",
        title="La halle de Lussac rouvre",
        published=date(2024, 4, 11),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["Société"],
    )
    assert isinstance(second, Article)
    assert second.title == "Grève au port"
