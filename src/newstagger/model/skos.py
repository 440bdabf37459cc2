"""Thesauri in SKOS (W3C recommendation of 2009), such as the IPTC Media Topics as they are published."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
