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
