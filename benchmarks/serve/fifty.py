"""Articles reviewed by two editors at once, by keyboard alone, over a slow network: fifty.py RESULTS.json [MS [N [SEED]]]

Every article is invented. Two pages of Chromium go through one queue of N (50) with keys; every answer of the service
arrives MS (900) milliseconds late. Both judge topics, names and dates, skip some articles, undo some verdicts, one of them on the
article before. In the end the store, the screen and the export must agree for every article and every verdict, and no
article may have been judged by both.
"""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import httpx
from playwright.sync_api import Page, expect, sync_playwright

TOWNS = ("Brest", "Quimper", "Vannes", "Lorient", "Rennes")
KINDS = (
    "Les dockers de {town} ont cessé le travail mardi. Leur syndicat demande une réunion à Awa Kerbrat. Dossier {n}.",
    "Le Stade marin a battu dimanche le Cercle de {town}. Yann Morvan a marqué deux buts. Rencontre {n}.",
    "Le tribunal de {town} a condamné vendredi Paul Le Dantec à deux ans de prison. Affaire {n}.",
    "Une épidémie de grippe remplit les lits de l’hôpital de {town}. Anne Guivarch attend des renforts. Relevé {n}.",
)
expect.set_options(timeout=120_000)


def make_articles(count: int) -> list[dict[str, str]]:
    """The queue."""
    return [
        {
            "id": f"f{n:02}",
            "title": f"Nouvelle {n:02}",
            "published": "2022-05-12",
            "text": KINDS[n % len(KINDS)].format(town=TOWNS[n % len(TOWNS)], n=n),
        }
        for n in range(count)
    ]


class Editor:
    """Somebody with a keyboard, a name and a slow network."""

    def __init__(self, page: Page, name: str, seed: int) -> None:
        self.page, self.name, self.random = page, name, random.Random(seed)
        self.keys = 0
        self.seconds: list[float] = []
        #: What the screen showed when the article was left: title to topics, names and state.
        self.screen: dict[str, dict[str, Any]] = {}
        #: What it shows when the article is opened again at the end.
        self.later: dict[str, dict[str, Any]] = {}

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def title(self) -> str:
        return str(self.page.evaluate("document.querySelector('#article h1')?.textContent || ''"))

    def begin(self) -> None:
        """Give the name, go to the list, and open its first article, all by keys."""
        self.tab_to("who")
        self.page.keyboard.type(self.name)
        self.press("Tab")
        self.tab_to("tab-review", "Shift+Tab")
        self.press("Enter")
        expect(self.page.locator("#review-list tbody tr").first).to_be_visible()
        self.press("j")
        while self.page.evaluate("!!document.activeElement.parentElement.querySelector('.taken')"):
            self.press("j")  # the other editor has it open
        self.press("Enter")
        expect(self.page.locator("#result")).to_be_visible()
        if "ouvert" in self.page.locator("#notes").inner_text():  # since the list was shown
            before = self.title()
            self.press("n")
            self.wait_for_another(before)

    def tab_to(self, element: str, key: str = "Tab") -> None:
        for _ in range(40):
            if self.page.evaluate("document.activeElement.id") == element:
                return
            self.press(key)
        raise AssertionError(f"{self.name} does not reach {element} by {key}")

    def wait_for_another(self, before: str) -> bool:
        """Wait for the next article; False at the end of the list."""
        end = time.perf_counter() + 120
        while time.perf_counter() < end:
            if self.page.locator("#view-review").is_visible():
                return False
            if self.page.locator("#result").is_visible() and self.title() != before:
                return True
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{self.name}: nothing follows {before}: {self.describe_screen()}")

    def describe_screen(self) -> dict[str, Any]:
        """What helps to see why the page does not go on."""
        found: dict[str, Any] = self.page.evaluate(
            """() => ({ focus: document.activeElement.outerHTML.slice(0, 120), menu: document.querySelector('#menu').innerText,
            title: document.querySelector('#article h1')?.textContent, done: document.querySelector('.done')?.textContent,
            ...Object.fromEntries(['status', 'problem', 'keeping', 'lost', 'conflicts'].map((id) => [id, document.getElementById(id).innerText])) })"""
        )
        return found

    def judge(self) -> str:
        """Some verdicts on the open article; the key that leaves it."""
        for _ in range(self.page.locator("#side .chip").count()):
            self.press("j")
            verdict = self.random.choice(("", "o", "x"))
            if verdict:
                self.press(verdict)
            if verdict and self.random.random() < 0.2:
                self.press("u")
        if self.random.random() < 0.5 and self.page.locator("#article mark[role=button]").count():
            self.press("m", self.random.choice(("1", "2", "3", "Delete")))
            if self.page.locator("#menu").is_visible():  # a question, or the menu of a date
                self.press("Escape")
        return "s" if self.random.random() < 0.2 else "r"

    def look(self) -> dict[str, Any]:
        """What is on the screen."""
        found: dict[str, Any] = self.page.evaluate(
            """() => { const pressed = (row, looks) => row.querySelector(`.verdict.${looks}`).getAttribute('aria-pressed') === 'true';
            const topics = {}; for (const row of document.querySelectorAll('#side li[data-label]')) topics[row.dataset.label] = pressed(row, 'no') ? 'wrong' : pressed(row, 'yes') ? 'right' : 'open';
            const kinds = ['people', 'organisations', 'places'];
            const names = [...document.querySelectorAll('#article mark[role=button]')].map((mark) => [mark.dataset.place, kinds.find((kind) => mark.classList.contains(kind))]).filter(([, kind]) => kind);
            return { topics, names: Object.fromEntries(names) }; }"""
        )
        return found

    def work(self) -> None:
        """Go through the queue to its end."""
        n = 0
        while True:
            started = time.perf_counter()
            before = self.title()
            if n % 5 == 4:  # the verdict on the article before was a mistake: take it back, and give it again
                self.press("u")
                self.wait_for_another(before)
                again = self.title()
                self.screen.pop(again, None)
                self.leave("r")
                before = again
                if not self.wait_for_another(before):
                    break
                before = self.title()
            more = self.leave(self.judge())
            self.seconds.append(time.perf_counter() - started)
            n += 1
            if not more:
                break
        expect(self.page.locator("#keeping")).to_be_hidden()

    def leave(self, key: str) -> bool:
        """Reviewed or skipped, and on to the next."""
        before = self.title()
        assert before, f"{self.name} has no article: {self.page.locator('body').inner_text()}"
        self.screen[before] = {**self.look(), "state": "skipped" if key == "s" else "reviewed"}
        self.press(key)
        return self.wait_for_another(before)


