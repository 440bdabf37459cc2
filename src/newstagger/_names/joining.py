"""Names of one article that mean the same: short and full forms, acronyms and what they stand for, with and without article.

Each function gets the keys of names (``newstagger._names.grouping.name_key``) and gives those that stand for another one. A
name that could stand for two stays what it is: two people in one entry are worse than one in two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import TypeVar

from newstagger._text.normalise import fold
from newstagger._text.words import LEGAL_FORMS, ORGANISATION_HEADS, SMALL_WORDS, STREETS, gazetteer

Name = TypeVar("Name", str, tuple[str, ...])

_ARTICLES = frozenset("le la les l".split())
_HEADS = frozenset(map(fold, ORGANISATION_HEADS)) - {"haut", "haute", "ordre", "groupe"} | frozenset(
    "parlement senat chambre eglise royaume etat-major institution faculte hopital musee ong".split()
)
#: What stands before the name of those that an organisation consists of.
_OF_MEMBERS = re.compile(
    r"(?:mouvement|parti|syndicat|union|association|collectif|groupe|societe|entreprise|compagnie|journal|universite|fondation)"
    r"(?: \w+)?(?: (?:de la|de l|des|du|de|d|le|la|les))? "
)
_STREETS = frozenset(map(fold, STREETS)) | {"place"}
_ISLANDS = frozenset(("ile", "iles", "archipel"))
#: Letters of an acronym that needs no explanation, of one written like a name (« Cnil »), and of a surname, a first name, a
#: word of an organisation's or a place's name in which one letter may differ.
_ACRONYM, _ACRONYM_AS_NAME, _LONG_SURNAME, _LONG_FIRST_NAME, _LONG_WORD = 3, 4, 6, 5, 7
_CONSONANTS = re.compile("[^aeiouy]")
#: Words up to this long too often mean something else.
_SHORTEST = 2
#: Names with a word in common that are still compared letter by letter.
_MANY = 40


def join_people(names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The full names, as words, that are a shorter form or another spelling of another full name.

    « Joseph Kabila » is Joseph Kabila Kabange, « Félix Tshisekedi » is Félix-Antoine Tshisekedi, and « Mukoko Samba » is Daniel
    Mukoko Samba.
    """
    full = [name for name in dict.fromkeys(names) if len(name) > 1]
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for name in full:
        for word in dict.fromkeys(name):
            by_word.setdefault(word, []).append(name)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in full:
        # The rarest of its words leaves the fewest to compare with.
        some = min((by_word[word] for word in name), key=len)
        longer = [other for other in some if len(other) > len(name) and _is_part(name, other)]
        if len(longer) == 1:
            found[name] = longer[0]
        elif not longer:
            near = (
                {*by_word[name[0]], *by_word[name[-1]]}
                if len(by_word[name[0]]) + len(by_word[name[-1]]) < _MANY
                else ()
            )
            alike = [other for other in near if other != name and _is_spelt_alike(name, other)]
            if len(alike) == 1 and alike[0] not in found:
                found[name] = alike[0]
    return {name: _end(name, found) for name in found}


def _end(name: Name, found: Mapping[Name, Name]) -> Name:
    """What a name stands for in the end."""
    seen = {name}
    while name in found and found[name] not in seen:
        name = found[name]
        seen.add(name)
    return name


