"""An archive from end to end: run.py [ARTICLES] RESULTS.json

Tags generated French articles (100,000 by default; invented, the same ones every time, of many lengths and with ever new
names, every tenth a version of an earlier one) by the command line with all parts, one worker a core and
--duplicates, into SQLite and into JSON lines one after the other, and writes for each articles a second, the peak
resident memory of the parent and of the largest worker, and the size of the file.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

NOUNS = (
    "maire préfet ministre syndicat tribunal hôpital musée lycée usine marché club festival conseil pont tramway forêt port "
    "récolte incendie enquête budget réforme grève procès accord projet vote séisme vaccin match concert film satellite"
).split()
VERBS = "annonce refuse prépare ouvre ferme soutient dénonce examine rejette finance inaugure suspend promet accueille".split()
ENDS = (
    "mardi matin|jeudi 12 mars 2024|il y a deux ans|à la rentrée prochaine|depuis trois semaines|devant la presse|malgré la "
    "pluie|pour la troisième fois|d’ici la fin du mois|dans la nuit de samedi à dimanche|avec deux mois de retard"
).split("|")
FIRST = "Maud Karim Lucie Bastien Nadia Théo Salima Hugo Claire Yanis Agathe Driss Inès Paul Fatou Simon".split()
TOWNS = (
    "Nantes Rabat Liège Namur Rouen Dakar Lausanne Lyon Tunis Québec Brest Genève Alger Bruxelles Lille Abidjan".split()
)
SYLLABLES = "ba ber cour da del fa gran jo la lin man mer nor pel ral ren sau tel tour val ver vin zan".split()
FORMS = (".sqlite", ".jsonl")


def surname(rng: random.Random) -> str:
    """One of a few hundred thousand."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def sentence(rng: random.Random) -> str:
    person = f"{rng.choice(FIRST)} {surname(rng)}"
    return rng.choice(
        [
            f"Le {rng.choice(NOUNS)} de {rng.choice(TOWNS)} {rng.choice(VERBS)} le {rng.choice(NOUNS)} {rng.choice(ENDS)}.",
            f"« Le {rng.choice(NOUNS)} {rng.choice(VERBS)} un {rng.choice(NOUNS)} », dit {person}, {rng.choice(ENDS)}.",
            f"{person}, de l’association {surname(rng)}, {rng.choice(VERBS)} {rng.randint(2, 900)} {rng.choice(NOUNS)}s à {rng.choice(TOWNS)}.",
            f"À {rng.choice(TOWNS)}, un {rng.choice(NOUNS)} {rng.choice(VERBS)} {rng.choice(ENDS)} le {rng.choice(NOUNS)} de {surname(rng)}.",
        ]
    )  # fmt: skip


def articles(count: int) -> Iterator[dict[str, str]]:
    """Of three to sixty sentences, most of them short; a version has another title and a new paragraph."""
    rng = random.Random(0)
    kept: list[list[str]] = []
    for number in range(count):
        if kept and rng.random() < 0.1:
            paragraphs = [sentence(rng), *rng.choice(kept)]
        else:
            size = min(60, 3 + int(rng.expovariate(1 / 12)))
            paragraphs = [" ".join(sentence(rng) for _ in range(min(4, size - n))) for n in range(0, size, 4)]
            kept = [*kept[-200:], paragraphs]
        day = f"{rng.randint(2015, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        title = f"Le {rng.choice(NOUNS)} de {rng.choice(TOWNS)} {rng.choice(VERBS)}"
        yield {"id": f"a{number}", "title": title, "published": day, "text": "\n".join(paragraphs)}


def peak(pid: int) -> float:
    """The most memory that a process has held so far, in MB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def run(source: Path, out: Path, count: int) -> dict[str, float]:
    workers = os.cpu_count() or 1
    command = [sys.executable, "-m", "newstagger", "tag", source, "-o", out, "--duplicates", "--workers", str(workers)]
    begin = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    most = {"parent": 0.0, "worker": 0.0}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            most["parent"] = max(most["parent"], peak(process.pid))
            most["worker"] = max([most["worker"], *map(peak, children(process.pid))])

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, messages = process.communicate()
    done.set()
    watcher.join()
    seconds = time.monotonic() - begin
    if process.returncode or f"{count} articles tagged" not in messages:
        sys.exit(f"the run did not end as it should ({process.returncode}): {messages[-500:]}")
    repeated = messages.partition("articles tagged, ")[2].partition(" of them")[0]
    return {
        "seconds": round(seconds, 1), "articles_per_second": round(count / seconds, 1), "workers": workers,
        "repeated": int(repeated or 0), "parent_peak_mb": round(most["parent"], 1), "worker_peak_mb": round(most["worker"], 1),
        "file_mb": round(out.stat().st_size / 1e6, 1),
    }  # fmt: skip


def main(count: int, results: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        words = 0
        with source.open("w", encoding="utf-8") as lines:
            for article in articles(count):
                words += len(article["text"].split())
                lines.write(json.dumps(article, ensure_ascii=False) + "\n")
        report: dict[str, object] = {
            "articles": count, "words": words, "input_mb": round(source.stat().st_size / 1e6, 1),
        }  # fmt: skip
        for form in FORMS:
            report[form] = run(source, Path(folder) / f"tags{form}", count)
            print(form, report[form], file=sys.stderr)
    results.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 2 else 100_000, Path(sys.argv[-1]))
