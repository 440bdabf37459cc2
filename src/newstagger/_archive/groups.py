"""Names put together step by step, each time with a reason.

Which names are one organisation or one place: spellings, acronyms, countries.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from scipy.cluster.hierarchy import DisjointSet

from newstagger._archive.occurrences import Correction, Name, Occurrences
from newstagger._text.normalise import fold

#: One of several people is meant by a surname where so many times more articles name him than all others together.
DOMINANT = 5


class Link(NamedTuple):
    """Two names taken for one, and why."""

    one: str
    other: str
    reason: str


class Groups:
    """The names of an archive, at first each alone.

    Attributes:
        names: the most frequent first.
    """

    def __init__(self, found: Occurrences, corrections: Iterable[Correction] = ()) -> None:
        self.names = sorted(found.articles, key=lambda n: (-len(found.articles[n]), n))
        self._counts = {name: len(articles) for name, articles in found.articles.items()}
        self._sets = DisjointSet(self.names)
        self._links: list[tuple[Name, Link]] = []
        self._told: set[tuple[str, str]] = set()
        self._apart = {(c.kind, c.other) for c in corrections if c.verb == "split"}

    def join(self, one: Name, other: Name, reason: str) -> None:
        """Take two names for one, unless they are already, or an editor parted the second from others."""
        if one.name != other.name and not self._apart.isdisjoint({one[:2], other[:2]}):
            return
        root, gone = self._sets[one], self._sets[other]
        if root == gone:
            return
        self._sets.merge(one, other)
        self._counts[self._sets[one]] = self._counts[root] + self._counts[gone]
        if one.name != other.name and (one.name, other.name) not in self._told:
            self._told.add((one.name, other.name))
            self._links.append((one, Link(one.name, other.name, reason)))

    def correct(self, corrections: Iterable[Correction]) -> None:
        """Join what editors merged, also what they parted from other names before."""
        self._apart = set()
        by_name: defaultdict[tuple[str, str], list[Name]] = defaultdict(list)
        for name in self.names:
            by_name[name[:2]].append(name)
        for verb, kind, one, other in corrections:
            if verb == "merge":
                ends = [*by_name[kind, one], *by_name[kind, other]]
                for end in ends[1:]:
                    self.join(ends[0], end, "a correction")

    def of(self, name: Name) -> Name:
        """The name that stands for a group."""
        found: Name = self._sets[name]
        return found

    def dominant(self, names: Iterable[Name]) -> Name | None:
        """The one group of these names, or the one that most of their articles have."""
        groups = {self.of(name): self._counts[self.of(name)] for name in names}
        if not groups:
            return None
        best = max(groups, key=lambda group: (groups[group], group))
        return best if groups[best] >= DOMINANT * (sum(groups.values()) - groups[best]) else None

    def all(self) -> list[tuple[list[Name], list[Link]]]:
        """The names of each group, the most frequent first, and why they are one."""
        names: defaultdict[Name, list[Name]] = defaultdict(list)
        links: defaultdict[Name, list[Link]] = defaultdict(list)
        for name in self.names:
            names[self.of(name)].append(name)
        for one, link in self._links:
            links[self.of(one)].append(link)
        return [(found, links[group]) for group, found in names.items()]


#: Of two letters there are too many to guess.
_ACRONYM = re.compile(r"^(?=(?:.*[A-ZÀ-Þ]){2})[A-ZÀ-Þ0-9][A-Za-zÀ-ÿ0-9.&-]{2,9}$")
_SMALL = frozenset("de du des d l la le les et en a au aux pour sur".split())
_WORD = re.compile(r"\w+")
#: Small words of a long form whose initials may be in its acronym; with more there are too many acronyms to try.
_MOST_SMALL = 4
_SPELLING = "differs in accents, case, article or dots, or is known to be another name"


def join_spellings(groups: Groups, found: Occurrences) -> None:
    """Join the organisations and places among the names, what is surest first."""
    _same(groups, found)
    organisations: defaultdict[str, list[Name]] = defaultdict(list)
    for name in groups.names:
        if name.kind == "organisation":
            organisations[found.forms[name].key].append(name)
    _explained(groups, found, organisations)
    _initials(groups, found)


def _same(groups: Groups, found: Occurrences) -> None:
    """Names of one form; those whose country nobody knows go to the country that nearly all others have."""
    by_form: defaultdict[tuple[str, str], dict[str, Name]] = defaultdict(dict)
    for name in groups.names:
        if name.kind != "person":
            form = found.forms[name]
            groups.join(by_form[name.kind, form.key].setdefault(form.country, name), name, _SPELLING)
    for countries in by_form.values():
        nowhere = countries.pop("", None)
        if nowhere is not None and (home := groups.dominant(countries.values())) is not None:
            groups.join(home, nowhere, _SPELLING)


def _explained(groups: Groups, found: Occurrences, organisations: dict[str, list[Name]]) -> None:
    for short, longs in sorted(found.explained.items()):
        if short in organisations and (
            long := groups.dominant(name for key in longs for name in organisations.get(key, ()))
        ):
            groups.join(long, organisations[short][0], f"an article gives both ({sum(longs.values())})")


def _initials(groups: Groups, found: Occurrences) -> None:
    """« JDD » is the only organisation of the archive whose initials these are, and what is around both agrees."""
    names = [name for name in groups.names if name.kind == "organisation" and not found.forms[name].local]
    acronyms: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        letters = fold(name.name).replace(".", "").replace("-", "")
        # What is known to be another name needs no guess.
        if _ACRONYM.match(name.name) and found.forms[name].key == letters:
            acronyms[letters].append(name)
    longs: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        for initials in _initials_of(name.name):
            if initials in acronyms:
                longs[initials].append(name)
    for initials, candidates in sorted(longs.items()):
        if (long := groups.dominant(candidates)) is not None:
            for name in (name for name in acronyms[initials] if any(found.met(c, name) for c in candidates[:3])):
                groups.join(long, name, "initials of the only organisation of the archive that has them")


def _initials_of(name: str) -> set[str]:
    """The initials of a long form, with and without those of its small words."""
    words = _WORD.findall(fold(name))
    if len(words) < 2 or sum(word in _SMALL for word in words) > _MOST_SMALL:
        return set()
    choices = [(word[0], "") if word in _SMALL else (word[0],) for word in words]
    return {"".join(choice) for choice in product(*choices)}
