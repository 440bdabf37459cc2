"""Thesauri in SKOS (W3C recommendation of 2009), such as the IPTC Media Topics as they are published.

A vocabulary of topics as people have it: our own TOML, a table, or a thesaurus in SKOS.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newstagger._text.normalise import fold
from newstagger._training.labels import Vocabulary
from newstagger.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: Endings and what rdflib calls their form.
FORMS = {
    ".ttl": "turtle", ".rdf": "xml", ".owl": "xml", ".xml": "xml", ".skos": "xml", ".jsonld": "json-ld",
    ".json": "json-ld", ".nt": "nt", ".n3": "n3",
}  # fmt: skip
#: Languages of names, the best first; « » is a name without one.
_LANGUAGES = ("fr", "", "en")


@dataclass(frozen=True, slots=True)
class Concept:
    """A topic of a thesaurus.

    Attributes:
        key: its identifier, which ``broader`` of others refers to.
        label: its French name.
        code: its notation.
        broader: keys of the wider concepts.
        aliases: other names.
        definition: one sentence.
        keywords: words that speak for it.
    """

    key: str
    label: str
    code: str | None = None
    broader: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    definition: str = ""
    keywords: tuple[str, ...] = ()


def read_concepts(text: str, path: Path) -> Iterator[Concept]:
    """The concepts of a thesaurus: ``prefLabel`` and ``altLabel`` in French, ``broader``, ``notation``, ``definition``.

    A concept without a French name keeps the one without a language, else its English one. Deprecated ones are left out.

    Raises:
        InputError: the text cannot be read, or asks another host for a part of it.
        MissingExtraError: rdflib is not installed.
    """
    graph = _graph(text, path)
    from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

    wider: dict[Node, set[str]] = {}
    for narrow, broad in graph.subject_objects(SKOS.broader):
        wider.setdefault(narrow, set()).add(str(broad))
    for broad, narrow in graph.subject_objects(SKOS.narrower):
        wider.setdefault(narrow, set()).add(str(broad))
    for node in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str):
        if str(graph.value(node, OWL.deprecated)).lower() == "true":
            continue
        labels = _named(graph.objects(node, SKOS.prefLabel))
        if not labels:
            continue
        code = graph.value(node, SKOS.notation) or graph.value(node, DCTERMS.identifier)
        definition = _named(graph.objects(node, SKOS.definition))
        yield Concept(
            str(node),
            labels[0],
            None if code is None else str(code),
            tuple(sorted(wider.get(node, ()))),
            tuple(_named(graph.objects(node, SKOS.altLabel), ("fr", ""))),
            definition[0] if definition else "",
        )


def _graph(text: str, path: Path) -> Graph:
    try:
        from rdflib import Graph
    except ImportError:
        raise MissingExtraError(str(path), "rdflib", "skos") from None
    form = FORMS[path.suffix.lower()]
    if form == "json-ld":
        _check_contexts(text, path)
    if form == "xml" and "<!ENTITY" in text:
        raise InputError(str(path), "declares entities, which no thesaurus needs; they are not read")
    graph = Graph()
    try:
        with warnings.catch_warnings():  # rdflib warns of its own insides
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=text, format=form)
    except Exception as error:  # every parser of rdflib has errors of its own
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(str(path), f"cannot be read as SKOS ({form}): {reason}") from None
    return graph


def _check_contexts(text: str, path: Path) -> None:
    """Refuse what would be fetched from another host."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"is no JSON: {error}") from None
    waiting: list[Any] = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            contexts = value.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    raise InputError(
                        str(path),
                        "its @context lies on another host, which is not asked; put the context into the file",
                    )
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _named(values: Iterable[Any], languages: tuple[str, ...] = _LANGUAGES) -> list[str]:
    """The texts of the first of some languages that there is any of; « fr-CA » is French."""
    by_language: dict[str, list[str]] = {}
    for value in values:
        language = (getattr(value, "language", None) or "").lower().partition("-")[0]
        if text := " ".join(str(value).split()):
            by_language.setdefault(language, []).append(text)
    return next((sorted(by_language[language]) for language in languages if language in by_language), [])


if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

#: No vocabulary is larger, in bytes: the IPTC Media Topics in all their languages have about six million.
MAX_BYTES = 100_000_000
_TOPIC_KEYS = {"aliases", "parents", "definition", "code", "keywords"}
#: Columns of a table by the names that they have in use, folded.
_COLUMNS = {
    "label": ("label", "topic", "name_fr", "preflabel@fr", "preflabel", "nom", "libelle", "sujet", "etiquette", "name"),
    "parents": ("parents", "parent", "broader"),
    "aliases": ("aliases", "alias", "altlabel@fr", "altlabel", "synonymes", "synonyms"),
    "code": ("code", "notation", "id", "identifiant"),
    "definition": ("definition", "definition_fr", "definition@fr"),
    "keywords": ("keywords", "mots-cles"),
    "retired": ("retired", "deprecated"),
}


