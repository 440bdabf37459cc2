"""Which names of an archive mean the same: merged step by step, each time for a reason, then corrected by editors.

Names are compared only within blocks that share a key word (a surname, a spelling without accents), so the time
grows with the number of names, not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Literal, NamedTuple, cast, get_args

import numpy as np
from scipy.cluster.hierarchy import DisjointSet

from newstagger._archive.occurrences import Name, Occurrences, count_given_names, person_words
from newstagger._text.normalise import fold
from newstagger._text.words import SMALL_WORDS
from newstagger.errors import UsageError
from newstagger.tags import EntityKind

Verb = Literal["merge", "split"]
_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)


class Correction(NamedTuple):
    """A correction by an editor: two names mean the same, or the second does not mean the first.

    A name merged with itself is one person in all articles, whatever is around it.
    """

    verb: Verb
    kind: EntityKind
    one: str
    other: str


def read_corrections(text: str) -> list[Correction]:
    """Read corrections, one per line: ``merge`` or ``split``, the kind and two names, separated by tabs.

    Raises:
        UsageError: a line is not a correction; the message gives its number.
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


#: A surname means one of several people if this many times more articles name that person than all others together.
DOMINANT = 5


class Link(NamedTuple):
    """Two names that were linked, and why."""

    one: str
    other: str
    reason: str


class Groups:
    """The names of an archive in groups, at first each name in its own.

    Attributes:
        names: the most frequent first.
    """

    def __init__(self, found: Occurrences, corrections: Iterable[Correction] = ()) -> None:
        self.names = sorted(found.articles, key=lambda n: (-len(found.articles[n]), n))
        self._counts = {name: len(articles) for name, articles in found.articles.items()}
        self._sets = DisjointSet(self.names)
        self._links: list[tuple[Name, Link]] = []
        self._reasoned: set[tuple[str, str]] = set()
        self._apart = {(c.kind, c.other) for c in corrections if c.verb == "split"}

    def link(self, one: Name, other: Name, reason: str) -> None:
        """Merge the groups of two names, unless an editor separated the second from others."""
        if one.name != other.name and not self._apart.isdisjoint({one[:2], other[:2]}):
            return
        root, gone = self._sets[one], self._sets[other]
        if root == gone:
            return
        self._sets.merge(one, other)
        self._counts[self._sets[one]] = self._counts[root] + self._counts[gone]
        if one.name != other.name and (one.name, other.name) not in self._reasoned:
            self._reasoned.add((one.name, other.name))
            self._links.append((one, Link(one.name, other.name, reason)))

    def correct(self, corrections: Iterable[Correction]) -> None:
        """Link the names that editors merged, also those that they separated from other names."""
        self._apart = set()
        by_name: defaultdict[tuple[str, str], list[Name]] = defaultdict(list)
        for name in self.names:
            by_name[name[:2]].append(name)
        for verb, kind, one, other in corrections:
            if verb == "merge":
                ends = [*by_name[kind, one], *by_name[kind, other]]
                for end in ends[1:]:
                    self.link(ends[0], end, "a correction")

    def group_of(self, name: Name) -> Name:
        """The name shown for a group."""
        found: Name = self._sets[name]
        return found

    def find_dominant(self, names: Iterable[Name]) -> Name | None:
        """The only group of these names, or the one that nearly all of their articles have; otherwise None."""
        groups = {self.group_of(name): self._counts[self.group_of(name)] for name in names}
        if not groups:
            return None
        best = max(groups, key=lambda group: (groups[group], group))
        return best if groups[best] >= DOMINANT * (sum(groups.values()) - groups[best]) else None

    def list_groups(self) -> list[tuple[list[Name], list[Link]]]:
        """The names of each group, the most frequent first, and why they were linked."""
        names: defaultdict[Name, list[Name]] = defaultdict(list)
        links: defaultdict[Name, list[Link]] = defaultdict(list)
        for name in self.names:
            names[self.group_of(name)].append(name)
        for one, link in self._links:
            links[self.group_of(one)].append(link)
        return [(found, links[group]) for group, found in names.items()]


# Organisations and places: spellings, acronyms, countries.

#: Acronyms of two letters are too ambiguous to be guessed.
_ACRONYM = re.compile(r"^(?=(?:.*[A-ZÀ-Þ]){2})[A-ZÀ-Þ0-9][A-Za-zÀ-ÿ0-9.&-]{2,9}$")
_WORD = re.compile(r"\w+")
#: Small words of a long form whose initials may be in its acronym; with more there are too many acronyms to try.
_MOSTSMALL_WORDS = 4
_SPELLING = "differs in accents, case, article or dots, or is known to be another name"


