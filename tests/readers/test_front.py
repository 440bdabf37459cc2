"""Front matter of Hugo, Jekyll, Quarto and Obsidian above a text; every text is invented."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from newstagger import Article
from newstagger.readers import read_page

TEXT = "Le pont ferme mardi pour trois mois, a annoncé la mairie.\n\nLes camions passeront par Saint-Loup."
MOMENT = datetime(2024, 3, 5, 18, 30, tzinfo=timezone(timedelta(hours=1)))


def read_below(front: str, text: str = TEXT, fence: str = "---") -> Article:
    return read_page(f"{fence}\n{front}\n{fence}\n{text}", "pont.txt")


def test_its_fields_are_those_of_the_article_and_no_text():
    article = read_below(
        'layout: post\ntitle: "Le pont de Valmont ferme"\ndate: 2024-03-05 18:30:00 +0100\nauthor: Hélène Garnier\n'
        "categories:\n  - Transports\ntags: [Valmont, travaux]  # en minuscules"
    )
    assert (article.title, article.published) == ("Le pont de Valmont ferme", MOMENT)
    assert (article.author, article.declared_topics) == ("Hélène Garnier", ["Transports", "Valmont", "travaux"])
    assert (article.text, article.id, article.warnings) == (TEXT, "pont.txt", [])
    assert article.left_out[0] == "layout: post"


def test_toml_is_read_and_the_taxonomies_of_zola():
    front = 'title = "Le pont ferme"\ndate = 2024-03-05T18:30:00+01:00\n[taxonomies]\ntags = [\n  "Valmont",\n]'
    article = read_below(front, fence="+++")
    assert (article.title, article.published) == ("Le pont ferme", MOMENT)
    assert (article.text, article.declared_topics) == (TEXT, ["Valmont"])


def test_a_page_clipped_by_obsidian():
    article = read_below(
        'title: "Le pont ferme"\nsource: "https://gazette.example/pont"\nauthor:\n  - "[[Hélène Garnier]]"\n  - "[[gens/pr|Paul Roy]]"\n'
        "published: 2024-03-05\ncreated: 2024-03-09\ndescription: Un pont.\ntags:\n  - clippings"
    )
    assert (article.url, article.source, article.author) == (
        "https://gazette.example/pont",
        None,
        "Hélène Garnier, Paul Roy",
    )
    assert article.published == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Valmont : le pont ferme", "Valmont : le pont ferme"),
        ("title: 1984", "1984"),
        ("title: Le pont 🌉", "Le pont 🌉"),
        ("titre: L’été, « enfin »", "L’été, « enfin »"),
        ("title: >\n  Le pont\n  ferme", "Le pont ferme"),
        ("title: Le pont\n  ferme", "Le pont ferme"),
        ("title: 'L''été'", "L'été"),
        ("title: Non # provisoire", "Non"),
        ("title: null\ndate: 2024-03-05", None),
    ],
)
def test_titles_as_people_write_them(front: str, title: str | None):
    assert read_below(front).title == title


def test_a_zone_is_kept():
    assert read_below("date: 2024-03-05T18:30:00+01:00").published == MOMENT


def test_lines_of_windows_and_a_sign_of_markdown():
    article = read_page("---\r\ntitle: Le pont ferme\r\n---\r\n\r\n# Le pont ferme\r\n\r\nIl *ferme* mardi.\r\n")
    assert (article.title, article.text) == ("Le pont ferme", "Il ferme mardi.")
    assert "Markdown" in article.warnings[0]


def test_a_first_line_that_is_not_the_title_stays_in_the_text():
    article = read_below("title: Le pont ferme", f"Trois mois de travaux\n\n{TEXT}")
    assert (article.title, article.text) == ("Le pont ferme", f"Trois mois de travaux\n\n{TEXT}")


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{TEXT}\n---\n{TEXT}",
        f"---\nMaire : Non.\nPréfet: Oui.\n---\n{TEXT}",
        f"{TEXT}\n---\ntitle: Le pont\n---\n",
    ],
)
def test_other_lines_between_dashes_are_text(text: str):
    article = read_page(text)
    assert "\n".join(filter(None, (article.title, article.text))) == text.strip()


BOMB = "".join(f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n" for before, after in pairwise("abcdefghi"))


@pytest.mark.parametrize(
    "front",
    [
        pytest.param("tags: [Valmont", id="open"),
        pytest.param("date: !!python/object/apply:os.getcwd []", id="code"),
        pytest.param("title: a\ntitle: b", id="twice"),
        pytest.param(f"tags: {'[' * 5_000}", id="nested brackets"),
        pytest.param(f"title:\n  {'- ' * 4_000}", id="nested lists"),
        pytest.param(f"a: &a [x, x, x, x, x, x, x, x, x]\n{BOMB}author: *i", id="billion laughs"),
    ],
)
def test_what_cannot_be_read_or_is_made_to_harm_is_left_out_and_named(front: str):
    before = time.perf_counter()
    article = read_below(f"date: 2024-03-05\n{front}")
    assert "front matter cannot be read" in article.warnings[0]
    assert (article.text, article.left_out[0]) == (TEXT, "date: 2024-03-05")
    assert time.perf_counter() - before < 5


def test_a_time_that_cannot_be_read_is_named():
    article = read_below("title: Le pont\ndate: last-modified")
    assert article.title == "Le pont"
    assert "last-modified" in article.warnings[0]


LABELS = "Titre : Le pont de Valmont ferme\nDate : 5 mars 2024\nAuteur : Hélène Garnier\nSource : La Gazette\nMots-clés : ponts, travaux\nPage : 3"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_labelled_lines_of_any_line_ends(end: str):
    article = read_page(f"{LABELS}\n\n{TEXT}".replace("\n", end))
    assert (article.title, article.published) == ("Le pont de Valmont ferme", date(2024, 3, 5))
    assert (article.author, article.source) == ("Hélène Garnier", "La Gazette")
    assert article.declared_topics == ["ponts", "travaux"]
    assert (article.text.replace("\r\n", "\n"), len(article.left_out)) == (TEXT, 6)


LABELLED = "Titre : Le pont ferme\nDate : 5 mars 2024\nAuteur : Salima Ferkous\nSource : La Gazette\nLangue : français\nRubrique : Transports ; Valmont\n"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (LABELLED, f"\n{TEXT}"),
        (LABELLED.replace("\n", "\n\n"), TEXT),  # as the paragraphs of a Word file
        (LABELLED, f"Texte : {TEXT}"),
        (LABELLED, f"Texte :\n\n{TEXT}"),
    ],
)
def test_lines_with_labels_above_a_text_are_its_fields(above: str, below: str):
    article = read_page(above + below)
    assert (article.title, article.published, article.author, article.source, article.text) == (
        "Le pont ferme",
        date(2024, 3, 5),
        "Salima Ferkous",
        "La Gazette",
        TEXT,
    )
    assert article.declared_topics == ["Transports", "Valmont"]
    assert "Langue : français" in article.left_out


def test_a_labelled_standfirst_is_part_of_the_text():
    for name in ("Chapô", "Résumé"):
        article = read_page(f"Titre : Le pont ferme\nAuteur : Salima Ferkous\n{name} : La crue monte.\nTexte : {TEXT}")
        assert (article.title, article.text) == ("Le pont ferme", f"La crue monte.\n\n{TEXT}")


@pytest.mark.parametrize(
    "text",
    [
        f"Source : la mairie\nDate : mardi\n\n{TEXT}",  # no headline
        f"Titre : le pont ferme\nOù passer : par Saint-Loup\n\n{TEXT}",  # nothing but a headline
        "Titre : Le pont ferme\nDate : 5 mars 2024\n",  # no text
        f"Le pont ferme\nTitre : provisoire\nDate : mardi\n\n{TEXT}",
    ],
)
def test_other_lines_with_colons_are_text(text: str):
    article = read_page(text)
    assert f"{article.title}\n{article.text}".count(":") == text.count(":")


@pytest.mark.parametrize(
    "text",
    [
        "Titre : les Valmontois sont sacrés\n\nIls ont battu Lussac.",
        "Auteur : un boulanger\nDate : inconnue\n\nLe pont a été repeint.",
        "Rubrique : le pont\n\nQuestion : pourquoi fermer ?\nTitre : aucun.",
        "Titre : Le pont\nDate : 5 mars 2024",
    ],
)
def test_lines_that_only_look_like_labels_stay(text: str):
    article = read_page(text)
    assert "\n".join(filter(None, (article.title, article.text))).replace("\n\n", "\n") == text.replace("\n\n", "\n")


def test_a_paragraph_with_a_colon_is_no_label():
    for first in (
        "La maire l’a dit : « Le pont ferme. »",
        "Deux jours plus tard, à Lussac : la crue.",
        "À 10:30, il pleuvait.",
    ):
        article = read_page(f"Titre : Le pont ferme\nAuteur : Salima Ferkous\n\n{first}\n\n{TEXT}")
        assert (article.title, article.text) == ("Le pont ferme", f"{first}\n\n{TEXT}")
