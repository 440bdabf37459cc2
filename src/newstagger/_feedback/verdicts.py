"""What editors may say of an article, a topic, a name, a stretch of the text, two names, a date; and is it sense?"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, cast, get_args

from newstagger.article import Article
from newstagger.dates.calendar import DATE_TYPES, check_value, infer_type
from newstagger.tags import NAME_KINDS, DateType, FieldName

What: TypeAlias = Literal["topic", "name", "read", "mention", "pair", "date"]
#: What there was before stretches of the text could be judged.
FIRST_WHATS = ("topic", "name", "read")
#: What an editor may say of a topic and of a name; « open » takes an earlier verdict back.
TOPIC_VERDICTS = ("right", "wrong", "open")
NAME_VERDICTS = (*NAME_KINDS, "none", "open")
#: And of the whole article: all that is not corrected is right; put aside; not reviewed after all.
READ_VERDICTS = ("yes", "skipped", "open")
#: Two names of an article: one and the same, or two.
PAIR_VERDICTS = ("one", "two", "open")
#: Between the two names of a pair.
AND = "\t"
_ALLOWED = {
    "topic": TOPIC_VERDICTS, "name": NAME_VERDICTS, "mention": NAME_VERDICTS, "read": READ_VERDICTS, "pair": PAIR_VERDICTS,
}  # fmt: skip
_FIELDS = get_args(FieldName)


class Verdict(NamedTuple):
    """One verdict.

    Attributes:
        what: « topic »; « name », wherever the article has it; « mention » and « date », one stretch of title or text;
            « pair », two names; « read » for the whole article: all that is not corrected is right.
        subject: the topic's label, the name as the article writes it, the place of a stretch (``place``), two names
            with a tab between them (``pair``); empty for « read ».
        verdict: one of ``TOPIC_VERDICTS``, ``NAME_VERDICTS`` (also of a mention), ``PAIR_VERDICTS`` or
            ``READ_VERDICTS``; of a date its type and value (``DATE 2021-03-14``; the type alone where the text does not
            settle the value), « none » where it is no date, or « open ».
    """

    what: What
    subject: str
    verdict: str


class Kept(NamedTuple):
    """A verdict as it was kept.

    Attributes:
        number: in the order of all verdicts of the file.
        verdict: what was said.
        who: the editor's name, empty where it was not given.
        at: when, ISO 8601 in UTC.
    """

    number: int
    verdict: Verdict
    who: str
    at: str


class Place(NamedTuple):
    """A stretch of the title or text, in code points, ``end`` exclusive."""

    field: FieldName
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.field}:{self.start}:{self.end}"


def parse_place(subject: str) -> Place:
    """The place that a subject such as ``text:12:24`` names.

    Raises:
        ValueError: it names none.
    """
    parts = subject.split(":")
    if len(parts) == 3 and parts[0] in _FIELDS and all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts[1:]):
        return Place(cast(FieldName, parts[0]), int(parts[1]), int(parts[2]))
    raise ValueError(f"{subject!r} is no place in an article; write title or text, start and end, such as text:12:24")


def pair(one: str, other: str) -> str:
    """The subject of a verdict on two names, whichever is named first."""
    return AND.join(sorted((one, other)))


def parse_pair(subject: str) -> tuple[str, str]:
    """The two names of a subject that ``pair`` made.

    Raises:
        ValueError: it is none.
    """
    names = subject.split(AND)
    if len(names) == 2 and all(name.strip() for name in names) and names[0] != names[1]:
        return names[0], names[1]
    raise ValueError("a verdict on « pair » needs two different names with a tab between them")


def parse_date(verdict: str) -> tuple[DateType, str | None]:
    """Type and value that a verdict gives a date; the type may be left out where the value tells it.

    Raises:
        ValueError: the value has none of the forms of its type; the message says what to write.
    """
    head, _, value = verdict.strip().partition(" ")
    if head in DATE_TYPES:
        return head, check_value(head, value.strip()) if value.strip() else None
    return infer_type(verdict.strip()), check_value(infer_type(verdict.strip()), verdict.strip())


def checked(verdict: Verdict, article: Article) -> Verdict:
    """The verdict as it is kept: pairs in order, dates with their type.

    Raises:
        ValueError: it means nothing, or names a place that the article does not have.
    """
    what, subject, said = verdict
    if what == "date" and said not in ("none", "open"):
        kind, value = parse_date(said)
        said = f"{kind} {value}" if value else kind
    elif what != "date" and said not in _ALLOWED[what]:
        raise ValueError(f"a verdict on « {what} » is one of {', '.join(_ALLOWED[what])}; not {said!r}")
    if not subject.strip() and what != "read":
        raise ValueError(f"a verdict on « {what} » needs its subject")
    if what == "pair":
        subject = pair(*parse_pair(subject))
    elif what in ("mention", "date"):
        subject = str(_within(parse_place(subject), article))
    return Verdict(what, subject, said)


def _within(place: Place, article: Article) -> Place:
    """The place, where the article has it and it holds a letter or digit."""
    text = (article.title or "") if place.field == "title" else article.text
    words = text[place.start : place.end]
    if not place.start < place.end <= len(text):
        raise ValueError(f"{place} lies outside the {place.field}, which has {len(text):,} characters")
    if not any(c.isalnum() for c in words):
        raise ValueError(f"{place} holds no letter or digit: {words[:40]!r}")
    return place
