"""LexisNexis, Nexis and Nexis Uni; every article is invented."""

from __future__ import annotations

import io
from datetime import date, datetime, timezone

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes
from tests.readers.press.test_factiva import rtf

pytest.importorskip("lxml")


def block(text: str, kind: str = "c5") -> str:
    return f'<BR><DIV CLASS="{kind}"><P CLASS="c6"><SPAN CLASS="c2">{text}</SPAN></P>\n</DIV>\n'


def field(label: str, value: str) -> str:
    return f'<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">{label}: </SPAN><SPAN CLASS="c2">{value}</SPAN></P>\n</DIV>\n'


def document(number: int, *blocks: str) -> str:
    begin = (
        f'<A NAME="DOC_ID_0_{number}"></A><!-- Hide XML section from browser\n<DOC NUMBER={number}>\n<DOCFULL> -->\n'
    )
    return (
        begin
        + block(f"{number} of 262 DOCUMENTS", "c0")
        + "".join(blocks)
        + "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n"
    )


BODY = """<BR><DIV CLASS="c5"><P CLASS="c9"><SPAN CLASS="c2">La halle a </SPAN><SPAN CLASS="c4">rouvert</SPAN><SPAN CLASS="c2">.
</SPAN></P><P CLASS="c9"></P><P CLASS="c9"><SPAN CLASS="c2">Il pleuvait.</SPAN><SPAN CLASS="c2">&nbsp;</SPAN></P>\n</DIV>\n"""
COPYRIGHT = '<BR><DIV CLASS="c0"><BR><P CLASS="c1"><SPAN CLASS="c2">Copyright 2012 Éditions Lussac<BR>Tous Droits Réservés</SPAN></P>\n</DIV>\n'
FRENCH = document(
    1, block("Le Quotidien de Lussac", "c0"), block("12 avril 2013 vendredi"), block("La halle rouvre"), field("AUTEUR", "Odile Carnac"),
    field("RUBRIQUE", "INTERNATIONAL; Pg. 35"), field("LONGUEUR", "143 mots"), field("ENCART", "Deux ans de travaux"), BODY,
    field("SUJET", "HALLES (90%); COMMERCE DE DÉTAIL\n (88%)"), field("LOCALISATION-GEO", "LUSSAC, FRANCE (73%) FRANCE (94%)"),
    field("SOCIETE", "HALLES DE LUSSAC SA (85%)"), field("SECTEUR-ACTIVITE", "NAICS445230 MARCHÉS (85%)"), field("DATE-CHARGEMENT", "13 avril 2013"),
    field("LANGUE", "FRENCH; FRANÇAIS"), field("TYPE-PUBLICATION", "Journal"), COPYRIGHT,
)  # fmt: skip
ENGLISH = document(
    2, block("Agence de Lussac -- English", "c0"), block("March 14, 2013 Thursday 11:21 AM GMT"), block("First part;<BR>second part"),
    field("LENGTH", "239 words"), field("DATELINE", "LUSSAC, March 14 2013"), BODY, field("LOAD-DATE", "March 15, 2013"), COPYRIGHT,
)  # fmt: skip
HEAD = '<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY><DIV CLASS="c5"><P><SPAN>Download Request: Selected Items: 1-3<BR>Terms: halle</SPAN></P></DIV>\n'


def test_html(articles):
    first, second = articles(f"{HEAD}{FRENCH}{ENGLISH}</BODY></HTML>", "a.html")
    assert first == Article(
        "Deux ans de travaux\n\nLa halle a rouvert.\n\nIl pleuvait.",
        id="a.html:1",
        title="La halle rouvre",
        published=date(2013, 4, 12),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["INTERNATIONAL", "HALLES", "COMMERCE DE DÉTAIL", "MARCHÉS", "LUSSAC, FRANCE", "FRANCE"],
    )
    assert (second.title, second.source) == ("First part; second part", "Agence de Lussac -- English")
    assert second.published == datetime(2013, 3, 14, 11, 21, tzinfo=timezone.utc)
    assert second.text == "La halle a rouvert.\n\nIl pleuvait."


def test_the_day_may_stand_below_the_headline_and_the_copyright_above(articles):
    blocks = [
        COPYRIGHT,
        block("The Lussac Times"),
        block("Halle reopens"),
        block("June 14, 1995, CITY EDITION"),
        field("LENGTH", "9 words"),
        BODY,
    ]
    (article,) = articles(HEAD + document(1, *blocks), "a.html")
    assert (article.source, article.title, article.published) == (
        "The Lussac Times",
        "Halle reopens",
        date(1995, 6, 14),
    )


