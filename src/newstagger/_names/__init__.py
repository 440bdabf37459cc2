"""Entities in French news: text in, people, organisations and places out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newstagger._names import grouping
from newstagger._names.grouping import Merging
from newstagger._names.known import Sought
from newstagger._names.recogniser import Recogniser, Span
from newstagger._names.refine import Mentions, refine
from newstagger._text.normalise import Normalised
from newstagger.tags import Entity, FieldName, Mention, Person, Place

__all__ = ["Entities", "Field", "Merging", "Recogniser", "Sought", "Span", "gather", "refine", "written"]


@dataclass(slots=True)
class Field:
    """One field of an article and what the recogniser saw in it."""

    name: FieldName
    original: str
    normalised: Normalised
    spans: list[Span]


@dataclass(slots=True)
class Entities:
    """The entities of one article, heaviest first."""

    people: list[Person] = field(default_factory=list)
    organisations: list[Entity] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


def written(name: str) -> str:
    """A name as verdicts on it are kept: single spaces, straight apostrophes."""
    return " ".join(name.replace("’", "'").split())


def gather(
    fields: list[Field],
    aliases: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    same: Mapping[str, str] | None = None,
    sought: Sought | None = None,
) -> Entities:
    """Entities from the spans of an article's fields, title first.

    Args:
        aliases: further names of organisations and places.
        kinds: names that editors have put right: name as ``written`` gives it to its kind, « none » for no name.
        same: keys of people's names to the key of the name whose bearer they mean too (see ``Merging``).
        sought: names that are looked for where the recogniser saw nothing.
    """
    mentions: dict[str, list[Mention]] = {"people": [], "organisations": [], "places": []}
    titles: dict[tuple[str, int], str] = {}
    acronyms: list[tuple[str, str]] = []
    for part in fields:
        refined: Mentions = refine(part.normalised.text, part.spans)
        curly = "’" in part.original
        acronyms += [(long.replace("'", "’") if curly else long, short) for long, short in refined.acronyms]
        for span in refined.spans if sought is None else sought.added(part.normalised.text, refined.spans):
            start, end = part.normalised.span(span.start, span.end)
            mention = Mention.model_construct(field=part.name, start=start, end=end, text=part.original[start:end])
            kind = kinds.get(written(mention.text), span.kind) if kinds else span.kind
            if kind in mentions:
                mentions[kind].append(mention)
            if span.start in refined.titles:
                titles[part.name, start] = refined.titles[span.start]
    grouping.reclaim_surnames(mentions["people"], mentions["organisations"], mentions["places"])
    return Entities(
        [
            Person.model_construct(name=g.name, aliases=g.aliases, mentions=g.mentions, titles=g.titles)
            for g in grouping.people(mentions["people"], titles, same)
        ],
        [
            Entity.model_construct(name=g.name, aliases=g.aliases, mentions=g.mentions)
            for g in grouping.organisations(mentions["organisations"], acronyms, aliases)
        ],
        [
            Place.model_construct(name=g.name, aliases=g.aliases, mentions=g.mentions, country=grouping.country(g.name))
            for g in grouping.places(mentions["places"], aliases)
        ],
    )
