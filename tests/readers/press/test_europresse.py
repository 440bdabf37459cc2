"""Europresse and Eureka.cc; every article is invented."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from newstagger import Article, InputError, read
from newstagger.readers import read_bytes

pytest.importorskip("lxml")

FOOT = """<footer><div class="Doc-LegalInfo"><small>© 2024 Le Quotidien. Tous droits réservés.</small>
<small>Le présent document est protégé par les lois et conventions internationales sur le droit d'auteur.</small></div>
<div id="divPubliC"><div class="publiC_lblCertificatIssuedTo">Certificat émis le <b>2 mai 2024</b> à <b>UNIVERSITE-DE-LUSSAC</b> à des fins de
visualisation personnelle et temporaire.</div><div class="publiC-lblNodoc">news&#183;20240411&#183;QL&#183;{number}</div></div></footer>"""


def new(title: str, header: str, text: str, number: str = "7", author: str = "", more: str = "") -> str:
    return f"""<article><header><img src="https://nouveau-europresse-com.acces.example/Docviewer.aspx?DocName=ql_small.gif"/>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Quotidien de Lussac, no. 8812<br/>Édition Nord</span></div>
<div class="rdp__DocHeader"><span class="DocHeader">
{header}</span></div><div class="titreArticle">{more}
<p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">{title}</p></div>{author}</header>
<section><div class="DocText clearfix"><div class='docOcurrContainer'>{text}</div></div></section><aside></aside>{FOOT.format(number=number)}</article>"""


def page(*documents: str) -> str:
    styles = ".DocPublicationName{color:#83724e}" * 900
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'/><title></title><style>{styles}</style></head><body>{''.join(documents)}</body></html>"


def test_each_article_by_itself(articles):
    first, second = articles(
        page(
            new(
                "La <mark>halle</mark> rouvre",
                "Société,         jeudi 11 avril 2024 312 mots, p. 4",
                "<p>La <mark>halle</mark> de Lussac a rouvert. </p> <p>Le maire, Aimé Tournebise, était là.</p>",
                author='<p class="sm-margin-bottomNews">Odile Carnac</p>',
                more='<p class="sm-margin-TopNews rdp__subtitle">Deux ans de travaux.</p>',
            ),
            new(
                "Grève au port",
                "jeudi 11 avril 2024 - 16:55:20 -0000 101 mots",
                "<p>Les dockers ont cessé le travail.</p>",
                "8",
            ),
        ),
        "export.html",
    )
    assert first == Article(
        "Deux ans de travaux.\n\nLa halle de Lussac a rouvert.\n\nLe maire, Aimé Tournebise, était là.",
        id="news·20240411·QL·7",
        title="La halle rouvre",
        published=date(2024, 4, 11),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["Société"],
    )
    assert second.published == datetime(2024, 4, 11, 16, 55, 20, tzinfo=timezone.utc)
    assert (second.author, second.declared_topics) == (None, [])


@pytest.mark.parametrize(
    ("header", "day", "topics"),
    [
        ("Communication, mardi 14 mars 2006, p. 16", date(2006, 3, 14), ["Communication"]),
        ("Actualité ; Santé, samedi 1er juin 2019 55 mots, p. 1,2", date(2019, 6, 1), ["Actualité", "Santé"]),
        ("Sports, Saturday, March 5, 2022, p. B1", date(2022, 3, 5), ["Sports"]),
        ("dimanche 3 septembre 2023 120 mots", date(2023, 9, 3), []),
        ("no. 3461, mercredi 10 avril 2024, p. 30", date(2024, 4, 10), []),
        ("N° 22950, Économie, mercredi 10 avril 2024, p. 30", date(2024, 4, 10), ["Économie"]),
        ("Nord, mercredi 10 avril 2024", date(2024, 4, 10), ["Nord"]),
        ("no. 4512, du 8 au 14 avril 2024", date(2024, 4, 8), []),
        ("Économie, du lundi 26 février au dimanche 3 mars 2024, p. 4", date(2024, 2, 26), ["Économie"]),
        ("du 28 décembre au 3 janvier 2024", date(2023, 12, 28), []),
        # A monthly names no day: that of the document's number is the nearest.
        ("Dossier, avril 2024, p. 12", date(2024, 4, 11), []),
    ],
)
def test_day_and_section_stand_in_one_line(articles, header: str, day: date, topics: list[str]):
    (article,) = articles(page(new("Titre", header, "<p>Un texte.</p>")), "a.html")
    assert article.published == day
    assert article.declared_topics == topics


