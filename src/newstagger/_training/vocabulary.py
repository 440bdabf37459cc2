"""Reads vocabularies of topics: our own TOML, a table, or a thesaurus in SKOS.

SKOS is a W3C recommendation of 2009; the IPTC Media Topics are published in it.
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

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: Maximum size of a vocabulary, in bytes: the IPTC Media Topics in all their languages have about six million.
MAX_BYTES = 100_000_000
#: Endings of SKOS files and rdflib's names of their forms.
SKOS_FORMS = {
    ".ttl": "turtle", ".rdf": "xml", ".owl": "xml", ".xml": "xml", ".skos": "xml", ".jsonld": "json-ld",
    ".json": "json-ld", ".nt": "nt", ".n3": "n3",
}  # fmt: skip
#: Languages of names, the best first; "" is a name without one.
_LANGUAGES = ("fr", "", "en")
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


@dataclass(frozen=True, slots=True)
class Concept:
    """A topic of a thesaurus.

    Attributes:
        key: its identifier, which ``broader`` of other concepts refers to.
        label: its French name.
        code: its notation.
        broader: keys of the wider concepts.
        aliases: other names.
        definition: one sentence.
        keywords: words that count for it.
    """

    key: str
    label: str
    code: str | None = None
    broader: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    definition: str = ""
    keywords: tuple[str, ...] = ()


def read_topics(path: str | Path) -> Vocabulary:
    """A file of topics: ``.toml``, a table (``.tsv``, ``.csv``) or SKOS (``.ttl``, ``.rdf``, ``.jsonld``, ``.nt``).

    Raises:
        InputError: it cannot be read, or its content is not that of a topics file.
        MissingExtraError: it is SKOS and rdflib is not installed.
    """
    path = Path(path)
    ending, text = path.suffix.lower(), _read_text(path)
    if ending in (".tsv", ".csv"):
        return make_vocabulary(_read_table(text, path), path)
    if ending in SKOS_FORMS:
        return make_vocabulary(_read_skos(text, path), path)
    return _read_toml(text, path)


def make_vocabulary(concepts: Iterable[Concept], path: Path) -> Vocabulary:
    """The vocabulary of a thesaurus: its labels made distinct, its parents named, codes and other names as aliases.

    A name that several concepts have goes to the one nearest the top; the others are called after their parent as
    well: "Corruption (Sport)".
    """
    found = {concept.key: concept for concept in concepts}
    if not found:
        raise InputError(str(path), "contains no topic with a name")
    labels = _make_distinct(found)
    names: dict[str, str | None] = {}
    for key, concept in found.items():
        for name in (concept.code or "", *concept.aliases, fold(labels[key])):
            # A name of two topics is an alias of neither.
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


def _make_distinct(concepts: Mapping[str, Concept]) -> dict[str, str]:
    """The label of each concept, by its key."""
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for key, concept in sorted(concepts.items(), key=lambda item: (_count_depth(item[0], concepts), item[0])):
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


def _count_depth(key: str, concepts: Mapping[str, Concept]) -> int:
    """Number of steps to a concept without a wider one; a circle ends where it closes."""
    seen = {key}
    while wider := next((k for k in concepts[key].broader if k in concepts and k not in seen), None):
        seen.add(wider)
        key = wider
    return len(seen)


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(str(path), f"is larger than a vocabulary can be ({MAX_BYTES:,} bytes)")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8: {error}") from None


def _read_skos(text: str, path: Path) -> Iterator[Concept]:
    """The concepts of a thesaurus: ``prefLabel`` and ``altLabel`` in French, ``broader``, ``notation``, ``definition``.

    A concept without a French name keeps the one without a language, or else its English one. Deprecated concepts are
    left out.

    Raises:
        InputError: the text cannot be read, or part of it is on another host.
        MissingExtraError: rdflib is not installed.
    """
    graph = _parse_graph(text, path)
    from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

    wider: dict[Node, set[str]] = {}
    for narrow, broad in graph.subject_objects(SKOS.broader):
        wider.setdefault(narrow, set()).add(str(broad))
    for broad, narrow in graph.subject_objects(SKOS.narrower):
        wider.setdefault(narrow, set()).add(str(broad))
    for node in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str):
        if str(graph.value(node, OWL.deprecated)).lower() == "true":
            continue
        labels = _choose_names(graph.objects(node, SKOS.prefLabel))
        if not labels:
            continue
        code = graph.value(node, SKOS.notation) or graph.value(node, DCTERMS.identifier)
        definition = _choose_names(graph.objects(node, SKOS.definition))
        yield Concept(
            str(node),
            labels[0],
            None if code is None else str(code),
            tuple(sorted(wider.get(node, ()))),
            tuple(_choose_names(graph.objects(node, SKOS.altLabel), ("fr", ""))),
            definition[0] if definition else "",
        )


def _parse_graph(text: str, path: Path) -> Graph:
    try:
        from rdflib import Graph
    except ImportError:
        raise MissingExtraError(str(path), "rdflib", "skos") from None
    form = SKOS_FORMS[path.suffix.lower()]
    if form == "json-ld":
        _check_contexts(text, path)
    if form == "xml" and "<!ENTITY" in text:
        raise InputError(str(path), "declares entities, which a thesaurus does not need; they are not read")
    graph = Graph()
    try:
        with warnings.catch_warnings():  # rdflib's own internals
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=text, format=form)
    except Exception as error:  # every parser of rdflib raises its own errors
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(str(path), f"cannot be read as SKOS ({form}): {reason}") from None
    return graph


def _check_contexts(text: str, path: Path) -> None:
    """Refuse what would be fetched from another host."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"is not valid JSON: {error}") from None
    waiting: list[Any] = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            contexts = value.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    raise InputError(
                        str(path),
                        "its @context is on another host, which is not contacted; put the context into the file",
                    )
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _choose_names(values: Iterable[Any], languages: tuple[str, ...] = _LANGUAGES) -> list[str]:
    """The texts in the first of some languages that has any; fr-CA is French."""
    by_language: dict[str, list[str]] = {}
    for value in values:
        language = (getattr(value, "language", None) or "").lower().partition("-")[0]
        if text := " ".join(str(value).split()):
            by_language.setdefault(language, []).append(text)
    return next((sorted(by_language[language]) for language in languages if language in by_language), [])


