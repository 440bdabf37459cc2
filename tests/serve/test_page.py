"""The page in a real browser (headless Chromium). Every article is invented."""

from __future__ import annotations

import json
import re
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from newstagger import Article
from newstagger._feedback.store import Corrections
from newstagger._feedback.verdicts import make_key
from tests.conftest import EXAMPLES
from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Page, Route, expect

from tests.serve.browsing import IN_A_BROWSER, browser, keep, open_kept, page, paste, serious

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER
PASTED = (EXAMPLES / "page-rabat.txt").read_text("utf-8")


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
    expect(page.locator("#why")).to_contain_text("donné à partir de 0,")
    expect(page.locator("article p mark.spoke", has_text="attentat")).to_have_count(1)
    page.select_option("#why-of", "Cinéma et télévision")
    expect(page.locator("#why")).to_contain_text("ne serait donné qu’à partir de")


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


def test_an_export_waits_for_verdicts_that_are_on_their_way(page: Page):
    paste(page, "Le facteur de Valombre distribue le courrier à vélo électrique.")
    held: list[Route] = []
    asked = False
    page.route("**/corrections", lambda route: route.continue_() if asked else held.append(route))
    page.get_by_label("Ajouter un sujet", exact=True).fill("Transports")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("button", name="article relu").click()
    page.locator("#tab-review").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter les corrections").click()
        asked = True
        for route in held:
            route.continue_()
    assert "facteur de Valombre" in Path(download.value.path()).read_text("utf-8")


def test_articles_to_review_are_opened_one_after_the_other(page: Page, service: Service):
    assert service.corrections is not None
    with Corrections(service.corrections) as kept:
        for text, doubt in (("Le mistral souffle.", 0.99), ("Les abeilles dorment.", 0.98)):
            kept.put(Article(text), [], doubt, "m")
    page.locator("#tab-review").click()
    expect(page.locator("#review-title")).to_be_focused()
    page.get_by_role("link", name="Le mistral souffle.").click()
    expect(page.locator("article p").last).to_have_text("Le mistral souffle.")
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator("article p").last).to_have_text("Les abeilles dorment.")
    page.get_by_role("button", name="Précédent").click()
    expect(page.locator("article p").last).to_have_text("Le mistral souffle.")
    page.get_by_role("button", name="article relu").click()
    expect(page.locator("article p").last).to_have_text("Les abeilles dorment.")
    page.get_by_role("button", name="article relu").click()
    expect(page.locator("#keeping")).to_be_hidden()
    reviewed = service.get("/review", params={"state": "reviewed", "limit": 100}).json()["waiting"]
    assert {"Le mistral souffle.", "Les abeilles dorment."} <= {row["article"]["text"] for row in reviewed}


def test_a_dropped_file_is_read(page: Page):
    page.set_input_files("#file", EXAMPLES / "labelled.jsonl")
    expect(page.locator("#file-list tbody tr")).to_have_count(30)
    expect(page.locator("article h1")).to_contain_text("bronchiolite")
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator("article h1")).to_contain_text("Rougeole")
    page.get_by_role("button", name="Précédent").click()
    expect(page.locator("article h1")).to_contain_text("bronchiolite")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger toutes les étiquettes").click()
    assert download.value.suggested_filename == "labelled.tags.jsonl"
    lines = [json.loads(line) for line in Path(download.value.path()).read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines][1] == "Rougeole : les médecins s’inquiètent"
    assert len(lines) == 30


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
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"25.000\scaractères\s; le service en accepte 20.000"))


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
    expect(page.locator("article mark[role=button]").first).to_be_focused()
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


# --- never the wrong data

FIRST, SECOND = "Les cheminots de Lyon ont cessé le travail mardi.", "Un séisme a détruit des maisons en Turquie lundi."


def test_another_text_does_not_keep_the_headline_of_the_one_before(page: Page, service: Service):
    article = Article(FIRST, title="Grève à Lyon", published=date(2022, 5, 12))
    keep(service, article)
    open_kept(page, service, article)
    expect(page.locator("#title")).to_have_value("Grève à Lyon")
    page.fill("#text", SECOND)
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator("#published")).to_have_value("")
    paste(page, SECOND)
    expect(page.locator("article p").last).to_have_text(SECOND)
    expect(page.locator("article h1")).to_have_count(0)


def test_what_the_editor_typed_stays(page: Page):
    page.fill("#text", FIRST)
    page.fill("#title", "Mon titre")
    page.fill("#text", SECOND)
    expect(page.locator("#title")).to_have_value("Mon titre")
    paste(page, SECOND)
    expect(page.locator("article h1")).to_have_text("Mon titre")