def link_spellings(groups: Groups, found: Occurrences) -> None:
    """Link the organisations and places among the names, the surest first."""
    _link_same_forms(groups, found)
    organisations: defaultdict[str, list[Name]] = defaultdict(list)
    for name in groups.names:
        if name.kind == "organisation":
            organisations[found.forms[name].key].append(name)
    _link_explained_acronyms(groups, found, organisations)
    _link_acronyms_by_initials(groups, found)


def _link_same_forms(groups: Groups, found: Occurrences) -> None:
    """Names of one form; those without a known country go to the country of nearly all others."""
    by_form: defaultdict[tuple[str, str], dict[str, Name]] = defaultdict(dict)
    for name in groups.names:
        if name.kind != "person":
            form = found.forms[name]
            groups.link(by_form[name.kind, form.key].setdefault(form.country, name), name, _SPELLING)
    for countries in by_form.values():
        nowhere = countries.pop("", None)
        if nowhere is not None and (home := groups.find_dominant(countries.values())) is not None:
            groups.link(home, nowhere, _SPELLING)


def _link_explained_acronyms(groups: Groups, found: Occurrences, organisations: dict[str, list[Name]]) -> None:
    for short, longs in sorted(found.explained.items()):
        if short in organisations and (
            long := groups.find_dominant(name for key in longs for name in organisations.get(key, ()))
        ):
            groups.link(long, organisations[short][0], f"an article gives both ({sum(longs.values())})")


def _link_acronyms_by_initials(groups: Groups, found: Occurrences) -> None:
    """« JDD » is the only organisation of the archive with these initials, and articles of both have more in common."""
    names = [name for name in groups.names if name.kind == "organisation" and not found.forms[name].local]
    acronyms: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        letters = fold(name.name).replace(".", "").replace("-", "")
        # What is known to be another name needs no guess.
        if _ACRONYM.match(name.name) and found.forms[name].key == letters:
            acronyms[letters].append(name)
    longs: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        for initials in _possible_initials(name.name):
            if initials in acronyms:
                longs[initials].append(name)
    for initials, candidates in sorted(longs.items()):
        if (long := groups.find_dominant(candidates)) is not None:
            for name in (name for name in acronyms[initials] if any(found.met(c, name) for c in candidates[:3])):
                groups.link(long, name, "initials of the only organisation of the archive that has them")


def _possible_initials(name: str) -> set[str]:
    """The initials of a long form, with and without its small words."""
    words = _WORD.findall(fold(name))
    if len(words) < 2 or sum(word in SMALL_WORDS for word in words) > _MOSTSMALL_WORDS:
        return set()
    choices = [(word[0], "") if word in SMALL_WORDS else (word[0],) for word in words]
    return {"".join(choice) for choice in product(*choices)}


# People: spellings, order, a letter, a shorter form, a surname alone.

Words = tuple[str, ...]

#: If more full names than this share a word, a shorter form is ambiguous.
_MOST_NAMESAKES = 200
#: Words shorter than this are too like each other for one letter to be a slip.
_LONG_WORD = 5


def link_people(groups: Groups, found: Occurrences) -> None:
    """Link the people among the names, the surest first."""
    people = [(person_words(name.name), name) for name in groups.names if name.kind == "person"]
    people = [(words, name) for words, name in people if words]
    _link_same_people(groups, people, ordered=True)
    _link_same_people(groups, people, ordered=False)
    _link_slips(groups, found, people)
    full = _FullNames(people)
    for words, name in sorted(people, key=lambda p: -len(p[0])):
        if name.article < 0:
            _link_shorter_forms(groups, full, words, name)
    _link_single_names(groups, full, people)


def _link_same_people(groups: Groups, people: list[tuple[Words, Name]], *, ordered: bool) -> None:
    first: dict[Words, Name] = {}
    reason = "differs in accents, case, hyphens or dots" if ordered else "the same words in another order"
    for words, name in people:
        if name.article < 0 and (ordered or max(map(len, words)) > 1):
            groups.link(first.setdefault(words if ordered else tuple(sorted(words)), name), name, reason)


