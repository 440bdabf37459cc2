"""Two people of one name: articles that have nothing else in common."""

from __future__ import annotations

from scipy.cluster.hierarchy import DisjointSet

from newstagger.across.occurrences import Name, Occurrences

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
