"""The lists of the review and the page's layout, in a real browser. Every article is invented."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from newstagger import Article
from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Page, expect

from tests.serve.browsing import IN_A_BROWSER, browser, keep, open_kept, page, paste, serious

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER
_NUMBERS = itertools.count(1)
LONG = "\n\n".join(
    f"Le tribunal de {town} a condamné mardi Paul Le Dantec et Anne Guivarch, a dit Yann Morvan à {town}."
    for town in ("Brest", "Quimper", "Vannes", "Lorient", "Rennes") * 6
)


def queue(service: Service, n: int, sources: tuple[str, ...] = ()) -> str:
    """Articles under a word of their own, which is returned."""
    word = f"Lieu{next(_NUMBERS)}"
    keep(
        service,
        *(
            Article(
                f"Le marché numéro {i} ouvre à {word}.",
                title=f"{word} {i:02}",
                source=sources[i % len(sources)] if sources else word,
            )
            for i in range(n)
        ),
        doubt=0.5,
    )
    return word


def open_list(page: Page, service: Service, word: str, n: int) -> None:
    page.goto(f"{service.url}/#/review/q={word}")
    expect(rows(page)).to_have_count(n)


def rows(page: Page) -> Any:
    return page.locator("#review-list tbody tr")


def test_each_filter_says_how_many_it_leaves(page: Page, service: Service):
    word = queue(service, 7, ("Le Phare de l’Iroise", "La Dépêche du Ponant"))
    open_list(page, service, word, 7)
    expect(page.locator("#review-list .found")).to_contain_text("7 articles")
    expect(page.locator("#review-tabs button").first).to_contain_text("À relire (7 sur ")
    options = page.locator("#filter-source option")
    expect(options).to_have_text(["Tous", "Le Phare de l’Iroise (4)", "La Dépêche du Ponant (3)"])
    page.select_option("#filter-source", "La Dépêche du Ponant")
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Tout montrer").click()
    expect(page.locator("#filter-q")).to_have_value("")
    expect(page.locator("#filter-source")).to_have_value("")


def test_two_filters_changed_at_once_both_count(page: Page, service: Service):
    word = queue(service, 6, ("Le Phare de l’Iroise", "Ouest Matin"))
    open_list(page, service, word, 6)
    page.evaluate(
        """([word]) => { const set = (id, value) => { const box = document.getElementById(id); box.value = value; box.dispatchEvent(new Event('input')); };
        set('filter-q', word + ' 03'); set('filter-source', 'Ouest Matin'); }""",
        [word],
    )
    expect(rows(page)).to_have_count(1)
    assert "source=Ouest+Matin" in page.url and f"q={word}+03" in page.url


def test_typing_in_the_search_leaves_one_entry_in_the_history(page: Page, service: Service):
    word = queue(service, 3)
    page.locator("#tab-review").click()
    expect(page.locator("#review-title")).to_be_focused()
    before = page.evaluate("history.length")
    page.locator("#filter-q").press_sequentially(word, delay=250)
    expect(rows(page)).to_have_count(3)
    assert page.evaluate("history.length") == before
    page.get_by_role("link", name=f"{word} 00").click()
    expect(page.locator("article h1")).to_have_text(f"{word} 00")
    page.go_back()
    expect(rows(page)).to_have_count(3)
    expect(page.locator("#filter-q")).to_have_value(word)


def test_rows_are_links_and_titles_tell_windows_apart(page: Page, service: Service):
    word = queue(service, 2)
    open_list(page, service, word, 2)
    assert page.title() == f"À relire « {word} » – newstagger"
    link = page.get_by_role("link", name=f"{word} 01")
    with page.context.expect_page() as opened:
        link.click(button="middle")
    expect(opened.value.locator("article h1")).to_have_text(f"{word} 01")
    assert opened.value.title() == f"{word} 01 – newstagger"
    opened.value.close()


def test_sort_and_page_size(page: Page, service: Service):
    word = queue(service, 25)
    open_list(page, service, word, 20)
    page.select_option("#filter-sort", "title")
    expect(rows(page).first).to_contain_text(f"{word} 00")
    page.select_option("#page-size", "50")
    expect(rows(page)).to_have_count(25)
    page.reload()
    expect(rows(page)).to_have_count(25)
    page.select_option("#page-size", "20")
    expect(rows(page)).to_have_count(20)


def test_several_articles_are_skipped_at_once_and_brought_back(page: Page, service: Service):
    word = queue(service, 5)
    open_list(page, service, word, 5)
    page.get_by_label(f"Choisir « {word} 01 »").check()
    page.get_by_label(f"Choisir « {word} 03 »").check()
    page.get_by_role("button", name="Passer les 2 articles choisis").click()
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(rows(page)).to_have_count(5)
    page.get_by_role("button", name="Passer les 5 articles trouvés").click()
    expect(rows(page)).to_have_count(0)
    found = service.get("/review", params={"state": "skipped", "q": word}).json()
    assert found["found"] == 5


def test_the_list_by_keys_alone(page: Page, service: Service):
    word = queue(service, 22)
    page.goto(f"{service.url}/#/review/")
    expect(page.locator("#review-title")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#filter-q")).to_be_focused()
    page.keyboard.type(word)
    expect(page.locator("#review-list .found")).to_contain_text("22 articles")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"{word} 00")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.get_by_role("link", name=f"{word} 01")).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_label(f"Choisir « {word} 01 »")).to_be_checked()
    expect(page.get_by_role("link", name=f"{word} 01")).to_be_focused()
    page.keyboard.press("n")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("p")
    expect(rows(page)).to_have_count(20)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("ouvrir l’article")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("#review-list .found")).to_contain_text("21 articles")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_contain_text(word)
    page.keyboard.press("l")
    expect(page.locator("#view-review")).to_be_visible()


# --- layout


def test_on_wide_screens_the_column_stays_in_sight_and_scrolls_by_itself(page: Page):
    page.set_viewport_size({"width": 1280, "height": 700})
    paste(page, LONG)
    page.evaluate("scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' })")
    read = page.get_by_role("button", name="article relu")
    box = read.bounding_box()
    assert box is not None and 0 <= box["y"] <= 660
    page.get_by_label("Genre de Yann Morvan").select_option("none")
    expect(page.locator("#status")).to_have_text("Enregistré.")
    status = page.locator("#status").bounding_box()
    assert status is not None and 0 <= status["y"] <= 690


def test_on_a_telephone_topics_come_first_then_the_article_then_names(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    paste(page, LONG)
    tops = {
        what: page.locator(what).bounding_box()["y"]  # type: ignore[index]
        for what in (".side-first", "article", ".side-rest")
    }
    assert tops[".side-first"] < tops["article"] < tops[".side-rest"]
    assert 0 <= tops[".side-first"] < 200, "the topics are in sight after tagging"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_on_a_telephone_the_first_article_of_the_list_is_on_the_first_screen(page: Page, service: Service):
    page.set_viewport_size({"width": 390, "height": 844})
    word = queue(service, 2)
    open_list(page, service, word, 2)
    box = rows(page).first.bounding_box()
    assert box is not None and box["y"] < 760
    tabs = {round(tab.bounding_box()["height"]) for tab in page.locator("#review-tabs button").all()}  # type: ignore[index]
    assert len(tabs) == 1, "no tab breaks into two lines"
    assert serious(page) == []


def test_choosing_a_file_shows_that_it_has_the_focus(page: Page):
    page.focus("#published")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "file":
            break
    assert page.evaluate("getComputedStyle(document.querySelector('#file-label')).outlineStyle") == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_fault_in_the_views_of_the_desk(
    page: Page, service: Service, tmp_path: Any, scheme: Any, width: int
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    word = queue(service, 3)
    open_list(page, service, word, 3)
    page.get_by_label(f"Choisir « {word} 01 »").check()
    assert serious(page) == []
    keep(service, Article("Le bac de Royan ferme.", title="Bac fermé"))
    open_kept(page, service, Article("Le bac de Royan ferme.", title="Bac fermé"))
    page.get_by_text("Copier, télécharger").click()
    assert serious(page) == []
    path = tmp_path / "trois.jsonl"
    path.write_text('{"text": "Le maire de Lyon parle."}\n{broken\n{"text": "Le maire de Brest se tait."}\n', "utf-8")
    page.set_input_files("#file", path)
    expect(page.locator("#file-done")).to_have_text("2 sur 2 étiquetés")
    assert serious(page) == []
    page.fill("#text", "")
    page.fill("#title", "")
    page.click("#go")
    expect(page.get_by_role("alert")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
