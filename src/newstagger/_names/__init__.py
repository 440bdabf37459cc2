"""Names in French news: text in, people, organisations and places out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from newstagger._names import grouping
from newstagger._names.finding import EditorsNames
from newstagger._names.grouping import default_aliases, fullness, name_key
from newstagger._names.places import find_countries, find_stated_countries, is_town
from newstagger._names.recogniser import Recogniser, Span
from newstagger._names.refine import refine
from newstagger._text.normalise import Normalised
from newstagger.tags import NAME_KINDS, Entity, FieldName, Mention, Person, Place

__all__ = ["Entities", "Field", "NameRules", "Recogniser", "Span", "gather", "normalise_name", "refine"]


@dataclass(slots=True)
class Field:
    """One field of an article and the recogniser's mentions in it."""

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


def normalise_name(name: str) -> str:
    """A name as verdicts on it are kept: single spaces, straight apostrophes."""
    return " ".join(name.replace("’", "'").split())


@dataclass(frozen=True, slots=True)
class NameRules:
    """What is known about names before an article is read; made by ``NameRules.of``.

    Attributes:
        aliases: of organisations and places, the key of a name to the canonical name.
        kinds: names to the kind that editors gave them, "none" for what is not a name.
        same: keys of people's names to the key of the name whose bearer they mean too.
        editors_names: the names of ``kinds``, to be found where the recogniser saw nothing.
    """

    aliases: Mapping[str, str] = field(default_factory=default_aliases)
    kinds: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    editors_names: EditorsNames = field(default_factory=lambda: EditorsNames({}))

    @classmethod
    def of(
        cls,
        aliases: Mapping[str, str] | None = None,
        kinds: Mapping[str, str] | None = None,
        pairs: Mapping[str, str] | None = None,
    ) -> NameRules:
        """The rules given by a table of aliases and the verdicts of editors.

        Args:
            aliases: key of a name to the canonical name; by default the package's own table.
            kinds: names as ``normalise_name`` gives them to people, organisations, places or none.
            pairs: two names with a tab between them, to « one » where they mean the same and « two » where not.
        """
        aliases, kinds = default_aliases() if aliases is None else aliases, kinds or {}
        fullest, separate = _read_pairs(pairs or {})
        kept = {name: full for name, full in aliases.items() if frozenset((name, name_key(full))) not in separate}
        # Canonical names of the table remain canonical: names that editors merged with them join them.
        merged = {name: kept.get(name_key(full), full) for name, full in fullest.items()}
        same = {name: name_key(full) for name, full in fullest.items()}
        return cls({**kept, **merged}, kinds, same, EditorsNames(kinds))


def _read_pairs(pairs: Mapping[str, str]) -> tuple[dict[str, str], set[frozenset[str]]]:
    """The key of each merged name -> the fullest name that means the same, and the pairs of keys that were separated."""
    separate: set[frozenset[str]] = set()
    groups: dict[str, list[str]] = {}
    for subject, verdict in sorted(pairs.items()):
        one, _, other = subject.partition("\t")
        if verdict == "two":
            separate.add(frozenset((name_key(one), name_key(other))))
            continue
        merged = list(dict.fromkeys([*groups.get(one, [one]), *groups.get(other, [other])]))
        groups.update(dict.fromkeys(merged, merged))
    return {name_key(name): max(group, key=fullness) for name, group in groups.items()}, separate


#: A kind must be seen this many times more often than another, in title and text together, to overrule it.
_MAJORITY = 2


def _settle_kinds(mentions: dict[str, list[Mention]]) -> None:
    """Give a name that has two kinds in an article the clearly more frequent one; within a field that is done already."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, some in mentions.items():
        for mention in some:
            kinds[mention.text][kind] += 1
    settled = {name: counts.most_common(1)[0] for name, counts in kinds.items() if len(counts) > 1}
    if not settled:
        return
    moved: list[tuple[str, Mention]] = []
    for kind, some in mentions.items():
        stay = []
        for mention in some:
            best, count = settled.get(mention.text, (kind, 0))
            if best != kind and count >= _MAJORITY * kinds[mention.text][kind]:
                moved.append((best, mention))
            else:
                stay.append(mention)
        mentions[kind] = stay
    for kind, mention in moved:
        mentions[kind].append(mention)
    for kind in {kind for kind, _ in moved}:
        mentions[kind].sort(key=lambda m: (m.field == "text", m.start))


def gather(fields: list[Field], rules: NameRules) -> Entities:
    """The entities of an article, from the spans of its fields, title first."""
    mentions: dict[str, list[Mention]] = {kind: [] for kind in NAME_KINDS}
    titles: dict[tuple[str, int], str] = {}
    acronyms: list[tuple[str, str]] = []
    stated: dict[str, str] = {}
    same = dict(rules.same)
    for part in fields:
        refined = refine(part.normalised.text, part.spans)
        for one, other in refined.other_names:
            same.setdefault(name_key(other), same.get(name_key(one), name_key(one)))
        stated |= find_stated_countries(part.normalised.text, refined.spans)
        curly = "’" in part.original
        acronyms += [(long.replace("'", "’") if curly else long, short) for long, short in refined.acronyms]
        for span in rules.editors_names.add_to(part.normalised.text, refined.spans):
            start, end = part.normalised.span(span.start, span.end)
            mention = Mention.model_construct(field=part.name, start=start, end=end, text=part.original[start:end])
            kind = rules.kinds.get(normalise_name(mention.text), span.kind) if rules.kinds else span.kind
            if kind in mentions:
                mentions[kind].append(mention)
            if span.start in refined.titles:
                titles[part.name, start] = refined.titles[span.start]
    _settle_kinds(mentions)
    grouping.reclaim_surnames(mentions["people"], mentions["organisations"], mentions["places"])
    places = grouping.group_places(mentions["places"], rules.aliases, is_town)
    countries = find_countries([place.name for place in places], stated)
    return Entities(
        [
            Person.model_construct(name=g.name, aliases=g.aliases, mentions=g.mentions, titles=g.titles)
            for g in grouping.group_people(mentions["people"], titles, same)
        ],
        [
            Entity.model_construct(name=g.name, aliases=g.aliases, mentions=g.mentions)
            for g in grouping.group_organisations(mentions["organisations"], acronyms, rules.aliases)
        ],
        [
            Place.model_construct(name=g.name, aliases=g.aliases, mentions=g.mentions, country=country)
            for g, country in zip(places, countries, strict=True)
        ],
    )
