"""A queue of 30,000 articles behind the desk: review_queue.py RESULTS.json [ARTICLES]

The articles are invented, put together at random from twenty thousand words, about 5,000 characters each. The service runs
in a process of its own; of each request the processor time of that process and its children is measured (from /proc), and
the time until the answer is there. At the end four others search while an editor keeps verdicts.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from newstagger import Article
from newstagger._feedback.store import Corrections, Verdict
from newstagger._model.directory import load, make_fingerprint

_SYLLABLES = "ba be bi bo bu ca ce ci co cu da de di do du fa fe fi fo ga ge gi la le li lo lu ma me mi mo né pa ré so té vé".split()
_COMMON = "le la les de des un une et à en pour dans sur avec par plus que qui ne pas est sont été maire commune région État grève marché équipe procès école élection".split()
_TOPICS = ("Sport", "Justice", "Santé", "Politique", "Économie", "Transports", "Éducation", "Culture")
_TIMES = 7


def make_articles(count: int) -> Iterator[Article]:
    """Articles of random words, the same each time."""
    chance = random.Random(1)
    rare = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(20_000)]
    for number in range(count):
        words = [chance.choice(_COMMON if chance.random() < 0.6 else rare) for _ in range(800)]
        text = ". ".join(" ".join(words[at : at + 20]).capitalize() for at in range(0, 800, 20))
        day = f"20{chance.randint(20, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        title = None if number % 10 == 0 else " ".join(words[:8]).capitalize()
        yield Article(text, title=title, source=f"Journal {number % 40}", published=day, id=str(number))


def build(path: Path, count: int) -> dict[str, float]:
    """The file of corrections: a tenth of it judged."""
    chance = random.Random(2)
    started, used = time.perf_counter(), time.process_time()
    model = make_fingerprint(load().manifest)
    with Corrections(path) as kept:
        batch: list[Article] = []
        for article in make_articles(count):
            batch.append(article)
            if len(batch) == 500:
                _put(kept, batch, chance, model)
                batch = []
        _put(kept, batch, chance, model)
    return {"seconds": round(time.perf_counter() - started, 1), "processor": round(time.process_time() - used, 1)}


def _put(kept: Corrections, batch: list[Article], chance: random.Random, model: str) -> None:
    with kept.writing():
        for article in batch:
            key = kept.put(article, chance.sample(_TOPICS, 2), chance.random(), model)
            if chance.random() < 0.1:
                verdict = Verdict("read", "", chance.choice(("yes", "skipped")))
                kept.judge(key, [Verdict("topic", "Sport", "right"), verdict], chance.choice(("Anne", "Bruno")))


class Processor:
    """Processor time of a process and its children."""

    def __init__(self, pid: int) -> None:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.pids = [pid, *map(int, children)]

    def seconds(self) -> float:
        ticks = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    out = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 30_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.sqlite"
        result: dict[str, object] = {
            "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}", "articles": count,
            "building the queue": build(path, count), "megabytes": round(path.stat().st_size / 1e6),
        }  # fmt: skip
        command = [sys.executable, "-m", "newstagger", "serve", "--port", "0", "--corrections", str(path)]
        service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert service.stdout is not None
        url = service.stdout.readline().split()[2].rstrip("/")
        with httpx.Client(base_url=url, timeout=120) as client:
            result["requests"] = measure(client, Processor(service.pid))
            result["a verdict during searches"] = measure_together(client, url)
        service.terminate()
        service.wait()
    print(json.dumps(result, indent=1, ensure_ascii=False))
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


def measure(client: httpx.Client, processor: Processor) -> dict[str, dict[str, float]]:
    """Processor and wall time of each kind of request, in milliseconds: the median of a few."""
    first = client.get("/review").json()["waiting"][0]["key"]
    far = client.get("/review?offset=20000&limit=1").json()["waiting"]
    key = far[0]["key"] if far else first
    asked: dict[str, Callable[[], httpx.Response]] = {
        "first page": lambda: client.get("/review"),
        "page of a hundred": lambda: client.get("/review?limit=100"),
        "page at 20,000": lambda: client.get("/review?offset=20000"),
        "reviewed, by when": lambda: client.get("/review?state=reviewed"),
        "sorted by date": lambda: client.get("/review?sort=-date"),
        "sorted by title": lambda: client.get("/review?sort=title"),
        "search: a rare word": lambda: client.get("/review?q=bacedi"),
        "search: a word of every article": lambda: client.get("/review?q=commune"),
        "search: one letter": lambda: client.get("/review?q=m"),
        "search: three words": lambda: client.get("/review?q=ecole election bab"),
        "source, topic and days": lambda: client.get(
            "/review?source=Journal 7&topic=Sport&since=2022-01-01&until=2023-12-31"
        ),
        "counts beside the filters": lambda: client.get("/review/counts"),
        "counts under a search": lambda: client.get("/review/counts?q=commune"),
        "next, at the beginning": lambda: client.post("/review/next", json={"page": "p", "after": first}),
        "next, in the middle": lambda: client.post("/review/next", json={"page": "p", "after": key}),
        "next, under a search": lambda: client.post("/review/next", json={"page": "p", "after": key, "q": "commune"}),
        "labels": lambda: client.get("/labels"),
        "metrics": lambda: client.get("/metrics"),
        "a verdict": lambda: client.post(
            "/corrections", json={"key": first, "verdicts": [{"what": "read", "verdict": "open"}]}
        ),
    }
    found = {}
    for name, ask in asked.items():
        ask()  # warm
        used, took, size = [], [], 0
        for _ in range(_TIMES):
            before, started = processor.seconds(), time.perf_counter()
            answer = ask()
            took.append(time.perf_counter() - started)
            time.sleep(0.05)  # the clock of /proc ticks a hundred times a second
            used.append(processor.seconds() - before)
            assert answer.status_code == 200, answer.text
            size = answer.num_bytes_downloaded
        found[name] = {
            "processor ms": round(1000 * statistics.mean(used), 1), "wall ms": round(1000 * statistics.median(took), 1),
            "bytes": size,
        }  # fmt: skip
    return found


def measure_together(client: httpx.Client, url: str) -> dict[str, float]:
    """Wall time of verdicts while four others search all the time."""
    ended = threading.Event()
    searches: list[int] = []

    def search() -> None:
        with httpx.Client(base_url=url, timeout=120) as own:
            while not ended.is_set():
                searches.append(own.get("/review?q=commune").status_code)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    took = []
    key = client.get("/review").json()["waiting"][0]["key"]
    for number in range(20):
        verdict = {"what": "read", "verdict": "skipped" if number % 2 else "open"}
        started = time.perf_counter()
        assert client.post("/corrections", json={"key": key, "verdicts": [verdict]}).status_code == 200
        took.append(time.perf_counter() - started)
    ended.set()
    for thread in threads:
        thread.join()
    return {
        "median ms": round(1000 * statistics.median(took), 1), "longest ms": round(1000 * max(took), 1),
        "searches beside them": len(searches),
    }  # fmt: skip


if __name__ == "__main__":
    main()
