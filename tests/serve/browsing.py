"""The page in headless Chromium, for the tests of it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from newstagger import Article
from newstagger._feedback.store import Corrections
from newstagger._feedback.verdicts import make_key
from tests.serve.conftest import Service, chromium

#: Longest wait for what a test expects, in milliseconds. It ends as soon as that is there; a loaded machine may need long.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE)

IN_A_BROWSER = [
    pytest.mark.xdist_group("serve"),
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
    # Playwright's own event loop and pipes outlive the test that made them.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


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
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and "status of 4" not in message.text and "status of 503" not in message.text
            else None
        ),
    )
    opened.goto(service.url)
    expect(opened.locator("#tab-review")).to_be_visible()
    yield opened
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(service.url).netloc}, "a request left the machine"
    assert wrong == [], wrong
    context.close()


def paste(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Control+Enter")
    expect(page.locator("#result")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Article étiqueté.")


def kept(page: Page) -> None:
    """Wait until every verdict has been kept: what is shown now is the service's answer, not the page's forecast."""
    expect(page.locator("#keeping")).to_be_hidden()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']}" for v in found if v["impact"] in ("serious", "critical", "moderate")]


def keep(service: Service, *articles: Article, doubt: float = 0.9) -> None:
    """Put articles before the editors, ahead of what other tests put there."""
    assert service.corrections is not None
    with Corrections(service.corrections) as kept:
        for n, article in enumerate(articles):
            kept.put(article, [], doubt - n / 100, "m")


def open_kept(page: Page, service: Service, article: Article) -> None:
    page.goto(f"{service.url}/#/article/{make_key(article)}")
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
