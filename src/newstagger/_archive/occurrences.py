"""Corrections of an editor to the names of an archive; kept in a file, they hold for every later run.

Where the names of an archive occur, and what is around them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, cast, get_args

from newstagger._archive import forms
from newstagger._archive.forms import Form
from newstagger.errors import UsageError
from newstagger.tags import EntityKind, TaggedArticle

Verb = Literal["merge", "split"]
_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)


class Correction(NamedTuple):
    """A correction of an editor: two names are one, or the second is not the first.

    A name merged with itself is one person in all articles, whatever is around it.
    """

    verb: Verb
    kind: EntityKind
    one: str
    other: str


def read_corrections(text: str) -> list[Correction]:
    """Corrections, one a line: ``merge`` or ``split``, the kind and two names, separated by tabs.

    Raises:
        UsageError: a line is none; the text says which.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 4 or cells[0] not in ("merge", "split") or cells[1] not in _KINDS:
            raise UsageError(
                f"line {number} of the corrections: write merge or split, then {', '.join(_KINDS)}, "
                "then two names, separated by tabs"
            )
        found.append(Correction(cast(Verb, cells[0]), cells[1], cells[2], cells[3]))
    return found


#: Articles of a name that are looked at for what is around it.
_SAMPLE = 50


class Name(NamedTuple):
    """A name as the tags have it, apart from what has the same name elsewhere.

    Attributes:
        country: of a place, or of an institution that every country has; empty where none is known.
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
        around: of each article, numbers that stand for its topics, people, organisations and countries.
        topics, countries: those of these numbers that stand for topics and countries.
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
        """The number that stands for a name among those around it, -1 where there is none."""
        form = self.forms.get(name)
        return self._numbers.get((name.kind, *(form[:2] if form else forms.words(name.name))), -1)

    def met(self, one: Name, other: Name) -> bool:
        """Do articles of two names have anything else in common, apart from countries?"""
        own = {self.context(one), self.context(other)} | self.countries
        around = [
            set().union(*(self.around[article] for article in self.articles[name][:_SAMPLE])) for name in (one, other)
        ]
        return not around[0].isdisjoint(around[1] - own)

    def add(self, article: TaggedArticle) -> None:
        """Read the names of one more article."""
        number = len(self.ids)
        self.ids.append(article.id)
        country = _country(article)
        around = {self._number("topic", topic.label) for topic in article.topics}
        self.topics |= around
        for person in article.people:
            words = forms.words(person.name)
            alone = len(words) <= forms.given(person.name)
            self.articles[Name("person", person.name, "", number if alone else -1)].append(number)
            if not alone:
                around.add(self._number("person", *words))
        for organisation in article.organisations:
            form = forms.organisation(organisation.name, country)
            self._note(Name("organisation", organisation.name, form.country if form.local else ""), form, number)
            around.add(self._number("organisation", form.key, form.country))
            for alias in organisation.aliases:
                short = forms.organisation(alias, country)
                if short.key != form.key and not form.local:
                    self.explained[short.key][form.key] += 1
        for place in article.places:
            form = forms.place(place.name, place.country or "", country)
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


def occurrences(articles: Iterable[TaggedArticle]) -> Occurrences:
    """Read the names of articles, one by one."""
    found = Occurrences()
    for article in articles:
        found.add(article)
    return found


def _country(article: TaggedArticle) -> str:
    """The country that an article is about: that of most mentions of its places."""
    counts: Counter[str] = Counter()
    for place in article.places:
        if place.country:
            counts[place.country] += max(1, len(place.mentions))
    return counts.most_common(1)[0][0] if counts else ""