def edit(
    url: str, name: str, seed: int, delay: int, start: Barrier, results: dict[str, Editor], wrong: list[str]
) -> None:
    """One editor's afternoon, in a browser of its own; Bruno begins when Anne has opened an article."""
    try:
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(locale="fr-FR")
            page.set_default_timeout(120_000)
            page.on("pageerror", lambda error: wrong.append(f"{name}: {error}"))
            page.goto(url)
            expect(page.locator("#tab-review")).to_be_visible()
            network = {"offline": False, "latency": delay, "downloadThroughput": -1, "uploadThroughput": -1}
            page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)
            editor = results[name] = Editor(page, name, seed)
            if name == "Bruno":
                start.wait()
            editor.begin()
            if name == "Anne":
                page.wait_for_load_state("networkidle")
                start.wait()
            editor.work()
            for selector, what in (("#lost .problem", "lost verdict"), ("#conflicts .notice", "conflict")):
                wrong += [f"{name}: {what}: {text}" for text in page.locator(selector).all_inner_texts()]
            editor.later = {title: look_again(page, url, title) for title in editor.screen}
            browser.close()
    except BaseException as error:
        start.abort()
        wrong.append(f"{name}: {type(error).__name__}: {error}")


def look_again(page: Page, url: str, title: str) -> dict[str, Any]:
    """What the page shows of an article when it is opened again."""
    states = ("reviewed", "skipped", "in_progress", "to_review")
    query = {"q": title.split()[1], "limit": 100}
    lists = [httpx.get(f"{url}/review", params={**query, "state": state}).json()["waiting"] for state in states]
    (key,) = [row["key"] for rows in lists for row in rows if row["article"]["title"] == title]
    network = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)
    page.goto(f"{url}/#/article/{key}")
    expect(page.locator("#article h1")).to_have_text(title)
    done = page.locator(".done")
    said = done.inner_text() if done.count() else ""
    state = "reviewed" if "relu" in said else "skipped" if "passé" in said else "open"
    return {**Editor(page, "", 0).look(), "state": state, "key": key}


