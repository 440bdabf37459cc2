"""How training grows with articles and topics: scale.py ARTICLES TOPICS [ARTICLES TOPICS …] RESULTS.json

Synthetic articles of about 120 words: each topic has words of its own, topics have a long tail (Zipf), words of all
topics mix with common ones. Every size is trained in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

WORDS, OWN, COMMON = 120, 30, 20_000


def make(articles: int, topics: int) -> list[Any]:
    from newstagger import Article

    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, topics + 1)
    weights /= weights.sum()
    found = []
    for number in range(articles):
        chosen = np.unique(rng.choice(topics, rng.integers(1, 4), p=weights))
        own = [f"t{topic}w{word}" for topic in rng.choice(chosen, 25) for word in rng.integers(0, OWN, 1)]
        common = [f"c{word}" for word in np.minimum(rng.zipf(1.3, WORDS - len(own)), COMMON)]
        words = rng.permutation([*own, *common])
        found.append(Article(" ".join(words) + ".", id=str(number), topics=[f"topic {topic}" for topic in chosen]))
    return found


def one(articles: int, topics: int) -> dict[str, float]:

    from newstagger.model import directory
    from newstagger.topics.training import Options, train_classifier

    data = make(articles, topics)
    begin = time.perf_counter()
    trained = train_classifier(data, Options(stacked=directory.load().classifier))
    spent = time.perf_counter() - begin
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "articles": articles, "topics": len(trained.classifier.topics), "training, s": round(spent, 1),
        "peak memory of a process, MB": round(memory / 1000), "micro F1": round(trained.scores.average("micro").f1, 4),
        "macro F1": round(trained.scores.average("macro").f1, 4),
    }  # fmt: skip


def main() -> None:
    if sys.argv[1] == "--one":
        print(json.dumps(one(int(sys.argv[2]), int(sys.argv[3]))))
        return
    *sizes, out = sys.argv[1:]
    results = []
    for articles, topics in zip(sizes[::2], sizes[1::2], strict=True):
        command = [sys.executable, __file__, "--one", articles, topics]
        done = subprocess.run(command, capture_output=True, text=True)
        result = (
            json.loads(done.stdout)
            if done.returncode == 0
            else {"articles": articles, "topics": topics, "failed": done.stderr[-300:]}
        )
        print(result, flush=True)
        results.append(result)
    Path(out).write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
