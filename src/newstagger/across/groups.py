"""Names put together step by step, each time with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from scipy.cluster.hierarchy import DisjointSet

from newstagger.across.corrections import Correction
from newstagger.across.occurrences import Name, Occurrences

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
