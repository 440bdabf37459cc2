"""Numbers in digits and words: « 12 », « 3,5 », « vingt quatre », « deux cent cinquante », « une quinzaine »."""

from __future__ import annotations

import re

from newstagger.dates.lexicon import APPROXIMATE, ORDINALS, SMALL_NUMBERS, TENS

_SCALES = {"cent": 100, "cents": 100, "mille": 1000, "mil": 1000}

_ROMAN = {"i": 1, "v": 5, "x": 10}


def number(text: str) -> int:
    """An integer written in digits or words, 0 where it is neither."""
    digits = re.match(r"\d[\d ]*", text)
    if digits:
        return int(digits[0].replace(" ", ""))
    return ORDINALS.get(text) or APPROXIMATE.get(text) or in_words(text)


def amount(text: str) -> int | float:
    """A number that may have decimals: « 3,5 »."""
    if decimal := re.fullmatch(r"(\d+)[.,](\d{1,2})", text):
        return float(f"{decimal[1]}.{decimal[2]}")
    return number(text)


def in_words(text: str) -> int:
    """A number in words, « deux mille trois cent vingt quatre », with hyphens or without; 0 where a word is no number."""
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word == "et":
            continue
        if word in ("mille", "mil"):
            total, part = total + max(part, 1) * 1000, 0
        elif word in _SCALES:
            part = max(part, 1) * 100
        elif word in ("vingt", "vingts") and part % 100 == 4:  # « quatre vingts »
            part += 76
        elif value := SMALL_NUMBERS.get(word) or TENS.get(word):
            part += value
        else:
            return 0
    return total + part


def ordinal(text: str) -> int:
    """An ordinal in digits, Roman numerals or words: « 19e », « XXe », « dix-neuvième »; 0 where it is neither."""
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    tens, _, nth = text.rpartition(" et ")
    if nth in NTH or nth in ORDINALS:
        return in_words(tens) + (NTH.get(nth) or ORDINALS[nth])
    numerals = re.match(r"[ivx]+", text)
    if numerals is None:
        return 0
    values = [_ROMAN[c] for c in numerals[0]]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def _hyphenated() -> dict[str, int]:
    """« vingt-deux », « soixante-et-onze », « quatre-vingt-dix-neuf »: the numbers up to 99 that are written with hyphens."""
    units = [word for word in SMALL_NUMBERS if word not in ("zero", "une")]
    teens = [f"dix-{word}" for word in ("sept", "huit", "neuf")]
    words = [*teens, "quatre-vingt", "quatre-vingts", "quatre-vingt-une"]
    for tens, value in TENS.items():
        if tens == "vingts":
            continue
        followers = [*units, *teens] if value == 60 else units[:9]
        words += [f"{tens}-{unit}" for unit in followers]
        words += [f"{tens}-une", f"{tens}-et-un", f"{tens}-et-une"]
    words += [f"quatre-vingt-{unit}" for unit in (*units, *teens)]
    return {word: in_words(word) for word in [*words, "soixante-et-onze"]}


#: Written with hyphens -> value.
HYPHENATED = _hyphenated()


def _nth() -> dict[str, int]:
    """« sixième » to « trentième »: the ordinals that name a century; « vingt et unième » ends with « unième »."""
    names = {value: word for word, value in {**SMALL_NUMBERS, **HYPHENATED, "vingt": 20, "trente": 30}.items()}
    stems = {value: re.sub("neuf$", "neuv", re.sub("cinq$", "cinqu", names[value])) for value in range(6, 31)}
    return {**{stem.rstrip("e") + "ieme": value for value, stem in stems.items()}, "vingt-et-unieme": 21, "unieme": 1}


#: Ordinals from « sixième » on -> value.
NTH = _nth()
