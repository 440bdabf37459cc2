"""Where the names of an archive occur, what is around them, and what two spellings of one name have in common."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from newstagger._text.normalise import fold
from newstagger._text.words import ROAD_LETTERS, STREETS, TITLES, gazetteer, read_table
from newstagger.tags import EntityKind, TaggedArticle

#: Number of articles of a name in which its surroundings are looked at.
_SAMPLE = 50


class Name(NamedTuple):
    """A name as the tags give it, kept separate from others of the same name.

    Attributes:
        country: of a place, or of an institution that every country has; empty if unknown.
        article: number of its article where it is a person's first name or surname alone, else -1: « Thomas » is
            somebody else in every article.
    """

    kind: EntityKind
    name: str
    country: str = ""
    article: int = -1


@dataclass
class Occurrences:
    """The names of many articles.

    Attributes:
        ids: of the articles.
        articles: numbers of the articles of each name, in order.
        forms: of organisations and places.
        explained: how often an article gives an acronym with its long form, by the keys of both (short, long).
        around: for each article, the numbers of its topics, people, organisations and countries.
        topics, countries: which of these numbers are topics and countries.
    """

    ids: list[str] = field(default_factory=list)
    articles: defaultdict[Name, list[int]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[Name, Form] = field(default_factory=dict)
    explained: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    around: list[frozenset[int]] = field(default_factory=list)
    topics: set[int] = field(default_factory=set)
    countries: set[int] = field(default_factory=set)
    _numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def context(self, name: Name) -> int:
        """The number of a name in ``around``, -1 if it has none."""
        form = self.forms.get(name)
        return self._numbers.get((name.kind, *(form[:2] if form else person_words(name.name))), -1)

    def met(self, one: Name, other: Name) -> bool:
        """Do articles of two names have anything in common besides countries?"""
        own = {self.context(one), self.context(other)} | self.countries
        around = [
            set().union(*(self.around[article] for article in self.articles[name][:_SAMPLE])) for name in (one, other)
        ]
        return not around[0].isdisjoint(around[1] - own)

    def add(self, article: TaggedArticle) -> None:
        """Read the names of one more article."""
        number = len(self.ids)
        self.ids.append(article.id)
        country = _main_country(article)
        around = {self._number("topic", topic.label) for topic in article.topics}
        self.topics |= around
        for person in article.people:
            words = person_words(person.name)
            alone = len(words) <= count_given_names(person.name)
            self.articles[Name("person", person.name, "", number if alone else -1)].append(number)
            if not alone:
                around.add(self._number("person", *words))
        for organisation in article.organisations:
            form = organisation_form(organisation.name, country)
            self._note(Name("organisation", organisation.name, form.country if form.local else ""), form, number)
            around.add(self._number("organisation", form.key, form.country))
            for alias in organisation.aliases:
                short = organisation_form(alias, country)
                if short.key != form.key and not form.local:
                    self.explained[short.key][form.key] += 1
        for place in article.places:
            form = place_form(place.name, place.country or "", country)
            self._note(Name("place", place.name, form.country), form, number)
            if form.country:
                code = self._number("country", form.country)
                self.countries.add(code)
                around.add(code)
        self.around.append(frozenset(around))

    def _note(self, name: Name, form: Form, article: int) -> None:
        self.articles[name].append(article)
        self.forms[name] = form

    def _number(self, *what: str) -> int:
        return self._numbers.setdefault(what, len(self._numbers))


def read_occurrences(articles: Iterable[TaggedArticle]) -> Occurrences:
    """Read the names of articles, one article after another."""
    found = Occurrences()
    for article in articles:
        found.add(article)
    return found


def _main_country(article: TaggedArticle) -> str:
    """The country that an article is about: the one that most mentions of places belong to."""
    counts: Counter[str] = Counter()
    for place in article.places:
        if place.country:
            counts[place.country] += max(1, len(place.mentions))
    return counts.most_common(1)[0][0] if counts else ""


# The form of a name: what its spellings have in common.

_DETERMINER = re.compile(r"^(?:l'|le |la |les )(?=\S)")
_NOT_KEY = re.compile(r"[^a-z0-9+&]+")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero un deux trois quatre cinq six sept huit neuf dix onze douze".split())
}
#: Institutions that every country has: without a country in the name, the article's country is meant.
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
#: Several names of the same chamber.
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
#: Roads, streets and buildings: their names recur in every country.
_LOCAL_PLACE = re.compile(
    rf"^(?:(?:{'|'.join(ROAD_LETTERS).lower()})\d{{1,4}}|(?:{'|'.join(map(fold, STREETS))}|place|pont|gare) .+|hotel de ville|mairie|"
    r"palais (?:de justice|royal|presidentiel)|centre-ville|place de la republique)$"
)
_ROAD = re.compile(
    r"^(?:route nationale|nationale|autoroute|route departementale) (?:n ?[°o]? ?)?([aned]?) ?(\d{1,4})$"
)
_ROAD_LETTER = {"route nationale": "rn", "nationale": "rn", "autoroute": "a", "route departementale": "rd"}


class Form(NamedTuple):
    """What the spellings of one name have in common.

    Attributes:
        key: letters and digits only.
        country: code of the country it belongs to, empty if the name alone identifies it.
        local: is it an institution or a place that every country has?
    """

    key: str
    country: str = ""
    local: bool = False


def organisation_form(name: str, country: str) -> Form:
    """The form of an organisation.

    Args:
        country: code of the country that the article is about, empty if unknown.
    """
    plain = _simplify(name)
    known = _equivalents().get(("organisation", _squeeze(plain)))
    if known is not None:
        return Form(known)
    what, own = _split_country(plain)
    if own and _NATIONAL.match(what):
        return Form(_squeeze(_SAME_INSTITUTION.get(what, what)), own, local=True)
    if _NATIONAL.match(plain):
        return Form(_squeeze(_SAME_INSTITUTION.get(plain, plain)), country, local=True)
    return Form(_squeeze(plain))


def place_form(name: str, own: str, country: str) -> Form:
    """The form of a place.

    Args:
        own: code of the country that the place lies in, empty if unknown.
        country: code of the country that the article is about, empty if unknown.
    """
    plain = _simplify(name)
    if plain == "congo":
        # The river and both states have this name; which state is meant follows from the article.
        own = country if country in ("CD", "CG") else own
        return Form(_equivalents()["place", "rdc"] if own == "CD" else "congo", own)
    known = _equivalents().get(("place", _squeeze(plain)))
    if known is None:
        plain = _KIND_OF_PLACE.sub("", _shorten_road(plain))
        known = _equivalents().get(("place", _squeeze(plain)), _squeeze(plain))
    if _LOCAL_PLACE.match(plain):
        return Form(known, own or country, local=True)
    return Form(known, own or gazetteer().names.get(plain, ""))


def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded, without rank or title."""
    found = tuple(word for word in _SEPARATORS.split(fold(name)) if word)
    while len(found) > 1 and found[0] in TITLES:
        found = found[1:]
    return found


