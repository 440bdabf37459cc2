"""An article with the verdicts on it, and what holds: what the model gave, corrected by the verdicts in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from newstagger._feedback.verdicts import Kept, Place, follow_words, parse_date, parse_pair, parse_place, text_at
from newstagger._names import normalise_name
from newstagger._names.grouping import fullness, name_key
from newstagger.article import Article
from newstagger.tags import NAME_KINDS, DateMention, DateType, Entity, TaggedArticle


class GoldMention(NamedTuple):
    """A mention of a name: its place, its kind, and the fullest name of whom it means."""

    place: Place
    kind: str
    name: str


class GoldDate(NamedTuple):
    """A mention of a time: its place, its type and value; None where the text does not settle it."""

    place: Place
    kind: DateType
    value: str | None


@dataclass(frozen=True)
class Given:
    """Names and dates that a model gave an article.

    Attributes:
        part: code points of the text that the model read, where it did not read all of it.
        lacks: "names" or "dates", where nobody looked for them.
    """

    mentions: tuple[GoldMention, ...] = ()
    dates: tuple[GoldDate, ...] = ()
    part: int | None = None
    lacks: tuple[str, ...] = ()

    @classmethod
    def of(cls, tags: TaggedArticle, part: int | None = None) -> Given:
        """Those of a record."""
        lists: list[tuple[str, Sequence[Entity]]] = [(kind, getattr(tags, kind)) for kind in NAME_KINDS]
        return cls(
            tuple(
                GoldMention(Place(m.field, m.start, m.end), kind, entity.name)
                for kind, entities in lists
                for entity in entities
                for m in entity.mentions
            ),
            list_dates(tags.dates),
            part,
        )

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Given:
        """What ``to_json`` gave."""
        return cls(
            tuple(GoldMention(parse_place(place), kind, name) for place, kind, name in value["mentions"]),
            tuple(GoldDate(parse_place(place), kind, value) for place, kind, value in value["dates"]),
            value.get("part"),
            tuple(value.get("lacks", ())),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, short."""
        return {
            "mentions": [[str(m.place), m.kind, m.name] for m in self.mentions],
            "dates": [[str(d.place), d.kind, d.value] for d in self.dates],
            **({"part": self.part} if self.part is not None else {}),
            **({"lacks": list(self.lacks)} if self.lacks else {}),
        }


def list_dates(dates: Iterable[DateMention]) -> tuple[GoldDate, ...]:
    """Dates as a model or ``find_dates`` gave them."""
    return tuple(GoldDate(Place(d.field, d.start, d.end), d.type, d.value) for d in dates)


@dataclass
class Gold:
    """What holds of an article's names and dates.

    Attributes:
        mentions, dates: in order of title, then text.
        refused: mentions that the model gave and an editor found to be no name, with the kind that the model gave.
    """

    mentions: list[GoldMention] = field(default_factory=list)
    dates: list[GoldDate] = field(default_factory=list)
    refused: list[GoldMention] = field(default_factory=list)

    def entity_records(self, article: Article) -> list[dict[str, Any]]:
        """The mentions as gold ``entities`` of a record; those of the title say so in ``field``."""
        return [
            {**_record(article, m.place), "label": m.kind, **({"name": m.name} if m.name else {})}
            for m in self.mentions
        ]  # fmt: skip

    def date_records(self, article: Article) -> list[dict[str, Any]]:
        """The dates as gold ``dates`` of a record."""
        return [{**_record(article, d.place), "type": d.kind, "value": d.value} for d in self.dates]


def correct_names(article: Article, given: Given, holding: Sequence[Kept]) -> Gold:
    """What the model gave, corrected.

    A stretch that an editor named takes the place of all that the model gave there and that overlaps it; of what editors
    said of one stretch or name, the latest holds.

    Args:
        holding: the verdicts that hold, in their order.
    """
    mentions, refused = _correct_mentions(article, given, holding)
    return Gold(
        _group_mentions(article, _drop_left_names(article, given, mentions), holding),
        _correct_dates(given, holding),
        refused,
    )


