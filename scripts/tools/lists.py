"""Lists of names for the recogniser: towns, clubs, media and organisations, and what the press of the data folder calls a name.

The recogniser reads the press, and a name that it takes for the same kind again and again is listed under that kind. Names and
kinds alone go into the model, no text.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from newstagger._names import Recogniser, refine
from newstagger._names.finding import list_organisations
from newstagger._text.normalise import normalise
from newstagger._text.words import gazetteer
from tools.annotations import press_records
from tools.geonames import towns

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "newstagger"
#: Share of the short items that are read, length from which one is long, and code points that are read of each.
SHORT_SHARE, LONG, READ = 0.08, 600, 2_500
#: Times that a name is seen, and share of them of one kind, to be listed as sure; and times to be listed as likely or as mixed.
SURE, SURE_SHARE, LIKELY, MIXED = 5, 0.9, 2, 4
#: Full names of people are many and are known by their first names: they are listed if they are seen so often.
PEOPLE = 6
#: A word is a name if it is taken for one in this share of the places where it has a capital.
CAPITAL_SHARE = 0.5
#: Surnames that a first name has, and first names that a surname has.
FIRST_NAME, SURNAME = 3, 2
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'-]*")
#: Countries of football clubs that the French-language press writes about, and those of towns with short names that it does.
_CLUBS = frozenset(
    "fr be ch es eng de it pt nl lu mc ma dz tn cd ci sn cm ca us br ar sco at tr gr ua ru pl hr rs eg".split()
)
_FRENCH = frozenset("FR BE CH CA MA DZ TN CD CI SN ML BF BJ CM CG TG NE GA".split())


def fixed_lists(data: Path) -> dict[str, list[str]]:
    """Names by class, from GeoNames, the package's own tables and the lists of the data folder."""
    lists: dict[str, list[str]] = defaultdict(list)
    for code, names in towns().items():
        label = "town" if code in ("FR", "BE", "CH", "CA") else "town2"
        lists[label] += [name for name in names if code in _FRENCH or len(name) > 3]
    for path in ("_text/towns.tsv", "_names/regions.tsv"):
        for line in (PACKAGE / path).read_text("utf-8").splitlines():
            if not line.startswith("#"):
                lists["town"] += line.split("\t")[1].split("; ")
    lists["country"] = list(gazetteer().display.values())
    lists["org"] = sorted(list_organisations())
    for row in _rows(data / "lists" / "football_clubs.tsv"):
        if row["country"] in _CLUBS:
            lists["club"] += [
                name.strip() for name in (row["name"], *(row["aliases"] or "").split(";")) if name.strip()
            ]
    lists["medium"] = [row["name"] for row in _rows(data / "lists" / "french_media.tsv") if row["kind"] == "Média"]
    return dict(lists)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t")


def press_lists(recogniser: Recogniser, data: Path, without: Callable[[str | None], bool]) -> dict[str, list[str]]:
    """Names by class, as the recogniser and the rules take them over all of the press.

    Args:
        without: says of a publisher whether its items are left out.
    """
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    capitals: Counter[str] = Counter()
    surnames: dict[str, set[str]] = defaultdict(set)
    first_names: dict[str, set[str]] = defaultdict(set)
    texts = _texts(data, without)
    while some := list(islice(texts, 256)):
        for text, spans in zip(some, recogniser.spans(some), strict=True):
            capitals.update(_CAPITALISED.findall(text))
            for span in refine(text, spans).spans:
                name = text[span.start : span.end]
                if "\n" in name:
                    continue
                kinds[name][span.kind] += 1
                if span.kind == "people" and name.count(" ") == 1:
                    first, last = name.split(" ")
                    surnames[first].add(last)
                    first_names[last].add(first)
    lists: dict[str, list[str]] = defaultdict(list)
    for name, counts in kinds.items():
        if label := _class(name, counts, capitals):
            lists[label].append(name)
    lists["first"] = [first for first, last in surnames.items() if len(last) >= FIRST_NAME]
    lists["last"] = [last for last, first in first_names.items() if len(first) >= SURNAME]
    return dict(lists)


def _texts(data: Path, without: Callable[[str | None], bool]) -> Iterator[str]:
    rng = random.Random(0)
    for record in press_records(data):
        if not without(record.get("source")) and (len(record["text"]) >= LONG or rng.random() <= SHORT_SHARE):
            title, body = (record.get("title") or "").strip(), record["text"].strip()
            text = f"{title}\n{body}" if title and not body.startswith(title) else body
            yield normalise(text[:READ]).text


def _class(name: str, counts: Counter[str], capitals: Counter[str]) -> str:
    """The class of a name: its kind, and whether it is sure, likely or mixed."""
    kind, most = counts.most_common(1)[0]
    total, alone = counts.total(), " " not in name
    if alone and _CAPITALISED.fullmatch(name) and total < CAPITAL_SHARE * capitals[name]:
        return ""
    if kind == "people" and not alone and total < PEOPLE:
        return ""
    if total >= SURE and most >= SURE_SHARE * total:
        return kind
    if most == total >= LIKELY:
        return f"{kind} likely"
    return f"{kind} mixed" if total >= MIXED else ""
