"""Score find_dates on a corpus in TimeML: strict, relaxed, type and value F1, as TempEval-3 counts them.

    timeml.py FOLDER [--references]

FOLDER holds TimeML documents (.tml or .xml, searched recursively): TIMEX3 inline, the creation time marked by
functionInDocument="CREATION_TIME". The program's mentions are brought to TimeML's conventions by the writer
(newstagger._writers.timeml); with --references it also gives PRESENT_REF and the like. French TimeBank, of which the
figures are given in docs, is not part of this project: https://gforge.inria.fr/projects/fr-timebank.

Strict: the same span. Relaxed: spans that overlap, one to one. Type and value: of the relaxed pairs, those that agree in
it, as F1 over all mentions (UzZaman et al. 2013, SemEval-2013 task 1).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from newstagger import find_dates
from newstagger._writers.timeml import make_timexes


class Gold(NamedTuple):
    start: int
    end: int
    type: str
    value: str


def read(path: Path) -> tuple[str, str | None, list[Gold]]:
    """Text, creation time and mentions of a document; mentions inside another one are left out."""
    root = ElementTree.parse(path).getroot()
    created: str | None = None
    body = root.find(".//TEXT")
    pieces: list[str] = []
    found: list[Gold] = []
    length = 0

    def walk(element: ElementTree.Element, inside: bool) -> None:
        nonlocal length
        start, is_timex = length, element.tag == "TIMEX3" and not inside
        place = len(found)
        for text, child in ((element.text, None), *((c.tail, c) for c in element)):
            if child is not None:
                walk(child, inside or is_timex)
            pieces.append(text or "")
            length += len(text or "")
        # An empty TIMEX3 stands for what is only understood.
        if is_timex and length > start and element.get("functionInDocument") != "CREATION_TIME":
            found.insert(place, Gold(start, length, element.get("type", ""), element.get("value", "")))

    for timex in root.iter("TIMEX3"):
        if timex.get("functionInDocument") in ("CREATION_TIME", "PUBLICATION_TIME"):
            created = timex.get("value")
            break
    walk(body if body is not None else root, False)
    return "".join(pieces), created, found


def score(pairs: list[tuple[list[Gold], list[Gold]]]) -> dict[str, float | int]:
    """F1 of strict and relaxed spans, and of the types and values of the relaxed pairs."""
    counts = dict.fromkeys(("strict", "relaxed", "type", "value"), 0)
    wanted = given = beside = 0
    for gold, ours in pairs:
        wanted, given = wanted + len(gold), given + len(ours)
        spans = {(g.start, g.end) for g in gold}
        counts["strict"] += sum((o.start, o.end) in spans for o in ours)
        free = list(gold)
        for mention in ours:
            match = next((g for g in free if g.start < mention.end and mention.start < g.end), None)
            if match is None:
                beside += 1
                continue
            free.remove(match)
            counts["relaxed"] += 1
            counts["type"] += match.type == mention.type
            counts["value"] += match.value == mention.value
    f1 = {name: round(2 * count / (wanted + given), 4) if count else 0.0 for name, count in counts.items()}
    return {**f1, "gold": wanted, "found": given, "beside any gold": beside}


def main() -> None:
    folder, references = Path(sys.argv[1]), "--references" in sys.argv
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".tml", ".xml"))
    if not paths:
        sys.exit(f"{folder}: no .tml or .xml documents")
    pairs = []
    for path in paths:
        text, created, gold = read(path)
        mentions = find_dates(text, created[:10] if created and len(created) >= 10 else None)
        ours = [Gold(t.start, t.end, t.type, t.value) for t in make_timexes(text, mentions, references=references)]
        pairs.append((gold, ours))
    print(json.dumps({"documents": len(paths), **score(pairs)}, indent=1))


if __name__ == "__main__":
    main()