def _read_table(text: str, path: Path) -> Iterator[Concept]:
    """The rows of a table; its first line names the columns, in English or French."""
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max("\t;,", key=first.count))
    columns = {fold(name.strip()): name for name in rows.fieldnames or ()}
    place = {
        field: next((columns[name] for name in known if name in columns), None) for field, known in _COLUMNS.items()
    }
    if place["label"] is None:
        raise InputError(str(path), f"has no column of labels, such as `label`; its columns: {', '.join(columns)}")

    def cell(row: Mapping[str, str | None], field: str) -> str:
        return (row.get(place[field] or "") or "").strip()

    entries = [row for row in rows if cell(row, "label") and not cell(row, "retired")]
    by_label = {cell(row, "label"): cell(row, "code") or cell(row, "label") for row in reversed(entries)}
    for row in entries:
        label, code = cell(row, "label"), cell(row, "code")
        broader = tuple(by_label.get(name, name) for name in _split_cell(cell(row, "parents")))
        yield Concept(
            code or label, label, code or None, broader, _split_cell(cell(row, "aliases")), cell(row, "definition"),
            _split_cell(cell(row, "keywords")),
        )  # fmt: skip


def _split_cell(cell: str) -> tuple[str, ...]:
    """The names in one cell, separated by ";" or "|"."""
    return tuple(name.strip() for name in cell.replace("|", ";").split(";") if name.strip())


#: Keys of a topic's table: those whose values are lists of texts, and all.
_LISTS = ("aliases", "parents", "keywords")
_KEYS = {*_LISTS, "definition", "code"}


def _read_toml(text: str, path: Path) -> Vocabulary:
    """``[topics."Label"]`` tables and a list ``drop``."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            str(path), f"is not valid TOML: {error}; name tables .tsv or .csv, SKOS files .ttl, .rdf or .jsonld"
        ) from None
    _check_toml(content, path)
    topics: Mapping[str, Mapping[str, Any]] = content.get("topics", {})

    def collect(name: str, convert: Callable[[Any], Any]) -> dict[str, Any]:
        return {label: convert(entry[name]) for label, entry in topics.items() if entry.get(name)}

    return Vocabulary(
        aliases={alias: label for label, entry in topics.items() for alias in entry.get("aliases", ())},
        parents=collect("parents", tuple),
        definitions=collect("definition", str),
        codes=collect("code", str),
        keywords=collect("keywords", tuple),
        drop=frozenset(content.get("drop", ())),
    )


def _check_toml(content: Mapping[str, Any], path: Path) -> None:
    """Refuse what a topics file cannot contain.

    Raises:
        InputError: the message names the key.
    """
    if unknown := sorted(set(content) - {"topics", "drop"}):
        raise InputError(str(path), f"may contain `topics` and `drop`, not {', '.join(unknown)}")
    topics = content.get("topics", {})
    if not isinstance(topics, dict) or not all(isinstance(entry, dict) for entry in topics.values()):
        raise InputError(str(path), 'needs a table for each topic, such as [topics."Attentat"]')
    for label, entry in topics.items():
        if unknown := sorted(set(entry) - _KEYS):
            raise InputError(str(path), f'topic "{label}" has unknown keys: {", ".join(unknown)}')
    lists = [(name, entry[name]) for entry in topics.values() for name in _LISTS if name in entry]
    for name, value in [*lists, ("drop", content.get("drop", []))]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InputError(str(path), f"`{name}` must be a list of texts, not {value!r}")
