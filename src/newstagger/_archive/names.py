"""Two people of one name: articles that have nothing else in common.

The names of an archive, joined into entities; each joining has a reason and can be corrected.

Names are compared only within blocks that share a key word (a surname, a spelling without accents), so the time
grows with the number of names, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scipy.cluster.hierarchy import DisjointSet

from newstagger._archive.forms import words
from newstagger._archive.groups import Groups, Link, join_spellings
from newstagger._archive.occurrences import Correction, Name, Occurrences, occurrences
from newstagger._archive.people import join_people
from newstagger.tags import EntityKind, TaggedArticle

#: One article alone may show a person in an unusual place; only so many that hang together show another person.
_ENOUGH = 2


def apart(found: Occurrences, names: list[Name]) -> list[set[int] | None]:
    """The articles of each of the people who have these names; None where all articles mean one.

    Articles hang together where they share a topic, another person, an organisation or a country. A part of them is
    somebody else's where it has several articles, topics and countries, and none of these is in any other part: so a person whom a few
    articles show in another role stays one, and an article that says little goes with the others.
    """
    if names[0].kind != "person":
        return [None]
    own = {found.context(name) for name in names}
    articles = sorted({article for name in names for article in found.articles[name]})
    if len(articles) < 2:
        return [None]
    parts = _parts({article: found.around[article] - own for article in articles})
    described = [part for part in parts if len(part) >= _ENOUGH and _described(found, part, own)]
    if len(described) < 2:
        return [None]
    rest = [article for part in parts if part not in described for article in part]
    described[0].update(rest)
    return [*described]


def _parts(around: dict[int, frozenset[int]]) -> list[set[int]]:
    """Articles that hang together, the largest part first."""
    sets = DisjointSet(around)
    first: dict[int, int] = {}
    for article, features in around.items():
        for feature in features:
            sets.merge(article, first.setdefault(feature, article))
    return sorted(sets.subsets(), key=lambda part: (-len(part), min(part)))


def _described(found: Occurrences, part: set[int], own: set[int]) -> bool:
    features = set().union(*(found.around[article] for article in part)) - own
    return bool(features & found.topics) and bool(features & found.countries)


@dataclass
class JoinedName:
    """An entity of the archive.

    Attributes:
        name: the name that most articles use; of a person, one with a first name where there is one.
        country: of a place, or of an institution that every country has; empty where none is known.
        articles: in how many articles it is.
        names: every name of it, with the number of its articles.
        links: why these names are one.
        ids: the articles that it is in, in the order in which they were read.
    """

    kind: EntityKind
    name: str
    country: str
    articles: int
    names: dict[str, int]
    links: list[Link] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def join_names(articles: Iterable[TaggedArticle], corrections: Iterable[Correction] = ()) -> list[JoinedName]:
    """Join the names of many articles, the most frequent first.

    Names of organisations and places are one when they differ in accents, case, article, dots or spaces, when an
    article tells that one is an acronym of the other, or when they are known to be the same; institutions that every
    country has are those of the country that the article is about. A person is also met with an initial, without a
    middle name, with the words in another order or a letter wrong, and by the surname alone, each where the archive
    has only one person whom it fits (or, by a surname, whom nearly all of its articles mean). People of one name
    are two where nothing around the name is the same: neither topics nor other names nor countries.
    """
    return joined(occurrences(articles), corrections)


def joined(found: Occurrences, corrections: Iterable[Correction] = ()) -> list[JoinedName]:
    """As ``join_names``, of articles whose names were read already."""
    corrections = list(corrections)
    groups = Groups(found, corrections)
    join_spellings(groups, found)
    join_people(groups, found)
    groups.correct(corrections)
    whole = {(c.kind, c.one) for c in corrections if c.verb == "merge"}
    entities = []
    for names, links in groups.all():
        parts = [None] if not whole.isdisjoint({name[:2] for name in names}) else apart(found, names)
        entities += [_entity(found, names, links, part) for part in parts]
    return sorted(entities, key=lambda e: (-e.articles, e.kind, e.name, e.ids))


def _entity(found: Occurrences, names: list[Name], links: list[Link], part: set[int] | None) -> JoinedName:
    """The entity of some names, in a part of their articles or in all of them."""
    counts: dict[str, int] = {}
    seen: set[int] = set()
    for name in names:
        articles = [a for a in found.articles[name] if part is None or a in part]
        seen.update(articles)
        if articles:
            counts[name.name] = counts.get(name.name, 0) + len(articles)
    best = max(counts, key=lambda name: counts[name])
    full = [name for name in counts if names[0].kind == "person" and len(words(name)) > 1]
    if full and len(words(best)) == 1:
        best = max(full, key=lambda name: counts[name])
    country = next((name.country for name in names if name.country), "")
    ids = [found.ids[article] for article in sorted(seen)]
    return JoinedName(names[0].kind, best, country, len(seen), counts, links, ids)