def count_given_names(name: str) -> int:
    """The number of a person's words that make the first name: two in « Jean-Luc Morel », and in « Jean-Luc » alone."""
    parts = name.split()
    while len(parts) > 1 and fold(parts[0]).strip(".") in TITLES:
        parts = parts[1:]
    return len(person_words(parts[0])) if parts else 0


_SEPARATORS = re.compile(r"[\s\-‐‑'’.]+")


def _simplify(name: str) -> str:
    folded = _DETERMINER.sub("", fold(name).replace("’", "'").replace(".", "").strip())
    return " ".join(_NUMBERS.get(word, word) for word in folded.split())


def _squeeze(plain: str) -> str:
    return _NOT_KEY.sub("", plain) or plain


def _split_country(plain: str) -> tuple[str, str]:
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


def _shorten_road(plain: str) -> str:
    """« rn1 » of « route nationale n°1 »."""
    match = _ROAD.match(plain)
    if not match:
        return plain
    kind = next(letter for word, letter in _ROAD_LETTER.items() if plain.startswith(word + " "))
    return (match[1] or kind) + match[2]


@cache
def _equivalents() -> dict[tuple[str, str], str]:
    """Kind and key of a name -> key of the name of its group."""
    table: dict[tuple[str, str], str] = {}
    for kind, name, others in read_table("newstagger._archive", "equivalents.tsv"):
        for other in (name, *others.split(";")):
            table[kind, _squeeze(_simplify(other))] = _squeeze(_simplify(name))
    return table
