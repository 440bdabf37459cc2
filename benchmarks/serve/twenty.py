"""Twenty articles from a file to a retrained model, by keyboard alone, in Chromium: twenty.py RESULTS.json

Every article is invented. The script presses keys and reads what stands on the page, as an editor does; it uses no
mouse. The browser's time is from the key that opens the file to the last verdict, and, once
the retrained model has taken over, to the tags of an article that nobody has judged. Training runs beside it on the
command line and is timed apart.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from newstagger._model.directory import find_bundled

TOWNS = ("Brest", "Quimper", "Vannes", "Lorient", "Rennes")
#: Text of an article, topics that it has, and what is put right in it: how, which words, and what they become.
KINDS = [
    (
        "Les dockers de {town} ont cessé le travail mardi. La zorvane, leur syndicat, demande une réunion à Awa Kerbrat.",
        ["Mouvements sociaux"],
        [("add", "zorvane", "2"), ("date", "mardi", "2022-05-03")],
    ),
    (
        "Le Stade marin a battu dimanche le Cercle de {town}. « L’USM le mérite », a dit Yann Morvan. Morvan a marqué deux buts pour l’USM.",
        ["Sport", "Football"],
        [("date", "dimanche", "2022-05-08T15:00"), ("merge", "USM", "Stade marin")],
    ),
    (
        "Le tribunal de {town} a condamné vendredi Paul Le Dantec à deux ans de prison. Le Dantec fera appel avant le 3 juin.",
        ["Justice"],
        [("longer", "vendredi", "start"), ("refuse", "deux ans", "")],
    ),
    (
        "Une épidémie de grippe remplit les lits de l’hôpital de {town}. Anne Guivarch, médecin, attend des renforts lundi prochain.",
        ["Santé"],
        [("kind", "Anne Guivarch", "1"), ("shorter", "Anne Guivarch", "start")],
    ),
]
UNSEEN = "Le Stade marin joue samedi à Saint-Malo, a annoncé l’USM. L’USM recrute, dit Yann Morvan, président du Stade marin."


def articles() -> list[dict[str, object]]:
    """Each kind of article in each town."""
    found: list[dict[str, object]] = []
    for number in range(20):
        text, topics, fixes = KINDS[number % len(KINDS)]
        town = TOWNS[number // len(KINDS)]
        found.append(
            {
                "id": f"t{number:02}",
                "title": f"Nouvelles de {town}",
                "published": "2022-05-12",
                "text": text.format(town=town),
                "topics": topics,
                "fixes": fixes,
            }
        )
    return found


class Editor:
    """Somebody with a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.left_out = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def focused(self, what: str) -> str:
        return str(self.page.evaluate(f"document.activeElement && document.activeElement.{what} || ''"))

    def until(self, key: str, done: Callable[[], bool], most: int = 80) -> bool:
        """Press a key until something holds."""
        for _ in range(most):
            if done():
                return True
            self.press(key)
        return done()

    def kept(self, keys: list[str]) -> None:
        """Press keys that store something, and see that it is stored."""
        with self.page.expect_response("**/corrections") as answer:
            self.press(*keys)
        assert answer.value.ok, answer.value.text()

    def mark(self, words: str) -> bool:
        """Go to the mark of some words: to the first mark, then from one to the next."""
        self.press("m")
        for key in ("ArrowLeft", "ArrowRight"):
            place = ""
            while self.focused("textContent") != words and place != self.focused("dataset.place"):
                place = self.focused("dataset.place")
                self.press(key)
        return self.focused("textContent") == words

    def add(self, words: str, kind: str) -> None:
        self.press("a")
        first, *more = words.split()
        selection = "getSelection().toString()"
        if not self.until("ArrowRight", lambda: self.page.evaluate(selection) == first):
            self.press("Home")
            assert self.until("ArrowRight", lambda: self.page.evaluate(selection) == first), words
        for _ in more:
            self.press("Shift+ArrowRight")
        self.kept([kind])

    def fix(self, how: str, words: str, what: str) -> None:
        if how == "add":
            if not self.mark(words):
                self.add(words, what)
            return
        if not self.mark(words):
            if how == "kind":
                self.add(words, what)
            else:
                self.left_out += 1
            return
        if how == "kind":
            self.kept([what])
        elif how == "refuse":
            self.kept(["Delete"])
        elif how in ("longer", "shorter"):
            self.kept(["Control+Shift+ArrowLeft" if (how, what) == ("longer", "start") else "Control+Shift+ArrowRight"])
        elif how == "date":
            self.press("Enter", "Control+a")
            self.type(what)
            self.kept(["Enter"])
        elif how == "merge":
            self.press("Enter")
            self.until("Tab", lambda: self.focused("id") == "menu-merge", 20)
            if self.until("ArrowDown", lambda: self.focused("value") == what, 8):
                self.kept(["Enter"])
            else:
                self.left_out += 1
                self.press("Escape")

    def review(self, article: dict[str, object]) -> None:
        """Topics, names and dates of one article, then that it was read."""
        wanted = list(article["topics"])  # type: ignore[call-overload]
        for how, words, what in article["fixes"]:  # type: ignore[attr-defined]
            self.fix(how, words, what)
        given = self.page.locator("#side .chip .name").all_inner_texts()
        self.press("k")
        for number, label in enumerate(given):
            if number:
                self.press("j")
            if label not in wanted:
                self.kept(["x"])
        for label in wanted:
            if label not in given:
                self.until("Tab", lambda: self.focused("dataset.focus") == "add")
                self.type(label)
                self.kept(["Enter"])
                self.until("Tab", lambda: self.focused("tagName") == "BUTTON")
        self.kept(["r"])


