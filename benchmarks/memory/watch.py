"""Memory over a long stream: watch.py [ARTICLES] RESULTS.json

Tags synthetic French articles (100,000 by default, about 80 words each, every one with names of its own) with all parts in
two workers and writes the resident memory of each process over time.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "le la les de du des un une et à en dans pour sur avec par que qui a est ont été sera ministre président ville pays "
    "réforme vote usine grève hôpital match club procès tribunal police enquête incendie train élection climat musée film "
    "hier mardi vendredi juin 2021 personnes millions euros accord mesure projet travail école région maire nouveau"
).split()
SYLLABLES = "ba be bi bo bu da de di do ka ke ki la le li lo ma me mi mo na ne ni ra re ri ro sa se si ta te ti to va ve vi".split()


def name(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def write(path: Path, count: int) -> None:
    rng = random.Random(0)
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            words = [name(rng) if rng.random() < 0.1 else rng.choice(WORDS) for _ in range(80)]
            lines.write(
                json.dumps({"id": str(number), "published": "2021-06-17", "text": " ".join(words).capitalize() + "."})
                + "\n"
            )


def resident(pid: int) -> float:
    """MB that a process holds, what it shares with others included."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return round(pages * 4096 / 1e6, 1)


def children(parent: int) -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 2 else 100_000
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        write(source, count)
        command = [
            sys.executable,
            "-m",
            "newstagger",
            "tag",
            str(source),
            "-o",
            str(Path(folder) / "out.jsonl"),
            "--workers",
            "2",
        ]
        begin = time.monotonic()
        run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while run.poll() is None:
            time.sleep(2)
            workers = [resident(pid) for pid in children(run.pid)]
            rows.append(
                {"seconds": round(time.monotonic() - begin), "parent, MB": resident(run.pid), "workers, MB": workers}
            )
        spent = time.monotonic() - begin
        done = sum(1 for _ in (Path(folder) / "out.jsonl").open(encoding="utf-8"))
    most = max(max(row["workers, MB"], default=0) for row in rows)
    half = [row for row in rows if row["workers, MB"]]
    middle = max(half[len(half) // 2]["workers, MB"])
    results = {
        "articles": done, "seconds": round(spent), "most in a worker, MB": most, "in a worker at half time, MB": middle,
        "most in the parent, MB": max(row["parent, MB"] for row in rows), "over time": rows[:: max(1, len(rows) // 40)],
    }  # fmt: skip
    Path(sys.argv[-1]).write_text(json.dumps(results, indent=1) + "\n")
    print({key: value for key, value in results.items() if key != "over time"})


if __name__ == "__main__":
    main()
