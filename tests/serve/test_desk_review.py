"""The review: one article after the other, verdicts at once, lists, and several editors, in a real browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

import pytest

from newstagger import Article
from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.serve.browsing import IN_A_BROWSER, PATIENCE, browser, keep, kept, open_kept, page, paste

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER
_NUMBERS = itertools.count(1)


def queue(service: Service, n: int, source: str | None = None, doubt: float = 0.5) -> list[Article]:
    """Articles ahead of all others, under a word of their own."""
    word = f"Zone{next(_NUMBERS)}"
    articles = [
        Article(
            f"Le club de football de Sète gagne le match {i} contre {word}.", title=f"{word} {i}", source=source or word
        )
        for i in range(n)
    ]
    keep(service, *articles, doubt=doubt)
    return articles


def word_of(articles: list[Article]) -> str:
    return str(articles[0].title).split()[0]


def open_list(page: Page, service: Service, articles: list[Article], **more: str) -> None:
    page.goto(f"{service.url}/#/review/q={word_of(articles)}" + "".join(f"&{k}={v}" for k, v in more.items()))
    expect(page.locator("#review-list tbody tr")).to_have_count(min(20, len(articles)))


def begin(page: Page, service: Service, articles: list[Article]) -> None:
    """Open the first article from the list, which is gone through in its order."""
    open_list(page, service, articles, sort="title")
    page.get_by_role("link", name=str(articles[0].title)).click()
    expect(page.locator("article h1")).to_have_text(str(articles[0].title))


def state(service: Service, articles: list[Article], state: str) -> list[str]:
    found = service.get("/review", params={"state": state, "q": word_of(articles), "sort": "title"}).json()
    return [row["article"]["title"] for row in found["waiting"]]


def slow(page: Page, path: str, ms: int) -> None:
    """Answers of a path come late."""

    def slowly(route: Route) -> None:
        with suppress(Error):  # the page may be closed in the meantime
            page.wait_for_timeout(ms)
            route.continue_()

    page.route(path, slowly)


# --- one article after the other


def test_reviewed_and_skip_go_on_to_the_next_article(page: Page, service: Service):
    articles = queue(service, 4)
    open_list(page, service, articles)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_have_text(f"{word_of(articles)} 0")
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text(f"{word_of(articles)} 1")
    page.keyboard.press("s")
    expect(page.locator("article h1")).to_have_text(f"{word_of(articles)} 2")
    kept(page)
    assert state(service, articles, "reviewed") == [articles[0].title]
    assert state(service, articles, "skipped") == [articles[1].title]
    page.get_by_role("button", name="article relu").click()
    expect(page.locator("article h1")).to_have_text(f"{word_of(articles)} 3")
    page.keyboard.press("r")
    expect(page.locator("#status")).to_have_text("C’était le dernier article de cette liste.")
    expect(page.locator("#view-review")).to_be_visible()


def test_one_may_stay_on_the_article(page: Page, service: Service):
    articles = queue(service, 2)
    open_kept(page, service, articles[0])
    page.get_by_label("aller au suivant après « relu » ou « passer »").uncheck()
    page.keyboard.press("r")
    kept(page)
    expect(page.locator(".done")).to_have_text("Article relu.")
    expect(page.locator("article h1")).to_have_text(str(articles[0].title))
    page.reload()
    expect(page.locator("#go-on")).not_to_be_checked()


def test_undo_reaches_back_over_articles_and_says_when_there_is_nothing(page: Page, service: Service):
    articles = queue(service, 3)
    begin(page, service, articles)
    page.keyboard.press("x")
    kept(page)
    expect(page.locator(".verdict.no").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text(str(articles[1].title))
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text(str(articles[2].title))
    page.keyboard.press("u")
    expect(page.locator("article h1")).to_have_text(str(articles[1].title))
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    expect(page.locator(".done")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("article h1")).to_have_text(str(articles[0].title))
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    page.keyboard.press("u")
    expect(page.locator(".verdict.no").first).to_have_attribute("aria-pressed", "false")
    kept(page)
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    page.keyboard.press("u")
    expect(page.locator("#status")).to_have_text("Il n’y a plus rien à annuler.")
    assert len(state(service, articles, "to_review")) == 3


def test_the_next_article_is_there_at_once_and_no_list_of_texts_is_fetched_for_it(page: Page, service: Service):
    articles = queue(service, 3)
    begin(page, service, articles)
    page.wait_for_load_state("networkidle")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    slow(page, "**/articles/**", 2_000)
    page.keyboard.press("n")
    expect(page.locator("article h1")).to_have_text(str(articles[1].title), timeout=1_500)
    assert all(size < 20_000 for size in sizes)


def test_a_title_that_comes_late_loses_nothing(page: Page, service: Service):
    text = f"Les dockers de Brest ont cessé le travail mardi. Numéro {next(_NUMBERS)}."
    page.uncheck("#clean")
    paste(page, text)
    label = page.locator(".chip .name").first.inner_text()
    page.get_by_label(f"{label} : faux").click()
    kept(page)
    before = service.get("/health").status_code and service.get("/review").json()["articles"]
    page.fill("#title", "Grève à Brest")
    page.fill("#published", "2022-05-12")
    page.click("#go")
    expect(page.locator("article h1")).to_have_text("Grève à Brest")
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
    expect(page.get_by_label(f"{label} : faux")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("aside")).to_contain_text("10 mai 2022")
    assert service.get("/review").json()["articles"] == before, "one article stays one article"
    page.fill("#published", "2023-03-09")
    page.click("#go")
    expect(page.locator("article .byline")).to_contain_text("9 mars 2023")
    expect(page.locator("aside")).to_contain_text("7 mars 2023")
    expect(page.locator("aside")).not_to_contain_text("2022")


# --- verdicts show at once


def test_a_verdict_shows_at_once_and_is_marked_as_kept_when_it_is(page: Page):
    paste(page, f"Le tribunal de Vannes a condamné mardi Paul Le Dantec. Numéro {next(_NUMBERS)}.")
    slow(page, "**/corrections", 900)
    wrong = page.locator(".verdict.no").first
    wrong.click()
    expect(wrong).to_have_attribute("aria-pressed", "true", timeout=600)
    expect(page.locator("#keeping")).to_have_text("Enregistrement…", timeout=600)
    expect(page.locator("#status")).not_to_have_text("Enregistré.")
    expect(page.locator("#status")).to_have_text("Enregistré.")
    expect(page.locator("#keeping")).to_be_hidden()
    page.get_by_label("Genre de Paul Le Dantec").select_option("organisations")
    expect(page.locator("article mark.organisations", has_text="Paul Le Dantec")).to_be_visible(timeout=600)
    kept(page)
    expect(page.locator("article mark.organisations", has_text="Paul Le Dantec")).to_be_visible()


def test_verdicts_in_quick_succession_are_all_kept(page: Page, service: Service):
    articles = queue(service, 1)
    open_kept(page, service, articles[0])
    slow(page, "**/corrections", 300)
    labels = page.locator(".chip .name").all_inner_texts()
    for label in labels:
        page.get_by_label(f"{label} : faux").click()
    page.get_by_label(f"{labels[0]} : juste").click()
    kept(page)
    key = unquote(page.url.rpartition("/")[2])
    topics = service.get(f"/articles/{key}").json()["verdicts"]["topics"]
    assert topics == {label: label == labels[0] for label in labels}


def test_a_verdict_that_cannot_be_kept_is_taken_back_with_a_message(page: Page):
    paste(page, f"Le tribunal de Vannes a condamné mardi Paul Le Dantec. Numéro {next(_NUMBERS)}.")
    busy = {"detail": "x", "code": "busy", "values": {}}
    page.route("**/corrections", lambda route: route.fulfill(status=503, json=busy))
    page.evaluate("scrollTo({ top: 300, behavior: 'instant' })")
    wrong = page.locator(".verdict.no").first
    wrong.click()
    expect(page.get_by_role("alert")).to_have_text(
        "Le service a trop à faire en ce moment ; réessayez dans un instant."
    )
    expect(wrong).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#status")).to_have_text("")
    expect(wrong).to_be_focused()
    box = page.locator("#complaint").bounding_box()
    assert box is not None and 0 <= box["y"] < 720
    assert page.evaluate("scrollY") == 300, "the page has not moved"


def test_a_verdict_lost_after_one_has_gone_on_is_told_with_a_way_back(page: Page, service: Service):
    articles = queue(service, 2)
    begin(page, service, articles)
    page.wait_for_load_state("networkidle")
    full = {"detail": "x", "code": "not_written", "values": {}}
    page.route("**/corrections", lambda route: route.fulfill(status=503, json=full))
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text(str(articles[1].title))
    lost = page.locator("#lost .problem")
    expect(lost).to_contain_text(f"« {articles[0].title} » : votre verdict n’a pas été enregistré.")
    page.unroute("**/corrections")
    lost.get_by_role("button", name="Rouvrir l’article").click()
    expect(page.locator("article h1")).to_have_text(str(articles[0].title))
    expect(page.locator(".done")).to_have_count(0)
    expect(lost).to_have_count(0)


def test_a_sign_shows_what_takes_longer(page: Page, service: Service):
    articles = queue(service, 1)
    slow(page, "**/articles/*", 800)
    open_list(page, service, articles)
    expect(page.locator("#busy")).to_be_hidden()
    page.get_by_role("link", name=str(articles[0].title)).click()
    expect(page.locator("#busy")).to_be_visible(timeout=700)
    expect(page.locator("article h1")).to_have_text(str(articles[0].title))
    expect(page.locator("#busy")).to_be_hidden()


# --- several editors


@pytest.fixture
def other(browser: Browser, service: Service) -> Iterator[Page]:
    """The page of a second editor."""
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.goto(service.url)
    expect(opened.locator("#tab-review")).to_be_visible()
    yield opened
    context.close()


def test_a_conflict_is_always_in_sight_and_what_was_judged_is_chosen(page: Page, other: Page, service: Service):
    articles = queue(service, 1)
    for one in (page, other):
        open_kept(one, service, articles[0])
    label = page.locator(".chip .name").first.inner_text()
    other.get_by_label(f"{label} : faux").click()
    kept(other)
    page.set_viewport_size({"width": 1000, "height": 400})
    page.evaluate("scrollTo(0, 1e6)")
    page.locator("body").press("o")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text(f"une autre personne a jugé « {label} » faux")
    box = conflict.bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 400
    expect(page.get_by_label(f"{label} : juste")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Enregistrer aussi mon verdict").click()
    kept(page)
    expect(conflict).to_have_count(0)
    expect(page.get_by_label(f"{label} : juste")).to_have_attribute("aria-pressed", "true")
    other.get_by_label(f"{label} : faux").click()
    other.get_by_role("button", name="Prendre le sien").click()
    expect(other.locator("#conflict")).to_have_count(0)
    expect(other.get_by_label(f"{label} : juste")).to_have_attribute("aria-pressed", "true")


def test_nobody_is_handed_what_another_has_open(page: Page, other: Page, service: Service):
    articles = queue(service, 4)
    page.fill("#who", "Anne")
    page.press("#who", "Tab")
    for one in (page, other):
        open_list(one, service, articles)
    page.get_by_role("link", name=str(articles[0].title)).click()
    expect(page.locator("article h1")).to_have_text(str(articles[0].title))
    page.wait_for_load_state("networkidle")
    other.reload()
    expect(other.locator("#review-list .taken").first).to_have_text("Anne a cet article ouvert.")
    other.get_by_role("link", name=str(articles[0].title)).click()
    expect(other.locator("#notes")).to_contain_text("Anne a cet article ouvert.")
    other.keyboard.press("n")
    expect(other.locator("article h1")).not_to_have_text(str(articles[0].title))
    second = other.locator("article h1").inner_text()
    page.keyboard.press("n")
    expect(page.locator("article h1")).not_to_have_text(str(articles[0].title))
    assert page.locator("article h1").inner_text() != second


def test_an_article_says_who_judged_it_and_when(page: Page, service: Service):
    articles = queue(service, 2)
    page.fill("#who", "Salima")
    page.press("#who", "Tab")
    begin(page, service, articles)
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text(str(articles[1].title))
    kept(page)
    open_list(page, service, articles[:1], state="reviewed")
    expect(page.locator("#review-list tbody tr td").nth(3)).to_contain_text(re.compile(r"Salima\s*\d+.*20\d\d"))
    page.get_by_role("link", name=str(articles[0].title)).click()
    expect(page.locator("#notes")).to_contain_text("Jugé par Salima")


# --- texts that are too long


def test_a_text_beyond_the_limit_opens_in_part_or_is_skipped(page: Page, service: Service):
    articles = queue(service, 2)
    word = word_of(articles)
    dossier = Article(f"Le tribunal de Vannes a condamné Paul Le Dantec, dit {word}. " * 500, title=f"{word} 2")
    keep(service, dossier, doubt=0.4)
    page.goto(f"{service.url}/#/review/q={word}&sort=title")
    page.get_by_role("link", name=f"{word} 2").click()
    expect(page.locator("#notes")).to_contain_text(re.compile(r"en voici les 20.000\spremiers caractères sur 3"))
    expect(page.locator("article mark.people").first).to_be_visible()
    page.keyboard.press("s")
    kept(page)
    assert state(service, articles, "skipped") == [dossier.title]
