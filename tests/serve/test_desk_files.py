"""Files and texts that are given to the page, in a real browser. Every article is invented."""

from __future__ import annotations

import csv
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from newstagger.readers import ENDINGS
from tests.serve.conftest import Service

pytest.importorskip("playwright", reason="the extra dev is not installed")
from playwright.sync_api import Error, Page, Route, expect

from tests.serve.browsing import IN_A_BROWSER, browser, page, paste

__all__ = ["browser", "page"]
pytestmark = IN_A_BROWSER
TOWNS = ("Brest", "Quimper", "Vannes", "Lorient", "Rennes")


def some(n: int, word: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{word}{i}",
            "title": f"{word} {i}",
            "published": f"2022-05-{1 + i % 28:02}",
            "text": f"Le tribunal de {TOWNS[i % 5]} a condamné mardi Paul Le Dantec. Numéro {i}, {word}.",
        }
        for i in range(n)
    ]


def lines(path: Path, articles: list[dict[str, Any]], broken: tuple[int, ...] = ()) -> Path:
    rows = [json.dumps(one, ensure_ascii=False) for one in articles]
    for at in broken:
        rows.insert(at, "{broken")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def table(path: Path, articles: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(articles[0]))
        writer.writeheader()
        writer.writerows(articles)
    return path


def feed(path: Path, articles: list[dict[str, Any]]) -> Path:
    items = "".join(f"<item><title>{a['title']}</title><description>{a['text']}</description></item>" for a in articles)
    path.write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Fil</title>{items}</channel></rss>', "utf-8"
    )
    return path


def tagged(page: Page, n: int) -> None:
    expect(page.locator("#file-done")).to_have_text(f"{n} sur {n} étiquetés")


def rows(page: Page) -> Any:
    return page.locator("#file-list tbody tr")


def test_all_articles_of_a_file_are_read_and_broken_lines_stay_in_sight(page: Page, tmp_path: Path):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_input_files("#file", lines(tmp_path / "p120.jsonl", some(120, "Audience"), (3, 70)))
    expect(rows(page)).to_have_count(120)
    expect(page.locator("#file-title")).to_have_text("120 articles dans le fichier")
    expect(page.locator("#unread-title")).to_have_text("2 articles n’ont pas pu être lus")
    expect(page.locator("#unread-list")).to_contain_text("p120.jsonl, ligne 4 : ce n’est pas du JSON valable")
    tagged(page, 120)
    page.get_by_role("button", name="Copier cette liste").click()
    expect(page.locator("#status")).to_have_text("2 lignes copiées.")
    assert "ligne 71" in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("#unread-list")).to_be_visible()


@pytest.mark.parametrize("write, name", [(table, "deux.csv"), (feed, "deux.rss")])
def test_tables_and_feeds_are_read_whole_too(page: Page, tmp_path: Path, write: Any, name: str):
    page.set_input_files("#file", write(tmp_path / name, some(70, "Séance")))
    expect(rows(page)).to_have_count(70)


def test_several_files_are_all_read_and_one_that_cannot_be_is_named(page: Page, tmp_path: Path):
    (tmp_path / "vide.txt").write_text("", "utf-8")
    (tmp_path / "seul.txt").write_text("Le pont de Saintes ferme lundi pour travaux.", "utf-8")
    files = [
        lines(tmp_path / "un.jsonl", some(3, "Un")),
        tmp_path / "vide.txt",
        table(tmp_path / "deux.csv", some(4, "Deux")),
        tmp_path / "seul.txt",
    ]
    page.set_input_files("#file", files)
    expect(rows(page)).to_have_count(8)
    expect(page.locator("#unread-list")).to_have_text("vide.txt : le fichier est vide")
    tagged(page, 8)


def test_several_dropped_files_are_all_read(page: Page):
    page.evaluate(
        """() => { const data = new DataTransfer();
        for (const n of [1, 2, 3]) data.items.add(new File([`Le bac numéro ${n} reprend la mer à Royan.`], `bac${n}.txt`));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); }"""
    )
    expect(rows(page)).to_have_count(3)


def test_the_picker_offers_every_kind_of_file_that_is_read(page: Page):
    accepted = (page.get_attribute("#file", "accept") or "").split(",")
    assert set(ENDINGS) <= set(accepted)
    assert page.get_attribute("#file", "multiple") is not None


