"""Countries by name, capital, demonym and town, from data files; countries.tsv is checked against CLDR in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from newstagger._text.normalise import fold

#: Names of large regions that are not countries but places.
CONTINENTS = frozenset(
    fold(name)
    for name in (
        "Afrique", "Amérique", "Asie", "Europe", "Océanie", "Antarctique", "Moyen-Orient", "Proche-Orient",
        "Maghreb", "Sahel", "Méditerranée", "Amérique latine", "Amérique du Nord", "Amérique du Sud",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Gazetteer:
    """Folded names to ISO 3166-1 alpha-2 codes.

    Attributes:
        names: countries by any of their names.
        capitals: capitals.
        demonyms: « marocain », « marocaine », with their plurals.
        regions: code to region topic (Afrique, Europe, France…).
        display: code to the country's commonest French name.
        towns: towns, regions and seats of power that mean one country in French news.
    """

    names: dict[str, str]
    capitals: dict[str, str]
    demonyms: dict[str, str]
    regions: dict[str, str]
    display: dict[str, str]
    towns: dict[str, str]

    def country(self, name: str) -> str | None:
        """The code of a country named by itself, its capital, its demonym or a place in it."""
        key = _make_key(name)
        for form in (key, *(key[len(a) :] for a in ("l'", "la ", "le ", "les ") if key.startswith(a))):
            for table in (self.names, self.capitals, self.demonyms, self.towns):
                if form in table:
                    return table[form]
        return None


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the package, read once."""
    names: dict[str, str] = {}
    capitals: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    regions: dict[str, str] = {}
    display: dict[str, str] = {}
    text = files("newstagger._text").joinpath("countries.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, region, country, capital, people = line.split("\t")
        regions[code] = region
        display[code] = min(country.split(";"), key=len).strip() if "." in country else country.split(";")[0]
        for name in country.split(";"):
            names[_make_key(name)] = code
        for name in [] if capital == "-" else capital.split(";"):
            capitals[_make_key(name)] = code
        for word in [] if people == "-" else people.split():
            for form in (word, word + "s"):
                demonyms.setdefault(_make_key(form), code)
    return Gazetteer(names, capitals, demonyms, regions, display, _read_towns())


def _read_towns() -> dict[str, str]:
    found: dict[str, str] = {}
    text = files("newstagger._text").joinpath("towns.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, names = line.split("\t")
            found.update((_make_key(name), code) for name in names.split(";"))
    return found


def _make_key(name: str) -> str:
    return fold(name.strip().replace("’", "'"))