def test_the_link_to_the_site_is_the_address_and_no_text(articles):
    text = """<p>Un texte.</p><p>[Additional Text]: </p><a href="https://lequotidien.example/halle-1"> Cet article est paru dans Le Quotidien (site web)</a><p />"""
    (article,) = articles(page(new("Titre", "jeudi 11 avril 2024", text)), "a.html")
    assert (article.url, article.text) == ("https://lequotidien.example/halle-1", "Un texte.")


def test_indexing_below_the_article_is_declared(articles):
    text = "<p>Un texte.</p><p>Catégorie : Société et tendances</p><p>Sujet(s) uniforme(s) : Halles; Commerce de détail</p><p>Taille : Court, 90 mots</p>"
    (article,) = articles(page(new("Titre", "Ville, jeudi 11 avril 2024", text)), "a.html")
    assert article.text == "Un texte."
    assert article.declared_topics == ["Ville", "Société et tendances", "Halles", "Commerce de détail"]


@pytest.mark.parametrize(
    "line",
    ["Référence du jazz européen, le festival accueille Odile Carnac.", "Longueur du pont : 200 m.", "Taille de la halle : 30 m.", "Longueur : 12 km.",
     "Tailleur de métier, il coud.", "Doc. Carnac chante à Lussac.", "Référence : une œuvre de Paul Arnoult, dit-il.", "Section : une ligne de tram ferme.",
     "Thèmes : la paix, dit le ministre Paul Arnoult.", "Copyright : la Suisse légifère.", "Ce certificat est émis par la mairie."],
)  # fmt: skip
@pytest.mark.parametrize("below", ["<p>La fin.</p>", "", "<p>Taille : Court, 90 mots</p>"])
def test_a_paragraph_that_begins_like_a_line_of_the_database_stays(articles, line: str, below: str):
    if not below.startswith("<p>La") and line.startswith(("Copyright", "Ce cert")):
        pytest.skip("the last line cannot be told from the database's")
    (article,) = articles(
        page(new("Titre", "Ville, jeudi 11 avril 2024", f"<p>Un texte.</p><p>{line}</p>{below}")), "a.html"
    )
    assert article.text == f"Un texte.\n\n{line}" + ("\n\nLa fin." if "fin" in below else "")
    assert article.declared_topics == ["Ville"]


def test_lines_of_the_database_in_any_order(articles):
    text = (
        "<p>Un texte.</p><p>Catégorie : Société</p><p>Sujet(s) uniforme(s) : Halles</p><p>Sujets - La Gazette : Ponts</p>"
        "<p>Lieu(x) géographique(s) - La Gazette : Lussac</p><p>Type(s) d'article : Éditorial</p><p>Taille : Court, 123 mots</p>"
        "<p>© 2003 La Gazette. Tous droits réservés.</p><p>Doc. : 20030105LG0001</p><p>Note(s) : Carnac, Odile</p><p>Mots clés : Commerce.</p>"
    )
    (article,) = articles(page(new("Titre", "Ville, jeudi 11 avril 2024", text)), "a.html")
    assert article.text == "Un texte.\n\nLieu(x) géographique(s) - La Gazette : Lussac"
    assert article.declared_topics == ["Ville", "Société", "Halles", "Ponts", "Commerce"]


