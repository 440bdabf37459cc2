"""Which country a place is in: by its name, by the town in its name, and for a street by the article's other places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from newstagger._names.grouping import name_key
from newstagger._text.words import STREETS, gazetteer

#: What stands in a town and is called after it: « aéroport de Biarritz ».
_SITES = (
    "aérodrome aéroport ambassade base bassin baie banlieue barrage bois camp canton carrefour cathédrale centrale centre "
    "centre-ville château cimetière circuit cité col colline commune côte département district domaine église est faubourg forêt "
    "fort gare golfe gorges gratte-ciel hippodrome hôpital hôtel île lac marais marché massif monastère mont mosquée musée nord "
    "ouest palais parc périphérie périphérique pic plage plaine plateau pont port porte prison province presqu'île quartier rade "
    "région rivière rocade sommet stade station sud synagogue technopole théâtre tour tribunal vallée vieille ville village zone"
).split()
_SITE = re.compile(rf"(?:{'|'.join(_SITES)})s?\b|\d{{1,2}}\w* arrondissement\b", re.IGNORECASE)
_STREET = re.compile(rf"(?:{'|'.join(STREETS)}|place|route|rocade|périphérique)\b", re.IGNORECASE)
_LINK = re.compile(r" (?:de la |de l['’]|du |des |de |d['’]|à la |à l['’]|à |aux |au |en )(?=[A-ZÀ-Þ])")
#: « Paris 18e », « Marseille (13e) », « Lyon III ».
_DISTRICT = re.compile(r"[ -](?:\d{1,2}(?:er|e|ème)|[XVI]+e?)(?: arrondissement)?$|\s*\(.*\)$|(?<=Paris)-Centre$")
#: Names of two countries of which an article means the one that it speaks of otherwise.
_SHARED = {"congo": ("CD", "CG"), "coree": ("KR", "KP"), "guinee": ("GN", "GQ")}

_ARTICLE = re.compile(r"^(?:le|la|les|l) ")
#: Of a town without its article.
_SHORTEST = 5


def find_country(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of the country of a place, None where it is in none, in several, or not known."""
    name = name.replace("’", "'")
    if (code := _look_up(name)) is not None:
        return code
    plain = _DISTRICT.sub("", name)
    if plain != name and (code := _look_up(plain)) is not None:
        return code
    # « rue de Rome » is in another town.
    if _SITE.match(name) and not _STREET.match(name):
        for link in _LINK.finditer(name):
            if (code := _look_up(name[link.end() :])) is not None:
                return code
    return None


def find_countries(names: Sequence[str]) -> list[str | None]:
    """The country of each of the places of an article."""
    found = [find_country(name) for name in names]
    counts = Counter(
        code for name, code in zip(names, found, strict=True) if code is not None and name_key(name) not in _SHARED
    )
    only = next(iter(counts)) if len(counts) == 1 else None
    for at, name in enumerate(names):
        if choices := _SHARED.get(name_key(name)):
            found[at] = max((code for code in choices if counts[code]), key=counts.__getitem__, default=found[at])
        elif found[at] is None and only is not None and _STREET.match(name):
            found[at] = only
    return found


def _look_up(name: str) -> str | None:
    code = gazetteer().country(name)
    if code is not None:
        return code
    key = name_key(name)
    return _table().get(key) or _table().get(_ARTICLE.sub("", key))


@cache
def _table() -> dict[str, str]:
    """Keys of places to the country that they are in; what was written for newstagger before what GeoNames has."""
    found: dict[str, str] = {}
    folder = files("newstagger._names")
    for line in folder.joinpath("geonames.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, keys = line.split("\t")
            found.update(dict.fromkeys(keys.split(";"), code))
    for line in folder.joinpath("regions.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, names = line.split("\t")
            found.update((_key(name), code) for name in names.split("; "))
    # « le Touquet » is Le Touquet.
    short = {key.partition(" ")[2]: code for key, code in found.items() if key.startswith(("le ", "la ", "les ", "l "))}
    known = gazetteer()
    ours = {_key(key): code for table in (known.towns, known.names) for key, code in table.items()}
    return {**{key: code for key, code in short.items() if len(key) >= _SHORTEST}, **found, **ours}


def _key(name: str) -> str:
    """``name_key``, for names that are met once."""
    return name_key.__wrapped__(name)
