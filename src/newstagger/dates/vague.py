"""What speaks of time without naming a stretch of the calendar: « actuellement », « récemment », « quelques jours ».

The record has none of these; TimeML marks them as ``PRESENT_REF``, ``PAST_REF``, ``FUTURE_REF`` and ``PXD``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newstagger.dates.lexicon import UNITS
from newstagger.text.normalise import fold, normalise

#: References of TIMEX3 -> the words for them.
_REFERENCES = {
    "PRESENT_REF": "actuellement|maintenant|à l'heure actuelle|en ce moment|désormais|à présent|de nos jours|à ce jour|pour l'instant|"
    "pour le moment|à l'heure qu'il est",
    "PAST_REF": "récemment|autrefois|jadis|naguère|dernièrement|dans le passé|par le passé|à l'époque|il y a (?:peu|longtemps)",
    "FUTURE_REF": "bientôt|prochainement|à l'avenir|sous peu|d'ici peu|dans (?:le futur|un avenir proche)",
}
_SEARCH = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _REFERENCES.items())
    + r"|(?P<length>(?:quelques|plusieurs|de longues|de nombreu(?:x|ses)|des) (?P<unit>secondes|minutes|heures|jours|semaines|mois|années|"
    r"décennies|siècles)))\b",
    re.IGNORECASE,
)


def find_vague(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Mentions that have no place in the calendar: (start, end, type, value), in order; offsets index ``text``."""
    normalised = normalise(text)
    for match in _SEARCH.finditer(normalised.text):
        start, end = normalised.span(*match.span())
        if match["length"] is None:
            yield start, end, "DATE", match.lastgroup or ""
            continue
        name = fold(match["unit"])
        letters, factor = UNITS.get(name) or UNITS[name.rstrip("s")]
        value = f"PTX{letters[1]}" if letters[0] == "T" else {10: "PXDE", 100: "PXCE"}.get(factor, f"PX{letters}")
        yield start, end, "DURATION", value
