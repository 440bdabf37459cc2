"""Large trainings beside omikuji and fastText: scale.py DATA RESULTS.json [RUN …]

  headlines   headlines of 2023 to June 2025, every rubric that has 50 items, judged on July to December 2025
  whole       all of these headlines and as many rubrics: time and memory only
  long        200,000 made-up articles of 300 words on 1,000 topics with a long tail, judged on 5,000 others
  few         500 topics with 20 made-up articles each, judged on 5,000 others
Made-up articles: each topic has 30 words of its own, at most 25 of an article's words are of its one to three topics, and the
others are common to all. Every training runs in a process of its own, so that its peak memory is its own. Rivals are those of
compare.py. Run by run and rival by rival, so that a result that is in RESULTS.json already is not measured again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from compare import Fit, fasttext, omikuji, ours

from newstagger import Article
from newstagger._training.scoring import score_labels

OWN, COMMON, OF_TOPICS = 30, 20_000, 25
MIN_ITEMS, UNTIL = 50, "2025-07"
Split = tuple[list[Article], list[Article]]
RIVALS: dict[str, Callable[[], Fit]] = {
    "newstagger": lambda: ours(None, stacked=True), "omikuji": lambda: omikuji, "fastText": lambda: fasttext,
}  # fmt: skip


def headlines(data: Path) -> list[Article]:
    with gzip.open(data / "press" / "headlines_2023-2025.jsonl.gz", "rt", encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    counts = Counter(rubric for record in records for rubric in set(record["rubrics"]))
    kept = {rubric for rubric, count in counts.items() if count >= MIN_ITEMS}
    for record in records:
        record["topics"] = [rubric for rubric in record.pop("rubrics") if rubric in kept]
    return [Article.from_record(record) for record in records]


def by_month(data: Path) -> Split:
    articles = headlines(data)
    late = [str(article.published)[:7] >= UNTIL for article in articles]
    learn = [article for article, after in zip(articles, late, strict=True) if not after]
    return learn, [article for article, after in zip(articles, late, strict=True) if after]


def made_up(articles: int, topics: int, words: int, weights: Any, at_least: int) -> Split:
    """Articles of topics drawn with weights; each topic has at least so many of those to learn from."""
    rng = np.random.default_rng(0)
    found = []
    first = np.repeat(np.arange(topics), at_least)
    for number in range(articles + 5_000):
        chosen = rng.choice(topics, rng.integers(1, 4), p=weights)
        chosen = np.unique([first[number]] if number < len(first) else chosen)
        own = [f"t{topic}w{word}" for topic, word in zip(rng.choice(chosen, OF_TOPICS), rng.integers(0, OWN, OF_TOPICS), strict=True)]  # fmt: skip
        common = [f"c{word}" for word in np.minimum(rng.zipf(1.3, words - OF_TOPICS), COMMON)]
        text = " ".join(rng.permutation([*own, *common])) + "."
        found.append(Article(text, id=str(number), topics=[f"topic {topic}" for topic in chosen]))
    return found[:articles], found[articles:]


def tail(topics: int) -> Any:
    weights = 1 / np.arange(1, topics + 1)
    return weights / weights.sum()


RUNS: dict[str, Callable[[Path], Split]] = {
    "headlines": by_month,
    "whole": lambda data: (headlines(data), []),
    "long": lambda _: made_up(200_000, 1_000, 300, tail(1_000), 5),
    "few": lambda _: made_up(10_000, 500, 120, np.full(500, 1 / 500), 20),
}


def one(data: Path, run: str, rival: str) -> dict[str, Any]:
    learn, test = RUNS[run](data)
    fit = RIVALS[rival]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin, processor = time.perf_counter(), time.process_time()
    predict, size = fit(learn, False)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    found: dict[str, Any] = {
        "articles": len(learn),
        "topics": len({topic for article in learn for topic in article.topics or ()}),
        "training, s": round(time.perf_counter() - begin),
        "of a processor, s": round(time.process_time() - processor + children.ru_utime + children.ru_stime),
        "peak memory, GB": round(max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children.ru_maxrss) / 1e6, 2),
        "of it the articles, GB": round(before / 1e6, 2),
        "model, MB": round(size / 1e6),
    }
    if test:
        begin = time.perf_counter()
        given = [topics for start in range(0, len(test), 1_000) for topics in predict(test[start : start + 1_000])]
        words = sum(len(f"{article.title or ''} {article.text}".split()) for article in test)
        found["tagging, words/s"] = round(words / (time.perf_counter() - begin))
        scores = score_labels([article.topics or [] for article in test], given)
        found["micro F1"], found["macro F1"] = (round(scores.average(kind).f1, 4) for kind in ("micro", "macro"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("runs", nargs="*", default=list(RUNS), metavar="RUN", help=", ".join(RUNS))
    parser.add_argument("--rival", choices=list(RIVALS), help="this one only")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.data, options.runs[0], options.rival)))
        return
    results = json.loads(options.results.read_text("utf-8")) if options.results.exists() else {}
    results["machine"] = f"{platform.machine()}, 2 cores, Python {platform.python_version()}"
    for run in options.runs:
        for rival in [options.rival] if options.rival else list(RIVALS):
            if rival in results.setdefault(run, {}) or (run == "whole" and rival != "newstagger"):
                continue
            command = [
                sys.executable,
                __file__,
                str(options.data),
                str(options.results),
                run,
                "--rival",
                rival,
                "--one",
            ]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                print(f"{run}, {rival}: {done.stderr[-2000:]}", file=sys.stderr)
                continue
            results[run][rival] = json.loads(done.stdout.splitlines()[-1])
            print(run, rival, results[run][rival], flush=True)
            options.results.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
