"""Memory over a long stream: watch.py [ARTICLES] RESULTS.json

Tags synthetic French articles (100,000 by default, about 80 words each, every one with names of its own) with all parts,
by the command line in two workers and by ``Tagger.tag_many`` in one process, and writes the resident memory of each
process over time. A stream that is not tagged to its end ends the benchmark with an error. Besides, the service with four
workers after 1,000 requests of eight clients: the memory of each of its processes, where what several share is divided
among them (« Pss » of /proc), so that the sum is what the service takes.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from urllib.request import Request, urlopen

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


#: What a user's own program does with a long stream.
LIBRARY = """
import json, sys
from newstagger import Article, Tagger
records = map(json.loads, open(sys.argv[1], encoding="utf-8"))
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for tags in Tagger.load().tag_many(Article(r["text"], id=r["id"]) for r in records):
        out.write(tags.to_json() + "\\n")
"""


def watched(command: list[str], out: Path, count: int) -> dict[str, object]:
    """Run a program that writes a line an article; the memory of it and of its workers."""
    begin = time.monotonic()
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    rows: list[tuple[int, float, list[float]]] = []
    while run.poll() is None:
        time.sleep(2)
        workers = [resident(pid) for pid in children(run.pid)]
        rows.append((round(time.monotonic() - begin), resident(run.pid), workers))
    done = sum(1 for _ in out.open(encoding="utf-8"))
    if run.returncode or done != count:
        sys.exit(f"{command}: status {run.returncode}, {done} of {count} articles tagged")
    # Where there are no workers, the process itself is the one that tags.
    tagging = [max(workers, default=parent) for _, parent, workers in rows]
    return {
        "articles": done,
        "seconds": round(time.monotonic() - begin),
        "most in a worker, MB": max(tagging),
        "in a worker at half time, MB": tagging[len(tagging) // 2],
        "most in the parent, MB": max(parent for _, parent, _ in rows),
        "over time": [
            {"seconds": seconds, "parent, MB": parent, "workers, MB": workers}
            for seconds, parent, workers in rows[:: max(1, len(rows) // 40)]
        ],
    }


def descendants(parent: int) -> list[int]:
    return [pid for child in children(parent) for pid in (child, *descendants(child))]


def proportional(pid: int) -> float:
    """MB that a process holds, of what it shares with others its part."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    (kilobytes,) = (row.split()[1] for row in rows if row.startswith("Pss:"))
    return round(int(kilobytes) * 1024 / 1e6, 1)


def service(source: Path, workers: int, requests: int) -> dict[str, object]:
    """The processes of a service that has answered."""
    command = [sys.executable, "-m", "newstagger", "serve", "--port", "0", "--workers", str(workers)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    url = run.stdout.readline().split()[2]

    def ask(line: str) -> int:
        sent = Request(url + "tag", line.encode(), {"content-type": "application/json"})
        with urlopen(sent) as answer:
            status: int = answer.status
            return status

    with source.open(encoding="utf-8") as lines, ThreadPoolExecutor(8) as clients:
        answered = list(clients.map(ask, islice(lines, requests)))
    held = [proportional(pid) for pid in (run.pid, *descendants(run.pid))]
    run.terminate()
    run.wait()
    if answered != [200] * requests:
        sys.exit("the service did not answer all requests")
    return {"requests": requests, "all, MB": round(sum(held)), "each process, MB": held}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        write(source, count)
        line, library = Path(folder) / "line.jsonl", Path(folder) / "library.jsonl"
        command = [sys.executable, "-m", "newstagger", "tag", str(source), "-o", str(line), "--workers", "2"]
        results = {
            "command line, two workers": watched(command, line, count),
            "tag_many, one process": watched(
                [sys.executable, "-c", LIBRARY, str(source), str(library)], library, count
            ),
            "service, four workers": service(source, 4, min(count, 1_000)),
        }
    Path(sys.argv[-1]).write_text(json.dumps(results, indent=1) + "\n")
    for name, figures in results.items():
        print(name, {key: value for key, value in figures.items() if key != "over time"})


if __name__ == "__main__":
    main()
