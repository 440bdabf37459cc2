"""Why a topic was given: rows and framed words agree, in a real browser. Every article is invented."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Page, expect

from newstagger._text.normalise import fold
from tests.serve.browsing import IN_A_BROWSER, browser, page, paste

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER
TEXT = (
    "Un homme de 34 ans a été placé en garde à vue mardi à Rodez après un homicide involontaire. Le procureur de la "
    "République a ouvert une enquête. Les gendarmes ont entendu les témoins de l’accident, et les blessés ont été évacués "
    "vers l’hôpital de Montpellier. Le tribunal correctionnel jugera le conducteur pour homicide involontaire."
)


def open_why(page: Page, topic: str) -> None:
    page.uncheck("#clean")
    paste(page, TEXT)
    page.get_by_label("Pourquoi un sujet, ou pourquoi pas ?").select_option(topic)
    expect(page.locator("#why")).to_be_visible()
    for more in page.locator("#why summary").all():
        more.click()


@pytest.mark.parametrize("topic", ["Justice", "Accident", "Football"])
def test_every_framed_word_stands_in_a_row(page: Page, topic: str):
    open_why(page, topic)
    rows = [fold(row) for row in page.locator("#why td:first-child").all_inner_texts()]
    framed = [fold(words) for words in page.locator("#article mark.spoke:not(.legend *)").all_inner_texts()]
    assert framed
    assert [words for words in framed if not any(words in row for row in rows)] == []


def test_words_stand_as_the_article_writes_them_and_only_places_are_places(page: Page):
    open_why(page, "Justice")
    rows = page.locator("#why td:first-child").all_inner_texts()
    assert "garde à vue" in rows
    assert not any("garde vue" in row for row in rows)
    told = [row for row in rows if "d’après un lieu nommé" in row]
    assert all(row.split(" (")[0][0].isupper() for row in told)


def test_a_row_leads_to_its_words(page: Page):
    open_why(page, "Justice")
    page.locator("#why").get_by_role("button", name="garde à vue", exact=True).click()
    expect(page.locator("#article mark.flash")).to_be_in_viewport()
