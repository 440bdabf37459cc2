"""Entries of the record as an editor would list them: entries.py DATA RESULTS.json

entries.tsv has, for sixty whole articles of as many kinds of media as the data folder has (eighteen of them of publishers that the
development split leaves out), every person, organisation and place that the article names, with all its forms and, for places, the
country. Two readers listed them apart from each other (653 lines alike, 62 that one of them had otherwise, which a third reading
settled); what a newspaper may or may not list has a question mark and counts neither way.

An entry of the tagger is right if there is a gold one of its kind that has all its forms, and no other entry was taken for that one.
A join is a pair of forms, both found, that mean the same.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from newstagger import Article, Tagger
from newstagger._names.grouping import name_key
from newstagger.tags import Entity
from tools.annotations import press

GOLD = Path(__file__).with_name("entries.tsv")
KINDS = {"P": "people", "O": "organisations", "L": "places"}


class Entry(NamedTuple):
    """A line of the gold: kind, whether a newspaper may leave it out, country (empty for none), keys of its forms."""

    kind: str
    optional: bool
    country: str
    forms: frozenset[str]


def read_gold() -> dict[str, list[Entry]]:
    """The entries of each article by its id."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for line in GOLD.read_text("utf-8").splitlines():
        identifier, kind, country, forms = line.split("\t")
        keys = frozenset(name_key(form) for form in forms.split(" | "))
        found[identifier].append(Entry(kind[0], kind.endswith("?"), country.strip("-"), keys))
    return found


def score(kind: str, given: list[Entity], gold: list[Entry], counts: Counter[str]) -> None:
    """Count the entries of one kind in one article."""
    wanted = [entry for entry in gold if entry.kind == kind]
    optional = frozenset().union(*(entry.forms for entry in gold if entry.optional))
    taken: list[Entry] = []
    forms = [{name_key(mention.text) for mention in one.mentions} | {name_key(one.name)} for one in given]
    for one, keys in zip(given, forms, strict=True):
        right = next((entry for entry in wanted if keys <= entry.forms and entry not in taken), None)
        if right is None:
            counts[f"{kind} given"] += not keys <= optional
            continue
        taken.append(right)
        if not right.optional:
            counts.update([f"{kind} given", f"{kind} right"])
            if kind == "L" and right.country:
                counts[
                    f"country {'right' if one.country == right.country else 'missing' if not one.country else 'wrong'}"
                ] += 1
    counts[f"{kind} wanted"] += sum(not entry.optional for entry in wanted)
    found = sorted(set().union(*forms))
    for pair in combinations(found, 2):
        joined, same = (any(set(pair) <= some for some in sets) for sets in (forms, [e.forms for e in wanted]))
        counts.update(
            {
                "joins needed": same,
                "joins made": joined and any(map(_is_in(wanted), pair)),
                "joins right": joined and same,
            }
        )


def _is_in(entries: list[Entry]):  # type: ignore[no-untyped-def]
    return lambda key: any(key in entry.forms for entry in entries)


def main() -> None:
    texts, tagger = press(Path(sys.argv[1])), Tagger.load()
    counts: Counter[str] = Counter()
    for identifier, gold in read_gold().items():
        record = texts[identifier]
        article = Article(
            record["text"].strip(), title=(record.get("title") or "").strip() or None, source=record.get("source")
        )
        tags = tagger.tag(article)
        for kind, part in KINDS.items():
            score(kind, getattr(tags, part), gold, counts)
    results: dict[str, object] = {}
    for kind, part in KINDS.items():
        right, given, wanted = (counts[f"{kind} {what}"] for what in ("right", "given", "wanted"))
        results[part] = {
            "precision": round(right / given, 3),
            "recall": round(right / wanted, 3),
            "F1": round(2 * right / (given + wanted), 3),
            "wanted": wanted,
        }
    results["joins"] = {what: counts[f"joins {what}"] for what in ("needed", "made", "right")}
    results["countries"] = {what: counts[f"country {what}"] for what in ("right", "missing", "wrong")}
    Path(sys.argv[2]).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