def test_the_page_says_that_it_works_from_the_first_click(page: Page):
    paste(page, "Les cheminots de Lyon ont cessé le travail mardi.")

    def slowly(route: Route) -> None:
        with suppress(Error):  # the page may be closed in the meantime
            page.wait_for_timeout(600)
            route.continue_()

    page.route("**/read*", slowly)
    page.fill("#text", "Un séisme a détruit des maisons en Turquie lundi.")
    page.click("#go")
    expect(page.locator("#status")).to_have_text("En cours…")
    assert page.locator("#go").is_disabled()
    assert page.locator(".verdict:visible").count() == 0, "nothing of the old article can be judged"
    expect(page.locator("#busy")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
    expect(page.locator("#busy")).to_be_hidden()


def test_a_text_that_was_typed_is_kept_when_another_article_is_opened(page: Page, service: Service, tmp_path: Path):
    typed = "Un brouillon que personne n’a encore étiqueté."
    page.fill("#text", typed)
    page.fill("#title", "Brouillon")
    page.set_input_files("#file", lines(tmp_path / "un.jsonl", some(2, "Visite")))
    expect(page.locator("article h1")).to_have_text("Visite 0")
    expect(page.locator("#text")).not_to_have_value(typed)
    expect(page.locator("#draft-note")).to_contain_text("Le texte que vous aviez saisi est gardé.")
    page.go_back()
    expect(page.locator("#text")).to_have_value(typed)
    expect(page.locator("#title")).to_have_value("Brouillon")
    page.go_forward()
    expect(page.locator("#text")).not_to_have_value(typed)
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.locator("#text")).to_have_value(typed)


def test_a_text_typed_over_an_article_does_not_take_the_place_of_one_typed_before(page: Page, tmp_path: Path):
    page.fill("#text", "Premier brouillon.")
    page.set_input_files("#file", lines(tmp_path / "un.jsonl", some(1, "Visite")))
    expect(page.locator("article h1")).to_have_text("Visite 0")
    page.fill("#text", "Deuxième brouillon.")
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.locator("#text")).to_have_value("Premier brouillon.")
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.locator("#text")).to_have_value("Deuxième brouillon.")


def test_a_table_scrolls_in_its_box_filters_and_sorts_and_shows_what_was_judged(page: Page, tmp_path: Path):
    page.set_input_files("#file", lines(tmp_path / "p60.jsonl", some(60, "Procès")))
    tagged(page, 60)
    box = page.locator("#file-list").bounding_box()
    assert box is not None and box["height"] <= 420
    assert page.locator("#file-list").evaluate("box => box.scrollHeight > box.clientHeight")
    page.fill("#file-q", "proces 17")
    expect(rows(page)).to_have_count(1)
    page.fill("#file-q", "")
    page.select_option("#file-sort", "date")
    expect(rows(page).first).to_contain_text("28 mai 2022")
    page.select_option("#file-sort", "")
    page.get_by_label("Justice : juste").click()
    expect(rows(page).first).to_contain_text("en cours")
    page.keyboard.press("r")
    expect(page.locator("article h1")).to_have_text("Procès 1")
    expect(rows(page).first).to_contain_text("relu")
    page.select_option("#file-state", "judged")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#file-state option:checked")).to_have_text("Jugés (1)")


def test_a_reload_keeps_the_file_and_the_place(page: Page, tmp_path: Path):
    page.set_input_files("#file", lines(tmp_path / "p12.jsonl", some(12, "Marché"), (2,)))
    tagged(page, 12)
    page.get_by_role("link", name="Marché 7").click()
    expect(page.locator("article h1")).to_have_text("Marché 7")
    page.reload()
    expect(page.locator("article h1")).to_have_text("Marché 7")
    expect(rows(page)).to_have_count(12)
    tagged(page, 12)
    expect(page.locator("#unread-list")).to_contain_text("ligne 3")
    page.get_by_role("button", name="Fermer", exact=True).click()
    expect(page.locator("#file-part")).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    page.reload()
    expect(page.locator("#file-part")).to_be_hidden()


def test_a_reload_keeps_the_tags_of_a_pasted_text(page: Page):
    paste(page, "Les cheminots de Lyon ont cessé le travail mardi.")
    page.reload()
    expect(page.locator("article p").last).to_have_text("Les cheminots de Lyon ont cessé le travail mardi.")


def test_a_file_goes_into_the_queue(page: Page, service: Service, tmp_path: Path):
    page.set_input_files("#file", lines(tmp_path / "p60.jsonl", some(60, "Conseil")))
    expect(rows(page)).to_have_count(60)
    page.get_by_role("button", name="Mettre dans « À relire »").click()
    expect(page.locator("#status")).to_have_text("60 articles ajoutés à « À relire ».")
    assert service.get("/review", params={"q": "conseil numéro"}).json()["found"] == 60
    page.get_by_role("button", name="Mettre dans « À relire »").click()
    expect(page.locator("#status")).to_have_text("0 articles ajoutés à « À relire », 60 y étaient déjà.")


