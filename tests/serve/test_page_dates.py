"""Dates as people write them, in a real browser. Every article is invented."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Page, expect

from tests.serve.browsing import IN_A_BROWSER, browser, kept, page
from tests.serve.marking import exported, mark, open_article, select

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER


TEXT = "Le maire a parlé mardi. La foire se tient chaque premier jeudi du mois. Le bal aura lieu après la moisson."


def dated(page: Page, service: Service, text: str, words: str) -> Any:
    (found,) = [(d["type"], d["value"]) for d in exported(page, service, text)["dates"] if d["text"] == words]
    return found


def test_a_date_is_corrected_in_words_with_its_meaning_shown(page: Page, service: Service):
    text = open_article(page)
    mark(page, "mardi").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="Corriger la date « mardi »")
    expect(menu.locator("#date-worth")).to_have_text("mardi 10 mai 2022")
    words = page.get_by_label("En toutes lettres")
    expect(words).to_be_focused()
    page.keyboard.type("3 mai 2022 à 18 h 30")
    expect(menu.locator("#date-worth")).to_have_text("mardi 3 mai 2022, 18 h 30")
    expect(page.get_by_label("ou par le calendrier")).to_have_value("2022-05-03")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Enregistré.")
    expect(page.locator(".timeline")).to_contain_text("3 mai 2022, 18 h 30")
    assert dated(page, service, text, "mardi") == ("TIME", "2022-05-03T18:30")
    mark(page, "3 juin 2021").click()
    page.get_by_role("button", name="Supprimer la date").click()
    kept(page)
    expect(page.locator("article mark.dates", has_text="3 juin 2021")).to_have_count(0)
    expect(page.locator(".timeline")).not_to_contain_text("juin 2021")


def test_what_is_not_understood_is_said_and_nothing_is_kept(page: Page, service: Service):
    text = open_article(page)
    mark(page, "mardi").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("30 février 2022")
    expect(page.locator("#date-worth")).to_have_text("pas compris")
    page.keyboard.press("Enter")
    expect(page.locator("#date-wrong")).to_contain_text("« 30 février 2022 » n’a pas été compris")
    expect(page.get_by_label("En toutes lettres")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("En toutes lettres")).to_be_focused()
    assert service.get("/corrections.jsonl").text.find(text[-12:]) < 0, "nothing was kept"


@pytest.mark.parametrize(
    ("words", "value", "shown"),
    [
        ("tous les mois", ("SET", "P1M"), "tous les mois"),
        ("mardi prochain", ("DATE", "2022-05-17"), "17 mai 2022"),
        ("14 mars 2024", ("DATE", "2024-03-14"), "14 mars 2024"),
        ("2024-SU", ("DATE", "2024-SU"), "été 2024"),
    ],
)
def test_a_date_may_be_said_in_many_ways(page: Page, service: Service, words: str, value: Any, shown: str):
    text = open_article(page, TEXT)
    mark(page, "mardi").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Enregistré.")
    assert dated(page, service, text, "mardi") == value
    expect(mark(page, "mardi")).to_have_attribute("title", re.compile(f"^Date : {shown}$".replace(" ", r"\s")))


def test_a_day_is_picked_from_the_calendar(page: Page, service: Service):
    text = open_article(page, TEXT)
    mark(page, "mardi").click()
    page.get_by_label("ou par le calendrier").fill("2022-05-03")
    expect(page.locator("#date-worth")).to_have_text("mardi 3 mai 2022")
    page.locator("#menu").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    assert dated(page, service, text, "mardi") == ("DATE", "2022-05-03")


def test_a_date_that_the_text_does_not_settle_has_no_value(page: Page, service: Service):
    text = open_article(page, TEXT)
    mark(page, "mardi").click()
    page.get_by_role("button", name="Le texte ne le dit pas").click()
    kept(page)
    expect(page.locator("aside .lasting")).to_contain_text("mardi (date inconnue)")
    assert dated(page, service, text, "mardi") == ("DATE", None)


def test_a_recurring_time_is_shown_as_what_it_is(page: Page, service: Service):
    open_article(page, TEXT)
    expect(page.locator("aside .lasting")).to_contain_text(
        re.compile(r"chaque premier jeudi du mois \(tous les\smois\)")
    )
    expect(page.locator(".timeline")).not_to_contain_text("premier jeudi")


def test_a_missed_date_is_added_with_what_its_words_are_worth(page: Page, service: Service):
    text = open_article(page, TEXT)
    select(page, "la moisson")
    page.locator("#menu").get_by_role("button", name="Date").click()
    expect(page.get_by_label("En toutes lettres")).to_be_focused()
    page.keyboard.type("été 2022")
    page.keyboard.press("Enter")
    expect(page.locator("article mark.dates", has_text="la moisson")).to_be_focused()
    assert dated(page, service, text, "la moisson") == ("DATE", "2022-SU")
    page.keyboard.press("Delete")
    kept(page)
    expect(page.locator("article mark.dates", has_text="la moisson")).to_have_count(0)
