"""HTML, entities, Markdown and ligatures in texts; every text is invented."""

from __future__ import annotations

import pytest

from newstagger.readers import read_page
from newstagger.readers.markup import is_markdown, is_marked_up, remove_markdown, remove_markup, replace_ligatures

RICH = """<p>La préfète a ordonné la fermeture.</p><figure><video controls src="film.mp4">Film</video><audio src="x.mp3"></audio><picture>
<source srcset="a.webp 1x"><img src="a.jpg"></picture><figcaption>Le pont.</figcaption></figure><button>Partager</button>
<form><input type="text"><label>Votre courriel</label></form><svg><path d="M0 0"/><title>Logo</title></svg><center>Encadré</center>
<p>Le trafic sera <time>le 9 mars</time> <label>peut-être</label> dévié<o:p></o:p>.</p><object data="x"></object><main>Suite</main>
<details><summary>En savoir plus</summary>Texte</details><gazette-box>Fin</gazette-box>"""


def test_every_element_of_html_is_known():
    paragraphs = [line for line in remove_markup(RICH).split("\n") if line]
    assert paragraphs == [
        "La préfète a ordonné la fermeture.", "Le pont.", "Encadré", "Le trafic sera le 9 mars peut-être dévié.", "Suite", "En savoir plus", "Texte",
        "Fin",
    ]  # fmt: skip


def test_a_whole_page_is_its_body():
    page = "<!DOCTYPE html><html><head><title>La Gazette</title></head><body><article><h1>Le pont</h1><p>Il rouvre.</p></article></body></html>"
    assert remove_markup(page) == "Le pont\n\nIl rouvre."


@pytest.mark.parametrize("name", ["button", "video", "form", "select", "svg", "noscript", "iframe"])
def test_an_element_that_is_never_closed_costs_nothing(name: str):
    assert "Il rouvre." in remove_markup(f"<p>Le pont.</p><{name} x='y'><p>Il rouvre.</p>")


def test_a_form_around_the_whole_text_hides_nothing():
    text = "<p>Le pont rouvre aux voitures mardi.</p>" * 200
    assert remove_markup(f"<form>{text}</form>").count("rouvre") == 200


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("L&rsquo;&eacute;t&eacute;", "L’été"),
        ("L&amp;rsquo;&amp;eacute;t&amp;eacute;", "L’été"),
        ("caf&#233; &#xe9;crit", "café écrit"),
    ],
)
def test_entities_of_a_plain_text_are_resolved(given: str, want: str):
    article = read_page(f"{given} à Rabat fut pluvieux.\n\nLe second paragraphe reste.")
    assert article.text == f"{want} à Rabat fut pluvieux.\n\nLe second paragraphe reste."
    assert "was removed; offsets refer to" in article.warnings[0]


def test_html_in_a_plain_text_is_taken_off():
    article = read_page("Le pont rouvre\n\nLe <b>maire</b> l’a dit<br>mardi à Valmont.")
    assert (article.title, article.text) == ("Le pont rouvre", "Le maire l’a dit\nmardi à Valmont.")


@pytest.mark.parametrize("text", ["AT&T &co; et R&D", "a < b et b > c", "La balise <p> ouvre un paragraphe.", "Il a dit <3 à tous.", "1 * 2 * 3 = 6", "# de série",
                                  "Un _mot_ souligné.", "> citation", "- un\n- deux", "snake_case et __init__", "Prix : 3* et 4*"])  # fmt: skip
def test_what_only_looks_like_markup_stays(text: str):
    assert not is_marked_up(text)
    assert not is_markdown(text)
    article = read_page(text)
    assert "\n".join(filter(None, (article.title, article.text))) == text
    assert article.warnings == []


MARKDOWN = """---
title: Le pont rouvre
---
# Le pont rouvre

Le **maire** l’a *dit* [mardi](https://gazette.example/a "titre") à Valmont, 2*3*4 fois, dans snake_case.

![Le pont](https://gazette.example/a.jpg)

> « Enfin », dit-il.

Les travaux
-----------

__Deux__ ans.
"""


def test_markdown_is_read_as_its_reader_means_it():
    assert is_markdown(MARKDOWN)
    want = "Le pont rouvre\n\nLe maire l’a dit mardi à Valmont, 2*3*4 fois, dans snake_case.\n\n« Enfin », dit-il.\n\nLes travaux\n\nDeux ans."
    assert remove_markdown(MARKDOWN.split("---\n", 2)[2]) == want
    article = read_page(MARKDOWN)
    assert article.title == "Le pont rouvre"
    assert article.text.startswith("Le maire l’a dit mardi")
    assert "Markdown" in article.warnings[0]


def test_ligatures_are_their_letters_and_a_letter_is_none():
    assert replace_ligatures("L’oﬃce ﬁnance l’eﬀort, l’œuvre ﬂotte") == "L’office finance l’effort, l’œuvre flotte"
    assert read_page("L’oﬃce a ﬁni.").text == "L’office a fini."


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("<table><tr><td>Rabat</td><td>12</td></tr><tr><th>Fès</th><td> 3</td></tr></table>", "Rabat 12\n\nFès 3"),
        ("<table>\n<tr>\n<td>Rabat</td>\n<td>12</td>\n</tr>\n</table>", "Rabat 12"),
        ("<table><tr><td><p>Rabat</p></td><td><p>12</p></td></tr></table>", "Rabat\n\n12"),
    ],
)
def test_cells_of_a_row_are_words_of_a_line(given: str, want: str):
    assert remove_markup(given) == want


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("Un\nmur\n\nDeux\n \nTrois\n<h2>Les travaux</h2>\nQuatre\n\nCinq", "Un mur\n\nDeux\n\nTrois\n\nLes travaux\n\nQuatre\n\nCinq"),
        ("<p>Un\n\nmur</p>\n\n<p>Deux</p>", "Un mur\n\nDeux"),
        ("<div>\n<p>Un</p>\n\nmur\n\n<b>haut</b>\n</div>", "Un\n\nmur haut"),
        ("<p>Un\n\nmur<p>Deux\n\nportes", "Un mur\n\nDeux portes"),
        ("Un\n\n<hr />\n\nDeux\r\n\r\nTrois", "Un\n\nDeux\n\nTrois"),
    ],
)  # fmt: skip
def test_a_blank_line_outside_of_blocks_is_a_paragraph_as_in_wordpress(given: str, want: str):
    assert remove_markup(given) == want
