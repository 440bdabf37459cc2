"""Pieces of patterns that several rules share, and how a pattern becomes a regular expression.

A text is read as a row of word classes, one character a word; in a pattern ``{name}`` stands for a class of
``lexicon.WORDS`` or ``tokens.SIGNS`` or for a fragment of ``FRAGMENTS``.
"""

from __future__ import annotations

import re
from typing import Final

from newstagger.dates.tokens import CODES

_NAME = re.compile(r"\{([a-zA-Z_]+)\}")
#: Fragments are in capitals, classes in lower case. Fragments may use each other.
FRAGMENTS: Final = {
    "BASE": "(?:{number}|{tens}|{one}|{eleven}|{sept})",
    # « cent vingt », « deux mille trois cents », « vingt quatre »
    "LONGNUM": "(?:(?:{BASE}{dash}?){0,3}(?:{cent}|{mille})(?:{dash}?(?:{BASE}|{cent}|{mille})){0,5}|{tens}(?:{dash}?{BASE}){1,2}"
    "|{number}{dash}?{tens}(?:{dash}?{BASE}){0,2})(?:{et}(?:{one}|{eleven}))?",
    "NUM": "(?:{LONGNUM}|{tens}{et}(?:{one}|{eleven})|{BASE}|{day}|{two}|{num}|{year}(?={year_unit}))",
    "DAY": "(?:{day}|{first}|{ordinal}|{number}|{tens}{et}{one}|{tens}|{eleven}|{sept})",
    "MONTH": "(?:{month}|{abbr}{dot}?|{sept}{dot})",
    "UNIT": "(?:{day_unit}|{week}|{weekend}|{mois}|{year_unit}|{annee}|{annees}|{decade}|{siecle}"
    "|{hour}|{minute}|{second}|{quarter})",
    "RELATIVE": "(?:{last}|{next})",
    # « et demie », « et quart », « moins le quart », « moins vingt »
    "OFF": "(?:{et}(?:{demi}|{quart})|{moins}(?:{le}?{quart}|{number}|{tens}|{day}(?!{UNIT})))",
    "CLOCK": "(?:{clock}{OFF}?|(?:{day}|{two}|{number}|{one}|{eleven}|{sept}|{tens}|{tens}{et}{one})"
    "{hour}(?:(?:{day}|{two}|(?:{tens}|{number})(?!{UNIT}|{approx}))(?:{minute})?)?{OFF}?|{noon}{OFF}?)(?:{du}{part}|{de}{le}{part})?(?:{zone})?",
    # « dim. 16 juin », « lun 3 mai »
    "WDABBR": "{wd_abbr}{dot}?",
    "PART": "(?:(?:{comma}?{a}{le}|{au}{petit}?|{dans}{le}|{en})?(?:{begin}{de}{le}?)?{part})",
    "SUFFIX": "(?:(?:{a}|{vers})?(?P<clock>{CLOCK})|(?P<part>{PART})(?:(?:{a}|{vers})(?P<clock2>{CLOCK}))?)?",
    "POINT": "(?:{weekday}{comma}?)?(?:{DAY}{dash}?{MONTH}{year}?{RELATIVE}?|{numeric}|{iso})"
    "|{demo}?{weekday}(?:{day}|{first})?{RELATIVE}?|{deictic}(?:{weekday}(?!{day}|{first}))?",
}


def expression(pattern: str) -> str:
    """A pattern as a regular expression over class characters.

    Raises:
        KeyError: the pattern names a class or fragment that there is none of.
    """
    while (filled := _NAME.sub(lambda match: FRAGMENTS.get(match[1]) or CODES[match[1]], pattern)) != pattern:
        pattern = filled
    return pattern
