"""Boundaries of names, and names in names, in a real browser. Every article is invented."""

from __future__ import annotations

import pytest

from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Page, expect

from tests.serve.browsing import IN_A_BROWSER, browser, kept, page
from tests.serve.marking import exported, mark, named, open_article, select

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER


def test_a_boundary_is_moved_word_by_word_with_keys_and_buttons(page: Page, service: Service):
    text = open_article(page)
    mark(page, "Jean Morvan").focus()
    page.keyboard.press("Control+Shift+ArrowLeft")
    expect(mark(page, "gardien Jean Morvan")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(mark(page, "gardien Jean Morvan, venu de")).to_be_focused()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="Corriger le nom « gardien Jean Morvan, venu de »")
    menu.get_by_role("button", name="Finir un mot plus tôt").click()
    menu = page.get_by_role("dialog", name="Corriger le nom « gardien Jean Morvan, venu »")
    expect(menu).to_be_visible()
    expect(page.locator("#menu button", has_text="←").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Commencer un mot plus tard").click()
    expect(mark(page, "Jean Morvan")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(mark(page, "Jean Morvan")).to_be_focused()
    kept(page)
    found = service.post("/corrections", {"article": {"text": text, "title": "Morvan rejoint le PSG"}}).json()
    assert found["mentions"] == {}, "it is where the model had put it: nothing is left to say"
    assert ("Jean Morvan", "people") in [(e["text"], e["label"]) for e in found["gold"]["entities"]]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_boundary_is_dragged(page: Page, service: Service, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    text = open_article(page)
    mark(page, "Youssef Le Goff").click()
    expect(page.locator("#handle-start")).to_be_visible()
    handle = page.locator("#handle-start").bounding_box()
    assert handle is not None
    aim = page.evaluate(
        """() => { const node = document.querySelector('#article mark.open').firstChild; const range = document.createRange(); range.setStart(node, 8); range.setEnd(node, 9);
        const r = range.getBoundingClientRect(); return [r.left, r.top + r.height / 2]; }"""
    )
    page.mouse.move(handle["x"] + 1, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(aim[0] + 1, aim[1], steps=6)
    page.mouse.up()
    expect(page.get_by_role("dialog", name="Corriger le nom « Le Goff »")).to_be_visible()
    expect(page.locator("article mark.open")).to_have_text("Le Goff")
    assert named(exported(page, service, text), "Youssef Le Goff") == []


def test_a_moved_boundary_leaves_the_name_with_its_person(page: Page, service: Service):
    text = open_article(page)
    mark(page, "Morvan").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(mark(page, "Morvan avait")).to_be_focused()
    kept(page)
    expect(page.locator("aside .names li", has_text="Jean Morvan")).to_contain_text("Morvan avait")
    assert named(exported(page, service, text), "Morvan avait") == [("people", "Jean Morvan")]
    page.keyboard.press("u")
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    expect(mark(page, "Morvan avait")).to_have_count(0)
    expect(mark(page, "Morvan")).to_have_count(1)


def test_a_mark_goes_into_another_paragraph_only_when_it_is_meant_to(page: Page, service: Service):
    text = open_article(page, "Le prix revient à Anne Kerdoncuff\n\nNantes fête sa romancière.")
    mark(page, "Anne Kerdoncuff").focus()
    page.keyboard.press("Shift+ArrowRight")
    menu = page.get_by_role("dialog", name="Corriger le nom « Anne Kerdoncuff »")
    expect(menu).to_contain_text("d’un paragraphe à l’autre")
    expect(menu.get_by_role("button", name="Oui, la poser")).to_be_focused()
    menu.get_by_role("button", name="Non", exact=True).click()
    expect(menu.get_by_role("button", name="Finir un mot plus tard")).to_be_visible()
    menu.get_by_role("button", name="Finir un mot plus tard").click()
    menu.get_by_role("button", name="Oui, la poser").click()
    expect(page.locator("#status")).to_contain_text("Enregistré.")
    assert [kind for kind, _ in named(exported(page, service, text), "Anne Kerdoncuff\n\nNantes")] == ["people"]


def test_a_selection_over_two_paragraphs_is_asked_about(page: Page, service: Service):
    text = open_article(page, "La zorvane\n\nferme demain.")
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("2")
    expect(page.locator("#menu")).to_contain_text("d’un paragraphe à l’autre")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    assert service.get("/corrections.jsonl").text.find(text[-8:]) < 0, "nothing was kept"


def test_a_place_is_marked_inside_an_organisation_that_stays(page: Page, service: Service):
    text = open_article(page)
    select(page, "Paris")
    menu = page.locator("#menu")
    menu.get_by_role("button", name="Lieu").click()
    expect(menu).to_contain_text("« Paris Saint-Germain » est déjà marqué")
    menu.get_by_role("button", name="Garder les deux").click()
    expect(page.locator("article mark.places.in-organisations", has_text="Paris")).to_be_focused()
    expect(page.locator("article mark.organisations[role=button]", has_text="Saint-Germain")).to_have_count(1)
    expect(page.locator("aside .names li", has_text="Paris Saint-Germain")).to_have_count(1)
    expect(page.locator("#status")).to_contain_text("Enregistré.")
    record = exported(page, service, text)
    assert [kind for kind, _ in named(record, "Paris")] == ["places"]
    assert [kind for kind, _ in named(record, "Paris Saint-Germain")] == ["organisations"]
    page.keyboard.press("Delete")
    kept(page)
    expect(mark(page, "Paris Saint-Germain")).to_have_count(1)
    expect(page.locator("article mark.in-organisations")).to_have_count(0)


def test_a_mark_inside_another_one_may_also_replace_it(page: Page, service: Service):
    text = open_article(page)
    select(page, "Paris")
    page.locator("#menu").get_by_role("button", name="Lieu").click()
    page.locator("#menu").get_by_role("button", name="Remplacer").click()
    expect(mark(page, "Paris")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Enregistré.")
    assert named(exported(page, service, text), "Paris Saint-Germain") == []