def tagged(page: Page, title: str, text: str) -> None:
    expect(page.locator("#status")).to_have_text("Article étiqueté.")
    expect(page.locator("article p").last).to_have_text(text)


def fingerprint(page: Page) -> str:
    """Which model the service uses."""
    return str(page.evaluate("fetch('/health').then((answer) => answer.json()).then((health) => health.fingerprint)"))


def choose(editor: Editor, path: Path) -> None:
    """The file, by Tab and the space bar."""
    assert editor.until("Tab", lambda: editor.focused("id") == "file")
    with editor.page.expect_file_chooser() as chooser:
        editor.press("Space")
    chooser.value.set_files(path)


def work(page: Page, folder: Path) -> dict[str, object]:
    """Judge the twenty, train, and look at what the model learnt."""
    editor, todo = Editor(page), articles()
    path = folder / "twenty.jsonl"
    lines = [
        json.dumps({k: v for k, v in one.items() if k not in ("topics", "fixes")}, ensure_ascii=False) for one in todo
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    started = time.perf_counter()
    choose(editor, path)
    for number, article in enumerate(todo):
        tagged(page, str(article["title"]), str(article["text"]))
        editor.review(article)
        if number + 1 < len(todo):
            editor.press("n")
    browser = time.perf_counter() - started

    before, started = fingerprint(page), time.perf_counter()
    command = [sys.executable, "-m", "newstagger", "train", "--corrections", str(folder / "c.sqlite")]
    command += ["-o", str(folder / "model"), "--force"]
    trained = subprocess.run(command, capture_output=True, text=True, check=True)
    while fingerprint(page) == before:
        time.sleep(0.2)
    training = time.perf_counter() - started

    started = time.perf_counter()
    assert editor.until("Shift+Tab", lambda: editor.focused("id") == "text", 200)
    editor.press("Control+a")
    editor.type(UNSEEN)
    editor.press("Control+Enter")
    tagged(page, "", UNSEEN)
    browser += time.perf_counter() - started
    lists = [" ".join(line.split()) for line in page.locator("aside .names li > span").all_inner_texts()]
    return {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "articles": len(todo),
        "key presses": editor.keys,
        "fixes for which there was no mark": editor.left_out,
        "browser, seconds": round(browser, 1),
        "training and taking over, seconds": round(training, 1),
        "train said": trained.stdout.strip().splitlines()[0] if trained.stdout.strip() else "",
        "names of an article that nobody judged": lists,
    }


def main() -> None:
    out = Path(sys.argv[1])
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(find_bundled(), folder / "model")
        command = [sys.executable, "-m", "newstagger", "serve", "--port", "0", "--model", str(folder / "model")]
        service = subprocess.Popen(
            [*command, "--corrections", str(folder / "c.sqlite")], stdout=subprocess.PIPE, text=True
        )
        assert service.stdout is not None
        url = service.stdout.readline().split()[2]
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page(locale="fr-FR")
                page.goto(url)
                expect(page.locator("#tab-review")).to_be_visible()
                result = work(page, folder)
                browser.close()
        finally:
            service.terminate()
            service.wait()
    print(json.dumps(result, indent=1, ensure_ascii=False))
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
