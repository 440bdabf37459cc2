"""Fifty clients at once for a minute: load.py RESULTS.json [SECONDS] [CLIENTS]

Each client sends one of the invented articles of tests/data, waits for its record and sends the next. Clients and
service share the machine. Beside it the library called directly with the same articles, one at a time.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from newstagger import Tagger, read

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    out = Path(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    clients = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    articles = list(read(ROOT / "tests" / "data" / "names_gold.jsonl"))
    bodies = [
        {"text": a.text, "title": a.title, "published": str(a.published) if a.published else None} for a in articles
    ]
    command = [sys.executable, "-m", "newstagger", "serve", "--port", "0"]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    url = service.stdout.readline().split()[2]
    one = asyncio.run(measure(url, bodies, min(seconds, 10), 1))
    many = asyncio.run(measure(url, bodies, seconds, clients))
    service.terminate()
    status = service.wait()
    words = sum(len(a.text.split()) for a in articles) / len(articles)
    result = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "articles": len(articles),
        "words an article": round(words),
        "library directly, ms": directly(articles),
        "1 client": one,
        f"{clients} clients": many,
        "exit status of the service": status,
    }
    print(json.dumps(result, indent=1))
    out.write_text(json.dumps(result, indent=1) + "\n")


async def measure(url: str, bodies: list[dict[str, str | None]], seconds: float, clients: int) -> dict[str, float]:
    times: list[float] = []
    errors = 0
    end = time.monotonic() + seconds

    async def client(number: int) -> None:
        nonlocal errors
        async with httpx.AsyncClient(base_url=url, timeout=60) as session:
            at = number
            while time.monotonic() < end:
                started = time.perf_counter()
                answer = await session.post("/tag", json=bodies[at % len(bodies)])
                times.append(time.perf_counter() - started)
                errors += answer.status_code != 200
                at += 7

    await asyncio.gather(*(client(number) for number in range(clients)))
    return summary(times) | {"errors": errors, "requests a second": round(len(times) / seconds, 1)}


def directly(articles: list) -> dict[str, float]:
    tagger = Tagger.load()
    times = []
    for article in articles * 5:
        started = time.perf_counter()
        tagger.tag(article).to_json()
        times.append(time.perf_counter() - started)
    return summary(times[len(articles) :])


def summary(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {
        "requests": len(times),
        "median ms": round(1000 * cuts[49], 1),
        "99th percentile ms": round(1000 * cuts[98], 1),
    }


if __name__ == "__main__":
    main()
