"""Articles with names and dates to be corrected, for the browser tests of it. Every article is invented."""

from __future__ import annotations

import itertools
import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.serve.browsing import kept
from tests.serve.conftest import Service

TEXT = (
    "Le Paris Saint-Germain a recruté mardi le gardien Jean Morvan, venu de Brest. Le PSG annoncera la durée du contrat "
    "vendredi, a dit Youssef Le Goff. Morvan avait signé en Bretagne le 3 juin 2021.\n\n"
    "« Nous attendions ce joueur », a déclaré Le Goff au siège de la zorvane. Le PSG jouera à Nantes, où l’arbitre Anne "
    "Kerdoncuff sifflera."
)
#: With two organisations of which nothing says that they are one.
TWO_CLUBS = TEXT.replace("Paris Saint-Germain", "Stade Rennais")
_NUMBERS = itertools.count(1)


def open_article(page: Page, text: str = TEXT) -> str:
    """Tag the article, each time another one for the store; gives its text."""
    number = f"{text} Fin {next(_NUMBERS)}."
    page.emulate_media(reduced_motion="reduce")  # nothing scrolls while the mouse is on its way
    page.uncheck("#clean")
    page.fill("#text", number)
    page.fill("#title", "Morvan rejoint le PSG")
    page.fill("#published", "2022-05-11")
    page.press("#text", "Control+Enter")
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
    expect(page.locator("#article")).to_be_focused()
    return number


def mark(page: Page, text: str, nth: int = 0) -> Locator:
    return page.locator("article p mark[role=button]").get_by_text(text, exact=True).nth(nth)


def exported(page: Page, service: Service, text: str) -> dict[str, Any]:
    """The record of an article in the export, when all that was judged on the page is kept."""
    kept(page)
    lines = [json.loads(line) for line in service.get("/corrections.jsonl").text.splitlines()]
    (found,) = [line for line in lines if line["text"] == text]
    return dict(found)


def named(record: dict[str, Any], words: str) -> list[tuple[str, str]]:
    return [(e["label"], e["name"]) for e in record["entities"] if e["text"] == words]


def select(page: Page, words: str) -> None:
    """Select words of the text with the mouse."""
    box = page.evaluate(
        """words => {
          const walk = document.createTreeWalker(document.querySelector('#article'), NodeFilter.SHOW_TEXT), nodes = [];
          while (walk.nextNode()) nodes.push(walk.currentNode);
          const start = nodes.map(node => node.data).join('').indexOf(words), range = document.createRange();
          let before = 0;
          for (const node of nodes) {
            const spot = at => at - before;
            if (start >= before && start < before + node.length) range.setStart(node, spot(start));
            if (start + words.length > before && start + words.length <= before + node.length) range.setEnd(node, spot(start + words.length));
            before += node.length;
          }
          range.startContainer.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
          const first = range.getClientRects()[0], last = [...range.getClientRects()].at(-1);
          return [first.left, last.right, first.top + first.height / 2, last.top + last.height / 2];
        }""",
        words,
    )
    page.mouse.move(box[0] + 1, box[2])
    page.mouse.down()
    page.mouse.move(box[1] - 2, box[3], steps=4)
    page.mouse.up()