@pytest.mark.parametrize("what", ["explain", "verdict", "tags"])
def test_a_late_answer_never_lands_on_another_article(page: Page, what: str):
    page.uncheck("#clean")
    paste(page, FIRST)
    late = threading.Event()
    first = True

    def slowly(route: Route) -> None:
        nonlocal first
        if first:
            first = False
            answer = route.fetch()
            late.wait(0.8)
            route.fulfill(response=answer)
        else:
            route.continue_()

    page.route("**/explain" if what == "explain" else "**/corrections", slowly)
    if what == "explain":
        page.locator(".chip").first.click()
    elif what == "verdict":
        page.locator(".verdict.no").first.click()
    else:
        page.fill("#text", "Une pluie fine tombe sur Brest.")
        page.press("#text", "Control+Enter")
    page.evaluate(
        "([text]) => { const box = document.querySelector('#text'); box.value = text; box.dispatchEvent(new Event('input')); document.querySelector('#compose').requestSubmit(); }",
        [SECOND],
    )
    expect(page.locator("article p").last).to_have_text(SECOND)
    page.wait_for_timeout(1_500)
    expect(page.locator("article p").last).to_have_text(SECOND)
    expect(page.locator("#why")).to_have_count(0)
    expect(page.locator(".verdict[aria-pressed=true]")).to_have_count(0)


def test_a_failed_request_takes_the_old_result_away(page: Page):
    paste(page, FIRST)
    busy = {"detail": "5 requests are already in progress", "code": "busy", "values": {"under_way": 5}}
    page.route("**/corrections", lambda route: route.fulfill(status=503, json=busy))
    page.fill("#text", SECOND)
    page.click("#go")
    expect(page.get_by_role("alert")).to_have_text(
        "Le service a trop à faire en ce moment ; réessayez dans un instant."
    )
    expect(page.locator("#result")).to_be_hidden()
    assert page.locator(".verdict:visible").count() == 0


def test_the_second_editor_is_told_what_the_first_judged_and_chooses(page: Page, service: Service):
    paste(page, PASTED)
    page.fill("#who", "Salima")
    page.get_by_label("Attentat : juste").click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    article = page.evaluate("JSON.parse(sessionStorage.draft).text")
    record = service.post(
        "/read?name=page.txt", content=article.encode(), headers={"content-type": "application/octet-stream"}
    ).json()["articles"][0]
    sent = {name: record.get(name) for name in ("text", "title", "published", "author")}
    service.post(
        "/corrections",
        {"article": sent, "who": "Karim", "verdicts": [{"what": "topic", "subject": "Police", "verdict": "wrong"}]},
    )
    page.get_by_label("Police : juste").click()
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("Karim a jugé « Police » faux")
    expect(page.get_by_label("Police : juste")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Enregistrer aussi mon verdict").click()
    expect(page.get_by_label("Police : juste")).to_have_attribute("aria-pressed", "true")
    expect(conflict).to_have_count(0)
    key = service.post("/corrections", {"article": sent, "verdicts": []}).json()["key"]
    history = service.get(f"/articles/{key}").json()["history"]
    assert [(v["who"], v["verdict"]) for v in history if v["subject"] == "Police"][-2:] == [
        ("Karim", "wrong"),
        ("Salima", "right"),
    ]


# --- the review


def review_counts(page: Page) -> list[str]:
    expect(page.locator("#review-tabs button")).to_have_count(4)
    return page.locator("#review-tabs button").all_inner_texts()


def test_an_article_goes_through_its_states(page: Page, service: Service):
    article = Article("La fanfare de Vesoul répète lundi au gymnase.", title="Fanfare")
    keep(service, article)
    open_kept(page, service, article)
    page.get_by_label("aller au suivant").uncheck()
    for button, tab in (
        ("Passer", "skipped"),
        ("Rouvrir", "to_review"),
        ("article relu", "reviewed"),
        ("Rouvrir", "to_review"),
    ):
        page.get_by_role("button", name=button).first.click()
        expect(page.locator("#keeping")).to_be_hidden()
        rows = service.get("/review", params={"state": tab, "q": "fanfare vesoul"}).json()
        assert [row["article"]["title"] for row in rows["waiting"]] == ["Fanfare"], tab
    page.get_by_label("Ajouter un sujet", exact=True).fill("musique")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_label("Musique : juste")).to_have_attribute("aria-pressed", "true")
    assert service.get("/review", params={"state": "in_progress", "q": "fanfare"}).json()["found"] == 1
    page.get_by_role("button", name="Annuler le dernier verdict").click()
    expect(page.locator("#status")).to_have_text("Verdict annulé.")
    assert service.get("/review", params={"state": "in_progress", "q": "fanfare"}).json()["found"] == 0


def test_an_added_label_that_no_topic_has_is_asked_about(page: Page):
    paste(page, FIRST)
    page.get_by_label("Ajouter un sujet", exact=True).fill("Chemins de fer du Rhône")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator("#new-topic")).to_contain_text("n’est pas un sujet du modèle")
    expect(page.locator(".chip .name", has_text="Chemins de fer")).to_have_count(0)
    page.get_by_role("button", name="Ajouter comme nouveau").click()
    expect(page.locator(".chip .name", has_text="Chemins de fer du Rhône")).to_be_visible()


