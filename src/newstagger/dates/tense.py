"""Does a clause speak of what is to come, or tell what was? A small linear model over its verbs.

The features say which verb group stands nearest before and behind a day, in which tense, and what stands directly beside
it; the weights (``tense.tsv``) were fitted by logistic regression (``benchmarks/dates/train_tense.py``) to days of news
that are known from elsewhere: written with their date, or as « hier » and « demain ».
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from math import fsum

from newstagger._text.words import WEEKDAYS
from newstagger.dates.verbs import BREAKS, Group, groups

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?|[,;:«»\"()–—]|\d+")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|»|\")|\n")
#: How much of the sentence before and behind a day is read, in code points.
REACH_BEFORE, REACH_BEHIND = 160, 120
#: Before a day: part of how it is named.
_ARTICLES = ("le", "ce")
_LINKS = frozenset("qui que qu' dont où lors alors après avant pour".split())
_LINK_REACH = 9
#: « d'ici à », « reporté à », « renvoyé au », « entre en vigueur »: what follows is to come, whenever it was decided.
_PUT_OFF = re.compile(
    r"\b(?:(?:report|renvoy|repouss|ajourn|décal|prorog|prolong|reconduit)[\w]* (?:à|au?|jusqu'(?:à|au?))"
    r"|entre(?:nt)? en vigueur|prend effet|d'ici(?: à| au)?)(?: le)? ?$"
)
#: « est mort en », « né le », « s'est éteint à Nice le », « serait arrivé »: verbs whose perfect is formed with « être »
#: look like a passive, and hearsay of what was like a wish.
_DONE = re.compile(
    r"\b(?:(?:(?:est|sont|était|étaient) )?(?:né|mort|décédé)|(?:est|sont|était|étaient|serait|seraient) (?:déjà )?"
    r"(?:arrivé|parti|venu|devenu|entré|tombé|survenu|intervenu|disparu|paru|revenu|rentré|sorti)"
    r"|(?:s'(?:est|était|étaient)|se (?:sont|serait|seraient)) [\w]+[éiuts])e?s?"
    r"(?: (?:à|dans|en|au|près) [^,;:.]{1,24}?)?(?: (?:le|en|au mois de|ce))? ?$",
    re.IGNORECASE,
)
#: « depuis décembre », « depuis le mois de décembre », « depuis la mi-mars ».
_SINCE = re.compile(r"\bdepuis (?:le |la |l'|les )?(?:(?:mois|début|fin|milieu) (?:de |du |d'))?$", re.IGNORECASE)
#: « l'attentat de », « l'incendie de »: nouns for what nobody announces.
_OVER = re.compile(
    r"\b(?:attentats?|accidents?|incendies?|fusillades?|tueries?|drames?|incidents?|émeutes?|explosions?|séismes?|crash|catastrophes?"
    r"|violences|bombardements?|débordements|affrontements?|arrestations?|décès|meurtres?|assassinats?)\b"
    r"(?: [\w'-]+){0,3} (?:de|du|d')(?: ce)? ?$",
    re.IGNORECASE,
)
#: « la victoire de », « le bilan du scrutin de »: over, unless the sentence speaks of what will be.
_MOSTLY_OVER = re.compile(
    r"\b(?:tempêtes?|orages?|inondations?|bilan|résultats?|victoires?|défaites?|lendemain)\b"
    r"(?: [\w'-]+){0,3} (?:de|du|d')(?: ce)? ?$",
    re.IGNORECASE,
)
#: « les élections de dimanche ont surpris »: what the event did is told.
_OF_THE_DAY = frozenset(["P=de", "P=du", "P=d'"])
_TOLD_BEHIND = frozenset(["NR=PC", "NR=PS", "NR=PQP"])
_EVENT_TOLD = 3.0
#: Log odds beyond all nearness: tomorrow against the same day a year ago weighs log(365), about 5.9.
_SURE = 8.0
_THAT = frozenset(["C=que", "C=qu'"])
_TOLD_IN_PAST = frozenset(["A2=PC", "A2=PQP", "A2=IMPF", "A2=PS"])
_TELLING = frozenset(["P=depuis", "P=dès", "P2=jusqu'_à", "P2=jusqu'_au", "P2=jusqu'_en"])


@lru_cache(1)
def _weights() -> dict[str, float]:
    lines = files("newstagger.dates").joinpath("tense.tsv").read_text("utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.rsplit("\t", 1) for line in lines)}


def _words(text: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    return ["WD" if word in WEEKDAYS else word for word in words]


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a mention in its sentence."""
    left, right = text[max(0, start - REACH_BEFORE) : start], text[end : end + REACH_BEHIND]
    ends = [m.end() for m in _SENTENCE_END.finditer(left)]
    stop = _SENTENCE_END.search(right)
    return left[ends[-1] :] if ends else left, right[: stop.start()] if stop else right


def _distance(words: int) -> str:
    return "0" if words <= 1 else "1" if words <= 3 else "2" if words <= 8 else "3"


