"""The names of an archive, linked into entities; each link has a reason and can be corrected.

People of the same name are distinguished if their articles have nothing else in common.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scipy.cluster.hierarchy import DisjointSet

from newstagger._archive.linking import Correction, Groups, Link, link_people, link_spellings
from newstagger._archive.occurrences import Name, Occurrences, person_words, read_occurrences
from newstagger.tags import EntityKind, TaggedArticle

#: One article alone may show a person in an unusual role; only this many connected ones show another person.
_ENOUGH = 2


def split_namesakes(found: Occurrences, names: list[Name]) -> list[set[int] | None]:
    """The articles of each person with these names; None if all articles mean the same one.

    Articles are connected if they share a topic, another person, an organisation or a country. A connected part is
    about somebody else if it has several articles, topics and countries, none of them in any other part: so a person whom a few
    articles show in another role remains one, and an article with little context joins the others.
    """
    if names[0].kind != "person":
        return [None]
    own = {found.context(name) for name in names}
    articles = sorted({article for name in names for article in found.articles[name]})
    if len(articles) < 2:
        return [None]
    parts = _connected_parts({article: found.around[article] - own for article in articles})
    described = [part for part in parts if len(part) >= _ENOUGH and _is_described(found, part, own)]
    if len(described) < 2:
        return [None]
    rest = [article for part in parts if part not in described for article in part]
    described[0].update(rest)
    return [*described]


def _connected_parts(around: dict[int, frozenset[int]]) -> list[set[int]]:
    """Parts of connected articles, the largest part first."""
    sets = DisjointSet(around)
    first: dict[int, int] = {}
    for article, features in around.items():
        for feature in features:
            sets.merge(article, first.setdefault(feature, article))
    return sorted(sets.subsets(), key=lambda part: (-len(part), min(part)))


def _is_described(found: Occurrences, part: set[int], own: set[int]) -> bool:
    features = set().union(*(found.around[article] for article in part)) - own
    return bool(features & found.topics) and bool(features & found.countries)


@dataclass
class LinkedName:
    """An entity of the archive.

    Attributes:
        name: the name that most articles use; of a person, one with a first name where there is one.
        country: of a place, or of an institution that every country has; empty if unknown.
        articles: in how many articles it is.
        names: every name of it, with the number of its articles.
        links: why these names were linked.
        ids: the articles that it is in, in the order in which they were read.
    """

    kind: EntityKind
    name: str
    country: str
    articles: int
    names: dict[str, int]
    links: list[Link] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def link_names(articles: Iterable[TaggedArticle], corrections: Iterable[Correction] = ()) -> list[LinkedName]:
    """Link the names of many articles, the most frequent first.

    Names of organisations and places are one when they differ in accents, case, article, dots or spaces, when an
    article gives one as the acronym of the other, or when they are known to be the same; institutions that every
    country has are those of the country that the article is about. A person is also met with an initial, without a
    middle name, with the words in another order or a letter wrong, and by the surname alone, each where the archive
    has only one person whom it fits (or, by a surname, whom nearly all of its articles mean). People of one name
    are two where nothing around the name is the same: neither topics nor other names nor countries.
    """
    return link_occurrences(read_occurrences(articles), corrections)


def link_occurrences(found: Occurrences, corrections: Iterable[Correction] = ()) -> list[LinkedName]:
    """As ``link_names``, for articles whose names have been read already."""
    corrections = list(corrections)
    groups = Groups(found, corrections)
    link_spellings(groups, found)
    link_people(groups, found)
    groups.correct(corrections)
    whole = {(c.kind, c.one) for c in corrections if c.verb == "merge"}
    entities = []
    for names, links in groups.list_groups():
        parts = [None] if not whole.isdisjoint({name[:2] for name in names}) else split_namesakes(found, names)
        entities += [_entity(found, names, links, part) for part in parts]
    return sorted(entities, key=lambda e: (-e.articles, e.kind, e.name, e.ids))


def _entity(found: Occurrences, names: list[Name], links: list[Link], part: set[int] | None) -> LinkedName:
    """The entity of some names, in a part of their articles or in all of them."""
    counts: dict[str, int] = {}
    seen: set[int] = set()
    for name in names:
        articles = [a for a in found.articles[name] if part is None or a in part]
        seen.update(articles)
        if articles:
            counts[name.name] = counts.get(name.name, 0) + len(articles)
    best = max(counts, key=lambda name: counts[name])
    full = [name for name in counts if names[0].kind == "person" and len(person_words(name)) > 1]
    if full and len(person_words(best)) == 1:
        best = max(full, key=lambda name: counts[name])
    country = next((name.country for name in names if name.country), "")
    ids = [found.ids[article] for article in sorted(seen)]
    return LinkedName(names[0].kind, best, country, len(seen), counts, links, ids)
