"""Names of an archive beside who and what they are: measure.py DATA RESULTS.json

gold.tsv: every name that the tagger found in the first 4,000 characters of 300 articles (200 of
press/articles_2018-2019, 100 of press/rdc_2025), with the person, organisation or place that a reader says it is (x:
no name). Two names of one kind are a pair where they are the same; the pairs that newstagger._archive makes are judged
by precision, recall and F1, beside those of equal spelling. The rules were made looking at errors in the first 150
articles only; « unseen » is the other 150. Time: 100,000 made-up records of 15 names, drawn from 120,000 with a long tail.
"""

from __future__ import annotations

import csv
import gzip
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from newstagger import Article, TaggedArticle, Tagger
from newstagger._archive.names import link_names

HERE = Path(__file__).parent
FILES = ("articles_2018-2019", "rdc_2025")
KINDS = {"P": "person", "O": "organisation", "L": "place"}
LENGTH, SEEN = 4_000, 150

Row = dict[str, str]


def gold() -> list[Row]:
    with (HERE / "gold.tsv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if row["entity"] != "x"]


def tagged(data: Path, ids: list[str]) -> list[TaggedArticle]:
    records = {}
    for name in FILES:
        with gzip.open(data / "press" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
            records.update((record["id"], record) for record in map(json.loads, stream))
    articles = []
    for key in ids:
        record = records[key]
        kept = {k: record[k] for k in ("id", "title", "published") if record.get(k)}
        articles.append(Article.from_record({**kept, "text": record["text"][:LENGTH]}))
    return [found for found in Tagger.load().tag_many(articles) if isinstance(found, TaggedArticle)]


def pairs(rows: Iterable[Row], same: Callable[[Row], Hashable]) -> dict[str, float]:
    want, got, both = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for row in rows:
        entity, group = (row["kind"], row["entity"]), same(row)
        want[entity] += 1
        got[group] += 1
        both[entity, group] += 1
    right, wanted, given = (sum(n * (n - 1) // 2 for n in counts.values()) for counts in (both, want, got))
    return {
        "names": want.total(), "precision": round(right / given, 4), "recall": round(right / wanted, 4),
        "F1": round(2 * right / (wanted + given), 4),
    }  # fmt: skip


def quality(data: Path) -> dict[str, Any]:
    rows = gold()
    ids = list(dict.fromkeys(row["article"] for row in rows))
    where: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, entity in enumerate(link_names(tagged(data, ids))):
        for key in entity.ids:
            for name in entity.names:
                where[entity.kind, name, key].append(number)

    def joined(row: Row) -> Hashable:
        return where[KINDS[row["kind"]], row["name"], row["article"]][0]

    seen = set(ids[:SEEN])
    results = {}
    for label, part in (("all", rows), ("unseen", [row for row in rows if row["article"] not in seen])):
        results[label] = {
            what: {
                "joined": pairs([r for r in part if r["kind"] in kinds], joined),
                "equal spelling": pairs([r for r in part if r["kind"] in kinds], lambda r: (r["kind"], r["name"])),
            }
            for what, kinds in (("all names", "POL"), ("people", "P"), ("organisations", "O"), ("places", "L"))
        }
    return results


def made_up(articles: int, names: int = 120_000, each: int = 15) -> Iterator[TaggedArticle]:
    rng = np.random.default_rng(0)
    syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "ou", "an")]

    def word() -> str:
        return "".join(rng.choice(syllables, rng.integers(2, 5))).capitalize()

    first, last = [word() for _ in range(900)], [word() for _ in range(60_000)]
    people = [f"{first[rng.integers(900)]} {last[rng.integers(60_000)]}" for _ in range(names)]
    organisations = [f"Office {word()} de {word()}" for _ in range(names // 4)]
    topics = [f"Sujet {n}" for n in range(74)]
    for number in range(articles):
        drawn = np.minimum(rng.zipf(1.3, each), names) - 1
        persons = [people[i] if rng.random() > 0.1 else people[i].split()[1] for i in drawn[: each * 2 // 3].tolist()]
        others = [organisations[i % len(organisations)] for i in drawn[each * 2 // 3 :].tolist()]
        yield TaggedArticle.model_validate({
            "id": str(number), "text": "Un texte.", "people": [{"name": n} for n in dict.fromkeys(persons)],
            "organisations": [{"name": n} for n in dict.fromkeys(others)],
            "topics": [{"label": topics[rng.integers(74)], "score": 0.9}],
            "places": [{"name": "Lyon", "country": "FR"}],
        })  # fmt: skip


def speed(articles: int) -> dict[str, Any]:
    records = list(made_up(articles))
    begin = time.perf_counter()
    found = link_names(records)
    return {
        "articles": articles, "names": sum(len(entity.names) for entity in found), "entities": len(found),
        "seconds": round(time.perf_counter() - begin, 1),
        "peak memory with the records, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }  # fmt: skip


def main() -> None:
    results = {"quality": quality(Path(sys.argv[1])), "speed": [speed(25_000), speed(100_000)]}
    Path(sys.argv[2]).write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(results, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
