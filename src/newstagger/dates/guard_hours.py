"""Second thoughts about hours: « 20 heures » is a time of day or a length of time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newstagger.dates import lexicon, neighbours
from newstagger.dates.numbers import number
from newstagger.dates.touch import Guard, Parts, Span, glued_before

if TYPE_CHECKING:
    from newstagger.dates.tokens import Row


def _clock(row: Row, begin: int, end: int, parts: Parts) -> Span:
    text = parts["clock"]
    if glued_before(row, begin) or row.text[row.ends[end - 1] : row.ends[end - 1] + 1].isalnum():
        return None
    before, after = row.word(begin - 1), row.word(end)
    raw = row.text[row.starts[begin] : row.ends[end - 1]]
    if text.startswith(("midi", "minuit")):
        if raw[:1].isupper() and not raw.isupper() and before not in ("", ".", "\n"):
            return None
        return (begin, end) if before not in ("du", "le") or (before == "le" and row.word(begin - 2) != "") else None
    if any(part in text for part in lexicon.PARTS) or text.endswith(("gmt", "utc", "tu")):
        return begin, end
    if before == "/":
        return None
    if before == "de" and row.word(begin - 2) in neighbours.CLOCK_BEFORE_DE:
        return begin, end
    if before in ("en", "pendant", "durant", "de", "d'") and after not in ("a",) and ":" not in text:
        return None if before != "de" or not re.search(r"h *\d", text) else (begin, end)
    if ":" in text:
        return (begin, end) if re.match(r"\d\d:", text) or before in neighbours.CLOCK_BEFORE else None
    if re.search(r"h *\d", text):
        return begin, end
    if "demi" in text:  # « une heure et demie » is a length of time, « à une heure et demie » an hour
        return (begin, end) if before in neighbours.CLOCK_BEFORE and after not in ("de", "d'") else None
    hour = _hour(text)
    # « partira à 10 heures de la place »; « à deux heures de route » and « à 3 heures de Paris » are distances.
    leaves = before == "a" and hour is not None and 7 <= hour <= 23 and text[0].isdigit() and _from_a_place(row, end)
    if leaves:
        return begin, end
    if (
        hour is None
        or hour > 24
        or after in ("de", "d'", "par", "/", "plus")
        or (row.word(end) == "du" and row.word(end + 1) in ("mans",))
    ):
        return None
    if before == "les" and row.word(begin - 2) in ("vers", "apres", "avant", "dès"):
        return begin, end
    if before == "est" and row.word(begin - 2) == "il":
        return begin, end
    if before in neighbours.CLOCK_BEFORE and not (before == "a" and row.word(begin - 2) in ("superieur", "inferieur")):
        return begin, end
    # « 20h » by itself is a time of day, « 20 heures » a length of time.
    return (begin, end) if re.fullmatch(r"\d+ ?h", text) and before not in neighbours.DURATION_BEFORE else None


#: « de 5 h 30 » may last so long, « de 14 h 30 » is an hour.
_LONGEST = 6
_LASTS = frozenset("en pendant durant dure dura durait durera duraient durent duree".split())


def _clock_length(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« en 4 h 42 », « dure 2 h 12 », « 2 h 14 min 12 s » are lengths of time."""
    if glued_before(row, begin) or ":" in parts["clock"]:
        return None
    before, earlier = row.word(begin - 1), row.word(begin - 2)
    # « un trajet d'1 h 30 »; « le train de 14 h 30 » is an hour.
    of_a_length = (
        before in ("de", "d'")
        and earlier not in neighbours.CLOCK_BEFORE_DE
        and (_hour(parts["clock"]) or 24) < _LONGEST
    ) or (
        before in ("moins", "plus")
        and earlier in ("au", "de")
        and row.word(begin - 3) in ("d'", "pendant", "durant", "dure")
    )
    return (begin, end) if end - begin > 1 or before in _LASTS or of_a_length else None


def _clock_day(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« gagné en 3 h 12 dimanche » is a length and a day."""
    return None if row.word(begin - 1) in _LASTS and ":" not in parts["clock"] else (begin, end)


def _from_a_place(row: Row, end: int) -> bool:
    """Does « de la », « de l' », « du » or « des » follow?"""
    return row.word(end) in ("du", "des") or (row.word(end) == "de" and row.word(end + 1) in ("la", "l'"))


def _hour(text: str) -> int | None:
    match = re.match(r"(\d+)|([a-z-]+(?: et un)?)", text)
    if match is None:
        return None
    return int(match[1]) if match[1] else number(match[2]) or None


def _range_clocks(row: Row, begin: int, end: int, parts: Parts) -> Span:
    first = parts.get("c1") or parts.get("c5") or parts["c3"]
    last = parts.get("c2") or parts["c4"]
    hours = [_hour(first) if first[0] not in "m" else 12, _hour(last) if last[0] not in "m" else 12]
    if any(hour is None or hour > 24 for hour in hours):
        return None
    return begin, end


GUARDS: dict[str, Guard] = {
    "clock": _clock,
    "clock_length": _clock_length,
    "clock_day": _clock_day,
    "range_clocks": _range_clocks,
}
