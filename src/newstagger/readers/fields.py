"""Names that the fields of an article have in the files of newsrooms, in French and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from newstagger.readers.options import FIELDS

#: Other names of fields, the surest first, folded: without accents, capitals, spaces and signs.
_NAMES = {
    "text": "text texte contenu content corps body article contenttext bodytext fulltext articletext articlebody "
    "contenthtml bodyhtml bodyxhtml textecomplet texteintegral contenuarticle description summary excerpt resume extrait",
    "standfirst": "standfirst chapo chapeau chapo1 deck dek",
    "title": "title titre headline headlines headlinemain titrearticle articletitle manchette",
    "published": "published date publishedat publisheddate datepublished publicationdate datepublication datedepublication "
    "pubdate publication datetime timestamp parution dateparution datedeparution publiele firstpublished createdat versioncreated",
    "author": "author auteur authors auteurs byline signature creator journaliste",
    "url": "url link lien permalink adresse uri weburl canonicalurl",
    "source": "source media journal publisher editeur site sitename provider",
    "id": "id identifiant identifier guid uuid articleid idarticle",
    "topics": "topics topic labels label",
    "declared_topics": "declaredtopics rubrique rubriques motscles motcle tags tag keywords keyword categorie categories category "
    "section sections theme themes thematique thematiques sujets etiquettes",
}  # fmt: skip
_ROLES = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split())}
#: In an object that stands for a value, the value is here: WordPress has « rendered », news interfaces « name ».
_INNER = ("rendered", "value", "#text", "name", "label", "title")


@lru_cache(4_096)
def role_of(name: str) -> tuple[str, int] | None:
    """The field that a column or key of this name holds, and how unsure that is (0: not at all)."""
    plain = unicodedata.normalize("NFKD", name.lower()) if len(name) <= 40 else ""
    return _ROLES.get(re.sub(r"[^a-z0-9#]", "", plain))


def roles_of(names: Iterable[str], given: Mapping[str, str]) -> dict[str, list[str]]:
    """Field -> names under which it is looked for, in this order.

    What the user gave is the only one; the field's own name comes before others.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if name in FIELDS:
            found.setdefault(name, []).append((-1, name))
        elif role := role_of(name):
            found.setdefault(role[0], []).append((role[1], name))
    roles = {field: [name for _, name in sorted(ranked)] for field, ranked in found.items() if field not in given}
    taken = set(given.values())
    return {field: [name for name in names if name not in taken] for field, names in roles.items()}


def fields_of(names: Iterable[str], given: Mapping[str, str]) -> set[str]:
    """The fields that a table with columns of these names has."""
    return {*roles_of(names, given), *given}


#: Gold, and what an editor's export says was not reviewed: no other program's names for them are known.
_AS_IT_IS = ("entities", "dates", "unreviewed")


def rename(record: Mapping[Any, Any], given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A record with its fields under their own names, and which of them had another name.

    Args:
        given: the names that the user says fields have; dots lead into objects and lists.
    """
    renamed: dict[str, Any] = {name: record[name] for name in _AS_IT_IS if name in record}
    others: dict[str, str] = {}
    for field, names in roles_of((name for name in record if isinstance(name, str)), given).items():
        for name in names:
            value = _inner(record[name], field)
            if value is not None and (field not in renamed or _blank(renamed[field])):
                renamed[field] = value
                others.pop(field, None)
                if name.lower() != field:
                    others[field] = name
    for field, path in given.items():
        value = _inner(dig(record, path), field)
        if value is not None:
            renamed[field] = value
    return renamed, others


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def dig(record: object, path: str) -> object:
    """What a path leads to, None where it leads nowhere; a name that holds dots itself comes first."""
    if isinstance(record, Mapping) and path in record:
        found: object = record[path]
        return found
    for step in path.split("."):
        if isinstance(record, Mapping):
            record = record.get(step)
        elif isinstance(record, list) and step.isdigit() and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record


def _inner(value: object, field: str) -> Any:
    """The value itself where an object or a list stands for it."""
    if field in ("topics", "declared_topics"):
        return value
    if isinstance(value, Mapping):
        return next(
            (value[name] for name in _INNER if isinstance(value.get(name), str)), None if field != "id" else value
        )
    if isinstance(value, list) and field in ("author", "title"):
        names = [inner for inner in (_inner(one, field) for one in value) if isinstance(inner, str) and inner]
        return (", ".join(names) if field == "author" else names[0]) if names else None
    return value
