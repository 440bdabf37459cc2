"""Second thoughts about lengths of time: ages are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newstagger.dates import neighbours
from newstagger.dates.touch import Guard, Parts, Span, every_nth, gap, glued_after, glued_before

if TYPE_CHECKING:
    from newstagger.dates.tokens import Row


#: The end of a name before an age: « Paul Dupuis, 23 ans », « Paul D., 23 ans ».
_NAME_END = re.compile(r"(?:[^\W\d_]|\b[A-Z]\.) ?$")


#: « à tout juste 41 ans ».
_AT_ONLY = re.compile(r"\bà (?:tout juste|seulement) $")


def _duration(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if glued_before(row, begin) or glued_after(row, end):
        return None
    before, after, unit = row.word(begin - 1), row.word(end), parts["unit"]
    every = every_nth(row, begin, end)
    if every is not None and unit not in ("heure", "minute", "seconde"):
        parts["every"] = row.word(every - 1)
        return begin, every
    if row.text[row.starts[end - 1] : row.ends[end - 1]] == "Heures":  # « le 20 Heures » of a channel
        return None
    if re.fullmatch(r"\d{4}", parts["n"]) and before not in (
        "depuis",
        "pendant",
        "durant",
        "de",
        "d'",
        "plus",
        "pres",
        "environ",
    ):
        return None
    if before in ("/", "°") or (before == "-" and row.word(begin - 2).isdigit()):
        return None
    if row.word(begin - 1).isdigit() or (before in (",", ".") and not gap(row, begin)):
        return None
    if parts["n"] in ("un", "une") and unit in (
        "jour",
        "week-end",
        "weekend",
        "seconde",
        "siecle",
        "minute",
        "semestre",
        "trimestre",
    ):
        return None
    if after == "/" or (after == "-" and row.word(end + 1) == "lumiere"):
        return None
    if after == "de" and row.word(end + 1) in ("silence", "gloire"):
        return None
    if unit in ("an", "ans") and _is_age(row, begin, end):
        return None
    if unit in ("heure", "heures", "h") and row.word(end) == "du" and row.word(end + 1) == "mans":
        return None
    return begin, end


#: « condamné à dix ans », « peine ramenée à 3,5 ans »: what stands before « à » and a length that is no age.
_SENTENCED = ("condamn", "ramen", "redui", "limit", "prolong", "fixe", "portee", "porte")


def _is_age(row: Row, begin: int, end: int) -> bool:
    before, earlier, after = row.word(begin - 1), row.word(begin - 2), row.word(end)
    if before == "environ":
        before, earlier = earlier, row.word(begin - 3)
    if before in ("et", "a", "ou") and earlier.isdigit() and row.word(begin - 3) in ("de", "ages", "agees", "entre"):
        return _is_age(row, begin - 2, end)  # « de 14 et 17 ans »
    if _AT_ONLY.search(row.text, max(0, row.starts[begin] - 15), row.starts[begin]):
        return True
    if before in ("de", "d'") and earlier.replace("-", "").isalpha():
        if earlier in neighbours.AGE_BEFORE:
            return True
        if earlier in ("moins", "plus"):
            return row.word(begin - 3) in ("les", "des", "aux", "un", "une")
        if earlier in neighbours.AGED:
            return True
        return earlier not in neighbours.LASTING and not earlier.endswith(neighbours.LASTING_ENDINGS)
    if before == "a" and earlier.startswith(_SENTENCED):
        return False
    if before == "a" and after in (
        ",",
        ".",
        "",
        "\n",
        ")",
        "(",
        "il",
        "elle",
        "et",
        "des",
        "son",
        "sa",
        "seulement",
        "peine",
    ):
        return True
    if (
        before in (",", "(")
        and after in (",", ")", "(", ".", ";", "")
        and _NAME_END.search(row.text, max(0, row.starts[begin - 1] - 3), row.starts[begin - 1])
    ):
        return True
    if before in ("ses", "mes", "leurs") and after != "de":
        return True
    if before in ("aura", "auront", "aurai") and after not in ("de", "pour"):
        return True
    if before in neighbours.AGE_BEFORE or (before in ("aurait", "avait", "ait") and after in (",", ".", "et", "")):
        return True
    return before == "a" and row.text[row.starts[begin - 1] : row.ends[begin - 1]] == "a" and after in (",", ".", "et")


def _ahead(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if parts.get("n") in ("un", "une") and parts.get("unit") in ("jour", "seconde", "minute"):
        return None
    return begin, end


GUARDS: dict[str, Guard] = {
    "duration": _duration,
    "ahead": _ahead,
}
