"""The places of an archive on the map: in how many articles each is.

The names of an archive as its report counts them: one for all names of a person, an organisation or a place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from newstagger._archive.names import LinkedName, link_occurrences
from newstagger._archive.occurrences import Occurrences
from newstagger._archive.places import Spot, locate_names
from newstagger._text.gazetteer import gazetteer
from newstagger.errors import MissingExtraError
from newstagger.tags import ENTITY_KINDS, EntityKind, TaggedArticle

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

    def add(self, article: TaggedArticle) -> None:
        """Count the places of an article, each once."""
        found = self.of(article)
        for name, spot in found.items():
            self.spots[spot.key] = spot
            self.names[spot.key][name] += 1
        self.counts.update({spot.key for spot in found.values()})

    def of(self, article: TaggedArticle) -> dict[str, Spot]:
        """The places of an article that can be located."""
        places = [(place.name, place.country) for place in article.places if place.name]
        if self.missing or not places:
            return {}
        try:
            return locate_names(places, article.url or article.source or "")
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


class ArchiveNames:
    """Reads all articles once, then says what each of their names is counted under."""

    def __init__(self) -> None:
        self._found = Occurrences()
        self._shown: dict[tuple[EntityKind, str], str] = {}
        self._apart: dict[tuple[EntityKind, str, int], str] = {}
        self.counts: dict[str, Counter[str]] = {kind: Counter() for kind in ENTITY_KINDS}

    def add(self, article: TaggedArticle) -> None:
        """Read one more article."""
        self._found.add(article.model_copy(update={"id": str(len(self._found.ids))}))

    def join(self) -> None:
        """Put the names together, when all records were read."""
        by_name: defaultdict[tuple[EntityKind, str], list[tuple[LinkedName, str]]] = defaultdict(list)
        entities = link_occurrences(self._found)
        called = Counter((entity.kind, entity.name) for entity in entities)
        for entity in entities:
            shown = _with_country(entity) if called[entity.kind, entity.name] > 1 else entity.name
            self.counts[next(kind for kind, one in ENTITY_KINDS.items() if one == entity.kind)][shown] += (
                entity.articles
            )
            for name in entity.names:
                by_name[entity.kind, name].append((entity, shown))
        for key, found in by_name.items():
            self._shown[key] = found[0][1]
            if len({shown for _, shown in found}) > 1:
                self._apart.update(((*key, int(number)), shown) for entity, shown in found for number in entity.ids)
        self._found = Occurrences()

    def of(self, number: int, article: TaggedArticle, kind: str) -> list[str]:
        """What the names of an article are counted under; articles are numbered from 0 in the order of ``add``."""
        found = list_names(article, kind)
        one = ENTITY_KINDS.get(kind)
        if one is None:
            return found
        keys = ((one, name) for name in found)
        return list(dict.fromkeys(self._apart.get((*key, number), self._shown.get(key, key[1])) for key in keys))


def list_names(article: TaggedArticle, kind: str) -> list[str]:
    """The names or labels of one kind in an article, each once."""
    found = (one.label if kind == "topics" else one.name for one in getattr(article, kind))
    return list(dict.fromkeys(name for name in found if name))


def _with_country(entity: LinkedName) -> str:
    country = gazetteer().display.get(entity.country, entity.country)
    return f"{entity.name} ({country})" if country else entity.name
