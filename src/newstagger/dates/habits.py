"""What says in a sentence that its days and hours come every week: opening hours, broadcasts, « le lundi »."""

from __future__ import annotations

import re

from newstagger._text.words import WEEKDAYS
from newstagger.dates.context import Context

#: What is open, closed or broadcast.
_HABIT = re.compile(
    r"\b(?:ouver(?:te?s?|ture)|ouvre(?:nt)?|horaires?|ferm(?:ée?s?|e|ent)|permanences?|accueil(?:le)?|guichets?|tous les|"
    r"chaque|consultations?|visites?|habituel\w*|joignable|à (?:voir|suivre|retrouver)|émission)\b", re.IGNORECASE)  # fmt: skip
#: What happened or will happen once.
_ONCE = re.compile(
    r"\b(?:sera|seront|serait|seraient|a|ont|avait|avaient|été|était|restera|resteront|exceptionnellement)\b"
)
#: « fermé le lundi », « tous les jours sauf le mardi »: a weekday of every week.
_OPEN_OR_CLOSED = re.compile(
    r"\b(?:ferm(?:ée?s?|ent?)|ouv(?:erte?s?|re|rent)|relâche|sauf|repos)\s+(?:au public\s+)?le\s+$", re.IGNORECASE
)
#: « les manifestations du samedi », « il travaille le dimanche »: with its article a bare weekday is that of every week.
_ARTICLE = re.compile(
    r"(?<!dès )(?<!depuis )(?<!avant )(?<!après )(?<!jusqu'au )(?<!heures )\b(?:le|du) $", re.IGNORECASE
)
#: A weekday without an article is one day.
_ONE_DAY = re.compile(rf"(?<!le )(?<!du )(?<!chaque )\b(?:{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
_EVERY_DAY = re.compile(r"\b(?:horaires?|tous les jours|chaque jour|7 ?j(?:ours)? ?(?:/|sur) ?7)\b", re.IGNORECASE)


def recurs(context: Context) -> bool:
    """Does the sentence say that its days and hours come every week?"""
    before, behind = context.sentence()
    text = f"{before} {behind}"
    return context.recurring or (_HABIT.search(text) is not None and _ONCE.search(text) is None)


def hours_recur(context: Context) -> bool:
    """Does the sentence say that its hours are those of every day?"""
    if context.recurring:
        return True
    names_a_day = context.anchor is not None and context.same_sentence
    return recurs(context) and not names_a_day and _EVERY_DAY.search(" ".join(context.sentence())) is not None


def weekday_recurs(context: Context) -> bool:
    """Is a bare weekday that of every week?"""
    before = context.sentence()[0]
    return _has_its_article(context) or (_OPEN_OR_CLOSED.search(before) is not None and _ONCE.search(before) is None)


def _has_its_article(context: Context) -> bool:
    """Has the weekday its article, while its sentence tells nothing that was and names no single weekday beside it?"""
    before, behind = context.sentence()
    if _ARTICLE.search(before) is None or _ONE_DAY.search(before) or _ONE_DAY.search(behind):
        return False
    return not (context.told and context.odds < 0)  # « il a été arrêté le lundi » was one day