def features(left: str, right: str) -> set[str]:
    """What the sentence says beside a day.

    Args:
        left: the sentence up to the day.
        right: the sentence behind it.
    """
    before, behind = _words(left), _words(right)
    if before[-1:] == [","] == behind[:1]:  # « l'acte IX, samedi, pourrait être tendu »: the day parts no clauses
        before, behind = before[:-1], behind[1:]
    words = [*before, "WD", *behind]
    day = len(before)
    last = day - 1
    while last >= 0 and words[last] in _ARTICLES:
        last -= 1
    found = groups(words)
    lefts = [g for g in found if g[0] < day][::-1]
    rights = [g for g in found if g[0] > day]
    out = _beside(words, last, day) | _verbs(words, last, day, lefts, rights)
    if all(word in BREAKS or word in _ARTICLES for word in before):
        out |= {"INIT", f"INIT_{rights[0][1] if rights else '-'}"}
    if not found:
        out |= {"NOVERB", f"NV_P={words[last] if last >= 0 else '#'}"}
    return out


def _beside(words: list[str], last: int, day: int) -> set[str]:
    """The words directly beside the day, and the noun or verb that its preposition hangs on."""
    p1 = words[last] if last >= 0 else "#"
    p2 = words[last - 1] if last >= 1 else "#"
    r1 = words[day + 1] if day + 1 < len(words) else "#"
    out = {"1", f"P={p1}", f"P2={p2}_{p1}", f"R={r1}", f"PR={p1}_{r1}"}
    if p1 in ("de", "du", "des", "d'"):
        out.add(f"H={p2}")
    if p1 in ("à", "au", "pour", "avant", "après"):
        out.add(f"HP={p2}_{p1}")
    clause = takewhile(lambda at: words[at] not in BREAKS, range(day - 1, max(-1, day - 1 - _LINK_REACH), -1))
    link = next((words[at] for at in clause if words[at] in _LINKS), None)
    return out | {f"C={link}"} if link else out


def _verbs(words: list[str], last: int, day: int, lefts: list[Group], rights: list[Group]) -> set[str]:
    """The verb groups around the day: the nearest ones, in its clause or beyond, and all of them."""
    near_left, near_right = (lefts[0] if lefts else None), (rights[0] if rights else None)
    left_inside = near_left is not None and not BREAKS.intersection(words[near_left[0] : day])
    right_inside = near_right is not None and not BREAKS.intersection(words[day : near_right[0]])
    a = near_left[1] if near_left and left_inside else "-"
    b = near_right[1] if near_right and right_inside else "-"
    out = {f"NL={a}", f"NR={b}", f"NLR={a}_{b}"}
    if near_left and left_inside:
        verb, p1 = near_left[2], words[last] if last >= 0 else "#"
        gap = last - near_left[0]
        out |= {f"NL={a}{_distance(gap + 1)}", f"NLx={a}:{verb}", f"NLs={verb}", f"NLP={a}_{p1}"}
        if gap <= 1:
            out.add(f"ADJ={a}:{verb}")
    else:
        out |= {f"xNR={b}", f"xNRx={b}:{near_right[2]}" if near_right and right_inside else "noverb"}
    if near_right and right_inside:
        out |= {f"NRx={b}:{near_right[2]}", f"NR={b}{_distance(near_right[0] - day)}"}
    la, ra = near_left[1] if near_left else "-", near_right[1] if near_right else "-"
    out |= {f"A={la}", f"B={ra}", f"AB={la}_{ra}_{int(left_inside)}{int(right_inside)}"}
    if len(lefts) > 1:
        out |= {f"NL2={la}_{lefts[1][1]}", f"A2={lefts[1][1]}"}
    out.update(f"S={g[1]}" for g in (*lefts, *rights))
    out.update(f"SL={g[1]}" for g in lefts)
    out.update(f"SR={g[1]}" for g in rights)
    return out


def _is_announced(found: set[str]) -> bool:
    """« il a annoncé qu'il irait »: is the day that of a conditional told in the past, the future of indirect speech?"""
    return "NL=COND" in found and not _THAT.isdisjoint(found) and not _TOLD_IN_PAST.isdisjoint(found)


def future_odds(text: str, start: int, end: int) -> tuple[float, bool]:
    """Log odds that a mention's sentence puts it after the publication, by its words alone.

    Args:
        text: a normalised text.
        start, end: the mention in it, end exclusive.

    Returns:
        The odds, and whether a verb or a telling preposition stands in the sentence.
    """
    weights = _weights()
    left, right = sentence_around(text, start, end)
    found = features(left, right)
    told = "NOVERB" not in found or not _TELLING.isdisjoint(found)
    # An exact sum, whatever the order of the set.
    odds = fsum(weights.get(name, 0.0) for name in found)
    if _PUT_OFF.search(left) or _is_announced(found):
        return max(odds, _SURE), True
    if _OVER.search(left) or ("NR=FUT" not in found and _MOSTLY_OVER.search(left)):
        return min(odds, -_SURE), True
    if not _OF_THE_DAY.isdisjoint(found) and not _TOLD_BEHIND.isdisjoint(found):
        odds = min(odds, 0.0) - _EVENT_TOLD
    return (min(odds, -_SURE), True) if _DONE.search(left) or _SINCE.search(left) else (odds, told)


def weekday_odds(odds: float, ahead: int) -> float:
    """Log odds that a weekday is to come, given how near it would be.

    Args:
        odds: those of its sentence.
        ahead: days from the publication to the coming one, 1 to 6. What was six days ago is told less often than what
            comes tomorrow.
    """
    weights = _weights()
    return odds * weights["WEEKDAY"] + weights[f"AHEAD={ahead}"]
