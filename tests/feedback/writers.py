"""Many processes that write into one file of corrections, some of which are killed; benchmarks/kills uses it, too.

Every article is invented.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

from newstagger import Article
from newstagger._feedback.gold import Corrected
from newstagger._feedback.store import Corrections
from newstagger._feedback.verdicts import Verdict
from newstagger.errors import OutputError

ARTICLES = 40


def make_article(number: int) -> Article:
    return Article(f"Le conseil de Valmont vote le budget numéro {number}.", id=f"a{number}", title=f"Budget {number}")


def write(path: Path, log: Path, who: str) -> None:
    """Judge articles until killed: several verdicts at once, which are noted when they have been kept."""
    rng = random.Random(who)
    with Corrections(path) as corrections, log.open("a", encoding="utf-8") as kept:
        number = 0
        while True:
            number += 1
            size = rng.randint(1, 4)
            verdicts = [Verdict("topic", f"{who} {number} {size} {n}", "right") for n in range(size)]
            if rng.random() < 0.3:
                verdicts.append(Verdict("read", "", rng.choice(("yes", "skipped", "open"))))
            try:
                with corrections.writing():
                    key = corrections.put(make_article(rng.randrange(ARTICLES)), ["Budget"], rng.random(), "m")
                    corrections.judge(key, verdicts, who)
                said = "kept"
            except OutputError:  # the file was busy for too long: the editor is told so
                said = "refused"
            os.write(kept.fileno(), f"{said} {who} {number} {size}\n".encode())
            time.sleep(rng.random() / 100)


def let_write(folder: Path, *, writers: int, kills: int, seed: int = 0) -> dict[str, Any]:
    """Let many write at once, kill some at random moments, and replace each.

    Returns:
        what was counted, with ``faults``: what was lost, or kept by half.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.feedback.writers"])
    path, rng = folder / "c.sqlite", random.Random(seed)
    Corrections(path).close()
    started: list[str] = []

    def start() -> Any:
        who = f"w{len(started)}"
        started.append(who)
        process = context.Process(target=write, args=(path, folder / f"{who}.log", who), daemon=True)
        process.start()
        return process

    running = [start() for _ in range(writers)]
    began = time.monotonic()
    while not all((folder / f"{who}.log").exists() and (folder / f"{who}.log").stat().st_size for who in started):
        assert all(process.is_alive() for process in running), "a writer ended by itself"
        time.sleep(0.05)
    for _ in range(kills):
        time.sleep(rng.random() / 10)
        place = rng.randrange(writers)
        assert running[place].is_alive(), "a writer ended by itself"
        running[place].kill()
        running[place].join()
        running[place] = start()
    time.sleep(1)
    assert all(process.is_alive() for process in running), "a writer ended by itself"
    for process in running:
        process.kill()
        process.join()
    took = round(time.monotonic() - began, 1)
    logs = [folder / f"{who}.log" for who in started]
    lines = [line for log in logs if log.exists() for line in log.read_text("utf-8").splitlines()]
    noted = Counter(line.split()[0] for line in lines)
    faults = find_faults(path, [line.split(" ", 1)[1] for line in lines if line.startswith("kept")])
    with Corrections(path, read_only=True) as corrections:
        counts = corrections.counts()
    return {
        "writers at once": writers, "killed": kills, "seconds": took,
        "judgements kept": noted["kept"], "refused because the file was busy": noted["refused"],
        "verdicts": counts["verdicts"], "articles": counts["articles"], "faults": faults,
    }  # fmt: skip


def find_faults(path: Path, noted: list[str]) -> list[str]:
    """What is wrong with a file into which all that was noted must have been written."""
    base = sqlite3.connect(path)
    rows = base.execute("SELECT subject FROM verdicts WHERE what = 'topic'").fetchall()
    found = Counter(subject.rsplit(" ", 1)[0] for (subject,) in rows)
    faults = [f"lost: {one}" for one in noted if one not in found]
    faults += [f"kept by half: {one}: {n}" for one, n in found.items() if n != int(one.split()[2])]
    faults += [line for (line,) in base.execute("PRAGMA integrity_check") if line != "ok"]
    faults += [f"broken reference: {row}" for row in base.execute("PRAGMA foreign_key_check")]
    faults += find_stale(base, path)
    base.close()
    return faults


def find_stale(base: sqlite3.Connection, path: Path) -> list[str]:
    """Articles whose lists do not say what follows from their verdicts."""
    faults = []
    with Corrections(path, read_only=True) as corrections:
        rows = base.execute("SELECT key, number, state, labels FROM articles").fetchall()
        for key, number, state, labels in rows:
            one: Corrected = corrections.one(key)
            topics = {
                topic for (topic,) in base.execute("SELECT topic FROM article_topics WHERE number = ?", (number,))
            }
            if (one.state, one.labels, set(one.labels)) != (state, json.loads(labels), topics):
                faults.append(
                    f"{key}: {state} {labels} {topics} in the lists, {one.state} {one.labels} by its verdicts"
                )
        if len(rows) > ARTICLES:
            faults.append(f"{len(rows)} articles: one is there twice")
    return faults
