"""Names of one article that mean the same, and are one entry: joins.py RESULTS.json

benchmarks/names/gold.tsv says of every name that the tagger printed in 300 articles who or what it is; the tagger of that time
had each of them as an entry. Here the names of an article are grouped again: of the pairs that mean the same, how many are now
one entry, and of the pairs that are one entry, how many mean the same. The rules were written looking at errors in the first
150 articles; « unseen » is the other 150.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from newstagger._names import grouping
from newstagger.tags import Mention

GOLD = Path(__file__).resolve().parents[1] / "names" / "gold.tsv"
SEEN = 150
Row = dict[str, str]


def grouped(kind: str, rows: list[Row]) -> dict[str, int]:
    """Each name to the number of its entry."""
    mentions = [
        Mention(field="text", start=100 * at, end=100 * at + len(row["name"]), text=row["name"])
        for at, row in enumerate(rows)
    ]
    if kind == "P":
        groups = grouping.group_people(mentions, {})
    else:
        groups = (grouping.group_organisations if kind == "O" else grouping.group_places)(mentions)
    return {mention.text: number for number, group in enumerate(groups) for mention in group.mentions}


def score(articles: list[list[Row]]) -> dict[str, float]:
    needed = made = right = 0
    for rows in articles:
        for kind in "POL":
            some = [row for row in rows if row["kind"] == kind]
            entries = grouped(kind, some)
            entities = {row["name"]: row["entity"] for row in some}
            for one, other in combinations(entities, 2):
                same, joined = entities[one] == entities[other], entries[one] == entries[other]
                needed, made, right = needed + same, made + joined, right + (same and joined)
    return {
        "needed": needed, "made": made, "right": right,
        "made of those needed": round(right / needed, 3), "right of those made": round(right / max(made, 1), 3),
    }  # fmt: skip


def main() -> None:
    articles: dict[str, list[Row]] = defaultdict(list)
    with GOLD.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["entity"] != "x":
                articles[row["article"]].append(row)
    rows = list(articles.values())
    results = {"seen": score(rows[:SEEN]), "unseen": score(rows[SEEN:])}
    Path(sys.argv[1]).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