def test_near_misses_and_the_page_s_own_topics_are_one_click_away(page: Page):
    paste(page, PASTED)
    near = page.locator("#near button").first
    label = near.inner_text().removeprefix("+ ").rsplit(" ", 1)[0]
    near.click()
    expect(page.get_by_label(f"{label} : juste")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#declared button")).to_have_text(["+ Maroc"])


def test_the_lists_are_searched_filtered_and_paged(page: Page, service: Service):
    keep(service, *(Article(f"Le marché numéro {n} ouvre à Redon.", source="Le Courrier de Redon") for n in range(25)))
    page.locator("#tab-review").click()
    page.select_option("#filter-source", "Le Courrier de Redon")
    expect(page.locator(".pager span")).to_have_text("1–20 sur 25")
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator(".pager span")).to_have_text("21–25 sur 25")
    page.fill("#filter-q", "MARCHE 17")
    expect(page.locator("#review-list tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("#filter-q")).to_have_value("MARCHE 17")
    expect(page.locator("#review-list tbody tr")).to_have_count(1)


def test_reload_and_back_keep_the_place_and_the_text(page: Page, service: Service):
    one, two = (
        Article("Le bac de Royan reprend la mer.", title="Bac"),
        Article("Le pont de Saintes ferme.", title="Pont"),
    )
    keep(service, one, two)
    open_kept(page, service, one)
    page.reload()
    expect(page.locator("article h1")).to_have_text("Bac")
    page.goto(f"{service.url}/#/article/{make_key(two)}")
    expect(page.locator("article h1")).to_have_text("Pont")
    page.go_back()
    expect(page.locator("article h1")).to_have_text("Bac")
    page.goto(service.url + "/#/")
    page.fill("#text", "Un brouillon.")
    page.reload()
    expect(page.locator("#text")).to_have_value("Un brouillon.")


def test_a_review_by_keys_alone(page: Page, service: Service):
    articles = [
        Article(f"Le club de football de Sète gagne le match numéro {n}.", title=f"Match {n}") for n in range(3)
    ]
    keep(service, *articles, doubt=1.0)
    open_kept(page, service, articles[0])
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "chip"
    page.keyboard.press("x")
    expect(page.locator(".verdict.no").first).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.activeElement.className") == "chip", "focus is never lost"
    page.keyboard.press("u")
    expect(page.locator(".verdict.no").first).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("e")
    expect(page.locator("#why")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#why")).to_have_count(0)
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text("Match 1")
    page.keyboard.press("p")
    expect(page.locator("article h1")).to_have_text("Match 0")
    expect(page.locator(".done")).to_have_text("Article relu.")
    page.keyboard.press("n")
    expect(page.locator("article h1")).to_have_text("Match 1")
    page.keyboard.press("s")
    expect(page.locator("article h1")).to_have_text("Match 2")
    page.keyboard.press("p")
    expect(page.locator(".done")).to_have_text("Article passé.")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("annuler le dernier verdict")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_arrow_keys_on_a_kind_store_nothing_until_it_is_chosen(page: Page, service: Service):
    paste(page, "Oradour Bellac a parlé lundi à Limoges, selon la préfecture de Limoges.")
    choice = page.get_by_label("Genre de Limoges").first
    choice.focus()
    before = service.get("/review").json()["verdicts"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(300)
    assert service.get("/review").json()["verdicts"] == before
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Enregistré.")
    assert service.get("/review").json()["verdicts"] > before


def test_what_the_page_says_is_good_french(page: Page):
    page.uncheck("#clean")
    paste(page, "The council of the city has voted for the renovation of the station, which was closed for two years.")
    expect(page.locator("article .notice").first).to_contain_text("ne semble pas être en français (English)")
    page.fill(
        "#text", "Hier, le 1er mai 1999, il a été condamné à vingt-cinq ans de prison. Le marché se tient chaque lundi."
    )
    page.click("#go")
    expect(page.locator("article .notice")).to_contain_text("Sans date de publication")
    expect(page.locator("aside")).to_contain_text("1er mai 1999")
    expect(page.locator("aside")).to_contain_text("vingt-cinq ans (25 ans)")
    expect(page.locator("aside")).to_contain_text("chaque lundi")
    expect(page.locator("aside")).not_to_contain_text("(chaque lundi)")
    page.get_by_role("button", name="Donner la date").click()
    expect(page.locator("#published")).to_be_focused()


def test_light_and_dark_by_switch(page: Page):
    page.emulate_media(color_scheme="light")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.select_option("#theme", "dark")
    assert page.evaluate(colour) != light
    page.reload()
    assert page.evaluate(colour) != light
    page.select_option("#theme", "system")
    assert page.evaluate(colour) == light


def test_on_a_telephone_topics_come_first_and_fingers_find_the_buttons(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    paste(page, PASTED)
    assert page.locator(".side-first").bounding_box()["y"] < page.locator("article").bounding_box()["y"]  # type: ignore[index]
    for button in page.locator(":is(.verdict, .chip, .actions button, nav button):visible").all():
        assert button.bounding_box()["height"] >= 44, button.inner_text()  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
