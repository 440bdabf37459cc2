"""Verdicts: what editors may say of an article, a topic, a name, a stretch of the text, two names or a date.

And which article they are about: it stays the same when its title, date or other details are given or corrected late.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias, cast, get_args

from newstagger._text.normalise import fold
from newstagger.article import Article, without_surrogates
from newstagger.dates import find_dates
from newstagger.dates.calendar import DATE_TYPES, check_value, infer_type
from newstagger.tags import NAME_KINDS, DateType, FieldName

What: TypeAlias = Literal["topic", "name", "read", "mention", "pair", "date"]
#: What an editor may say of a topic and of a name; « open » takes an earlier verdict back.
TOPIC_VERDICTS = ("right", "wrong", "open")
NAME_VERDICTS = (*NAME_KINDS, "none", "open")
#: And of the whole article: all that is not corrected is right; put aside; not reviewed after all.
READ_VERDICTS = ("yes", "skipped", "open")
#: Two names of an article: one and the same, under the fullest name or under that of the first or second; or two.
PAIR_VERDICTS = ("one", "first", "second", "two", "open")
#: Between the two names of a pair.
AND = "\t"
_ALLOWED = {
    "topic": TOPIC_VERDICTS, "name": NAME_VERDICTS, "mention": NAME_VERDICTS, "read": READ_VERDICTS, "pair": PAIR_VERDICTS,
}  # fmt: skip
_FIELDS = get_args(FieldName)
#: What may precede a date that somebody writes, and what makes it come again.
_BEFORE_DATES = frozenset("le la les l en au aux a du de des d dans ce cette jusqu depuis".split())
_REPEATED = frozenset("chaque tous toutes un une sur".split())


class VerdictError(ValueError):
    """A verdict that means nothing, or names a stretch, pair or value that is not valid.

    Attributes:
        what: what the verdict is about.
        problem: « verdict », « subject », « place », « outside », « no_letter », « pair » or « date ».
    """

    def __init__(self, what: str, problem: str, message: str) -> None:
        super().__init__(message)
        self.what, self.problem = what, problem


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
        page: identifies the page or program that it came from, which distinguishes editors who gave no name.
        words: the words at the place of a mention or date when it was judged.
    """

    number: int
    verdict: Verdict
    who: str
    at: str
    page: str = ""
    words: str = ""


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
        VerdictError: it names none.
    """
    parts = subject.split(":")
    if len(parts) == 3 and parts[0] in _FIELDS and all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts[1:]):
        return Place(cast(FieldName, parts[0]), int(parts[1]), int(parts[2]))
    raise VerdictError(
        "mention",
        "place",
        f"{subject!r} is not a place in an article; write title or text, start and end, such as text:12:24",
    )


def pair(one: str, other: str) -> str:
    """The subject of a verdict on two names, whichever is named first."""
    return AND.join(sorted((one, other)))


def parse_pair(subject: str) -> tuple[str, str]:
    """The two names of a subject that ``pair`` made.

    Raises:
        VerdictError: it does not have two different names.
    """
    names = subject.split(AND)
    if len(names) == 2 and all(name.strip() for name in names) and names[0] != names[1]:
        return names[0], names[1]
    raise VerdictError("pair", "pair", "a verdict on a pair needs two different names with a tab between them")


def parse_date(verdict: str, published: date | datetime | None = None) -> tuple[DateType, str | None]:
    """Type and value that a verdict gives a date.

    Args:
        verdict: a TIMEX3 value with or without its type, a type alone where the text does not settle the value, or a
            date as French is written: « 14 mars 2024 », « chaque lundi ».
        published: publication time, against which « mardi » is resolved.

    Raises:
        VerdictError: it is not a date; the message says what to write.
    """
    verdict = verdict.strip()
    head, _, value = verdict.partition(" ")
    kind = head if head in DATE_TYPES else None
    if kind and not value.strip():
        return kind, None
    text = value.strip() if kind else verdict
    try:
        kind = kind or infer_type(text)
        return kind, check_value(kind, text)
    except ValueError as error:
        written = _read_date(verdict, published)
        if written is None:
            raise VerdictError("date", "date", str(error)) from None
        return written


def _read_date(words: str, published: date | datetime | None) -> tuple[DateType, str | None] | None:
    """Type and value of a date as French is written, if the words are one date and nothing else.

    A repetition that has no value of its own (« chaque premier jeudi du mois ») is a set without one.
    """
    found = find_dates(words, published)
    if len(found) != 1:
        return None
    rest = set(re.findall(r"\w+", fold(words[: found[0].start] + " " + words[found[0].end :])))
    if rest & _REPEATED and rest <= _REPEATED | _BEFORE_DATES:
        return "SET", None
    return (found[0].type, found[0].value) if found[0].value and rest <= _BEFORE_DATES else None


def check_verdict(verdict: Verdict, article: Article) -> Verdict:
    """The verdict as it is kept: pairs in order, dates with their type.

    Raises:
        VerdictError: it means nothing, or names a place that the article does not have.
    """
    what, subject, said = verdict
    if what not in get_args(What) or not isinstance(subject, str) or not isinstance(said, str):
        raise VerdictError(str(what), "verdict", f"{tuple(verdict)!r:.200} is not a verdict; see newstagger.Verdict")
    subject = without_surrogates(subject)  # no file can hold them
    if what == "date" and said not in ("none", "open"):
        kind, value = parse_date(said, article.published)
        said = f"{kind} {value}" if value else kind
    elif what != "date" and said not in _ALLOWED[what]:
        allowed = ", ".join(_ALLOWED[what])
        raise VerdictError(what, "verdict", f"a verdict on a {what} must be one of {allowed}, not {said!r}")
    if not subject.strip() and what != "read":
        raise VerdictError(what, "subject", f"a verdict on a {what} needs its subject")
    if what == "pair":
        subject = pair(*parse_pair(subject))
    elif what in ("mention", "date"):
        subject = str(_check_place(parse_place(subject), article, what))
    return Verdict(what, subject, said)


def text_at(article: Article, place: Place) -> str:
    """The words at a place."""
    return ((article.title or "") if place.field == "title" else article.text)[place.start : place.end]


def _check_place(place: Place, article: Article, what: str) -> Place:
    """The place, where the article has it and it contains a letter or digit."""
    text = (article.title or "") if place.field == "title" else article.text
    if not place.start < place.end <= len(text):
        message = f"{place} lies outside the {place.field}, which has {len(text):,} characters"
        raise VerdictError(what, "outside", message)
    words = text_at(article, place)
    if not any(c.isalnum() for c in words):
        raise VerdictError(what, "no_letter", f"{place} contains no letter or digit: {words[:40]!r}")
    return place


#: Texts from this many code points on are one article even under two titles; shorter ones may be a formula that many
#: articles have (« Article réservé aux abonnés »).
DISTINCTIVE = 200
_DETAILS = ("id", "title", "published", "url", "author", "source", "declared_topics", "left_out")


def hash_words(article: Article) -> str:
    """The same for the same text; of a headline alone, for the same title."""
    content = ["text", article.text] if article.text else ["title", article.title or ""]
    return _hash(content)


def make_key(article: Article) -> str:
    """A key for an article that a store does not have yet; it stays when the article changes."""
    return _hash([article.title or "", article.text])


def find_same(article: Article, candidates: Iterable[Article]) -> int | None:
    """Which of several articles with the same words (``hash_words``) an article is; None where it is another one.

    Of two articles with the same text that have different titles, ids or addresses decide; without them a long text does,
    unless the two name different sources.
    """
    best: tuple[int, int] | None = None
    for number, other in enumerate(candidates):
        rank = _rank(article, other)
        if rank and (best is None or rank > best[0]):
            best = rank, number
    return None if best is None else best[1]


def _rank(one: Article, other: Article) -> int:
    """How surely two articles of one text are the same; 0 if they are not."""
    if (one.title or "").split() == (other.title or "").split():
        return 4
    if _agree(one.id, other.id) or _agree(one.url, other.url):
        return 3
    if not one.title or not other.title:
        return 2
    contradict = one.source and other.source and one.source != other.source
    return int(len(one.text) >= DISTINCTIVE and not contradict)


def _agree(one: str | None, other: str | None) -> bool:
    return bool(one) and one == other


def update_details(old: Article, new: Article) -> Article:
    """An article with what is newly known of it besides its text; what is not given stays."""
    given = {name: getattr(new, name) for name in _DETAILS if getattr(new, name)}
    if new.id_from_place and old.id:
        given.pop("id", None)
    return replace(old, **given)


def follow_words(article: Article, history: Iterable[Kept]) -> list[Kept]:
    """Verdicts with the places that they now have: those on a title that has changed since follow their words.

    One whose words are no longer in the title is left out; it counts again once they are back.
    """
    found = []
    for kept in history:
        what, subject, said = kept.verdict
        if what in ("mention", "date") and subject.startswith("title:") and kept.words:
            place = _find_words(article, parse_place(subject), kept.words)
            if place is None:
                continue
            kept = kept._replace(verdict=Verdict(what, str(place), said))
        found.append(kept)
    return found


def _find_words(article: Article, place: Place, words: str) -> Place | None:
    if text_at(article, place) == words:
        return place
    title = article.title or ""
    starts = [at for at in range(len(title) - len(words) + 1) if title.startswith(words, at)]
    starts = [at for at in starts if _stands_alone(title, at, at + len(words))]
    if not starts:
        return None
    start = min(starts, key=lambda at: abs(at - place.start))
    return Place("title", start, start + len(words))


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()


def _hash(content: list[str]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()[:24]