def _correct_mentions(
    article: Article, given: Given, holding: Sequence[Kept]
) -> tuple[list[GoldMention], list[GoldMention]]:  # fmt: skip
    """The mentions with the kinds that hold, in order, and those given that are no names."""
    found = {m.place: m for m in given.mentions}
    form = {place: normalise_name(text_at(article, place)) for place in found}
    no_name_here: set[Place] = set()  # a name may be right elsewhere in the article: its kind does not bring these back
    for kept in holding:
        what, subject, said = kept.verdict
        if what == "name":
            for place, mention in found.items():
                if form[place] == subject and place not in no_name_here:
                    found[place] = mention._replace(kind=said)
        elif what == "mention":
            place = parse_place(subject)
            form[place] = normalise_name(text_at(article, place))
            (no_name_here.add if said == "none" else no_name_here.discard)(place)
            if place in found:
                found[place] = found[place]._replace(kind=said)
            elif said != "none":
                found = {
                    other: m for other, m in found.items() if not _overlap(place, other) or _may_nest(place, said, m)
                }
                found[place] = GoldMention(place, said, "")
    names = [m for _, m in sorted(found.items(), key=lambda item: _order(item[0])) if m.kind != "none"]
    refused = [m for m in given.mentions if m.place in found and found[m.place].kind == "none"]
    return names, refused


def _may_nest(place: Place, kind: str, outer: GoldMention) -> bool:
    """A place or person inside an organisation (« tribunal administratif de Limoges ») leaves the organisation there."""
    inside = outer.place.start <= place.start and place.end <= outer.place.end and place != outer.place
    return kind != "organisations" and outer.kind == "organisations" and inside


def _drop_left_names(article: Article, given: Given, mentions: list[GoldMention]) -> list[GoldMention]:
    """The mentions, without the model's name for those that went to another kind and left that name behind."""
    before = {m.place: m.kind for m in given.mentions}
    forms = {(m.kind, normalise_name(text_at(article, m.place))) for m in mentions}
    return [
        m if before.get(m.place) == m.kind or (m.kind, normalise_name(m.name)) in forms else m._replace(name="")
        for m in mentions
    ]


def _group_mentions(article: Article, mentions: list[GoldMention], holding: Sequence[Kept]) -> list[GoldMention]:
    """The mentions with the names of whom they mean: as the model grouped them, merged and separated by the verdicts."""
    group: dict[tuple[str, str], str] = {}  # kind and form of a name, to the name of its group
    for mention in sorted(mentions, key=lambda m: not m.name):  # those that the model grouped first
        form = normalise_name(text_at(article, mention.place))
        if (mention.kind, form) not in group:
            group[mention.kind, form] = mention.name or _find_known_name(group, mention.kind, form) or form
    for kept in holding:
        if kept.verdict.what == "pair":
            one, other = parse_pair(kept.verdict.subject)
            for kind in NAME_KINDS:
                if kept.verdict.verdict == "two":
                    _split(group, kind, one, other)
                else:
                    _merge(group, kind, one, other, kept.verdict.verdict)
    return [m._replace(name=group[m.kind, normalise_name(text_at(article, m.place))]) for m in mentions]


def _find_known_name(group: dict[tuple[str, str], str], kind: str, form: str) -> str | None:
    """The group of a name that is written alike but for case, accents and dots, or whose surname it is."""
    words = name_key(form).split()
    for (its, other), name in group.items():
        theirs = name_key(other).split()
        if its == kind and (theirs == words or (kind == "people" and theirs[-len(words) :] == words)):
            return name
    return None


def _find_group(group: dict[tuple[str, str], str], kind: str, name: str) -> str | None:
    """The group that a name is in: by its form, or because it is called so."""
    called = {normalise_name(other): other for (its, _), other in group.items() if its == kind}
    return group.get((kind, name), called.get(name))


def _merge(group: dict[tuple[str, str], str], kind: str, one: str, other: str, called: str) -> None:
    """Two groups become one, called by the fullest of their names, or by that of the first or second."""
    first, second = _find_group(group, kind, one), _find_group(group, kind, other)
    if first is None or second is None or first == second:
        return
    name = {"first": first, "second": second}.get(called) or max((first, second), key=fullness)
    for member, its in group.items():
        if member[0] == kind and its in (first, second):
            group[member] = name


def _split(group: dict[tuple[str, str], str], kind: str, one: str, other: str) -> None:
    """Of two forms in one group, the one that is not the group's own name leaves it."""
    shared = _find_group(group, kind, one)
    if shared is None or shared != _find_group(group, kind, other):
        return
    leaving = (
        one
        if normalise_name(shared) == other
        else other
        if normalise_name(shared) == one
        else min((one, other), key=fullness)
    )
    if (kind, leaving) in group:
        group[kind, leaving] = leaving


def _correct_dates(given: Given, holding: Sequence[Kept]) -> list[GoldDate]:
    found = {d.place: d for d in given.dates}
    for kept in holding:
        what, subject, said = kept.verdict
        if what != "date":
            continue
        place = parse_place(subject)
        if said == "none":
            found.pop(place, None)
            continue
        found = {other: d for other, d in found.items() if other == place or not _overlap(place, other)}
        found[place] = GoldDate(place, *parse_date(said))
    return [d for _, d in sorted(found.items(), key=lambda item: _order(item[0]))]


