"""Names and dates corrected in the text, in a real browser. Every article is invented."""

from __future__ import annotations

from typing import Any

import pytest

from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Page, expect

from tests.serve.browsing import IN_A_BROWSER, browser, kept, page, serious
from tests.serve.marking import TEXT, TWO_CLUBS, exported, mark, named, open_article, select

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER


def test_a_missed_name_is_added_by_mouse_and_stands_in_text_and_list_at_once(page: Page, service: Service):
    text = open_article(page)
    select(page, "zorvan")
    menu = page.get_by_role("dialog", name="Ajouter « zorvane »")
    expect(menu).to_be_visible()
    menu.get_by_role("button", name="Organisation").click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    expect(page.locator("article mark.organisations", has_text="zorvane")).to_be_focused()
    expect(page.locator("aside .names", has_text="zorvane")).to_be_visible()
    expect(page.locator("#menu")).to_be_hidden()
    record = exported(page, service, text)
    assert named(record, "zorvane") == [("organisations", "zorvane")]
    assert "topics" not in record, "names alone were judged"
    page.keyboard.press("u")
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    expect(page.locator("article mark", has_text="zorvane")).to_have_count(0)
    expect(page.locator("aside .names", has_text="zorvane")).to_have_count(0)


def test_a_missed_name_is_added_by_keys(page: Page, service: Service):
    text = open_article(page)
    page.keyboard.press("a")
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")  # the title’s first word, then line by line
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()") == "Paris Saint-Germain"
    page.keyboard.press("Escape")
    assert page.evaluate("getSelection().isCollapsed")
    mark(page, "Youssef Le Goff").focus()
    page.keyboard.press("a")  # goes on behind the mark
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()") == "avait signé"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ajouter « avait signé »")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Personne"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article mark.places", has_text="avait signé")).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.press("2")
    expect(page.locator("article mark.organisations", has_text="en")).to_be_focused()
    assert named(exported(page, service, text), "avait signé") == [("places", "avait signé")]


def test_a_kind_is_changed_everywhere_or_here_alone(page: Page, service: Service):
    text = open_article(page, TWO_CLUBS)
    mark(page, "PSG").click()
    menu = page.get_by_role("dialog", name="Corriger le nom « PSG »")
    expect(menu.get_by_role("button", name="Organisation")).to_have_attribute("aria-pressed", "true")
    menu.get_by_role("button", name="Lieu").click()
    expect(page.locator("article mark.places", has_text="PSG")).to_have_count(3)
    assert {kind for kind, _ in named(exported(page, service, text), "PSG")} == {"places"}
    assert exported(page, service, text)["kinds"] == {"PSG": "places"}
    page.keyboard.press("2")
    kept(page)
    expect(page.locator("article mark.organisations", has_text="PSG")).to_have_count(3)
    mark(page, "PSG", 1).click()
    menu.get_by_role("checkbox").check()
    menu.get_by_role("button", name="Personne").click()
    kept(page)
    expect(page.locator("article mark.people", has_text="PSG")).to_have_count(1)
    expect(page.locator("aside")).to_contain_text("PSG ×2")


def test_a_mention_is_refused_and_the_name_stays_struck_through_in_the_list(page: Page):
    open_article(page)
    mark(page, "Nantes").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pas un nom").click()
    expect(page.locator("article mark", has_text="Nantes")).to_have_count(0)
    expect(page.locator("#status")).to_have_text("Enregistré.")  # what is shown now is the service's answer
    expect(page.locator("aside li.wrong")).to_contain_text("Nantes")
    page.get_by_label("Genre de Nantes").select_option("Lieux")
    kept(page)
    expect(page.locator("article mark.places", has_text="Nantes")).to_have_count(1)
    expect(page.locator("aside li.wrong")).to_have_count(0)
    mark(page, "Nantes").focus()
    page.keyboard.press("Delete")
    expect(page.locator("article mark", has_text="Nantes")).to_have_count(0)
    page.wait_for_function("document.activeElement.getAttribute('role') === 'button'")  # the next mark has the focus


