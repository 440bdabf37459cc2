"""How many records of many threads are those of one: benchmarks/threads/compare.py [--threads 8] [--rounds 4] INPUT…

Every thread tags all articles in an order of its own with one tagger, which remembers few words so that its memory starts
again all the time; each record is compared with the one of a tagger that a single thread uses. Also says what the locks cost:
processor seconds for taking them as often as one thread does, beside those of tagging.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from pathlib import Path

import newstagger._names.embedding as embedding
import newstagger._topics.features as features
from newstagger import Article, Tagger, read
from newstagger._locks import SharedLock


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--memory", type=int, default=500, help="words remembered, topics' and names'")
    options = parser.parse_args()
    articles = [item for item in read(options.inputs) if isinstance(item, Article)]
    tagger = Tagger.load()
    begin = time.process_time()
    right = [tagger.tag(article).to_json() for article in articles]
    alone = time.process_time() - begin
    features.MEMORY = embedding.MEMORY = options.memory
    shared, wrong, barrier = Tagger.load(), [0] * options.threads, threading.Barrier(options.threads)

    def work(number: int) -> None:
        order = list(range(len(articles)))
        barrier.wait()
        for turn in range(options.rounds):
            random.Random(number * 1_000 + turn).shuffle(order)
            wrong[number] += sum(shared.tag(articles[at]).to_json() != right[at] for at in order)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(options.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lock, taken = SharedLock(), 3 * len(articles)
    begin = time.process_time()
    for _ in range(taken):
        with lock:
            pass
    cost = time.process_time() - begin
    print(
        json.dumps(
            {
                "threads": options.threads,
                "records compared": options.threads * options.rounds * len(articles),
                "wrong": sum(wrong),
                "wrong afterwards, one thread": sum(
                    shared.tag(a).to_json() != r for a, r in zip(articles, right, strict=True)
                ),
                "share of the locks in the time of one thread": round(cost / alone, 6),
            }
        )
    )


if __name__ == "__main__":
    main()
