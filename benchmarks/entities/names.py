"""Names as an editor would list them: names.py [MODEL] scores tests/data/names_gold.jsonl.

An entity is right where its kind and its name are the gold ones and every gold alias that the article uses
is among its mentions; typographic and straight apostrophes are one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from newstagger import Article, Entity, TaggedArticle, Tagger
from newstagger.tags import NAME_KINDS

GOLD = Path(__file__).resolve().parents[2] / "tests" / "data" / "names_gold.jsonl"


def plain(text: str) -> str:
    return text.replace("’", "'")


def right(gold: dict[str, Any], entity: Entity) -> bool:
    used = {plain(mention.text) for mention in entity.mentions}
    return plain(entity.name) == plain(gold["name"]) and all(plain(alias) in used for alias in gold["aliases"])


def compare(article: dict[str, Any], tags: TaggedArticle) -> dict[str, tuple[int, int, int, list[str]]]:
    """By kind: right, given and gold entities, and the names that are not agreed on."""
    result = {}
    for kind in NAME_KINDS:
        gold, given = article[kind], list(getattr(tags, kind))
        hits = [(g, e) for g in gold for e in given if right(g, e)]
        missed = ["-" + g["name"] for g in gold if g not in [h[0] for h in hits]]
        extra = ["+" + e.name for e in given if e not in [h[1] for h in hits]]
        result[kind] = (len(hits), len(given), len(gold), missed + extra)
    return result


def f1(hits: int, given: int, gold: int) -> float:
    return 2 * hits / (given + gold) if hits else 0.0


def main() -> None:
    tagger = Tagger.load(sys.argv[1] if len(sys.argv) > 1 else None, only=NAME_KINDS)
    totals = {kind: [0, 0, 0] for kind in NAME_KINDS}
    for line in GOLD.read_text("utf-8").splitlines():
        article = json.loads(line)
        tags = tagger.tag(Article(article["text"], title=article["title"], id=article["id"]))
        for kind, (*counts, wrong) in compare(article, tags).items():
            totals[kind] = [a + b for a, b in zip(totals[kind], counts, strict=True)]
            if wrong:
                print(article["id"], kind, "; ".join(wrong))
    for kind, counts in totals.items():
        print(f"{kind}: {f1(*counts):.3f} {counts}")
    print(f"all: {f1(*[sum(column) for column in zip(*totals.values(), strict=True)]):.3f}")


if __name__ == "__main__":
    main()
