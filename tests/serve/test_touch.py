"""What a finger does on a telephone, in a real browser that emulates touch. Every article is invented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Browser, Locator, Page, expect

from tests.serve.browsing import IN_A_BROWSER, PATIENCE, browser, kept
from tests.serve.marking import exported, mark, named, open_article

__all__ = ["browser"]
pytestmark = IN_A_BROWSER


@pytest.fixture
def phone(browser: Browser, service: Service) -> Iterator[Page]:
    size: Any = {"width": 390, "height": 844}
    context = browser.new_context(locale="fr-FR", has_touch=True, is_mobile=True, viewport=size, device_scale_factor=2)
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.goto(service.url)
    expect(opened.locator("#tab-review")).to_be_visible()
    yield opened
    context.close()


def middle(found: Locator) -> tuple[float, float]:
    box = found.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press_on(page: Page, words: str) -> None:
    """Hold a finger on words. The emulated touch selects nothing, so they are selected as a telephone does it."""
    found = """words => { const walk = document.createTreeWalker(document.querySelector('#article'), NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) { const at = walk.currentNode.data.indexOf(words); if (at >= 0) { const range = document.createRange();
        range.setStart(walk.currentNode, at); range.setEnd(walk.currentNode, at + words.length);
        if (window.held) { getSelection().removeAllRanges(); getSelection().addRange(range); }
        else walk.currentNode.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
        window.held = !window.held; const r = range.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; } } }"""
    x, y = page.evaluate(found, words)
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.evaluate(found, words)
    touch.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})


def test_a_word_is_held_taken_further_and_becomes_a_name(phone: Page, service: Service):
    text = open_article(phone)
    press_on(phone, "zorvane")
    menu = phone.get_by_role("dialog", name="Ajouter « zorvane »")
    expect(menu).to_be_visible()
    menu.get_by_role("button", name="Commencer un mot plus tôt").tap()
    menu = phone.get_by_role("dialog", name="Ajouter « la zorvane »")
    expect(menu).to_be_visible()
    assert phone.evaluate("getSelection().toString()") == "la zorvane"
    menu.get_by_role("button", name="Organisation").tap()
    expect(phone.locator("article mark.organisations", has_text="la zorvane")).to_be_visible()
    expect(phone.locator("#menu")).to_be_hidden()
    expect(phone.locator("#status")).to_contain_text("Enregistré.")
    assert named(exported(phone, service, text), "la zorvane") == [("organisations", "la zorvane")]


def test_a_mark_is_tapped_and_another_kind_given(phone: Page, service: Service):
    text = open_article(phone)
    mark(phone, "Nantes").tap()
    sheet = phone.get_by_role("dialog", name="Corriger le nom « Nantes »")
    expect(sheet).to_be_visible()
    assert phone.evaluate("document.activeElement.tagName") not in ("INPUT", "SELECT"), "no keyboard comes up"
    sheet.get_by_role("button", name="Personne").tap()
    expect(phone.locator("article mark.people", has_text="Nantes")).to_be_visible()
    expect(phone.locator("#status")).to_contain_text("Enregistré.")
    assert named(exported(phone, service, text), "Nantes") == [("people", "Nantes")]
    mark(phone, "Nantes").tap()
    expect(phone.locator("#menu")).to_be_visible()
    phone.locator("#menu .close").tap()
    expect(phone.locator("#menu")).to_be_hidden()


def test_a_boundary_is_dragged_with_a_finger(phone: Page):
    open_article(phone)
    mark(phone, "Youssef Le Goff").tap()
    start = phone.locator("#handle-start")
    expect(start).to_be_visible()
    x, y = middle(start)
    to = phone.evaluate(
        """() => { const node = document.querySelector('#article mark.open').firstChild, range = document.createRange();
        range.setStart(node, 8); range.setEnd(node, 9); const r = range.getBoundingClientRect(); return [r.left + 1, r.top + r.height / 2]; }"""
    )
    touch = phone.context.new_cdp_session(phone)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for n in range(1, 6):
        point = {"x": x + (to[0] - x) * n / 5, "y": y + (to[1] - y) * n / 5}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    kept(phone)
    expect(phone.locator("article mark.open")).to_have_text("Le Goff")


def test_a_date_is_tapped_and_its_day_picked(phone: Page):
    open_article(phone)
    mark(phone, "vendredi").tap()
    sheet = phone.get_by_role("dialog", name="Corriger la date « vendredi »")
    expect(sheet.locator("#date-worth")).to_have_text("vendredi 13 mai 2022")
    sheet.get_by_label("ou par le calendrier").fill("2022-05-20")
    sheet.get_by_role("button", name="Enregistrer").tap()
    expect(phone.locator(".timeline")).to_contain_text("20 mai 2022")


def test_a_verdict_is_tapped_while_a_sheet_is_open(phone: Page):
    open_article(phone)
    mark(phone, "Morvan").tap()
    expect(phone.locator("#menu")).to_be_visible()
    verdict = phone.locator("aside .verdict.yes").first
    verdict.tap()
    kept(phone)
    expect(verdict).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("#menu")).to_be_hidden()


def test_nothing_sticks_out_and_every_button_is_as_large_as_a_finger(phone: Page):
    open_article(phone)
    for words in ("Morvan", "vendredi"):
        mark(phone, words).tap()
        expect(phone.locator("#menu")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for one in phone.locator("#menu :is(button, input, select, label.check, summary):visible").all():
            box = one.bounding_box()
            assert box is not None
            assert box["height"] >= 44 or one.get_attribute("type") == "checkbox", one.inner_text()
