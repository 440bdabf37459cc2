"""Places with the coordinates chosen for them, drawn at random to be read by hand beside their sentences.

    newstagger tag DATA/press/rdc_2025.jsonl.gz -o rdc.jsonl; newstagger tag DATA/wikinews/train.jsonl -o wikinews.jsonl
    python benchmarks/places/sample.py rdc.jsonl wikinews.jsonl > read.txt

Of each file 30 located places of an article, any ones, and up to 30 more that the tags give no country, which are the hard
ones. What reading them gave is in results.json; the sentences stay at home.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newstagger._archive.places import Spot, locate
from newstagger.tags import TaggedArticle

ANY, HARD, AROUND, SEED = 30, 30, 110, 11


def located(path: Path) -> Iterator[tuple[TaggedArticle, Any, Spot]]:
    for line in path.read_text("utf-8").splitlines():
        article = TaggedArticle.model_validate_json(line)
        spots = locate(article)
        for place in article.places:
            if place.name in spots:
                yield article, place, spots[place.name]


def main(paths: list[str]) -> None:
    total: dict[str, dict[str, int]] = {}
    for path in map(Path, paths):
        found = list(located(path))
        hard = [one for one in found if one[1].country is None]
        draw = random.Random(SEED)
        places = sum(len(json.loads(line)["places"]) for line in path.read_text("utf-8").splitlines())
        total[path.stem] = {"places": places, "located": len(found), "without_country_in_tags": len(hard)}
        for kind, some, count in (("any", found, ANY), ("hard", hard, HARD)):
            for article, place, spot in draw.sample(some, min(count, len(some))):
                mention = place.mentions[0]
                text = article.text if mention.field == "text" else article.title or ""
                around = " ".join(text[max(0, mention.start - AROUND) : mention.end + AROUND].split())
                print(f"{path.stem} {kind} | {place.name} -> {spot.name}, {spot.country} {spot.kind} | {around}")
    print(json.dumps(total))


if __name__ == "__main__":
    main(sys.argv[1:])