def _link_slips(groups: Groups, found: Occurrences, people: list[tuple[Words, Name]]) -> None:
    """Names that differ by one letter of a long word, if articles of both have something else in common.

    Candidates share a form with one letter left out (as in Garbe's SymSpell), so that the time is linear.
    """
    places, hashes = [], []
    for number, (words, name) in enumerate(people):
        for at, word in enumerate(words):
            if name.article < 0 and len(word) >= _LONG_WORD:
                rest = (at, *words[:at], *words[at + 1 :])
                forms = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
                hashes += [hash((rest, form)) for form in forms]
                places += [number] * len(forms)
    order = np.argsort(np.array(hashes, np.int64), kind="stable")
    ranked, numbers = np.array(hashes, np.int64)[order], np.array(places, np.int64)[order]
    same = np.flatnonzero(ranked[1:] == ranked[:-1])
    for one, other in sorted(set(zip(numbers[same].tolist(), numbers[same + 1].tolist(), strict=True))):
        (words, name), (others, other_name) = people[one], people[other]
        if _is_slip(words, others) and found.met(name, other_name):
            groups.link(name, other_name, "differs by a letter, and their articles have more in common")


def _is_slip(one: Words, other: Words) -> bool:
    """One letter of one long word, which does not make « Louise » of « Louis »."""
    apart = [(a, b, at) for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(apart) != 1:
        return False
    a, b, at = apart[0]
    if min(len(a), len(b)) < _LONG_WORD or abs(len(a) - len(b)) > 1:
        return False
    if at == 0 and (a in (b + "e", b + "a") or b in (a + "e", a + "a")):
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + 1 :] == b[start + 1 :] or a[start:] == b[start + 1 :] or a[start + 1 :] == b[start:]


class _FullNames:
    """Full names by each of their words."""

    def __init__(self, people: list[tuple[Words, Name]]) -> None:
        self.by_word: defaultdict[str, list[tuple[Words, Name]]] = defaultdict(list)
        self.by_given: defaultdict[Words, list[Name]] = defaultdict(list)
        for words, name in people:
            if len(words) > 1 and len(words[0]) > 1 and name.article < 0:
                self.by_given[words[: count_given_names(name.name)]].append(name)
                for word in dict.fromkeys(words[1:]):
                    self.by_word[word].append((words, name))

    def find_longer(self, words: Words) -> Iterator[tuple[Words, Name]]:
        """The names that these words may be a shorter form of."""
        candidates = min((self.by_word.get(word, []) for word in words[1:] or words), key=len)
        if len(candidates) <= _MOST_NAMESAKES:
            yield from ((full, name) for full, name in candidates if full != words and _is_shorter_form(words, full))


def _is_shorter_form(words: Words, full: Words) -> bool:
    """Can this be a shorter form of the full name?

    The first name stays, or its initial, with some of the others; or it goes, and the words that follow stay.
    """
    if any(full[at : at + len(words)] == words for at in range(1, len(full))):
        return True
    if not full[0].startswith(words[0]) or (len(words[0]) > 1 and full[0] != words[0]):
        return False
    rest = iter(full[1:])
    return all(word in rest for word in words[1:])


def _link_shorter_forms(groups: Groups, full: _FullNames, words: Words, name: Name) -> None:
    fits = [fit for _, fit in full.find_longer(words)]
    if fits and len({groups.group_of(fit) for fit in fits} - {groups.group_of(name)}) == 1:
        fit = next(fit for fit in fits if groups.group_of(fit) != groups.group_of(name))
        kind = "initial" if len(words[0]) == 1 else "shorter form"
        groups.link(fit, name, f"{kind} of the only person of the archive whom it fits")


def _link_single_names(groups: Groups, full: _FullNames, people: list[tuple[Words, Name]]) -> None:
    """Single names: a surname means the only person who has it, or the one nearly all articles mean; a first name is not linked."""
    single: defaultdict[Words, list[Name]] = defaultdict(list)
    for words, name in people:
        if name.article >= 0:
            single[words].append(name)
    for words, names in single.items():
        # « Luc » is not meant by « Jean-Luc ».
        fits = [name for other, name in full.find_longer(words) if words[0] in other[count_given_names(name.name) :]]
        so_called = {groups.group_of(name) for name in full.by_given.get(words, ())}
        if len(so_called) > 1 or (so_called and not fits):
            continue
        person = groups.find_dominant(fits)
        if fits and person is None:
            continue
        for name in names:
            groups.link(person or names[0], name, "surname alone of the person whom the archive means by it")
