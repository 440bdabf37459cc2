"""ProQuest; every article is invented."""

from __future__ import annotations

import pytest

from tests.readers.press.conftest import Read

TEXT = "La préfète de la Vienne a ordonné mardi la fermeture du pont de Valmont.\n\nLe trafic sera dévié."
RULE = "____________________________________________________________"


def document(number: int, *, french: bool) -> str:
    of, title, author, info, link, full, subject, publication, day, url = (
        ("de", "Titre", "Auteur", "Infos sur la publication", "Lien ProQuest", "Texte intégral", "Sujet", "Titre de publication", "Date de publication", "URL du document")
        if french
        else ("of", "Title", "Author", "Publication info", "ProQuest document link", "Full text", "Subject", "Publication title", "Publication date", "Document URL")
    )  # fmt: skip
    return (
        f"{RULE}\n\nDocument {number} {of} 2\n\nLe pont ferme\n\n{author}: Ferkous, Salima\n\n{info}: La Gazette ; Valmont [Valmont]05 Mar 2024: 12.\n\n"
        f"{link}\n\nAbstract: None available.\n\n{full}: {TEXT}\n\nCrédit : Salima Ferkous\n\n{subject}: Ponts; Inondations;\n\n{title}: Le pont ferme\n\n"
        f"{publication}: La Gazette\n\nPages: 12\n\n{day}: Mar {number + 4}, 2024\n\n{url}: https://www.proquest.com/{number}\n\nCopyright: © La Gazette\n\n"
    )


@pytest.mark.parametrize("french", [True, False], ids=["French", "English"])
def test_each_document_is_an_article(articles: Read, french: bool):
    cover = f"{RULE}\n\nRapport généré par ProQuest.\n\n"
    found = articles(cover + document(1, french=french) + document(2, french=french), "a.txt")
    assert [str(one.published) for one in found] == ["2024-03-05", "2024-03-06"]
    for one in found:
        assert (one.title, one.author, one.source) == ("Le pont ferme", "Ferkous, Salima", "La Gazette")
        assert (one.text, one.declared_topics) == (TEXT, ["Ponts", "Inondations"])
    assert found[0].url == "https://www.proquest.com/1"


@pytest.mark.parametrize(
    "line",
    [
        "Éditeur : Boréal",
        "Pages : 240",
        "Personnes : trois blessés.",
        "Lieu : la halle.",
        "Section : une ligne de tram.",
        "Titre : Le Pont",
    ],
)
def test_a_paragraph_that_looks_like_a_field_stays_in_the_text(articles: Read, line: str):
    between = f"{line}\n\nMarie Vaudrin a parlé.\n\nLe trafic"
    for one in articles("".join(document(at, french=True) for at in (1, 2)).replace("Le trafic", between), "a.txt"):
        assert one.text == TEXT.replace("Le trafic", between)
        assert (one.title, one.declared_topics) == ("Le pont ferme", ["Ponts", "Inondations"])


def test_fields_in_several_paragraphs_below_the_text_are_no_part_of_it(articles: Read):
    text = document(1, french=True).replace(
        "Copyright: © La Gazette", "Copyright: © La Gazette\n\nTous droits réservés.\n\nBase de données: Presse"
    )
    (one,) = articles(text, "a.txt")
    assert one.text == TEXT


def test_a_field_that_is_not_known_is_no_paragraph_of_the_text(articles: Read):
    text = document(1, french=True).replace(
        "Sujet: Ponts", "Sujet: Ponts; Inondations\n\nTermes du journal: Villes; Eaux\n\nLieu: Ponts"
    )
    (one,) = articles(text, "a.txt")
    assert (one.text, one.declared_topics) == (TEXT, ["Ponts", "Inondations"])


def test_an_abstract_in_several_paragraphs_is_the_text_where_there_is_no_other(articles: Read):
    text = (
        document(1, french=True)
        .replace("Abstract: None available.", f"Résumé: {TEXT}")
        .replace(f"Texte intégral: {TEXT}", "Texte intégral: Aucune disponible.")
    )
    (one,) = articles(text, "a.txt")
    assert one.text == TEXT
