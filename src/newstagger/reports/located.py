"""The places of an archive on the map: in how many articles each is."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from newstagger.across.places import Spot, locate_names
from newstagger.errors import MissingExtraError

#: Places drawn, those of most articles.
MAPPED = 200


class Located(NamedTuple):
    """A place on the map, by the name that most articles use."""

    spot: Spot
    name: str
    articles: int


class Places:
    """Counts places article by article; ``missing`` says whether the extra ``map`` is."""

    def __init__(self) -> None:
        self.missing = False
        self.spots: dict[str, Spot] = {}
        self.names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.counts: Counter[str] = Counter()

    def add(self, record: dict[str, Any]) -> None:
        """Count the places of an article, each once."""
        found = self.of(record)
        for name, spot in found.items():
            self.spots[spot.key] = spot
            self.names[spot.key][name] += 1
        self.counts.update({spot.key for spot in found.values()})

    def of(self, record: dict[str, Any]) -> dict[str, Spot]:
        """The places of an article that can be located."""
        places = [
            (str(p["name"]), str(p["country"]) if p.get("country") else None)
            for p in record.get("places", [])
            if p.get("name")
        ]
        if self.missing or not places:
            return {}
        try:
            return locate_names(places, str(record.get("url") or record.get("source") or ""))
        except MissingExtraError:
            self.missing = True
            return {}

    def chosen(self) -> list[Located]:
        """The places to draw, those of most articles first."""
        most = sorted(self.counts.items(), key=lambda item: (-item[1], self._name(item[0]), item[0]))[:MAPPED]
        return [Located(self.spots[key], self._name(key), count) for key, count in most]

    def _name(self, key: str) -> str:
        spot = self.spots[key]
        if spot.kind == "country":
            return spot.name
        name = min(self.names[key].items(), key=lambda item: (-item[1], item[0]))[0]
        # The tags have « Mans » of « au Mans ».
        return spot.name if spot.name.partition(" ")[2] == name else name