OLD = """<table><tr><td><table id="tbHeaderImages"><tr><td><img src="logo.gif"></td></tr></table><span class="DocPublicationName">{source}</span><br>
<span class="DocHeader">{section}</span><span class="DocHeader">jeudi </span><span class="DocHeader">5 octobre 2006</span><span class="DocHeader">, p. 3</span><br><br>
<span class="TitreArticleVisu">{title}</span><br><br>{text}<p></p><b><i>© 2006 {source}. Tous droits réservés.</i></b><p></p>Numéro de document : {number}<br>
<table><tr><td align="center"><img src="public.gif">{number}</td></tr><tr><td>Ce certificat est émis à <b>Université</b> à des fins de visualisation personnelle et temporaire.</td></tr>
<tr><td>Date d'émission : <b>2012-10-05</b></td></tr></table></td></tr></table>"""


def test_the_layout_of_before_2013(articles):
    documents = [
        OLD.format(
            source="Le Nouvelliste, no. 12", section="Politique, ", title='Un <span style="color:red">vote</span> serré',
            text="Paul Arnoult<br><p></p>Le conseil a voté.<p></p><b>Une suite.</b> Et la fin.", number="news·20061005·NV·1",
        ),
        OLD.format(source="Le Nouvelliste", section="", title="Autre titre", text="Le pont est fermé.<p></p>Il rouvrira.", number="news·20061005·NV·2"),
    ]  # fmt: skip
    data = f"<html><head><META http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'></head><body>{'<p>'.join(documents)}</body></html>"
    first, second = articles(data.encode("cp1252"), "a.htm")
    assert first.warnings == ["not UTF-8; decoded as windows-1252"]
    first.warnings = []
    assert first == Article(
        "Le conseil a voté.\n\nUne suite. Et la fin.",
        id="news·20061005·NV·1",
        title="Un vote serré",
        published=date(2006, 10, 5),
        author="Paul Arnoult",
        source="Le Nouvelliste",
        declared_topics=["Politique"],
    )
    assert (second.author, second.text) == (None, "Le pont est fermé.\n\nIl rouvrira.")


def test_one_broken_article_loses_no_other():
    broken = "<article><header><span class='DocPublicationName'>Le Quotidien</span></header></article>"
    data = page(
        new("Un", "jeudi 11 avril 2024", "<p>A.</p>"), broken, new("Deux", "jeudi 11 avril 2024", "<p>B.</p>", "8")
    )
    first, error, second = read_bytes(data.encode(), "a.html")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.title, second.title) == ("Un", "Deux")
    assert isinstance(error, InputError)
    assert "neither a text nor a title" in str(error)


def test_an_article_beyond_any_size_loses_no_other():
    long = new("Long", "jeudi 11 avril 2024", f"<p>{'mot ' * 60_000}</p>")
    data = page(long, new("Deux", "jeudi 11 avril 2024", "<p>B.</p>", "8"))
    error, article = read_bytes(data.encode(), "a.html", max_chars=1_000)
    assert isinstance(error, InputError)
    assert "more than 108,000 characters" in str(error)
    assert isinstance(article, Article)
    assert article.title == "Deux"


def test_a_file_of_any_name_and_encoding(tmp_path):
    data = page(new("Élue à Nîmes", "jeudi 11 avril 2024", "<p>Une œuvre – « belle ».</p>"))
    for name, encoding in (("a.txt", "utf-8-sig"), ("b.html", "utf-16"), ("c.HTML", "cp1252")):
        (tmp_path / name).write_bytes(data.encode(encoding))
        (article,) = read(tmp_path / name)
        assert (article.title, article.text) == ("Élue à Nîmes", "Une œuvre – « belle ».")