def _record(article: Article, place: Place) -> dict[str, Any]:
    where = {} if place.field == "text" else {"field": place.field}
    return {**where, "start": place.start, "end": place.end, "text": text_at(article, place)}


def _overlap(one: Place, other: Place) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _order(place: Place) -> tuple[bool, int, int]:
    return place.field == "text", place.start, -place.end


def select_latest(history: Iterable[Kept]) -> list[Kept]:
    """Of several verdicts on one thing the latest, in their order; without those that were taken back."""
    last: dict[tuple[str, str], Kept] = {}
    for kept in history:
        subject = kept.verdict.what, kept.verdict.subject
        last.pop(subject, None)
        last[subject] = kept
    return [kept for kept in last.values() if kept.verdict.verdict != "open"]


State: TypeAlias = Literal["to_review", "in_progress", "reviewed", "skipped"]
STATES: tuple[State, ...] = get_args(State)


@dataclass
class Corrected:
    """An article and what holds of it.

    Attributes:
        given: topics that the model had given; of an article that was read, those that were on show then.
        topics: label to whether it is right.
        names: name to kind, « none » for what is not a name.
        mentions, dates: place to the verdict on that stretch.
        pairs: two names (``verdicts.pair``) to « one » or « two ».
        seen: names and dates that the model gave; None where nobody kept them.
        read: somebody has read all of it.
        skipped: somebody has put it aside.
        history: every verdict, oldest first, those that no longer hold too.
        doubt: uncertainty of the best topic, 0..1.
    """

    article: Article
    given: list[str]
    topics: dict[str, bool] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    seen: Given | None = None
    read: bool = False
    skipped: bool = False
    history: list[Kept] = field(default_factory=list)
    doubt: float = 0.0

    @classmethod
    def of(
        cls, article: Article, given: list[str], history: list[Kept], seen: Given | None = None, doubt: float = 0.0
    ) -> Corrected:
        """What follows from the verdicts on an article."""
        found = cls(article, given, seen=seen, history=history, doubt=doubt)
        of = {"name": found.names, "mention": found.mentions, "date": found.dates}
        for what, subject, verdict in (kept.verdict for kept in found.holding):
            if what == "read":
                found.read, found.skipped = verdict == "yes", verdict == "skipped"
            elif what == "topic":
                found.topics[subject] = verdict == "right"
            elif what == "pair":
                found.pairs[subject] = "two" if verdict == "two" else "one"
            else:
                of[what][subject] = verdict
        return found

    @property
    def holding(self) -> list[Kept]:
        """The verdicts that hold, in their order, at the places that they have under the title of today."""
        return select_latest(follow_words(self.article, self.history))

    @property
    def labels(self) -> list[str]:
        """Topics of the article: those given and not refused, and those added."""
        added = [label for label, right in self.topics.items() if right and label not in self.given]
        return [label for label in self.given if self.topics.get(label, True)] + added

    @property
    def gold(self) -> Gold:
        """Names and dates of the article, corrected (see ``feedback.gold``)."""
        return correct_names(self.article, self.seen or Given(), self.holding)

    @property
    def names_judged(self) -> bool:
        """Did somebody judge its names, and are the others known: as a model gave them, or since all of it was read?"""
        if self.seen is not None and self.seen.part is not None:
            return False  # nobody knows the names of the rest
        return bool(self.mentions and self.read) or (
            self.seen is not None
            and "names" not in self.seen.lacks
            and bool(self.read or self.names or self.mentions or self.pairs)
        )

    @property
    def dates_judged(self) -> bool:
        """Did somebody judge its dates, and are the others known?"""
        if self.seen is not None and self.seen.part is not None:
            return False
        return bool(self.dates and self.read) or (
            self.seen is not None and "dates" not in self.seen.lacks and bool(self.read or self.dates)
        )

    @property
    def judged(self) -> bool:
        """Does any verdict hold that something can be learnt from?"""
        return bool(self.read or self.topics or self.names or self.mentions or self.dates or self.pairs)

    @property
    def state(self) -> State:
        """The state of its review: what was last said of the whole, else whether a verdict on a part of it holds."""
        if self.read or self.skipped:
            return "reviewed" if self.read else "skipped"
        return "in_progress" if self.judged else "to_review"

    def verdicts(self, topics: Iterable[str]) -> dict[str, bool]:
        """Verdicts on some topics; of an article that was read, on all of them."""
        labels = set(self.labels)
        return {label: label in labels for label in topics if self.read or label in self.topics}
