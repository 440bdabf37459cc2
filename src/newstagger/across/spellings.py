"""Which names are one organisation or one place: spellings, acronyms, countries."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product

from newstagger.across.groups import Groups
from newstagger.across.occurrences import Name, Occurrences
from newstagger.text.normalise import fold

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