def compare(url: str, editors: dict[str, Editor]) -> tuple[int, list[str]]:
    """How many verdicts were compared, and where store, screen and export disagree."""
    exported = {}
    for line in httpx.get(f"{url}/corrections.jsonl").text.splitlines():
        record = json.loads(line)
        exported[record["title"]] = record
    verdicts, wrong = 0, []
    both = set.intersection(*(set(one.screen) for one in editors.values()))
    wrong += [f"{title}: judged by both" for title in sorted(both)]
    for editor in editors.values():
        for title, screen in editor.screen.items():
            later = editor.later[title]
            kept = httpx.get(f"{url}/articles/{later['key']}").json()
            store = kept["verdicts"]
            if {one["who"] for one in kept["history"]} != {editor.name}:
                wrong.append(f"{title}: judged by {[one['who'] for one in kept['history']]}, opened by {editor.name}")
            verdicts += len(kept["history"])
            stored = {label: "right" if right else "wrong" for label, right in store["topics"].items()}
            shown = {label: verdict for label, verdict in screen["topics"].items() if verdict != "open"}
            if stored != shown:
                wrong.append(f"{title}: topics on the screen {shown}, in the store {stored}")
            if {**later, "key": ""} != {**screen, "key": ""}:
                wrong.append(f"{title}: left as {screen}, opened again as {later}")
            state = "reviewed" if store["read"] else "skipped" if store["skipped"] else "open"
            if state != screen["state"]:
                wrong.append(f"{title}: {screen['state']} on the screen, {state} in the store")
            names = {
                f"{m['field']}:{m['start']}:{m['end']}": m["label"] for m in (store["gold"] or {}).get("entities", [])
            }
            if store["gold"] and names != screen["names"]:
                wrong.append(f"{title}: names on the screen {screen['names']}, in the store {names}")
            wrong += compare_export(title, screen, store, exported.get(title))
    return verdicts, wrong


def compare_export(title: str, screen: dict[str, Any], store: dict[str, Any], record: Any) -> list[str]:
    """Where the exported record of an article says something else."""
    if record is None:
        judged = store["read"] or store["topics"] or store["names"] or store["mentions"]
        return [f"{title}: is not exported"] if judged else []
    wrong = []
    if store["read"] and sorted(record["topics"]) != sorted(
        label for label, verdict in screen["topics"].items() if verdict != "wrong"
    ):
        wrong.append(f"{title}: topics on the screen {screen['topics']}, exported {record['topics']}")
    if store["read"]:
        names = {f"{e.get('field', 'text')}:{e['start']}:{e['end']}": e["label"] for e in record["entities"]}
        if names != screen["names"]:
            wrong.append(f"{title}: names on the screen {screen['names']}, exported {names}")
    return wrong


def main() -> None:
    out = Path(sys.argv[1])
    delay, count, seed = (*map(int, sys.argv[2:]), *(900, 50, 0)[len(sys.argv) - 2 :])
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "newstagger",
            "serve",
            "--port",
            "0",
            "--workers",
            "1",
            "--corrections",
            f"{folder}/c.sqlite",
        ]
        service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert service.stdout is not None
        url = service.stdout.readline().split()[2].rstrip("/")
        try:
            put = httpx.post(f"{url}/articles", json={"articles": make_articles(count)}, timeout=120).json()
            assert put["put"] == count, put
            editors: dict[str, Editor] = {}
            wrong: list[str] = []
            start = Barrier(2)
            threads = [
                Thread(target=edit, args=(url, name, 2 * seed + n, delay, start, editors, wrong))
                for n, name in enumerate(("Anne", "Bruno"))
            ]
            started = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seconds = time.perf_counter() - started
            verdicts, disagreements = (None, None) if wrong else compare(url, editors)
        finally:
            service.terminate()
            service.wait()
    each = sorted(second for one in editors.values() for second in one.seconds)
    result = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "milliseconds that every answer is late": delay,
        "articles": {name: len(one.screen) for name, one in editors.items()},
        "key presses": {name: one.keys for name, one in editors.items()},
        "verdicts in the store": verdicts,
        "seconds in all": round(seconds, 1),
        "seconds per article, median": round(each[len(each) // 2], 2) if each else None,
        "seconds per article, longest": round(each[-1], 2) if each else None,
        "went wrong": wrong,
        "store, screen and export disagree": disagreements,
    }
    print(json.dumps(result, indent=1, ensure_ascii=False))
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if wrong or disagreements or sum(len(one.screen) for one in editors.values()) != count:
        sys.exit(1)


if __name__ == "__main__":
    main()
