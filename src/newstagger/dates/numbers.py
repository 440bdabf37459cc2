"""Numbers in digits and words: « 12 », « 3,5 », « vingt quatre », « deux cent cinquante », « une quinzaine »."""

from __future__ import annotations

import re

from newstagger.dates import lexicon

_SCALES = {"cent": 100, "cents": 100, "mille": 1000}


def number(text: str) -> int:
    """An integer written in digits or words, 0 where it is neither."""
    digits = re.match(r"\d[\d ]*", text)
    if digits:
        return int(digits[0].replace(" ", ""))
    known = lexicon.NUMBER_WORDS.get(text) or lexicon.ORDINALS.get(text) or lexicon.APPROXIMATE.get(text)
    return known or _composed(text)


def amount(text: str) -> int | float:
    """A number that may have decimals: « 3,5 »."""
    if decimal := re.fullmatch(r"(\d+)[.,](\d{1,2})", text):
        return float(f"{decimal[1]}.{decimal[2]}")
    return number(text)


def _composed(text: str) -> int:
    """« deux mille trois cent vingt quatre », hyphens or none; 0 where a word is no number."""
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word == "et":
            continue
        if word == "mille":
            total, part = total + max(part, 1) * 1000, 0
        elif word in _SCALES:
            part = max(part, 1) * 100
        elif word in ("vingt", "vingts") and part % 100 == 4:  # « quatre vingts »
            part += 76
        elif value := lexicon.NUMBER_WORDS.get(word):
            part += value
        else:
            return 0
    return total + part
