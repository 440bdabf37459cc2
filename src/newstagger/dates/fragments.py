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
    "NUM": "(?:{LONGNUM}|{tens}{et}(?:{one}|{eleven})|{BASE}|{day}|{two}|{num}|{old}|{year}(?={year_unit}))",
    "DAY": "(?:{day}|{first}|{ordinal}|{number}|{tens}{et}{one}|{tens}|{eleven}|{sept})",
    # « 12 sept 2023 », « sept 2023 »: behind a day in digits, or before a year, it is no number
    "MONTH": "(?:{month}|{abbr}{dot}?|{sept}{dot}|(?<=[{day}{first}]){sept}(?!{UNIT})|{sept}(?={year}))",
    # « de l'année prochaine », « de la même année », « de cette année-là »
    "OF_YEAR": "{de}(?:{le}(?:{annee}|{year_unit})(?:{RELATIVE}|{following}|{preceding})|{le}{meme}{annee}|{demo}{meme}?{annee}(?:{dash}{le})?)",
    # « deux mille vingt-quatre », « mil neuf cent cinquante-trois »
    "WORD_YEAR": "(?:(?:{number}{dash}?)?{mille}(?:{dash}?(?:{number}|{tens}|{cent}|{one}|{eleven}|{sept})){0,6}(?:{et}(?:{one}|{eleven}))?)",
    "ERA_YEAR": "(?:{year}|{num}|{old}|{two}|{day}){era}",
    "YEAR": "(?:{ERA_YEAR}|{de}?{year}|{OF_YEAR}|{WORD_YEAR})",
    "UNIT": "(?:{day_unit}|{WEEKEND}|{week}|{mois}|{year_unit}|{annee}|{annees}|{decade}|{siecle}"
    "|{hour}|{minute}|{second}|{quarter})",
    "WEEKEND": "(?:{weekend}|{week_}{end})",
    "RELATIVE": "(?:{last}|{next})",
    # « et demie », « et quart », « moins le quart », « moins vingt »
    "OFF": "(?:{et}(?:{demi}|{quart})|{et}?{number}{quart}(?!{de})|{moins}(?:{le}?{quart}|{number}|{tens}|{day}(?!{UNIT})))",
    "CLOCK": "(?:{clock}{OFF}?|(?:{day}|{two}|{number}|{one}|{eleven}|{sept}|{tens}|{tens}{et}{one})"
    "{hour}(?:(?:{day}|{two}|(?:{tens}|{number})(?!{UNIT}|{approx}|{quart}))(?:{minute})?)?{OFF}?"
    "|{noon}(?:{OFF}|(?:{tens}|{number}|{day}|{two})(?!{UNIT}|{MONTH}|{approx}|{cent}|{mille}))?|{day}(?={ampm}))"
    "(?:{ampm}|{du}{part}|{de}{le}{part})?(?:{zone})?",
    # « à », « vers les », « aux alentours de », « à environ »
    "AT": "(?:{a}{about}?|{vers}{le}?|{au}{around}{de})",
    # « au », « à », « jusqu'au », « jusqu'en »
    "TO": "(?:{jusqu}?(?:{au}|{a}))",
    # « dim. 16 juin », « lun 3 mai »
    "WDABBR": "{wd_abbr}{dot}?",
    "PART": "(?:(?:{comma}?{a}{le}|{au}{petit}?|{dans}{le}|{en})?(?:{begin}{de}{le}?)?{part})",
    "SUFFIX": "(?:{AT}?(?P<clock>{CLOCK})(?!(?:{dash}|{a})(?:{clock}|{day}))|(?P<part>{PART})(?:{AT}(?P<clock2>{CLOCK}))?)?",
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