def test_plain_text():
    text = (
        "Le Quotidien de Lussac\nSociété, jeudi 11 avril 2024 1 312 mots, p. 4\n\nLa halle rouvre\n\nOdile Carnac\n\n"
        "La halle a rouvert jeudi.\n\nLes étals sont loués.\n\n© 2024 Le Quotidien de Lussac. Tous droits réservés.\nnews·20240411·QL·004_12\n\n"
        "La Gazette, no. 24512\nvendredi 12 avril 2024 • 98 mots\n\nGrève au port\n\nLe port est fermé. Il rouvrira samedi.\n\n"
        "Sujet(s) uniforme(s) : Grèves; Ports\n\nweb · 20240412 · GZ · x7\n"
    )
    first, second = read_bytes(text.encode(), "a.txt")
    assert first == Article(
        "La halle a rouvert jeudi.\n\nLes étals sont loués.",
        id="news·20240411·QL·004_12",
        title="La halle rouvre",
        published=date(2024, 4, 11),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["Société"],
    )
    assert isinstance(second, Article)
    assert (second.title, second.author, second.source) == ("Grève au port", None, "La Gazette")
    assert (second.text, second.declared_topics) == ("Le port est fermé. Il rouvrira samedi.", ["Grèves", "Ports"])
    assert second.published == date(2024, 4, 12)


def test_a_text_that_quotes_a_number_of_a_document_is_no_export():
    (article,) = read_bytes(
        b"Le pont rouvre\n\nVoir le document suivant.\nnews\xc2\xb720240411\xc2\xb7QL\xc2\xb7004_12\n", "a.txt"
    )
    assert isinstance(article, Article)
    assert article.title == "Le pont rouvre"


def printed(title: str, header: str, text: str, number: str, above: str = "Le Quotidien de Lussac, no. 8812") -> str:
    return (
        f"{above}\n\n{header}\n\n{title}\n\n{text}\n\n© 2024 Le Quotidien. Tous droits réservés.\n\nnews·20240411·QL·{number}\n\n"
        "Ce certificat est émis à Université-de-Lussac à des fins de visualisation personnelle et temporaire.\n\n"
    )


@pytest.mark.parametrize("blank", ["\n\n", "\n"])
def test_the_text_of_an_export_is_its_articles(articles, blank: str):
    first = printed(
        "La halle rouvre",
        "Société, jeudi 11 avril 2024 312 mots, p. 4",
        "Odile Carnac\n\nLa halle a rouvert.\n\nIl pleuvait.",
        "7",
    )
    second = printed(
        "CULTURE\n\nLe cinéma ferme",
        "vendredi 12 avril 2024 1 012 mots",
        "Un siècle d’images\n\nPar Paul Roche et AFP\n\nLe Rex a fermé.",
        "8",
        "La Gazette",
    )
    found = articles((first + second).replace("\n\n", blank), "a.txt")
    assert [(one.id, one.title, one.published, one.author, one.source) for one in found] == [
        ("news·20240411·QL·7", "La halle rouvre", date(2024, 4, 11), "Odile Carnac", "Le Quotidien de Lussac"),
        ("news·20240411·QL·8", "Le cinéma ferme", date(2024, 4, 12), "Paul Roche et AFP", "La Gazette"),
    ]
    assert [one.text for one in found] == [
        "La halle a rouvert.\n\nIl pleuvait.",
        "Un siècle d’images\n\nLe Rex a fermé.",
    ]
    assert [one.declared_topics for one in found] == [["Société"], ["CULTURE"]]


def test_an_edition_below_the_newspaper_and_a_document_without_an_author(articles):
    above = "Le Quotidien de Lussac, no. 8812\nÉdition Nord"
    header = "Société, jeudi 11 avril 2024 312 mots, p. 4"
    one, two = articles(
        "".join(printed("La halle rouvre", header, "La halle a rouvert.", n, above) for n in "78"), "a.txt"
    )
    assert (one.title, one.author, one.source, one.text) == (
        "La halle rouvre",
        None,
        "Le Quotidien de Lussac",
        "La halle a rouvert.",
    )
    assert two.id == "news·20240411·QL·8"


def test_a_text_that_names_a_length_is_no_export(articles):
    (article,) = articles(
        "Le concours\nEn avril 2024, 300 mots suffisent, dit-elle.\n\nLes textes seront lus.", "a.txt"
    )
    assert article.title == "Le concours"
