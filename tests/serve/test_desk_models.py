"""An open page and a model that takes the place of the one in use, in a real browser. Every article is invented."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from newstagger import Model
from tests.serve.conftest import Renewed, Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Browser, Page, expect

from tests.serve.browsing import IN_A_BROWSER, PATIENCE, browser, paste

__all__ = ["browser"]
pytestmark = IN_A_BROWSER


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[Service], Page]]:
    """Opens pages of services of one's own."""
    contexts = []

    def opened(service: Service) -> Page:
        context = browser.new_context(locale="fr-FR")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        found = context.new_page()
        found.goto(service.url)
        expect(found.locator("#tab-review")).to_be_visible()
        return found

    yield opened
    for context in contexts:
        context.close()


def test_an_open_page_learns_of_a_new_model_and_confirms_what_it_shows(
    renewed: Renewed, opened: Callable[[Service], Page], small_model: Model
):
    service = renewed.service
    page = opened(service)
    paste(page, "La bronchiolite remplit les urgences de l’hôpital de Brest, dit la zorvane.")
    page.get_by_label("Ajouter un sujet", exact=True).fill("Crue")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_role("button", name="Ajouter comme nouveau").click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    footer = page.locator("#model").inner_text()
    renewed.use(Model(None, ner=small_model.ner, manifest={"name": "neuf"}))  # a model that gives no topics
    page.locator("body").press("r")
    expect(page.get_by_role("alert")).to_contain_text("Un nouveau modèle est entré en service : voici ses étiquettes.")
    expect(page.locator("#model")).not_to_have_text(footer)
    expect(page.locator(".done")).to_have_count(0)
    shown = page.locator("#side .chip .name").all_inner_texts()
    assert shown == ["Crue"]
    page.locator("body").press("r")
    expect(page.locator(".done")).to_have_text("Article relu.")
    expect(page.locator("#keeping")).to_be_hidden()
    lines = [json.loads(line) for line in service.get("/corrections.jsonl").text.splitlines()]
    assert [line["topics"] for line in lines if "bronchiolite" in line["text"]] == [shown]


def test_tags_of_the_old_model_are_named_and_renewed_on_demand(
    renewed: Renewed, opened: Callable[[Service], Page], small_model: Model
):
    service = renewed.service
    page = opened(service)
    paste(page, "La bronchiolite remplit les urgences de l’hôpital de Brest.")
    renewed.use(Model(None, ner=small_model.ner, manifest={"name": "neuf"}))
    page.evaluate("fetch('health')")
    page.locator("#tab-review").click()
    page.locator("#tab-tag").click()
    expect(page.locator("#notes")).to_contain_text("ces étiquettes sont de l’ancien")
    page.get_by_role("button", name="Étiqueter de nouveau").click()
    expect(page.locator("#notes")).not_to_contain_text("ces étiquettes sont de l’ancien")
    expect(page.locator("#side")).to_contain_text("Aucun sujet n’atteint son seuil.")
