"""Lists of words and places, each in one place: titles, organisation nouns, streets, months; countries and towns.

The countries (``countries.tsv``) are checked against CLDR in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from newstagger._text.normalise import fold

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def split_words(text: str) -> list[str]:
    """The words of a text as written: letters and digits, hyphens within; an elided article is a word of its own."""
    return WORD.findall(text)


#: As they are written.
MONTH_NAMES: Final = tuple(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
WEEKDAY_NAMES: Final = tuple("lundi mardi mercredi jeudi vendredi samedi dimanche".split())
#: Folded name -> 1 to 12, and 1 (Monday) to 7.
MONTHS: Final = {fold(name): number for number, name in enumerate(MONTH_NAMES, 1)}
WEEKDAYS: Final = {name: number for number, name in enumerate(WEEKDAY_NAMES, 1)}

#: Words that introduce a person and are not part of the name, folded and without a dot.
TITLES: Final = frozenset(
    # forms of address
    "m mm mme mmes mlle mr mrs monsieur madame mademoiselle dr docteur pr professeur professeure me maitre sir lord lady".split()
    # rulers and clergy
    + "roi reine prince princesse empereur emir sultan cheikh majeste pape cardinal eveque archeveque monseigneur mgr".split()
    + "pere frere soeur abbe imam rabbin".split()
    # offices
    + "president presidente vice-president vice-presidente ex-president ex-ministre ministre depute deputee senateur".split()
    + "senatrice maire prefet prefete gouverneur gouverneure chancelier chanceliere juge procureur procureure".split()
    + "ambassadeur ambassadrice commissaire inspecteur directeur directrice chef".split()
    # ranks
    + "general gen colonel col capitaine commandant lieutenant ltn adjudant amiral marechal sergent major maj".split()
    # professions
    + "coach entraineur journaliste comedien comedienne acteur actrice chanteur chanteuse ecrivain".split()
    + ["premier ministre", "premiere ministre", "l'ancien president", "sa majeste"]
)
#: Those of them that are titles only with their dot: « M. Arnoult », « le col. Morvan ».
DOTTED_TITLES: Final = frozenset("m mm gen col ltn maj".split())

#: Nouns that begin the name of an organisation and are also said before one: « Agence spatiale », « l'agence Bernama ».
_ORGANISATIONS: Final = tuple(
    "agence association banque compagnie fondation groupe organisation parti société syndicat".split()
)
#: Nouns that begin the name of an organisation, as written: « Institut Pasteur ».
ORGANISATION_HEADS: Final = _ORGANISATIONS + tuple(
    "institut comité ligue union fédération confédération bureau conseil commission centre front mouvement université "
    "école office observatoire haut haute cour tribunal assemblée académie alliance autorité direction coopération "
    "communauté caisse collectif coordination force forces armée brigade service secrétariat ministère parquet "
    "rassemblement coalition réseau programme fonds mission ordre club cellule unité police délégation".split()
)
#: Nouns that say what an organisation is, before its name, as written: « le quotidien La Vallée ».
ORGANISATION_KINDS: Final = (
    *_ORGANISATIONS,
    *"entreprise ONG marque enseigne start-up opérateur constructeur laboratoire cabinet plateforme site".split(),
    *"chaîne radio journal quotidien hebdomadaire mensuel magazine".split(),
    "think tank",
)

#: Forms of companies behind their names, as written; those whose abbreviation has a dot first.
DOTTED_FORMS: Final = ("Inc", "Corp", "Ltd", "Co", "Bros")
LEGAL_FORMS: Final = (*DOTTED_FORMS, *"LLC PLC plc SA SE SAS SARL NV AG GmbH SpA ASA AB Srl SNC SCOP".split())

#: Kinds of streets, as written; « place » is not among them: « à la place de » names none.
STREETS: Final = tuple(
    "rue ruelle avenue boulevard bd quai square allée impasse faubourg chaussée esplanade rond-point".split()
)
#: Nouns that say what a place is that has a name and people: « la ville de Bria ».
SETTLEMENTS: Final = tuple(
    "ville village localité commune municipalité bourgade bourg hameau cité station métropole capitale région province district "
    "département comté canton gouvernorat wilaya oblast préfecture île archipel vallée enclave territoire".split()
)
#: Prefixes of road numbers: autoroute, European road, nationale, départementale.
ROAD_LETTERS: Final = ("A", "E", "N", "D", "RN", "RD")

#: Words that contribute no letter to an acronym: « Société nationale des chemins de fer », SNCF.
SMALL_WORDS: Final = frozenset("de du des d l la le les et en a au aux pour sur".split())


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


def read_table(package: str, name: str) -> Iterator[list[str]]:
    """The rows of a table that is part of a package, without its comments; columns are separated by tabs."""
    for line in files(package).joinpath(name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the package, read once."""
    names: dict[str, str] = {}
    capitals: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    regions: dict[str, str] = {}
    display: dict[str, str] = {}
    for code, region, country, capital, people in read_table("newstagger._text", "countries.tsv"):
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
    rows = read_table("newstagger._text", "towns.tsv")
    return {_make_key(name): code for code, names in rows for name in names.split(";")}


def _make_key(name: str) -> str:
    return fold(name.strip().replace("’", "'"))