def _is_part(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Does a name stand in another one as a whole, or begin as it does and leave out words?"""
    if name[0] == other[0]:
        rest = iter(other)
        return len(name[0]) > 1 and all(word in rest for word in name)
    return any(other[at : at + len(name)] == name for at in range(1, len(other) - len(name) + 1))


def _is_spelt_alike(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Do two names of people differ by one letter of a long surname, or within a first name?"""
    if len(name) != len(other):
        return False
    if name[:-1] == other[:-1]:
        return _differ_by_one(name[-1], other[-1], _LONG_SURNAME)
    # « Frank » is Franck, « Émile » is not Émilie.
    one, two = name[0], other[0]
    same_vowels = _CONSONANTS.sub("", one) == _CONSONANTS.sub("", two)
    return name[1:] == other[1:] and same_vowels and _differ_by_one(one, two, _LONG_FIRST_NAME)


def _differ_by_one(one: str, two: str, least: int) -> bool:
    if min(len(one), len(two)) < least or abs(len(one) - len(two)) > 1 or one[0] != two[0]:
        return False
    same = sum(block.size for block in SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks())
    return same >= max(len(one), len(two)) - 1


def find_single_names(names: Collection[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The words, first names or not, that stand in the full name of one person alone."""
    owners: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        for word in name if len(name) > 1 else ():
            if len(word) > _SHORTEST:
                owners.setdefault(word, set()).add(name)
    return {word: next(iter(of)) for word, of in owners.items() if len(of) == 1}


def find_initials(names: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The initials of one person's full name alone, three or more: « dsk » for Dominique Strauss-Kahn."""
    owners: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        if len(name) >= _ACRONYM:
            owners.setdefault("".join(word[0] for word in name), set()).add(name)
    return {letters: next(iter(of)) for letters, of in owners.items() if len(of) == 1}


def join_organisations(names: Mapping[str, str]) -> dict[str, str]:
    """The keys of organisations that stand for another one.

    Args:
        names: key to the name as it is written.
    """
    found: dict[str, str] = {}
    beginnings, endings = _index(names)
    by_initial: dict[str, list[str]] = {}
    by_letters: dict[str, str] = {}
    for key in names:
        if " " in key:
            by_initial.setdefault(key[0], []).append(key)
    for key, name in names.items():
        # « BFM-TV » is BFMTV.
        letters = key.replace(" ", "")
        if len(letters) > _ACRONYM and (first := by_letters.setdefault(letters, key)) != key:
            found[key] = first
            continue
        bare = key.partition(" ")[2] if key.split(" ", 1)[0] in _ARTICLES else ""
        if bare in names:
            # « Canard enchaîné » is Le Canard enchaîné.
            found[bare] = key
            continue
        owners = [full for full in by_initial.get(key[0], ()) if _stands_for(name, key, full)]
        owners = owners or [full for full in beginnings.get(key, ()) if _begins_organisation(key, names[full])]
        owners = owners or [full for full in endings.get(key, ()) if _ends_organisation(full, key)]
        if len(owners) == 1:
            found[key] = owners[0]
    found.update(_join_misspelt([key for key in names if key not in found], _may_be_misspelt))
    return {key: _end(key, found) for key in found}


def _stands_for(name: str, key: str, full: str) -> bool:
    """Are a name's letters the initials of a longer one, some of its small words counted? « CGT », « Cnil », « Inserm »."""
    capitals = sum(map(str.isupper, name))
    enough = (len(key) >= _ACRONYM and capitals > 1) or (len(key) >= _ACRONYM_AS_NAME and capitals == 1)
    if not enough or " " in key:
        return False
    at = {0}
    for word in full.split():
        read = {i + 1 for i in at if key[i : i + 1] == word[0]}
        at = read | at if word in SMALL_WORDS else read
    return len(key) in at


def _may_be_misspelt(one: str, two: str) -> bool:
    """Of two words that differ by a letter: « Gillets » is Gilets, « Fédérale » may be another thing than « Fédérales »."""
    return not one.startswith(two) and not two.startswith(one)


def _join_misspelt(keys: Sequence[str], alike: Callable[[str, str], bool]) -> dict[str, str]:
    """The names of which one long word differs from another name's by a letter; the earlier name stays."""
    found: dict[str, str] = {}
    if len(keys) > _MANY:
        return found
    for one, two in combinations(keys, 2):
        left, right = one.split(), two.split()
        if len(left) != len(right) or two in found or any(map(str.isdigit, one + two)):
            continue
        pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
        if len(pairs) == 1 and _differ_by_one(*pairs[0], _LONG_WORD) and alike(*pairs[0]):
            found[two] = one
    return found


def join_places(names: Mapping[str, str], is_town: Callable[[str], bool]) -> dict[str, str]:
    """The keys of places that stand for another one: « Brive » for Brive-la-Gaillarde, « Champ-de-Mars » for the esplanade.

    Args:
        names: key to the name as it is written.
        is_town: says of a name whether it is a town's or a country's, and so the short form of no other name.
    """
    found: dict[str, str] = {}
    beginnings, endings = _index(names)
    by_words: dict[tuple[str, ...], str] = {}
    for key, name in names.items():
        # « rue du Lys » is rue Lys.
        words = tuple(word for word in key.split() if word not in SMALL_WORDS)
        if len(words) > 1 and (first := by_words.setdefault(words, key)) != key:
            found[key] = first
            continue
        if road := _NATIONAL_ROAD.fullmatch(key):
            if (short := f"rn{road['number']}") in names:
                found[key] = short
            continue
        owners = []
        if not is_town(name):
            owners = [full for full in beginnings.get(key, ()) if _begins_place(key, names[full])]
            owners = owners or [
                full for full in endings.get(key, ()) if names[full][:1].islower() and _ends_place(full, key)
            ]
        if len(owners) == 1:
            found[key] = owners[0]
    unknown = [key for key, name in names.items() if key not in found]
    known = {key for key in unknown if is_town(names[key])}
    found.update(
        (one, two)
        for one, two in _join_misspelt(unknown, lambda a, b: len(a) != len(b) and _may_be_misspelt(a, b)).items()
        if not {one, two} <= known
    )
    return {key: _end(key, found) for key in found}


def _index(names: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The keys by what they begin and end with, if that is a key too."""
    keys = frozenset(names)
    beginnings: dict[str, list[str]] = {}
    endings: dict[str, list[str]] = {}
    for key in keys:
        words = key.split()
        for at in range(1, min(len(words), _LONGEST)):
            if (some := " ".join(words[:at])) in keys:
                beginnings.setdefault(some, []).append(key)
            if (some := " ".join(words[at:])) in keys:
                endings.setdefault(some, []).append(key)
    return beginnings, endings


#: « Apple » is Apple Inc., « Verlac » Verlac SA.
_LEGAL_FORMS = frozenset(map(str.lower, LEGAL_FORMS))


def _begins_organisation(key: str, full: str) -> bool:
    """« la Commission » is the Commission européenne, « la Banque centrale » that of Congo, « la Croix-Rouge » the Croix-Rouge
    ivoirienne; Renault Trucks is not Renault.
    """
    count = key.count(" ") + 1
    rest = fold(" ".join(re.split(r"[ '’-]", full)[count:]))
    if rest.rstrip(".").replace(".", "") in _LEGAL_FORMS:
        return True
    first = rest.split(" ", 1)[0]
    if rest in gazetteer().demonyms:
        return True
    if count == 1:
        return key in _HEADS or gazetteer().towns.get(rest) is not None or first.startswith("international")
    return first in SMALL_WORDS


def _ends_organisation(full: str, key: str) -> bool:
    """« Solidaires » is the Union syndicale Solidaires; the bureau of the Assemblée is not the Assemblée."""
    return len(key) > _ACRONYM and _OF_MEMBERS.fullmatch(full[: -len(key)]) is not None


def _ends_place(full: str, key: str) -> bool:
    """« Concorde » is the place de la Concorde, « Ventoux » the mont Ventoux; an airport of a town is not the town."""
    before = full[: -len(key)].split()
    return before[0] in _STREETS or before[0] in _ISLANDS or len(before) == 1


def _begins_place(key: str, full: str) -> bool:
    """« Brive » is Brive-la-Gaillarde, « le Palais royal » that of Brussels."""
    count = key.count(" ") + 1
    first, hyphen, rest = full.partition("-")
    if count == 1:
        return bool(hyphen) and " " not in first and rest.split("-", 1)[0] in _TOWN_LINKS
    return fold(" ".join(re.split(r"[ '’-]", full)[count:])).split(" ", 1)[0] in SMALL_WORDS


#: « Vitry-sur-Seine », « Brive-la-Gaillarde ».
_TOWN_LINKS = frozenset("sur sous lès les le la en aux au de du".split())
_NATIONAL_ROAD = re.compile(r"(?:route )?nationale n? ?(?P<number>\d{1,3})")
#: Words of a name whose parts are looked for.
_LONGEST = 12
