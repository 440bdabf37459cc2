"""The page of a service that needs a token, in headless Chromium."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.serve.browsing import IN_A_BROWSER, PATIENCE, browser, paste, serious
from tests.serve.conftest import PREFIX, TOKEN, Service

__all__ = ["browser"]
pytestmark = IN_A_BROWSER


def test_the_page_asks_for_the_token_once(browser: Browser, guarded: Service):
    url = f"{guarded.url}{PREFIX}/"
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    asked = page.locator("#sign-in")
    expect(asked).to_be_visible()
    expect(asked.locator("h2")).to_have_text("Mot de passe")
    expect(page.locator("#token")).to_be_focused()
    assert not serious(page)
    page.keyboard.press("Escape")
    page.keyboard.type("pas-le-bon-du-tout")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-problem")).to_have_text("Ce mot de passe n’est pas le bon.")
    expect(page.locator("#tab-review")).to_be_hidden()
    page.fill("#token", TOKEN)
    page.keyboard.press("Enter")
    expect(asked).to_be_hidden()
    expect(page.locator("#tab-review")).to_be_visible()
    paste(page, "Awa Kerbrat plaide mardi à Rennes.")

    page.reload()
    expect(page.locator("#tab-review")).to_be_visible()
    expect(asked).to_be_hidden()
    again = context.new_page()
    again.goto(url)
    expect(again.locator("#tab-review")).to_be_visible()
    again.close()

    context.clear_cookies()  # or the token has changed
    page.evaluate("document.querySelector('#text').value = 'Yann Morvan marque à Brest.'")
    page.click("#go")
    expect(asked).to_be_visible()
    page.fill("#token", TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
    expect(page.locator("article")).to_contain_text("Yann Morvan")
    context.close()

    english = browser.new_context(locale="en-GB").new_page()
    english.goto(url)
    expect(english.locator("#sign-in h2")).to_have_text("Password")
    english.context.close()
