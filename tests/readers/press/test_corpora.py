"""Corpora of IRaMuTeQ, TXM, TEI and trafilatura; every text is invented."""

from __future__ import annotations

from datetime import date

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes
from tests.readers.press.conftest import Read

IRAMUTEQ = """**** *source_Le_Quotidien *date_2024-04-11 *auteur_Odile_Carnac *rubrique_Ville
La halle a rouvert.
Il pleuvait.

**** *annee_2024 *mois_2024-04 *jour_9 *journal_Le Quotidien du soir *sexe_f
-*commerce
Le marché est plein.
-*météo
Il a neigé.
"""


def test_iramuteq(articles):
    first, second = articles(IRAMUTEQ, "a.txt")
    assert first == Article(
        "La halle a rouvert.\nIl pleuvait.", "a.txt:1", None, date(2024, 4, 11), None, "Odile Carnac", "Le Quotidien", None, ["Ville"]
    )  # fmt: skip
    assert (second.source, second.published) == ("Le Quotidien du soir", date(2024, 4, 9))
    assert (second.declared_topics, second.text) == (["commerce", "météo"], "Le marché est plein.\n\nIl a neigé.")


@pytest.mark.parametrize("day", ["20240411", "2024_04_11", "11-avril-2024", "2024.04.11"])
def test_days_of_variables(articles, day: str):
    (article,) = articles(f"**** *date_{day}\nUn texte.\n", "a.txt")
    assert article.published == date(2024, 4, 11)


def test_alceste_numbers_its_texts(articles):
    first, second = articles("0001 *source_QL *urne\nUn texte.\n0002 *source_QM\nUn autre.\n", "a.txt")
    assert [(one.id, one.source, one.text) for one in (first, second)] == [
        ("0001", "QL", "Un texte."),
        ("0002", "QM", "Un autre."),
    ]


@pytest.mark.parametrize(
    "text", ["12 *notes et remarques\nUn texte qui continue.", "**** Un titre orné ****\nUn texte."]
)
def test_stars_alone_make_no_corpus(articles, text: str):
    assert len(articles(text, "a.txt")) == 1


TEI = """<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="ql-1"><teiHeader><fileDesc><titleStmt><title type="main">La halle rouvre</title>
<author>Odile Carnac</author></titleStmt><publicationStmt><publisher>Bibliothèque de Lussac</publisher><date when="2020-01-01"/><idno>QL-7</idno></publicationStmt>
<sourceDesc><bibl><title level="j">Le Quotidien de Lussac</title><date when="1902-03-05">5 mars 1902</date></bibl></sourceDesc></fileDesc>
<profileDesc><textClass><keywords><term>Halles</term><term>Commerce</term></keywords></textClass></profileDesc></teiHeader>
<text><body><fw type="header">LE QUOTIDIEN DE LUSSAC</fw><head>LA HALLE</head><p>La halle a rou-<lb break="no"/>vert <choice><sic>ier</sic><corr>hier</corr></choice>.<lb/>
Il pleuvait.</p><pb n="2"/><p>Le maire, <persName>Aimé Tournebise</persName>, était là.</p></body></text></TEI>"""


def test_cells_of_a_tei_table_are_words(articles):
    table = "<table><row><cell>Lussac</cell><cell>12</cell></row><row><cell>Valmont</cell><cell>3</cell></row></table>"
    (article,) = articles(TEI.replace("</body>", f"{table}</body>"), "a.xml")
    assert article.text.endswith("\n\nLussac 12\n\nValmont 3")


def test_tei(articles):
    pytest.importorskip("lxml")
    (article,) = articles(TEI, "a.xml")
    assert article == Article(
        "LA HALLE\n\nLa halle a rouvert hier.\nIl pleuvait.\n\nLe maire, Aimé Tournebise, était là.",
        id="QL-7",
        title="La halle rouvre",
        published=date(1902, 3, 5),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["Halles", "Commerce"],
    )
    inner = TEI.partition("?>")[2]
    corpus = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>{inner}{inner.replace("QL-7", "QL-8").replace("ql-1", "ql-2")}</teiCorpus>'
    assert [one.id for one in articles(corpus, "a.xml")] == ["QL-7", "QL-8"]


