"""Detects whether a text is French, and prints numbers, plurals and days in French."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime
from functools import cache
from typing import Any

from newstagger._text.words import MONTH_NAMES

_LOGGER = logging.getLogger("newstagger.language")
#: Frequent in French and rare in the languages beside it: « la », « un », « de » and « que » are Spanish too.
_FRENCH = frozenset(
    "le les des du une dans est pour qui sur pas avec cette aux été ont sont et après elle ne mais où au ce".split()
)
#: Share of these words from which on a text is French. Of 3,000 French articles 1 in 150 has fewer; of the sample
#: sentences that spaCy brings for 60 other languages none has more than 6%.
_ENOUGH = 0.12
_WORD = re.compile(r"[^\W\d_]+")
#: Words looked at, and code points given to the library: enough for a guess, few enough to cost nothing.
SAMPLE = 400
_PREFIX = 2400
#: Fewer letters than this are not enough for a guess.
MINIMUM = 60
#: Most that French, and least that the other language may weigh for a warning. On 12,000 French texts of all lengths
#: these let one through: it was English.
_FRENCH_AT_MOST = 0.02
_OTHER_AT_LEAST = 0.5
_NAMES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "br": "Breton", "bs": "Bosnian", "ca": "Catalan", "co": "Corsican", "cs": "Czech", "cy": "Welsh",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "ga": "Irish", "gl": "Galician",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kab": "Kabyle",
    "kk": "Kazakh", "km": "Khmer", "ko": "Korean", "ku": "Kurdish", "la": "Latin", "lb": "Luxembourgish",
    "ln": "Lingala", "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mk": "Macedonian", "ms": "Malay",
    "mt": "Maltese", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "oc": "Occitan", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "rw": "Kinyarwanda", "sk": "Slovak", "sl": "Slovenian",
    "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "wo": "Wolof", "yo": "Yoruba",
    "zh": "Chinese",
}  # fmt: skip


def find_foreign_language(text: str) -> str | None:
    """The English name of a text's language (its ISO 639 code where it has no name here) if it seems not to be French.

    None for French, and if the text is too short or too mixed to decide.
    """
    code = find_foreign_code(text)
    return None if code is None else _NAMES.get(code, code)


def find_foreign_code(text: str) -> str | None:
    """As ``find_foreign_language``, with the language's ISO 639 code: « en »."""
    words = _WORD.findall(text[: SAMPLE * 12])[:SAMPLE]
    if sum(map(len, words)) < MINIMUM:
        return None
    if sum(map(_FRENCH.__contains__, map(str.lower, words))) >= _ENOUGH * len(words):
        return None
    try:
        ranked: list[tuple[str, float]] = _identifier().rank(text[:_PREFIX])
    except Exception as error:  # its model is unpacked into a temporary file: a full disk must not cost the article
        _LOGGER.warning("the language of a text could not be detected: %s: %s", type(error).__name__, error)
        return None
    code, weight = ranked[0]
    if weight < _OTHER_AT_LEAST or dict(ranked).get("fr", 0.0) > _FRENCH_AT_MOST:
        return None
    return code


@cache
def _identifier() -> Any:
    """The library's model, read when the first text asks for it: half a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


#: French separates thousands, and a sign from the word before it, by non-breaking spaces.
NARROW, FIXED = "\u202f", "\u00a0"
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_PARTS = {"TMO": "matin", "TAF": "après-midi", "TEV": "soir", "TNI": "nuit"}
_CLOCK = re.compile(r"T(\d\d):(\d\d)")


def number(value: int) -> str:
    """A whole number: « 1 234 »."""
    return f"{value:,}".replace(",", NARROW)


def counted(value: int, noun: str, plural: str = "") -> str:
    """A number with its noun: « 0 article », « 1 article », « 2 articles »; the plural begins with two."""
    return f"{number(value)}{FIXED}{noun if abs(value) < 2 else plural or noun + 's'}"


def percent(share: float) -> str:
    """A share: « 12 % »."""
    return f"{share * 100:.0f}{NARROW}%"


def day(value: date) -> str:
    """A day, short: « 1er sept. 2024 »."""
    return f"{value.day}{'er' if value.day == 1 else ''} {MONTHS[value.month - 1]} {value.year}"


def whole_day(value: date) -> str:
    """A day in a sentence: « 1er septembre 2024 »."""
    return f"{value.day}{'er' if value.day == 1 else ''}{FIXED}{MONTH_NAMES[value.month - 1]} {value.year}"


def hour(hours: int, minutes: int) -> str:
    """An hour of the clock: « 18 h », « 9 h 05 »."""
    return f"{hours}{FIXED}h{f'{FIXED}{minutes:02}' if minutes else ''}"


def moment(value: date | datetime) -> str:
    """A day, with its hour if it has one: « 1er janvier 2021, 23 h »."""
    if isinstance(value, datetime):
        return f"{whole_day(value)}, {hour(value.hour, value.minute)}"
    return whole_day(value)


def dated(value: str | None, first: date | None, last: date | None) -> str:
    """What the value of a date means: « 14 mars 2024, 18 h 30 », « mars 2024 », « du 1er au 3 mai 2024 ».

    Args:
        value: a TIMEX3 value; None if the text does not settle it.
        first, last: the days that it covers.

    Returns:
        The value as it is where it covers no days: durations, recurring times, years before our era.
    """
    if value is None:
        return "date inconnue"
    if first is None or last is None or re.fullmatch(r"\d{4}", value):
        return value
    if re.fullmatch(r"\d{4}-\d\d", value):
        return f"{MONTH_NAMES[first.month - 1]} {first.year}"
    if first != last:
        return f"du {_beginning(first, last)} au {whole_day(last)}"
    clock = _CLOCK.search(value)
    part = _PARTS.get(value[-3:])
    end = f", {hour(int(clock[1]), int(clock[2]))}" if clock else f" {part}" if part else ""
    return whole_day(first) + end


def _beginning(first: date, last: date) -> str:
    """The first day of a span, without the month and year that its last day has too."""
    if first.year != last.year:
        return whole_day(first)
    number = f"{first.day}{'er' if first.day == 1 else ''}"
    return number if first.month == last.month else f"{number}{FIXED}{MONTH_NAMES[first.month - 1]}"