# --- what goes out


def test_a_download_gives_what_the_editor_corrected(page: Page):
    paste(page, "Le tribunal de Vannes a condamné mardi Paul Le Dantec, a dit la zorvane. Ce texte se télécharge.")
    refused = page.locator(".chip .name").first.inner_text()
    page.get_by_label(f"{refused} : faux").click()
    page.get_by_label("Genre de Paul Le Dantec").select_option("none")
    expect(page.locator("#status")).to_have_text("Enregistré.")
    expect(page.locator("#keeping")).to_be_hidden()
    page.get_by_text("Copier, télécharger").click()

    def download(button: str) -> str:
        with page.expect_download() as found:
            page.get_by_role("button", name=button).click()
        return Path(found.value.path()).read_text("utf-8-sig")

    record = json.loads(download("Télécharger le JSON"))
    assert refused not in [topic["label"] for topic in record["topics"]]
    assert "Paul Le Dantec" not in [one["name"] for one in record["people"]]
    (row,) = csv.DictReader(download("Télécharger en CSV").splitlines())
    assert refused not in row["topics"].split(" ; ")
    page.locator("#with-model").check()
    both = json.loads(download("Télécharger le JSON"))
    assert refused in [topic["label"] for topic in both["model"]["topics"]]
    assert refused not in [topic["label"] for topic in both["record"]["topics"]]
    (row,) = csv.DictReader(download("Télécharger en CSV").splitlines())
    assert refused in row["model_topics"].split(" ; ")


def test_topics_and_names_are_copied(page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    paste(page, "Le tribunal de Quimper a condamné mardi Paul Le Dantec. Ce texte se copie.")
    shown = page.locator(".chip .name").all_inner_texts()
    page.get_by_label(f"{shown[0]} : faux").click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    page.get_by_text("Copier, télécharger").click()
    page.get_by_role("button", name="Copier les sujets").click()
    expect(page.locator("#status")).to_contain_text("copié")
    assert page.evaluate("navigator.clipboard.readText()") == ", ".join(shown[1:])
    page.get_by_role("button", name="Copier les noms").click()
    page.wait_for_timeout(100)
    assert "Paul Le Dantec" in page.evaluate("navigator.clipboard.readText()").split(", ")


def test_all_tags_of_a_file_are_downloaded_corrected_as_lines_and_as_a_table(page: Page, tmp_path: Path):
    page.set_input_files("#file", lines(tmp_path / "p55.jsonl", some(55, "Ferme")))
    tagged(page, 55)
    refused = page.locator(".chip .name").first.inner_text()
    page.get_by_label(f"{refused} : faux").click()
    expect(page.locator("#status")).to_have_text("Enregistré.")
    with page.expect_download() as found:
        page.get_by_role("button", name="Télécharger toutes les étiquettes").click()
    records = [json.loads(line) for line in Path(found.value.path()).read_text("utf-8").splitlines()]
    assert [record["title"] for record in records] == [f"Ferme {i}" for i in range(55)]
    assert refused not in [topic["label"] for topic in records[0]["topics"]]
    assert refused in [topic["label"] for topic in records[5]["topics"]]
    with page.expect_download() as found:
        page.locator("#file-csv").click()
    assert found.value.suggested_filename == "p55.tags.csv"
    table = list(csv.DictReader(Path(found.value.path()).read_text("utf-8-sig").splitlines()))
    assert len(table) == 55 and refused not in table[0]["topics"].split(" ; ")


# --- refusals


def test_refusals_are_in_the_language_of_the_page(page: Page, tmp_path: Path):
    alert = page.get_by_role("alert")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "vide.txt").write_text("", "utf-8")
    page.set_input_files("#file", tmp_path / "x.pdf")
    expect(alert).to_contain_text("x.pdf : ce genre de fichier ne se lit pas ici ; se lisent : .txt")
    expect(page.locator("#status")).to_have_text("")
    page.set_input_files("#file", tmp_path / "vide.txt")
    expect(alert).to_have_text("vide.txt : le fichier est vide")
    page.fill("#text", "Lyon " * 5_000)
    page.click("#go")
    expect(alert).to_have_text(re.compile(r"24.999\scaractères"))
    expect(alert).not_to_contain_text("--")
    expect(alert).not_to_contain_text("page.txt")
    expect(page.locator("#status")).to_have_text("")
    page.select_option("#language", "en")
    page.click("#go")
    expect(alert).to_have_text(re.compile(r"24,999\scharacters"))