def read_topics(path: str | Path) -> Vocabulary:
    """A file of topics: ``.toml``, a table (``.tsv``, ``.csv``) or SKOS (``.ttl``, ``.rdf``, ``.jsonld``, ``.nt``).

    Raises:
        InputError: it cannot be read, or says something that has no meaning.
        MissingExtraError: it is SKOS and rdflib is not installed.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending in (".tsv", ".csv"):
        return joined(_table(_text(path), path), path)
    if ending in FORMS:
        return joined(read_concepts(_text(path), path), path)
    return _toml(_text(path), path)


def joined(concepts: Iterable[Concept], path: Path) -> Vocabulary:
    """The vocabulary of a thesaurus: its labels made distinct, its parents named, codes and other names as aliases.

    A name that several concepts have goes to the one nearest the top; the others are called after their parent as
    well: « Corruption (Sport) ».
    """
    found = {concept.key: concept for concept in concepts}
    if not found:
        raise InputError(str(path), "holds no topic with a name")
    labels = _distinct(found)
    names: dict[str, str | None] = {}
    for key, concept in found.items():
        for name in (concept.code or "", *concept.aliases, fold(labels[key])):
            # A name of two topics says neither.
            names[name] = labels[key] if names.get(name, labels[key]) == labels[key] else None
    taken = set(labels.values())
    return Vocabulary(
        aliases={name: label for name, label in names.items() if name and label and name not in taken},
        parents={
            labels[key]: parents
            for key, concept in found.items()
            if (parents := tuple(labels[wider] for wider in concept.broader if wider in labels and wider != key))
        },
        definitions={labels[key]: concept.definition for key, concept in found.items() if concept.definition},
        codes={labels[key]: concept.code for key, concept in found.items() if concept.code},
        keywords={labels[key]: concept.keywords for key, concept in found.items() if concept.keywords},
    )


def _distinct(concepts: Mapping[str, Concept]) -> dict[str, str]:
    """The label of each concept, by its key."""
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for key, concept in sorted(concepts.items(), key=lambda item: (_depth(item[0], concepts), item[0])):
        label = concept.label
        if label in taken:
            parent = next(
                (concepts[wider].label for wider in concept.broader if wider in concepts), concept.code or key
            )
            label = f"{label} ({parent})"
        while label in taken:
            label = f"{label} ({concept.code or key})"
        taken.add(label)
        labels[key] = label
    return {key: labels[key] for key in concepts}


def _depth(key: str, concepts: Mapping[str, Concept]) -> int:
    """Steps to a concept without a wider one; a circle ends where it closes."""
    seen = {key}
    while wider := next((k for k in concepts[key].broader if k in concepts and k not in seen), None):
        seen.add(wider)
        key = wider
    return len(seen)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(str(path), f"is larger than a vocabulary can be ({MAX_BYTES:,} bytes)")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is no UTF-8: {error}") from None


def _table(text: str, path: Path) -> Iterator[Concept]:
    """The rows of a table; its first line names the columns, in English or French."""
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max("\t;,", key=first.count))
    columns = {fold(name.strip()): name for name in rows.fieldnames or ()}
    place = {
        field: next((columns[name] for name in known if name in columns), None) for field, known in _COLUMNS.items()
    }
    if place["label"] is None:
        raise InputError(str(path), f"has no column of labels, such as « label »; its columns: {', '.join(columns)}")

    def cell(row: Mapping[str, str | None], field: str) -> str:
        return (row.get(place[field] or "") or "").strip()

    entries = [row for row in rows if cell(row, "label") and not cell(row, "retired")]
    by_label = {cell(row, "label"): cell(row, "code") or cell(row, "label") for row in reversed(entries)}
    for row in entries:
        label, code = cell(row, "label"), cell(row, "code")
        broader = tuple(by_label.get(name, name) for name in _several(cell(row, "parents")))
        yield Concept(
            code or label, label, code or None, broader, _several(cell(row, "aliases")), cell(row, "definition"),
            _several(cell(row, "keywords")),
        )  # fmt: skip


def _several(cell: str) -> tuple[str, ...]:
    """The names in one cell, parted by « ; » or « | »."""
    return tuple(name.strip() for name in cell.replace("|", ";").split(";") if name.strip())


def _toml(text: str, path: Path) -> Vocabulary:
    """``[topics."Label"]`` tables and a list ``drop``."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            str(path), f"is no TOML: {error}; tables end in .tsv or .csv, SKOS in .ttl, .rdf or .jsonld"
        ) from None
    topics = content.get("topics", {})
    if unknown := sorted(set(content) - {"topics", "drop"}):
        raise InputError(str(path), f"knows « topics » and « drop »; not {', '.join(unknown)}")
    if not isinstance(topics, dict) or not all(isinstance(entry, dict) for entry in topics.values()):
        raise InputError(str(path), 'needs a table for each topic, such as [topics."Attentat"]')
    for label, entry in topics.items():
        if unknown := sorted(set(entry) - _TOPIC_KEYS):
            raise InputError(str(path), f"topic « {label} » has unknown keys: {', '.join(unknown)}")

    def texts(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InputError(str(path), f"« {name} » must be a list of texts, not {value!r}")
        return tuple(value)

    def by_topic(name: str, read: Callable[[Mapping[str, Any], str], tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {label: found for label, entry in topics.items() if (found := read(entry, name))}

    return Vocabulary(
        aliases={alias: label for label, entry in topics.items() for alias in texts(entry, "aliases")},
        parents=by_topic("parents", texts),
        definitions={label: str(entry["definition"]) for label, entry in topics.items() if "definition" in entry},
        codes={label: str(entry["code"]) for label, entry in topics.items() if "code" in entry},
        keywords=by_topic("keywords", texts),
        drop=frozenset(texts(content, "drop")),
    )