def test_two_names_are_merged_and_parted(page: Page, service: Service):
    text = open_article(page, TWO_CLUBS)
    mark(page, "PSG").click()
    page.get_by_label("C’est le même que").select_option("Stade Rennais")
    kept(page)
    expect(page.locator("aside .names li", has_text="Stade Rennais")).to_contain_text("(PSG) ×4")
    assert set(named(exported(page, service, text), "PSG")) == {("organisations", "Stade Rennais")}
    mark(page, "Morvan").click()
    page.get_by_label("Ce n’est pas le même que").select_option("Jean Morvan")
    kept(page)
    expect(page.locator("aside .names li", has_text="Jean Morvan")).not_to_contain_text("×")
    assert set(named(exported(page, service, text), "Morvan")) == {("people", "Morvan")}
    page.keyboard.press("u")
    page.keyboard.press("u")
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    kept(page)
    expect(page.locator("aside .names li", has_text="PSG")).to_have_count(1)
    expect(page.locator("aside .names li", has_text="Jean Morvan")).to_contain_text("(Morvan)")


def test_the_arrow_keys_on_a_merge_store_nothing_until_it_is_chosen(page: Page):
    open_article(page, TWO_CLUBS)
    mark(page, "PSG").focus()
    page.keyboard.press("Enter")
    page.get_by_label("C’est le même que").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    expect(page.locator("#keeping")).to_be_hidden()
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Enregistré.")


def test_marks_are_gone_through_with_keys(page: Page):
    open_article(page)
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.textContent") == "Morvan"
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Paris Saint-Germain"
    page.keyboard.press("Shift+M")
    assert page.evaluate("document.activeElement.textContent") == "PSG"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "chip", "one stop for all marks"


def test_another_editor_s_names_are_told_in_words(page: Page, service: Service):
    text = open_article(page)
    page.fill("#who", "Salima")
    page.locator("#who").blur()
    article = {"text": text, "title": "Morvan rejoint le PSG", "published": "2022-05-11"}
    rows = [
        {"what": "mention", "subject": "text:3:22", "verdict": "places"},
        {"what": "pair", "subject": "PSG\tParis Saint-Germain", "verdict": "one"},
        {"what": "date", "subject": "text:33:38", "verdict": "2022"},
    ]
    service.post("/corrections", {"article": article, "verdicts": rows, "who": "Karim"})
    mark(page, "Nantes").focus()
    page.keyboard.press("1")
    expect(page.get_by_role("alert").last).to_contain_text("Karim a jugé « Paris Saint-Germain » : Lieux")
    expect(page.get_by_role("alert").last).to_contain_text("« PSG » et « Paris Saint-Germain » comme un seul nom")
    page.get_by_role("button", name="Prendre le sien").click()
    expect(page.locator("#conflict")).to_have_count(0)
    expect(page.locator("article mark.places", has_text="Paris Saint-Germain")).to_have_count(1)


def test_in_english(page: Page):
    page.select_option("#language", "en")
    page.fill("#text", TEXT)
    page.click("#go")
    mark(page, "Brest").click()
    expect(page.get_by_role("dialog", name="Correct the name “Brest”")).to_contain_text("Start")
    expect(page.get_by_role("button", name="End one word later")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_fault_and_fingers_find_the_buttons(page: Page, scheme: Any, width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_article(page)
    for words in ("Morvan", "vendredi"):
        mark(page, words).click()
        expect(page.locator("#menu")).to_be_visible()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
        if width == 390:
            for one in page.locator("#menu :is(button, input, select, label.check, summary):visible").all():
                box = one.bounding_box()
                assert box is not None
                assert box["height"] >= 44 or one.get_attribute("type") == "checkbox", one.inner_text()
            seen = mark(page, words).bounding_box()
            sheet = page.locator("#menu").bounding_box()
            assert seen is not None
            assert sheet is not None
            assert seen["y"] + seen["height"] <= sheet["y"], "the menu does not hide what it is about"
    select(page, "zorvane")
    expect(page.locator("#menu")).to_be_visible()
    assert serious(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_click_beside_an_open_menu_closes_it_and_does_what_it_was_meant_to(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    open_article(page)
    mark(page, "Nantes").click()
    expect(page.locator("#menu")).to_be_visible()
    page.locator("aside .verdict.yes").first.click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("aside .verdict.yes").first).to_have_attribute("aria-pressed", "true")
    mark(page, "Nantes").click()
    page.get_by_role("button", name="article relu").click()
    kept(page)
    expect(page.locator(".done")).to_have_text("Article relu.")
    expect(page.locator("#menu")).to_be_hidden()
