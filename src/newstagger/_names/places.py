"""Which country a place is in: by its name, by the town in its name, by what the text says, and by the article's other places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from newstagger._names.grouping import make_key, name_key
from newstagger._names.recogniser import Span
from newstagger._text.normalise import fold
from newstagger._text.words import SETTLEMENTS, STREETS, gazetteer, read_table

#: What stands in a town and is called after it: « aéroport de Biarritz ».
_SITES = (
    "aérodrome aéroport ambassade base baie banlieue barrage bois camp canton carrefour cathédrale centrale centre "
    "centre-ville château cimetière circuit cité col colline commune côte département district domaine église est faubourg forêt "
    "fort gare gorges gratte-ciel hippodrome hôpital hôtel lac marais marché massif monastère mont mosquée musée nord "
    "ouest palais parc périphérie périphérique pic plage plaine plateau pont port porte prison province quartier rade "
    "région rivière rocade sommet stade station sud synagogue technopole théâtre tour tribunal vallée vieille ville village zone"
).split()
_SITE = re.compile(rf"(?:{'|'.join(_SITES)})s?\b|\d{{1,2}}\w* arrondissement\b", re.IGNORECASE)
_STREET = re.compile(rf"(?:{'|'.join(STREETS)}|place|route|rocade|périphérique)\b", re.IGNORECASE)
_LINK = re.compile(r" (?:de la |de l['’]|du |de |d['’]|à la |à l['’]|à |aux |au |en )(?=[A-ZÀ-Þ])")
#: « Paris 18e », « Marseille (13e) », « Lyon III ».
_DISTRICT = re.compile(r"[ -](?:\d{1,2}(?:er|e|ème)|[XVI]+e?)(?: arrondissement)?$|\s*\(.*\)$|(?<=Paris)-Centre$")
_ARTICLE = re.compile(r"^(?:le|la|les|l) ")
#: Stands before the codes of countries none of which is meant where the article names none of them.
_NO_DEFAULT = "-"
#: Of a town without its article.
_SHORTEST = 5
#: « le village syrien de », « la station balnéaire égyptienne de ».
_OF_A_PEOPLE = re.compile(
    rf"\b(?:{'|'.join(SETTLEMENTS)})s? (?P<words>(?:[a-zà-ÿ-]+ ){{1,2}})(?:de la |de l'|de |du |des |d')$"
)
_PEOPLE_REACH = 60
#: What may stand between a place and what it is in: « Konna (Mali) », « à Konna, dans le centre du Mali ».
_IN_BRACKETS = re.compile(r" \($")
_LIES_IN = re.compile(
    r", (?:en |aux? |dans (?:l[ae]s? |l')?(?:(?:extrême-)?(?:nord|sud|est|ouest|centre)(?:-(?:est|ouest))? (?:du |de la |de l'|des |de |d'))?)$"
)
#: « congolais » is said of both.
_SAME_PEOPLE = {"CD": "CG"}


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
            rest = name[link.end() :]
            if name_key(rest) not in _shared() and (code := _look_up(rest)) is not None:
                return code
    return None


def find_stated_countries(text: str, spans: Iterable[Span]) -> dict[str, str]:
    """The countries that a normalised text itself gives to places, by the keys of their names; ``spans`` in order.

    « le village syrien de Kfar Nabl » is in Syria, whatever else is called so; « à Konna, au Mali » says where Konna is, if nothing else does.
    """
    places = [span for span in spans if span.kind == "places"]
    found: dict[str, str] = {}
    for place, after in pairwise([*places, None]):
        assert place is not None
        name = text[place.start : place.end]
        if code := _read_people(text, place.start):
            found[name_key(name)] = code
        elif after is not None and _says_where(text, place, after) and find_country(name) is None:
            there = text[after.start : after.end]
            if name_key(there) not in _shared() and (code := find_country(there)) is not None:
                found.setdefault(name_key(name), code)
    return found


def _read_people(text: str, start: int) -> str | None:
    """The country whose people's adjective stands before a place: « la ville algérienne de »."""
    before = _OF_A_PEOPLE.search(text, max(0, start - _PEOPLE_REACH), start)
    codes = (gazetteer().demonyms.get(fold(word)) for word in before["words"].split()) if before else ()
    return next(filter(None, codes), None)


def _says_where(text: str, place: Span, after: Span) -> bool:
    """Does the text say that one place is in the next one?"""
    if _IN_BRACKETS.fullmatch(text, place.end, after.start):
        return text.startswith(")", after.end)
    return (
        text.startswith("à ", max(0, place.start - 2)) and _LIES_IN.fullmatch(text, place.end, after.start) is not None
    )


def find_countries(names: Sequence[str], stated: Mapping[str, str] | None = None) -> list[str | None]:
    """The country of each of the places of an article.

    Args:
        stated: by the keys of names, what ``find_stated_countries`` gives.
    """
    found = [find_country(name) for name in names]
    for at, name in enumerate(names):
        code = (stated or {}).get(name_key(name))
        if code is not None and found[at] != _SAME_PEOPLE.get(code, code):
            found[at] = code
    counts = Counter(
        code for name, code in zip(names, found, strict=True) if code is not None and name_key(name) not in _shared()
    )
    only = next(iter(counts)) if len(counts) == 1 else None
    for at, name in enumerate(names):
        if choices := _shared().get(name_key(name)):
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


def is_town(name: str) -> bool:
    """Is it the name of a town or a country?"""
    return gazetteer().country(name) is not None or name_key(name) in _towns()


@cache
def _towns() -> dict[str, str]:
    """The keys of towns to the country that they are in, as GeoNames has them."""
    return {key: code for code, keys in read_table("newstagger._names", "geonames.tsv") for key in keys.split(";")}


def _regions() -> Iterator[tuple[str, list[str]]]:
    """Codes of countries, several with spaces between them, and names of places as written."""
    for codes, names in read_table("newstagger._names", "regions.tsv"):
        yield codes, names.split("; ")


@cache
def _shared() -> dict[str, list[str]]:
    """The keys of names of which an article means the country that it speaks of otherwise, to the codes of these."""
    return {make_key(name): codes.split() for codes, names in _regions() if " " in codes for name in names}


@cache
def _table() -> dict[str, str]:
    """The keys of places to the country that they are in: of GeoNames, and before it what was written for newstagger."""
    # The first country of a shared name, unless it is better known as another one's.
    shared = {key: codes[0] for key, codes in _shared().items() if codes[0] != _NO_DEFAULT}
    regions = {make_key(name): code for code, names in _regions() if " " not in code for name in names}
    known = gazetteer()
    ours = {make_key(key): code for table in (known.towns, known.names) for key, code in table.items()}
    found: dict[str, str] = {}
    for table in (_towns(), shared, regions, ours):
        # « le Touquet » is Le Touquet.
        parts = ((_ARTICLE.sub("", key), code) for key, code in table.items() if _ARTICLE.match(key))
        found.update((key, code) for key, code in parts if len(key) >= _SHORTEST)
        found.update(table)
    return found
