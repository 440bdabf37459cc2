"""Which names are one person: spellings, order, a letter, a shorter form, a surname alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from newstagger._archive.forms import given
from newstagger._archive.forms import words as words_of
from newstagger._archive.groups import Groups
from newstagger._archive.occurrences import Name, Occurrences

Words = tuple[str, ...]

#: More full names than this with one word: a shorter form tells nothing.
_MOST_NAMESAKES = 200
#: Words shorter than this are too like each other for one letter to be a slip.
_LONG_WORD = 5


def join_people(groups: Groups, found: Occurrences) -> None:
    """Join the people among the names, what is surest first."""
    people = [(words_of(name.name), name) for name in groups.names if name.kind == "person"]
    people = [(words, name) for words, name in people if words]
    _same(groups, people, ordered=True)
    _same(groups, people, ordered=False)
    _one_letter(groups, found, people)
    full = _Full(people)
    for words, name in sorted(people, key=lambda p: -len(p[0])):
        if name.article < 0:
            _shorter(groups, full, words, name)
    _alone(groups, full, people)


def _same(groups: Groups, people: list[tuple[Words, Name]], *, ordered: bool) -> None:
    first: dict[Words, Name] = {}
    reason = "differs in accents, case, hyphens or dots" if ordered else "the same words in another order"
    for words, name in people:
        if name.article < 0 and (ordered or max(map(len, words)) > 1):
            groups.join(first.setdefault(words if ordered else tuple(sorted(words)), name), name, reason)


def _one_letter(groups: Groups, found: Occurrences, people: list[tuple[Words, Name]]) -> None:
    """Names that differ by one letter of a long word, where articles of both have something else in common.

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
        if _slip(words, others) and found.met(name, other_name):
            groups.join(name, other_name, "differs by a letter, and their articles have more in common")


def _slip(one: Words, other: Words) -> bool:
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


class _Full:
    """Full names by each of their words."""

    def __init__(self, people: list[tuple[Words, Name]]) -> None:
        self.by_word: defaultdict[str, list[tuple[Words, Name]]] = defaultdict(list)
        self.by_given: defaultdict[Words, list[Name]] = defaultdict(list)
        for words, name in people:
            if len(words) > 1 and len(words[0]) > 1 and name.article < 0:
                self.by_given[words[: given(name.name)]].append(name)
                for word in dict.fromkeys(words[1:]):
                    self.by_word[word].append((words, name))

    def fitting(self, words: Words) -> Iterator[tuple[Words, Name]]:
        """The names that these words may be a shorter form of."""
        candidates = min((self.by_word.get(word, []) for word in words[1:] or words), key=len)
        if len(candidates) <= _MOST_NAMESAKES:
            yield from ((full, name) for full, name in candidates if full != words and _fits(words, full))


def _fits(words: Words, full: Words) -> bool:
    """Can this be a shorter form of the full name?

    The first name stays, or its initial, with some of the others; or it goes, and the words that follow stay.
    """
    if any(full[at : at + len(words)] == words for at in range(1, len(full))):
        return True
    if not full[0].startswith(words[0]) or (len(words[0]) > 1 and full[0] != words[0]):
        return False
    rest = iter(full[1:])
    return all(word in rest for word in words[1:])


def _shorter(groups: Groups, full: _Full, words: Words, name: Name) -> None:
    fits = [fit for _, fit in full.fitting(words)]
    if fits and len({groups.of(fit) for fit in fits} - {groups.of(name)}) == 1:
        fit = next(fit for fit in fits if groups.of(fit) != groups.of(name))
        kind = "initial" if len(words[0]) == 1 else "shorter form"
        groups.join(fit, name, f"{kind} of the only person of the archive whom it fits")


def _alone(groups: Groups, full: _Full, people: list[tuple[Words, Name]]) -> None:
    """Single names: a surname is the one person who has it, or whom nearly all articles mean; a first name nobody."""
    single: defaultdict[Words, list[Name]] = defaultdict(list)
    for words, name in people:
        if name.article >= 0:
            single[words].append(name)
    for words, names in single.items():
        # « Luc » is not meant by « Jean-Luc ».
        fits = [name for other, name in full.fitting(words) if words[0] in other[given(name.name) :]]
        so_called = {groups.of(name) for name in full.by_given.get(words, ())}
        if len(so_called) > 1 or (so_called and not fits):
            continue
        person = groups.dominant(fits)
        if fits and person is None:
            continue
        for name in names:
            groups.join(person or names[0], name, "surname alone of the person whom the archive means by it")
