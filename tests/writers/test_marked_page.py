"""The marked page on a telephone, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import TaggedArticle
from newstagger._writers import write

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Browser, expect

from tests.serve.browsing import IN_A_BROWSER, browser, serious

__all__ = ["browser"]
pytestmark = IN_A_BROWSER
LONG = "https://exemple.fr/" + "une-adresse-sans-fin/" * 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_the_list_leads_to_the_articles(tmp_path: Path, browser: Browser, scheme: str):
    topics = [{"label": "Développement durable des territoires", "score": 0.5}]
    names = [{"name": "Compagnie " * 9, "mentions": [], "aliases": [LONG]}]
    first = {
        "title": "Un titre",
        "url": LONG,
        "text": f"Lire {LONG} pour en savoir plus.",
        "topics": topics,
        "organisations": names,
    }
    records = [first, {"title": LONG, "text": "Suite."}]
    write([TaggedArticle.model_validate(record).to_json() for record in records], tmp_path / "o.html")
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto((tmp_path / "o.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious(page) == []
    page.get_by_role("navigation").get_by_role("link").nth(1).click()
    expect(page.locator("#article-2")).to_be_in_viewport()
    page.close()


def test_control_characters_are_shown_as_replaced(tmp_path: Path):
    """HTML allows none but tabs and line breaks."""
    articles = [TaggedArticle(title="Le\x1b port\0", text="À Brest,\x08 rien.\tOuf."), TaggedArticle(text="\x7fRien.")]
    write((article.to_json() for article in articles), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "Le\ufffd port\ufffd" in page
    assert "Brest,\ufffd rien.\tOuf." in page
    assert not set(page) & set(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
