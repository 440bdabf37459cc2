"""The names of an archive, joined into entities; each joining has a reason and can be corrected.

Names are compared only within blocks that share a key word (a surname, a spelling without accents), so the time
grows with the number of names, not with its square.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, cast

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from newstagger.errors import UsageError
from newstagger.tags import Entity, Place, TaggedArticle
from newstagger.text.normalise import fold

Kind = Literal["person", "organisation", "place"]
Verb = Literal["merge", "split"]
KINDS: tuple[Kind, ...] = ("person", "organisation", "place")
#: More full names than this with one surname: a single one tells nothing.
_MOST_NAMESAKES = 200
_SEPARATORS = re.compile(r"[\s\-‐‑'’.]+")


class Name(NamedTuple):
    """A name as the tags have it; ``country`` is empty where none is known."""

    kind: Kind
    name: str
    country: str = ""


class Link(NamedTuple):
    """Two names taken for one, and why."""

    one: str
    other: str
    reason: str


@dataclass
class JoinedName:
    """An entity of the archive.

    Attributes:
        name: the name that most articles use; of a person, one with a first name where there is one.
        articles: in how many articles it is, an article with two of its names counted twice.
        names: every name of it, with the number of its articles.
        links: why these names are one.
    """

    kind: Kind
    name: str
    country: str
    articles: int
    names: dict[str, int]
    links: list[Link] = field(default_factory=list)


class Correction(NamedTuple):
    """What an editor put right: two names are one, or the second is not the first."""

    verb: Verb
    kind: Kind
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
        if len(cells) != 4 or cells[0] not in ("merge", "split") or cells[1] not in KINDS:
            raise UsageError(
                f"line {number} of the corrections: write merge or split, then {', '.join(KINDS)}, "
                "then two names, separated by tabs"
            )
        found.append(Correction(cast(Verb, cells[0]), cells[1], cells[2], cells[3]))
    return found


def join_names(articles: Iterable[TaggedArticle], corrections: Iterable[Correction] = ()) -> list[JoinedName]:
    """Join the names of many articles, the most frequent first.

    Names are one when they differ in accents, case, hyphens or dots; when an article tells that one is an acronym
    of the other; a person also with an initial or without a middle name, and by the surname alone, each where
    the archive has only one person whom it fits.
    """
    counts: Counter[Name] = Counter()
    together: Counter[tuple[Name, Name]] = Counter()
    for article in articles:
        for name, entity in _named(article):
            counts[name] += 1
            for alias in entity.aliases:
                if name.kind == "organisation" and alias != name.name:
                    together[name, Name(name.kind, alias, name.country)] += 1
    names = sorted(counts, key=lambda n: (-counts[n], n))
    edges = [*_spellings(names), *_acronyms(together, counts), *_people(names)]
    return _joined(names, counts, _corrected(edges, names, list(corrections)))


Edge = tuple[Name, Name, str]


def _named(article: TaggedArticle) -> Iterator[tuple[Name, Entity]]:
    for person in article.people:
        yield Name("person", person.name), person
    for organisation in article.organisations:
        yield Name("organisation", organisation.name), organisation
    for place in article.places:
        yield Name("place", place.name, _country(place)), place


def _country(place: Place) -> str:
    return place.country or ""


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in _SEPARATORS.split(fold(name)) if word)


def _spellings(names: list[Name]) -> Iterator[Edge]:
    first: dict[tuple[str, ...], Name] = {}
    for name in names:
        # « O.N.U. » and « ONU » are one; so are « Jean-Marc » and « Jean Marc ».
        words = (fold(name.name).replace(".", ""),) if name.kind == "organisation" else _words(name.name)
        known = first.setdefault((name.kind, name.country, *words), name)
        if known is not name:
            yield known, name, "differs in accents, case, hyphens or dots"


def _acronyms(together: Counter[tuple[Name, Name]], counts: Counter[Name]) -> Iterator[Edge]:
    expansions: defaultdict[Name, list[Name]] = defaultdict(list)
    for name, alias in together:
        if alias in counts:
            expansions[alias].append(name)
    for alias, longs in sorted(expansions.items()):
        if len({_words(long.name) for long in longs}) == 1:
            yield longs[0], alias, f"an article gives both ({sum(together[long, alias] for long in longs)})"


def _people(names: list[Name]) -> Iterator[Edge]:
    """Shorter forms of a person's name, each where it fits one person only."""
    blocks: defaultdict[str, list[tuple[tuple[str, ...], Name]]] = defaultdict(list)
    people = [(_words(name.name), name) for name in names if name.kind == "person"]
    for words, name in people:
        if len(words) > 1 and len(words[0]) > 1:
            for word in set(words[1:]):
                blocks[word].append((words, name))
    for words, name in people:
        if not words or len(fuller := blocks.get(words[-1], ())) > _MOST_NAMESAKES:
            continue
        fits = [(full, other) for full, other in fuller if full != words and _fits(words, full)]
        if fits and _one_person([full for full, _ in fits]):
            why = "surname alone" if len(words) == 1 else "initial" if len(words[0]) == 1 else "shorter form"
            yield fits[0][1], name, f"{why} of the only person of the archive whom it fits"


def _fits(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Can this be a shorter form of the full name? The first name stays, or its initial, or goes altogether."""
    if len(words) == 1:
        return full[-1] == words[0]
    if not full[0].startswith(words[0]) or (len(words[0]) > 1 and full[0] != words[0]):
        return False
    rest = iter(full[1:])
    return all(word in rest for word in words[1:])


def _one_person(forms: list[tuple[str, ...]]) -> bool:
    """Are these all forms of the longest of them?"""
    longest = max(forms, key=len)
    return all(form == longest or _fits(form, longest) for form in forms)


def _corrected(edges: list[Edge], names: list[Name], corrections: list[Correction]) -> list[Edge]:
    by_name: defaultdict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in names:
        by_name[name.kind, name.name].append(name)
    apart = {n for c in corrections if c.verb == "split" for n in by_name[c.kind, c.other]}
    kept = [edge for edge in edges if not apart & set(edge[:2])]
    for correction in corrections:
        if correction.verb == "merge":
            ends = [*by_name[correction.kind, correction.one], *by_name[correction.kind, correction.other]]
            kept += [(ends[0], other, "a correction") for other in ends[1:]]
    return kept


def _joined(names: list[Name], counts: Counter[Name], edges: list[Edge]) -> list[JoinedName]:
    if not names:
        return []
    number = {name: n for n, name in enumerate(names)}
    rows, columns = [number[e[0]] for e in edges], [number[e[1]] for e in edges]
    graph = coo_matrix((np.ones(len(edges), np.int8), (rows, columns)), shape=(len(names), len(names)))
    _, groups = connected_components(graph, directed=False)
    found: dict[int, JoinedName] = {}
    for name, group in zip(names, groups.tolist(), strict=True):
        entity = found.setdefault(group, JoinedName(name.kind, name.name, name.country, 0, {}))
        entity.articles += counts[name]
        entity.names[name.name] = entity.names.get(name.name, 0) + counts[name]
        if name.kind == "person" and len(_words(entity.name)) == 1 < len(_words(name.name)):
            entity.name = name.name
    for one, other, reason in edges:
        found[groups[number[one]]].links.append(Link(one.name, other.name, reason))
    return sorted(found.values(), key=lambda e: (-e.articles, e.kind, e.name))
