"""What the page shows and does: the corrected record, and edits as verdicts: another kind, a boundary that moves, undoing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from newstagger._feedback.gold import Corrected, Given, GoldDate, GoldMention, correct_names, select_latest
from newstagger._feedback.verdicts import (
    AND,
    Kept,
    Place,
    Verdict,
    VerdictError,
    check_verdict,
    pair,
    parse_place,
    text_at,
)
from newstagger._names import normalise_name
from newstagger._text.words import gazetteer
from newstagger.article import Article
from newstagger.dates.calendar import find_bounds
from newstagger.tags import NAME_KINDS, DateMention, Entity, Mention, Person, TaggedArticle, Topic
from newstagger.tags import Place as TaggedPlace

#: A mention in the title counts as much as this many in the text, for the order of names.
_TITLE = 3


class GoldName(NamedTuple):
    """A person, organisation or place with all its mentions.

    Attributes:
        kind: « people », « organisations », « places »; « none » for what is not a name.
        name: the fullest name.
        aliases: other names used in the article.
        country: ISO 3166-1 code of a place, where it is known.
        mentions: in order of title, then text.
    """

    kind: str
    name: str
    aliases: list[str]
    country: str | None
    mentions: list[GoldMention]


class ShownTopic(NamedTuple):
    """A topic as it is put before an editor.

    Attributes:
        score: the model's probability, None where it is not known.
        right: what was said of it; None where nobody judged it.
    """

    label: str
    score: float | None
    right: bool | None


def group_names(article: Article, mentions: Iterable[GoldMention], tags: TaggedArticle | None = None) -> list[GoldName]:
    """Mentions of one kind and name together, those named most often first.

    Args:
        tags: what a model gave; it knows the countries of more places.
    """
    countries = {} if tags is None else {place.name: place.country for place in tags.places}
    found: dict[tuple[str, str], GoldName] = {}
    for mention in mentions:
        kind, name = mention.kind, mention.name
        if (kind, name) not in found:
            code = (countries.get(name) or gazetteer().country(name)) if kind == "places" else None
            found[kind, name] = GoldName(kind, name, [], code, [])
        entity, text = found[kind, name], text_at(article, mention.place)
        entity.mentions.append(mention)
        if normalise_name(text) != normalise_name(name) and text not in entity.aliases:
            entity.aliases.append(text)
    return sorted(found.values(), key=lambda one: -sum(_TITLE if m.place.field == "title" else 1 for m in one.mentions))


def list_shown_topics(found: Corrected, tags: TaggedArticle | None) -> list[ShownTopic]:
    """The topics to put before an editor.

    Of an article that was read they are those confirmed then, else the model's of today; and in both cases those that
    editors added.
    """
    scores = {} if tags is None else {t.label: t.score for t in [*(tags.suggested or []), *tags.topics]}
    labels = found.given if found.read or tags is None else [topic.label for topic in tags.topics]
    added = [label for label, right in found.topics.items() if right and label not in labels]
    return [ShownTopic(label, scores.get(label), found.topics.get(label)) for label in [*labels, *added]]


def correct_record(tags: TaggedArticle, found: Corrected) -> TaggedArticle:
    """A record with the topics, names and dates that hold. A topic that an editor added has the score 1."""
    if not found.judged:
        return tags
    return tags.model_copy(update={**_correct_topics(tags, found), **_correct_entities(tags, found)})


def _correct_topics(tags: TaggedArticle, found: Corrected) -> dict[str, Any]:
    known = {topic.label: topic for topic in [*(tags.suggested or []), *tags.topics]}
    shown = [topic.label for topic in list_shown_topics(found, tags) if topic.right is not False]
    topics = [known.get(label) or Topic(label=label, score=1.0) for label in shown]
    update: dict[str, Any] = {"topics": sorted(topics, key=lambda topic: -topic.score)}
    if tags.suggested is not None:
        update["suggested"] = [topic for topic in tags.suggested if topic.label not in shown]
    return update


def _correct_entities(tags: TaggedArticle, found: Corrected) -> dict[str, Any]:
    gold = found.gold
    if found.seen is None:  # nobody knows what else the article names
        return {}
    titles = {person.name: person.titles for person in tags.people}
    entities: dict[str, list[Entity]] = {kind: [] for kind in NAME_KINDS}
    for one in group_names(found.article, gold.mentions, tags):
        values: dict[str, Any] = {
            "name": one.name,
            "aliases": one.aliases,
            "mentions": [
                Mention(**m.place._asdict(), text=text_at(found.article, m.place)) for m in one.mentions
            ],
        }  # fmt: skip
        if one.kind == "people":
            entities["people"].append(Person(**values, titles=titles.get(one.name, [])))
        elif one.kind == "places":
            entities["places"].append(TaggedPlace(**values, country=one.country))
        else:
            entities["organisations"].append(Entity(**values))
    return {**entities, "dates": [make_date(found.article, date) for date in gold.dates]}


def make_date(article: Article, date: GoldDate) -> DateMention:
    """A date with the days that it covers, as tags have them."""
    first, last = find_bounds(date.value)
    values = {
        **date.place._asdict(), "text": text_at(article, date.place), "type": date.kind, "value": date.value,
        "from": first, "to": last,
    }  # fmt: skip
    return DateMention.model_validate(values)


class Edit(NamedTuple):
    """Something that an editor does.

    Attributes:
        what: as of a ``Verdict``; or « entity », all mentions of one that the article names (``subject``: kind and name with
            a tab between them, kind « none » for one that was refused); or « move », a name or date whose boundary moves
            (``subject``: its place, ``verdict``: its new place).
        subject, verdict: as of a ``Verdict``.
    """

    what: str
    subject: str
    verdict: str


def expand_edits(found: Corrected, edits: Sequence[Edit]) -> tuple[list[Verdict], list[Verdict]]:
    """The verdicts that edits come to, and those that take them back.

    A verdict that returns to what the model gave takes the earlier verdict on it back.

    Raises:
        VerdictError: an edit means nothing, or names something that the article does not have.
    """
    given = found.seen or Given()
    holding = list(found.holding)
    verdicts: list[Verdict] = []
    for edit in edits:
        for verdict in _expand(found.article, given, holding, edit):
            checked = _take_back(found.article, given, holding, check_verdict(verdict, found.article))
            verdicts.append(checked)
            holding = select_latest([*holding, Kept(0, checked, "", "")])
    before = {kept.verdict[:2]: kept.verdict for kept in found.holding}
    subjects = dict.fromkeys(verdict[:2] for verdict in reversed(verdicts))
    return verdicts, [before.get(subject, Verdict(*subject, "open")) for subject in subjects]


def _expand(article: Article, given: Given, holding: list[Kept], edit: Edit) -> list[Verdict]:
    if edit.what == "entity":
        return _change_kind(article, given, holding, edit)
    if edit.what == "move":
        return _move(article, given, holding, edit)
    return [Verdict(*edit)]  # type: ignore[arg-type]


def _change_kind(article: Article, given: Given, holding: list[Kept], edit: Edit) -> list[Verdict]:
    """By name where the name is the entity's alone, by place for its other mentions."""
    gold = correct_names(article, given, holding)
    kind, _, name = edit.subject.partition(AND)
    refused = [m._replace(kind="none") for m in gold.refused]
    entities = group_names(article, [*gold.mentions, *refused])
    entity = next((one for one in entities if (one.kind, one.name) == (kind, name)), None)
    if entity is None:
        raise VerdictError("entity", "subject", f"the article does not name {name!r} among its {kind}")
    mine = {mention.place for mention in entity.mentions}
    forms = {m.place: normalise_name(text_at(article, m.place)) for m in [*gold.mentions, *refused]}
    others = {form for place, form in forms.items() if place not in mine}
    names = [form for form in _list_full_forms(entity, forms) if form not in others]
    judged = {kept.verdict.subject for kept in holding if kept.verdict.what == "mention"}
    places = [m.place for m in entity.mentions if str(m.place) in judged or forms[m.place] not in names]
    return [Verdict("name", form, edit.verdict) for form in names] + [
        Verdict("mention", str(place), edit.verdict) for place in places
    ]