def test_what_the_database_could_not_show_is_an_error_in_its_place():
    sorry = document(
        2, block("We are sorry but there is an error in this document and it is not possible to display it.")
    )
    first, error, second = read_bytes(f"{HEAD}{FRENCH}{sorry}{ENGLISH}".encode(), "a.html")
    assert isinstance(first, Article)
    assert isinstance(error, InputError)
    assert "line 2: the database itself could not display this document" in str(error)
    assert isinstance(second, Article)


TEXT = """


Download Request: Selected Items: 1-2
Time Of Request: Friday, March 20, 2018  16:51:31

Terms: (halle)



                               {first}



                           Le Quotidien de Lussac

                            12 avril 2013 vendredi

La halle de Lussac rouvre, après deux ans de travaux qui ont coûté trois
millions d'euros

AUTEUR: Odile Carnac

LONGUEUR: 143 mots

La halle a rouvert vendredi. Le maire, Aimé Tournebise, qui était là, a dit que
les travaux du 12 mars étaient finis.

Il pleuvait.

SUJET: HALLES (90%)

LANGUE: FRENCH

TYPE-PUBLICATION: Journal


                       Copyright 2013 Éditions Lussac
                              Tous Droits Réservés

                               {second}



                           Le Quotidien de Lussac

                            13 avril 2013 samedi

Grève au port

LONGUEUR: 5 mots

Les dockers ont cessé le travail.

LANGUE: FRENCH
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1 of 2 DOCUMENTS", "2 of 2 DOCUMENTS"),
        ("Document 1 de 2", "Document 2 de 2"),
        ("Dokument 1 von 2", "Dokument 2 von 2"),
    ],
)
def test_plain_text(articles, first: str, second: str):
    halle, port = articles(TEXT.format(first=first, second=second), "a.txt")
    assert halle == Article(
        "La halle a rouvert vendredi. Le maire, Aimé Tournebise, qui était là, a dit que les travaux du 12 mars étaient finis.\n\nIl pleuvait.",
        id="a.txt:1",
        title="La halle de Lussac rouvre, après deux ans de travaux qui ont coûté trois millions d'euros",
        published=date(2013, 4, 12),
        author="Odile Carnac",
        source="Le Quotidien de Lussac",
        declared_topics=["HALLES"],
    )
    assert (port.title, port.text, port.published) == (
        "Grève au port",
        "Les dockers ont cessé le travail.",
        date(2013, 4, 13),
    )


def test_a_text_that_counts_documents_is_no_export(articles):
    (article,) = articles(
        "Le dossier compte trois pièces.\n\n1 de 3 documents\n\nLa première est un contrat, la deuxième une lettre.",
        "a.txt",
    )
    assert "1 de 3 documents" in article.text


COVER = [
    "User Name: O. CARNAC",
    "Date and Time: Wednesday, December 19, 2018 7:11:00 PM CET",
    "Job Number: 79565034",
    "Documents (2)",
    "1. La halle rouvre",
    "Client/Matter: -None-",
    "Search Terms: halle",
]
UNI = [
    "La halle rouvre", "Le Quotidien de Lussac", "10 avril 2018 mardi 10:36", "", "\nCopyright 2018 Éditions Lussac Tous droits réservés", "Section:\xa0US; politique; Pg. 4",
    "Length:\xa01238 words", "Byline:\xa0Par Odile Carnac", "Highlight:\xa0Deux ans de travaux.", "Body", "", "La halle a rouvert.", "Note : il pleuvait.", "Classification",
    "Language:\xa0FRENCH", "\nSubject:\xa0HALLES (93%); COMMERCE (90%)", "\nGeographic:\xa0FRANCE (79%)", "\nLoad-Date:\xa0April 12, 2018", "", "\nEnd of Document",
]  # fmt: skip
OTHER = ["Grève au port", "Le Quotidien de Lussac", "April 11, 2018 Wednesday, Late Edition", "Copyright 2018 Éditions Lussac", "Length: 3 words", "Body", "ABSTRACT", "Le port est fermé.", "FULL TEXT", "Les dockers ont cessé le travail.", "Load-Date: April 12, 2018", "End of Document"]  # fmt: skip
HALLE = Article(
    "Deux ans de travaux.\n\nLa halle a rouvert.\n\nNote : il pleuvait.",
    id="a.docx:1",
    title="La halle rouvre",
    published=datetime(2018, 4, 10, 10, 36),
    author="Odile Carnac",
    source="Le Quotidien de Lussac",
    declared_topics=["US", "politique", "HALLES", "COMMERCE", "FRANCE"],
)


def docx_of(lines: list[str]) -> bytes:
    docx = pytest.importorskip("docx")
    made, stream = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("cover", [[], COVER], ids=["alone", "with a cover"])
def test_word_files(articles, cover: list[str]):
    first, second = articles(docx_of([*cover, *UNI, *OTHER]), "a.docx")
    assert first == HALLE
    assert (second.title, second.published) == ("Grève au port", date(2018, 4, 11))
    assert second.text == "Le port est fermé.\n\nLes dockers ont cessé le travail."


def test_rtf_and_its_text(articles):
    pytest.importorskip("striprtf")
    first, second = articles(
        rtf(*(line.replace("\n", "\\line ").replace("\xa0", "\\~") for line in [*UNI, *OTHER])), "a.rtf"
    )
    first.id = HALLE.id
    assert first == HALLE
    assert second.title == "Grève au port"
    first, second = articles("\n".join([*UNI, *OTHER]), "a.txt")
    assert first.title == HALLE.title


def test_french_menus(articles):
    french = ["La halle rouvre", "Le Quotidien de Lussac", "mardi 10 avril 2018", "Longueur: 12 mots", "Auteur: Odile Carnac", "Rubrique: Société", "Corps", "La halle a rouvert.", "Date de chargement: 12 avril 2018", "Fin du document"]  # fmt: skip
    (article,) = articles("\n".join(french), "a.txt")
    assert article == Article(
        "La halle a rouvert.", "a.txt:1", "La halle rouvre", date(2018, 4, 10), None, "Odile Carnac", "Le Quotidien de Lussac", None, ["Société"]
    )  # fmt: skip


def test_an_ordinary_word_file_that_says_where_it_ends_is_one_article(articles):
    (article,) = articles(docx_of(["La halle de Lussac a rouvert jeudi.", "Il pleuvait.", "Fin du document"]), "a.docx")
    assert article.text == "La halle de Lussac a rouvert jeudi.\n\nIl pleuvait.\n\nFin du document"


def uni(*body: str, below: tuple[str, ...] = ("Load-Date: April 12, 2018",)) -> str:
    head = ("Un film sobre", "Le Quotidien de Lussac", "April 11, 2018 Wednesday", "Length: 9 words", "Body")
    return "\n".join([*head, *body, *below, "End of Document"])


@pytest.mark.parametrize(
    "line",
    ["Distribution : Odile Carnac, Paul Arnoult.", "Longueur : 12 km.", "Société : la grève continue.", "Langue : le français recule.",
     "Entreprise : elle ferme.", "Sujet : le port.", "Load-Date : un mot anglais.", "Notes"],
)  # fmt: skip
def test_a_line_of_the_text_that_begins_like_a_label_ends_nothing(articles, line: str):
    (article,) = articles(uni("La halle a rouvert.", line, "Le maire, Aimé Tournebise, était là."), "a.txt")
    assert article.text == f"La halle a rouvert.\n\n{line}\n\nLe maire, Aimé Tournebise, était là."
    assert article.declared_topics == []


@pytest.mark.parametrize(
    "below",
    [
        ("Language: FRENCH", "Société: HALLES SA (85%)", "Load-Date: April 12, 2018"),
        ("Graphic", "La halle, mardi.", "Load-Date: April 12, 2018"),
        (
            "Notes",
            "Note : corrigé.",
            "Circulation: 3000",
            "Copyright 2018 Éditions Lussac",
            "Load-Date: April 12, 2018",
        ),
        ("Subject: HALLES (93%);", "COMMERCE DE DÉTAIL (90%)", "Load-Date: April 12, 2018"),
    ],
)
def test_what_is_below_the_text_is_no_part_of_it(articles, below: tuple[str, ...]):
    (article,) = articles(uni("La halle a rouvert.", "Type : un marché.", below=below), "a.txt")
    assert article.text == "La halle a rouvert.\n\nType : un marché."


@pytest.mark.parametrize(
    "line", ["NOTE: la circulation est alternée.", "SUJET: le port, dit Odile Carnac.", "PERSONNE: trois."]
)
def test_a_paragraph_in_the_old_service_may_begin_with_a_word_in_capitals(articles, line: str):
    text = TEXT.format(first="1 of 2 DOCUMENTS", second="2 of 2 DOCUMENTS").replace(
        "\n\nIl pleuvait.", f"\n\n{line}\n\nIl pleuvait."
    )
    halle, _ = articles(text, "a.txt")
    assert halle.text.endswith(f"étaient finis.\n\n{line}\n\nIl pleuvait.")
    assert halle.declared_topics == ["HALLES"]


def test_paragraphs_of_html_that_begin_with_a_label_stay_in_the_text(articles):
    body = BODY.replace("La halle a </SPAN>", "NOTE: la halle a </SPAN>")
    (article,) = articles(
        f"{HEAD}{document(1, block('Le Quotidien', 'c0'), block('12 avril 2013 vendredi'), block('La halle'), field('LONGUEUR', '9 mots'), body)}",
        "a.html",
    )
    assert article.text == "NOTE: la halle a rouvert.\n\nIl pleuvait."
