"""The names of an archive as its report counts them: one for all names of a person, an organisation or a place."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from newstagger.across.corrections import Kind
from newstagger.across.names import JoinedName, joined
from newstagger.across.occurrences import Occurrences
from newstagger.tags import TaggedArticle
from newstagger.text.gazetteer import gazetteer

_KINDS: dict[str, Kind] = {"people": "person", "organisations": "organisation", "places": "place"}


class ArchiveNames:
    """Reads all records once, then says what each of their names is counted under."""

    def __init__(self) -> None:
        self._found = Occurrences()
        self._shown: dict[tuple[Kind, str], str] = {}
        self._apart: dict[tuple[Kind, str, int], str] = {}
        self.counts: dict[str, Counter[str]] = {kind: Counter() for kind in _KINDS}

    def add(self, record: dict[str, Any]) -> None:
        """Read one more record."""
        kept: dict[str, Any] = {kind: _entries(record, kind, "aliases", "country") for kind in _KINDS}
        topics = [{"label": label, "score": 1.0} for label in names(record, "topics")]
        self._found.add(
            TaggedArticle.model_validate({"id": str(len(self._found.ids)), "text": "", "topics": topics, **kept})
        )

    def join(self) -> None:
        """Put the names together, when all records were read."""
        by_name: defaultdict[tuple[Kind, str], list[tuple[JoinedName, str]]] = defaultdict(list)
        entities = joined(self._found)
        called = Counter((entity.kind, entity.name) for entity in entities)
        for entity in entities:
            shown = _with_country(entity) if called[entity.kind, entity.name] > 1 else entity.name
            self.counts[next(kind for kind, one in _KINDS.items() if one == entity.kind)][shown] += entity.articles
            for name in entity.names:
                by_name[entity.kind, name].append((entity, shown))
        for key, found in by_name.items():
            self._shown[key] = found[0][1]
            if len({shown for _, shown in found}) > 1:
                self._apart.update(((*key, int(number)), shown) for entity, shown in found for number in entity.ids)
        self._found = Occurrences()

    def of(self, number: int, record: dict[str, Any], kind: str) -> list[str]:
        """What the names of a record are counted under; records are numbered from 0 in the order of ``add``."""
        found = names(record, kind)
        if kind not in _KINDS:
            return found
        keys = ((_KINDS[kind], name) for name in found)
        return list(dict.fromkeys(self._apart.get((*key, number), self._shown.get(key, key[1])) for key in keys))


def names(record: dict[str, Any], kind: str) -> list[str]:
    """The names or labels of one kind in a record, each once."""
    return list(dict.fromkeys(entry["label" if kind == "topics" else "name"] for entry in _entries(record, kind)))


def _entries(record: dict[str, Any], kind: str, *more: str) -> list[dict[str, Any]]:
    field = "label" if kind == "topics" else "name"
    return [
        {field: str(entry[field]), **{key: entry[key] for key in more if entry.get(key)}}
        for entry in record.get(kind, [])
        if entry.get(field)
    ]


def _with_country(entity: JoinedName) -> str:
    country = gazetteer().display.get(entity.country, entity.country)
    return f"{entity.name} ({country})" if country else entity.name