def _list_full_forms(entity: GoldName, forms: Mapping[Place, str]) -> list[str]:
    """A name and its variants; a bare surname stays out, for it may be another person's."""
    whole = normalise_name(entity.name)
    words = set(whole.split())
    found = dict.fromkeys([whole, *(forms[mention.place] for mention in entity.mentions)])
    return [form for form in found if form == whole or not words.issuperset(form.split())]


def _move(article: Article, given: Given, holding: list[Kept], edit: Edit) -> list[Verdict]:
    place, target = parse_place(edit.subject), parse_place(edit.verdict)
    gold = correct_names(article, given, holding)
    if date := next((d for d in gold.dates if d.place == place), None):
        value = f"{date.kind} {date.value}" if date.value else date.kind
        return [Verdict("date", str(place), "none"), Verdict("date", str(target), value)]
    mention = next((m for m in gold.mentions if m.place == place), None)
    if mention is None:
        raise VerdictError("move", "place", f"there is neither a name nor a date at {edit.subject}")
    moved = [Verdict("mention", str(place), "none"), Verdict("mention", str(target), mention.kind)]
    return [*moved, *_keep_entity(article, given, holding, mention, moved)]


def _keep_entity(
    article: Article, given: Given, holding: list[Kept], mention: GoldMention, moved: list[Verdict]
) -> list[Verdict]:
    """What says that a name with another boundary still means whom it meant, where its words do not."""
    checked = [check_verdict(verdict, article) for verdict in moved]
    after = correct_names(article, given, select_latest([*holding, *(Kept(0, one, "", "") for one in checked)]))
    name = next((m.name for m in after.mentions if str(m.place) == checked[1].subject), mention.name)
    form, old = normalise_name(text_at(article, parse_place(checked[1].subject))), normalise_name(mention.name)
    others = any(m.name == mention.name for m in after.mentions)
    if name == mention.name or not others or form == old:
        return []
    subject = pair(form, old)
    return [Verdict("pair", subject, "second" if subject.endswith(f"{AND}{old}") else "first")]


def _take_back(article: Article, given: Given, holding: list[Kept], verdict: Verdict) -> Verdict:
    """The verdict, or « open » where it only returns to what the model gave."""
    what, subject, said = verdict
    if said == "open" or not any(kept.verdict[:2] == (what, subject) for kept in holding):
        return verdict
    if what == "mention":
        kinds = {m.kind for m in given.mentions if str(m.place) == subject} or {"none"}
    elif what == "name":
        kinds = {m.kind for m in given.mentions if normalise_name(text_at(article, m.place)) == subject}
    elif what == "date":
        kinds = {f"{d.kind} {d.value}" if d.value else d.kind for d in given.dates if str(d.place) == subject} or {
            "none"
        }
    else:
        return verdict
    return verdict._replace(verdict="open") if kinds == {said} else verdict
