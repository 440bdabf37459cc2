"""What two spellings of one name have in common, and where a name belongs that every country has."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from newstagger._text.gazetteer import gazetteer
from newstagger._text.normalise import fold

_DETERMINER = re.compile(r"^(?:l'|le |la |les )(?=\S)")
_NOT_KEY = re.compile(r"[^a-z0-9+&]+")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero un deux trois quatre cinq six sept huit neuf dix onze douze".split())
}
#: Institutions that every country has: without a country in their name they are those of the article's country.
_NATIONAL = re.compile(
    r"^(?:assemblee|assemblee nationale|senat|parlement|congres|chambre (?:haute|basse|des (?:representants|deputes))"
    r"(?: du parlement)?|gouvernement(?: federal| central)?|ministere [a-z].*|presidence|presidence de la republique|"
    r"primature|conseil (?:constitutionnel|d'etat|des ministres|superieur de la magistrature)|"
    r"cour (?:de cassation|des comptes|supreme|constitutionnelle|d'assises)|etat|tresor public|banque centrale|armee|"
    r"forces armees|marine|police|police (?:nationale|judiciaire|federale)|gendarmerie(?: nationale)?|"
    r"garde (?:nationale|republicaine|presidentielle)|protection civile|douane|parquet|parquet (?:general|national)|"
    r"prefecture(?: de police)?|tribunal [a-z]+|commission (?:speciale|des [a-z]+)|bureau de l'assemblee nationale|"
    r"education nationale|service public|securite sociale)$"
)
#: One chamber under several names.
_SAME_INSTITUTION = {
    "assemblee": "assemblee nationale", "chambre basse": "assemblee nationale",
    "chambre basse du parlement": "assemblee nationale", "chambre haute": "senat", "chambre haute du parlement": "senat",
    "presidence de la republique": "presidence", "gouvernement central": "gouvernement",
    "gouvernement federal": "gouvernement",
}  # fmt: skip
_OF_COUNTRY = re.compile(r"^(?P<what>.+?) (?:de la|de l'|du|des|de|d')\s?(?P<country>[a-z][a-z' -]+)$")
_OF_PEOPLE = re.compile(r"^(?P<what>.+) (?P<people>[a-z-]+)$")
#: Words before a place's own name; « Territoire de Belfort » and « État de New York » are other places than the towns.
_KIND_OF_PLACE = re.compile(
    r"^(?:villes?|communes?|cite|ile|province|departement|region|principaute|royaume|emirat|"
    r"republique(?: (?:unie|arabe|islamique|federale|populaire|algerienne))*) (?:de la|de l'|du|des|de|d')\s?(?=[a-z])"
)
#: Roads, streets and buildings: a country has its own.
_LOCAL_PLACE = re.compile(
    r"^(?:(?:a|n|e|d|rn|rd)\d{1,4}|(?:rue|avenue|boulevard|place|quai|pont|gare|chaussee) .+|hotel de ville|mairie|"
    r"palais (?:de justice|royal|presidentiel)|centre-ville|place de la republique)$"
)
_ROAD = re.compile(
    r"^(?:route nationale|nationale|autoroute|route departementale) (?:n ?[°o]? ?)?([aned]?) ?(\d{1,4})$"
)
_ROAD_LETTER = {"route nationale": "rn", "nationale": "rn", "autoroute": "a", "route departementale": "rd"}


class Form(NamedTuple):
    """What names that are one have in common.

    Attributes:
        key: letters and digits only.
        country: code of the country it belongs to, empty where its name alone says what it is.
        local: is it one of those that every country has?
    """

    key: str
    country: str = ""
    local: bool = False


def organisation(name: str, country: str) -> Form:
    """The form of an organisation in an article that is about a country, empty where nobody knows which."""
    plain = _plain(name)
    known = _equivalents().get(("organisation", _squeezed(plain)))
    if known is not None:
        return Form(known)
    what, own = _of_country(plain)
    if own and _NATIONAL.match(what):
        return Form(_squeezed(_SAME_INSTITUTION.get(what, what)), own, local=True)
    if _NATIONAL.match(plain):
        return Form(_squeezed(_SAME_INSTITUTION.get(plain, plain)), country, local=True)
    return Form(_squeezed(plain))


def place(name: str, own: str, country: str) -> Form:
    """The form of a place with its own country, as far as that is known, in an article that is about a country."""
    plain = _plain(name)
    if plain == "congo":
        # The river and both states are called so; the article tells which state.
        own = country if country in ("CD", "CG") else own
        return Form(_equivalents()["place", "rdc"] if own == "CD" else "congo", own)
    known = _equivalents().get(("place", _squeezed(plain)))
    if known is None:
        plain = _KIND_OF_PLACE.sub("", _road(plain))
        known = _equivalents().get(("place", _squeezed(plain)), _squeezed(plain))
    if _LOCAL_PLACE.match(plain):
        return Form(known, own or country, local=True)
    return Form(known, own or gazetteer().names.get(plain, ""))


def words(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded, without rank or title."""
    found = tuple(word for word in _SEPARATORS.split(fold(name)) if word)
    while len(found) > 1 and found[0] in _TITLES:
        found = found[1:]
    return found


def given(name: str) -> int:
    """How many of a person's words the first name has: two in « Jean-Luc Morel », and in « Jean-Luc » alone."""
    parts = name.split()
    while len(parts) > 1 and fold(parts[0]).strip(".") in _TITLES:
        parts = parts[1:]
    return len(words(parts[0])) if parts else 0


_SEPARATORS = re.compile(r"[\s\-‐‑'’.]+")
_TITLES = frozenset(
    "m mm mme mlle mr mrs dr pr me mgr docteur professeur maitre monsieur madame monseigneur abbe pere soeur sir lord "
    "major general colonel capitaine lieutenant commandant adjudant sergent commissaire amiral president ministre "
    "gouverneur senateur depute maire ltn gen col maj".split()
)


def _plain(name: str) -> str:
    folded = _DETERMINER.sub("", fold(name).replace("’", "'").replace(".", "").strip())
    return " ".join(_NUMBERS.get(word, word) for word in folded.split())


def _squeezed(plain: str) -> str:
    return _NOT_KEY.sub("", plain) or plain


def _of_country(plain: str) -> tuple[str, str]:
    """« senat » and FR of « senat francais », « gouvernement » and CD of « gouvernement de la rdc »; else nothing."""
    if match := _OF_PEOPLE.match(plain):
        code = gazetteer().demonyms.get(match["people"])
        if code:
            return match["what"], code
    if match := _OF_COUNTRY.match(plain):
        code = gazetteer().names.get(match["country"].replace("-", " ")) or gazetteer().names.get(match["country"])
        if code:
            return match["what"], code
    return plain, ""


def _road(plain: str) -> str:
    """« rn1 » of « route nationale n°1 »."""
    match = _ROAD.match(plain)
    if not match:
        return plain
    kind = next(letter for word, letter in _ROAD_LETTER.items() if plain.startswith(word + " "))
    return (match[1] or kind) + match[2]


@cache
def _equivalents() -> dict[tuple[str, str], str]:
    """Kind and key of a name to the key of the name that stands for all of them."""
    table: dict[tuple[str, str], str] = {}
    text = files("newstagger._archive").joinpath("equivalents.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, name, others = line.split("\t")
            for other in (name, *others.split(";")):
                table[kind, _squeezed(_plain(other))] = _squeezed(_plain(name))
    return table