TXM = """<?xml version="1.0" encoding="UTF-8"?><corpus><text id="t1" titre="La halle rouvre" journal="Le Quotidien, no. 12" journalClean="Le Quotidien" date="2024 04 11T00:00:00"
auteur="odile carnac" keywords="halle, commerce" url="https://lequotidien.example/1"> La halle a rouvert.
Il pleuvait. </text><pb/><text title="Grève &lt;b&gt;au&lt;/b&gt; port" source="QM" date="2024/04/12"><p><w>L'</w><w>arrêt</w><w>,</w><w>hier</w><w>.</w></p></text></corpus>"""


def test_txm(articles):
    pytest.importorskip("lxml")
    first, second = articles(TXM, "a.xml")
    assert first == Article(
        "La halle a rouvert. Il pleuvait.", "t1", "La halle rouvre", date(2024, 4, 11), "https://lequotidien.example/1", "odile carnac", "Le Quotidien",
        None, ["halle", "commerce"],
    )  # fmt: skip
    assert (second.title, second.source, second.text) == ("Grève au port", "QM", "L'arrêt, hier.")
    assert second.published == date(2024, 4, 12)


def test_texts_without_ids_in_one_line_have_ids_of_their_own(articles):
    pytest.importorskip("lxml")
    found = articles(
        "<corpus><text><p>Un.</p></text><text><p>Deux.</p></text><text><p>Trois.</p></text></corpus>", "a.xml"
    )
    assert [one.id for one in found] == ["a.xml:1", "a.xml:1.2", "a.xml:1.3"]


def test_trafilatura(articles):
    pytest.importorskip("lxml")
    data = """<doc sitename="Le Quotidien" title="La halle rouvre" author="Odile Carnac" date="2024-04-11" source="https://lequotidien.example/1" hostname="lequotidien.example"
excerpt="Deux ans." categories="Ville" tags="halle, commerce" fingerprint="ab"><main><head rend="h1">La halle rouvre</head><head rend="h2">Deux ans</head><p>La halle a rouvert.</p></main><comments><p>Enfin !</p></comments></doc>"""
    (article,) = articles(data, "a.xml")
    assert article == Article(
        "Deux ans\n\nLa halle a rouvert.", "a.xml:2", "La halle rouvre", date(2024, 4, 11), "https://lequotidien.example/1", "Odile Carnac", "Le Quotidien",
        None, ["Ville", "halle", "commerce"],
    )  # fmt: skip


EUROPARSER = {
    "id": "0", "journal": "Le Quotidien, no. 12", "journal_clean": "Le Quotidien", "titre": "La halle rouvre", "complement": "Ville, jeudi 11 avril 2024 | | ",
    "annee": 2024, "mois": 4, "jour": 11, "date": "2024 04 11T00:00:00", "auteur": "Unknown", "texte": "La halle a rouvert.", "keywords": "halle, commerce", "langue": "fr", "url": "",
}  # fmt: skip


def test_europarser(articles):
    import json

    (article,) = articles(json.dumps([EUROPARSER]), "a.json")
    assert article == Article(
        "La halle a rouvert.", "0", "La halle rouvre", date(2024, 4, 11), None, None, "Le Quotidien", None, ["Ville", "halle", "commerce"]
    )  # fmt: skip
    (article,) = articles(
        json.dumps({**EUROPARSER, "date": "2024 04 11T18:30:00", "auteur": "odile carnac"}) + "\n", "a.jsonl"
    )
    assert str(article.published) == "2024-04-11 18:30:00"
    assert article.author == "odile carnac"


def test_a_json_schema_is_no_article():
    (error,) = read_bytes(b'{"$schema": "x", "properties": {}, "title": "ninjs", "description": "A schema"}', "a.json")
    assert isinstance(error, InputError)
    assert "JSON schema" in str(error)


@pytest.mark.parametrize("day", ["05032024", "05-03-2024", "05_03_2024", "20240305", "2024-03-05"])
def test_days_of_iramuteq_in_either_order(articles: Read, day: str):
    (article,) = articles(f"**** *journal_LaGazette *date_{day}\nIl pleut sur Valmont.\n", "a.txt")
    assert str(article.published) == "2024-03-05"
