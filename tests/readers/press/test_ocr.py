"""OCR text of Gallica, ALTO, and lines as they were printed; every text is invented."""

from __future__ import annotations

from datetime import date

import pytest

from newstagger import Article
from newstagger.readers.press.plaintext import join_cut_words, remove_running_heads, unwrap

GALLICA = """Rappel de votre demande:

Format de téléchargement: : Texte

Vues 1 à 2 sur 4

Notice complète:

Titre : Le Quotidien de Lussac : journal du soir

Éditeur :  (Lussac)

Date d'édition : 1902-03-05

Type : texte

Identifiant : ark:/12148/bpt6k000000z

Source : Bibliothèque nationale de France

Le texte affiché peut comporter un certain nombre d'erreurs.
En effet, le mode texte de ce document a été généré de façon automatique par un programme de reconnaissance optique de caractères (OCR).
Le taux de reconnaissance estimé pour ce document est de 91%.

LA CRUE DE LA VIENNE

M. Tournebise s'est ren-
du hier à Lussac, où l'inonda-
tion a causé de grands dégâts. Peut-
être viendra-t-
il demain.
Le pont du 12
mars a été emporté.
{page}
LE QUOTIDIEN DE LUSSAC — 2

UNE GRÈVE

Les ouvriers de Boulogne-
Billancourt ont cessé le travail.
"""


@pytest.mark.parametrize("page", ["\x0c", ""])
def test_gallica(articles, page: str):
    (article,) = articles(GALLICA.format(page=page), "texteBrut.txt")
    assert article == Article(
        "LA CRUE DE LA VIENNE\n\nM. Tournebise s'est rendu hier à Lussac, où l'inondation a causé de grands dégâts. Peut-être viendra-t-il demain. "
        "Le pont du 12 mars a été emporté.\n\nUNE GRÈVE\n\nLes ouvriers de Boulogne-Billancourt ont cessé le travail.",
        id="ark:/12148/bpt6k000000z",
        title="Le Quotidien de Lussac : journal du soir",
        published=date(1902, 3, 5),
        url="https://gallica.bnf.fr/ark:/12148/bpt6k000000z",
        source="Le Quotidien de Lussac",
    )


@pytest.mark.parametrize(
    ("cut", "joined"),
    [
        ("ren-\ndu", "rendu"),
        ("la pla-\nce", "la place"),
        ("dou-\nleur", "douleur"),
        ("ver-\ntu", "vertu"),
        ("dit-\nil", "dit-il"),
        ("peut-\nêtre", "peut-être"),
        ("celui-\nci", "celui-ci"),
        ("mer-\nci", "merci"),
        ("lui-\nmême", "lui-même"),
        ("mê-\nme", "même"),
        ("inonda¬\ntion", "inondation"),
        ("Saint-\nÉtienne", "Saint-Étienne"),
        ("1914-\n1918", "1914-\n1918"),
    ],
)
def test_words_cut_at_line_ends(cut: str, joined: str):
    assert join_cut_words(cut) == joined


def test_lines_become_paragraphs():
    assert (
        unwrap("Une phrase qui\nva plus loin.\n\n   Une autre\nligne.\n   Un alinéa.")
        == "Une phrase qui va plus loin.\n\nUne autre ligne.\n\nUn alinéa."
    )


def test_running_heads_and_page_numbers():
    pages = [
        ["LE QUOTIDIEN 1", "", "Un texte.", "1"],
        ["2 LE QUOTIDIEN", "Une suite.", "2"],
        ["LE QUOTIDIEN 3", "La fin du Quotidien.", "3"],
    ]
    assert remove_running_heads(pages) == [["", "Un texte."], ["Une suite."], ["La fin du Quotidien."]]
    # A line that comes back in the text is part of it.
    assert (
        remove_running_heads([["Vive la halle !", "Un texte.", "Vive la halle !", "Encore.", "Vive la halle !"]])[0][0]
        == "Vive la halle !"
    )


@pytest.mark.parametrize(
    "notice",
    [
        "https://www.retronews.fr/journal/le-petit-courrier/24-mars-1938/437/1806613/1",
        "Source : RetroNews\nJournal : Le petit courrier\nDate : 24 mars 1938\nPage : 1\nLien : https://www.retronews.fr/journal/le-petit-courrier/24-mars-1938/437/1806613/1",
    ],
)
def test_retronews(articles, notice: str):
    (article,) = articles(f"{notice}\n\nM. Tournebise s'est ren-\ndu à Lussac le 12\nmars.\n", "a.txt")
    assert article == Article(
        "M. Tournebise s'est rendu à Lussac le 12 mars.",
        id="a.txt:1",
        title="Le petit courrier",
        published=date(1938, 3, 24),
        url="https://www.retronews.fr/journal/le-petit-courrier/24-mars-1938/437/1806613/1",
        source="Le petit courrier",
    )


STRING = '<String CONTENT="{}"/>'


def line(*words: str) -> str:
    return (
        "<TextLine>"
        + "<SP/>".join(word if word.startswith("<") else STRING.format(word) for word in words)
        + "</TextLine>"
    )


def alto(*pages: str, tags: str = "") -> str:
    made = "".join(f'<Page ID="P{n}" HEIGHT="1000">{page}</Page>' for n, page in enumerate(pages))
    return f"""<?xml version="1.0" encoding="UTF-8"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description><sourceImageInformation>
<fileName>QL_1902-03-05_0001.jpg</fileName></sourceImageInformation></Description>{tags}<Layout>{made}</Layout></alto>"""


def block(*lines: str, at: int = 200, more: str = "") -> str:
    return f'<TextBlock VPOS="{at}" HEIGHT="20" {more}>{"".join(lines)}</TextBlock>'


CUT = (
    line("La", '<String CONTENT="inonda" SUBS_TYPE="HypPart1" SUBS_CONTENT="inondation"/><HYP CONTENT="-"/>'),
    line('<String CONTENT="tion" SUBS_TYPE="HypPart2" SUBS_CONTENT="inondation"/>', "du", "12"),
    line("mars", '<String CONTENT="recom"/><HYP CONTENT="-"/>'),
    line("mence", "en-"),
    line("fin."),
)


def test_alto(articles):
    pytest.importorskip("lxml")
    first = block(line("LE", "QUOTIDIEN", "1"), at=5) + block(*CUT) + block(line("Il", "pleuvait."))
    second = (
        "<TopMargin>"
        + block(line("titre", "courant"))
        + "</TopMargin><PrintSpace>"
        + block(line("Une", "suite."))
        + "</PrintSpace>"
    )
    labelled = block(line("Réclame"), more='TAGREFS="T1"') + block(line("La", "fin."))
    (article,) = articles(
        alto(first, second, labelled, tags='<Tags><LayoutTag ID="T1" LABEL="Advertisement"/></Tags>'), "a.xml"
    )
    assert article.text == "La inondation du 12 mars recommence enfin.\n\nIl pleuvait.\n\nUne suite.\n\nLa fin."
    assert (article.id, article.published) == ("QL_1902-03-05_0001.jpg", date(1902, 3, 5))


@pytest.mark.parametrize(
    "word", ["tête-à-tête", "arc-en-ciel", "rez-de-chaussée", "porte-à-porte", "Lussac-sur-vienne"]
)
def test_the_last_hyphen_of_a_compound_stays_at_a_line_end(word: str):
    first, _, last = word.rpartition("-")
    assert join_cut_words(f"un {first}-\n{last} là") == f"un {word} là"
    assert join_cut_words("il est en-\ntendu") == "il est entendu"
