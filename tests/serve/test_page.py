"""The page in a real browser (headless Chromium). Every article is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from newstagger import Article
from newstagger.feedback.store import Corrections
from tests.conftest import EXAMPLES
from tests.serve.conftest import Service, chromium

pytest.importorskip("playwright", reason="the extra dev is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = [
    pytest.mark.xdist_group("serve"),
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
    # Playwright's own event loop and pipes outlive the test that made them.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
PASTED = (EXAMPLES / "page-rabat.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The page in French; every address that it asks for is kept, and no script of it may fail."""
    context = browser.new_context(locale="fr-FR", accept_downloads=True)
    opened = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type == "error" and "status of 4" not in message.text else None
        ),
    )
    opened.goto(service.url)
    expect(opened.locator("#tab-review")).to_be_visible()
    yield opened
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(service.url).netloc}, "a request left the machine"
    assert wrong == []
    context.close()


def paste(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Control+Enter")
    expect(page.locator("#result")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Article étiqueté.")


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']}" for v in found if v["impact"] in ("serious", "critical", "moderate")]


def test_a_pasted_page_is_tagged_and_marked(page: Page):
    paste(page, PASTED)
    expect(page.locator("article h1")).to_have_text("Attentat déjoué à Tanger : quatre suspects arrêtés")
    expect(page.locator(".chip .name").first).to_have_text("Terrorisme")
    expect(page.locator("article mark.people[data-at]").first).to_have_text("Driss Belkadi")
    expect(page.locator("article mark.dates", has_text="septembre prochain")).to_have_count(1)
    expect(page.locator("article")).not_to_contain_text("Marrakech")
    expect(page.locator(".timeline li.now")).to_contain_text("14 mars 2023")


def test_a_topic_is_explained_by_its_words(page: Page):
    paste(page, PASTED)
    page.locator(".chip", has_text="Terrorisme").click()
    expect(page.locator("#why")).to_contain_text("au-dessus du seuil")
    expect(page.locator("article p mark.spoke", has_text="attentat")).to_have_count(1)
    page.select_option("#why-of", "Cinéma et télévision")
    expect(page.locator("#why")).to_contain_text("sous le seuil")


def test_corrections_are_kept_and_exported(page: Page, service: Service):
    paste(page, PASTED)
    page.fill("#who", "Salima")
    page.get_by_label("Justice : faux").click()
    expect(page.locator("li.wrong .name")).to_have_text("Justice")
    page.get_by_label("Ajouter un sujet", exact=True).fill("Transports")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".chip .name", has_text="Transports")).to_be_visible()
    page.get_by_label("Genre de Europol").select_option("Lieux")
    page.get_by_role("button", name="article relu").click()
    expect(page.locator(".done")).to_have_text("Article relu.")
    page.locator("#tab-review").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter les corrections").click()
    lines = [json.loads(line) for line in Path(download.value.path()).read_text("utf-8").splitlines()]
    (found,) = [line for line in lines if line.get("title", "").endswith("quatre suspects arrêtés")]
    assert "Transports" in found["topics"]
    assert "Justice" not in found["topics"]
    assert found["kinds"]["Europol"] == "places"


def test_articles_to_review_are_opened_one_after_the_other(page: Page, service: Service):
    assert service.corrections is not None
    with Corrections(service.corrections) as kept:
        for text, doubt in (("Le mistral souffle.", 0.99), ("Les abeilles dorment.", 0.98)):
            kept.put(Article(text), [], doubt, "m")
    page.locator("#tab-review").click()
    expect(page.locator("#review-title")).to_be_focused()
    page.get_by_role("button", name="Le mistral souffle.").click()
    expect(page.locator("article p").last).to_have_text("Le mistral souffle.")
    page.get_by_role("button", name="article relu").click()
    page.get_by_role("button", name="Article suivant").click()
    expect(page.locator("article p").last).to_have_text("Les abeilles dorment.")
    page.get_by_role("button", name="article relu").click()
    expect(page.locator(".done")).to_be_visible()


def test_a_dropped_file_is_read(page: Page):
    page.set_input_files("#file", EXAMPLES / "labelled.jsonl")
    expect(page.locator("#which option")).to_have_count(30)
    expect(page.locator("article h1")).to_contain_text("bronchiolite")
    page.select_option("#which", index=1)
    expect(page.locator("article h1")).to_contain_text("Rougeole")


def test_markup_in_an_article_is_shown_and_never_run(page: Page):
    dialogs: list[Any] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> À Lyon, « <b>Emmanuel Faure</b> » parle."
    page.uncheck("#clean")
    page.fill("#title", "<svg onload=alert(3)>")
    paste(page, evil)
    expect(page.locator("article h1")).to_have_text("<svg onload=alert(3)>")
    expect(page.locator("article")).to_contain_text("<script>alert(1)</script><img src=x onerror=alert(2)>")
    assert page.locator("article :is(script, img, b, svg)").count() == 0
    assert dialogs == []


def test_a_problem_is_said(page: Page):
    page.click("#go")
    expect(page.get_by_role("alert")).to_have_text("Il n’y a pas de texte.")
    page.uncheck("#clean")
    page.fill("#text", "Lyon " * 5_000)
    page.click("#go")
    expect(page.get_by_role("alert")).to_contain_text("25,000 characters")


def test_in_english(page: Page):
    page.select_option("#language", "en")
    expect(page.locator("#go")).to_have_text("Tag")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.fill("#text", PASTED)
    page.click("#go")
    expect(page.locator("#status")).to_have_text("Article tagged.")
    expect(page.locator("aside h2").first).to_have_text("Topics")


def test_by_keyboard_alone(page: Page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    paste(page, PASTED)
    expect(page.locator("#article")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "chip"
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_be_visible()
    assert page.evaluate("document.activeElement.className") == "chip", "focus is where it was"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".verdict.yes").first).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_fault(page: Page, scheme: Any, width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    assert serious(page) == []
    paste(page, PASTED)
    page.locator(".chip", has_text="Terrorisme").click()
    expect(page.locator("#why")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
    page.locator("#tab-review").click()
    expect(page.locator("#view-review")).to_be_visible()
    assert serious(page) == []


def test_the_description_of_the_interface_works_offline(page: Page, service: Service):
    page.goto(service.url + "/docs")
    expect(page.get_by_text("Tag an article, or a list of them")).to_be_visible()
