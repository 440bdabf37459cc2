"""What --duplicates finds in press articles: pairs.py DATA RESULTS.json [--show]

Marks the whole articles and the headlines of DATA/press and writes how many repeat an earlier one, the time and the
memory of the index, how many of the pairs that somebody read (``read.tsv``: ids and a verdict, no text) are right,
and how many versions are found of articles whose headline was changed and which lost or gained paragraphs.
With --show the pairs drawn for reading are printed instead.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from newstagger._text.duplicates import Seen, make_sketch

FILES = ("articles_2018-2019", "headlines_2023-2025")
READ = Path(__file__).with_name("read.tsv")
#: Pairs of each file that were drawn and read.
DRAWN = 20


def load(data: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(data / "press" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def mark(articles: list[dict[str, str]]) -> tuple[list[tuple[str, str]], float, float]:
    """The pairs, later article first, and the seconds for sketches and for the index."""
    begin = time.process_time()
    sketches = [make_sketch(article.get("title"), article["text"]) for article in articles]
    middle = time.process_time()
    seen = Seen()
    firsts = [seen.first(sketch, article["id"]) for sketch, article in zip(sketches, articles, strict=True)]
    found = [(article["id"], first) for article, first in zip(articles, firsts, strict=True) if first is not None]
    return found, middle - begin, time.process_time() - middle


def measure_memory(articles: list[dict[str, str]]) -> int:
    """Bytes of the index per article."""
    sketches = [(make_sketch(article.get("title"), article["text"]), article["id"]) for article in articles]
    tracemalloc.start()
    seen = Seen()
    for sketch, name in sketches:
        seen.first(sketch, name)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return round(size / len(seen))


def drawn(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return random.Random(7).sample(found, min(DRAWN, len(found)))


#: What becomes of an article's paragraphs, its headline being another's, with a paragraph from elsewhere at hand.
CHANGES: dict[str, Callable[[list[str], str], list[str]]] = {
    "another headline": lambda old, _: old,
    "another headline and a new first paragraph": lambda old, new: [new, *old],
    "another headline, first paragraph replaced": lambda old, new: [new, *old[1:]],
    "another headline, last third left out": lambda old, _: old[: len(old) * 2 // 3],
}


def versions(articles: list[dict[str, str]]) -> dict[str, float]:
    """How many made versions of a thousand articles of 200 words and more are told, and of the right article."""
    rng = random.Random(0)
    long = [a for a in articles if len(a["text"].split()) >= 200 and a["text"].count("\n") >= 3]
    rng.shuffle(long)
    base, others = long[:1000], long[1000:]
    found = {}
    for kind, change in CHANGES.items():
        seen = Seen()
        known = {a["id"]: seen.first(make_sketch(a.get("title"), a["text"]), a["id"]) or a["id"] for a in base}
        right = 0
        for article in base:
            other = rng.choice(others)
            text = "\n".join(change(article["text"].split("\n"), other["text"].split("\n")[0]))
            right += seen.first(make_sketch(other.get("title"), text), "version") == known[article["id"]]
        found[kind] = round(right / len(base), 3)
    return found


def main(data: Path, results: Path | None) -> None:
    verdicts = dict(line.rsplit("\t", 1) for line in READ.read_text("utf-8").splitlines()) if READ.exists() else {}
    report: dict[str, object] = {}
    for name in FILES:
        articles = load(data, name)
        found, sketching, indexing = mark(articles)
        if results is None:
            by_id = {article["id"]: article for article in articles}
            for pair in drawn(found):
                print("\t".join(pair))
                for one in reversed(pair):
                    print(f"    {by_id[one].get('title')} | {by_id[one]['text'][:300]!r}")
            continue
        read = [verdicts["\t".join(pair)] for pair in drawn(found)]
        report[name] = {
            "articles": len(articles), "marked": len(found), "read": len(read), "right": read.count("right"),
            "sketch_microseconds": round(1e6 * sketching / len(articles)),
            "index_microseconds": round(1e6 * indexing / len(articles)), "bytes_per_article": measure_memory(articles),
        }  # fmt: skip
    if results is not None:
        report["made versions found"] = versions(load(data, FILES[0]))
        results.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), None if "--show" in sys.argv else Path(sys.argv[2]))
