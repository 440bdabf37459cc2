"""Is a text French? A guess good enough for a warning."""

from __future__ import annotations

import re
import unicodedata

from newstagger.normalise import fold

_MARKERS = {
    "French": "le la les des une dans est pour que qui sur pas avec par ce cette du au aux ete ont sont et".split(),
    "English": "the of and to in is that was for on with as at by from has have been were".split(),
    "Spanish": "el los las una que en del con por para se su al es ha como".split(),
    "German": "der die das und ist nicht mit den von zu im ein eine auf fur dem des".split(),
    "Italian": "il di che e della per un una con del sono gli alla nel non".split(),
}
_WORD = re.compile(r"[^\W\d_]+")
#: Words looked at: enough for a guess, few enough to cost nothing.
SAMPLE = 400
#: Fewer words than this are no ground for a guess.
MINIMUM = 12


def foreign(text: str) -> str | None:
    """The language of a text that seems not to be French, or None.

    Only common function words and the script are looked at.
    """
    words = _WORD.findall(text[: SAMPLE * 12])[:SAMPLE]
    if len(words) < MINIMUM:
        return None
    letters = "".join(words)[:2000]
    latin = sum(c.isascii() or "LATIN" in unicodedata.name(c, "") for c in letters)
    if latin < len(letters) / 2:
        other = next(c for c in letters if not c.isascii() and "LATIN" not in unicodedata.name(c, ""))
        return unicodedata.name(other, "another script").split()[0].capitalize() + " script"
    found = [fold(word) for word in words]
    hits = {language: sum(word in set(marks) for word in found) for language, marks in _MARKERS.items()}
    best = max(hits, key=lambda language: hits[language])
    if best != "French" and hits[best] > 1.5 * hits["French"] and hits[best] >= len(found) / 12:
        return best
    return None
