"""Is a text French? A guess good enough for a warning.

Known are French, English, Spanish, German, Italian, Portuguese and Dutch, by their commonest words, and what is not in
Latin letters, by its script; other languages are not noticed.
"""

from __future__ import annotations

import re
import unicodedata

_MARKERS = {
    "French": frozenset(
        "le la les des un une dans en est a à pour que qui sur pas avec par ce cette du de au aux été ont sont et après il elle "
        "se ne plus mais où "
        # What elision leaves: « l’inflation » is two words here.
        "l d qu n s c j".split()
    ),
    "English": frozenset("the of and to in is that was for on with as at by from has have been were".split()),
    "Spanish": frozenset("el los las la un una que en de y a del con por para se su al es ha como".split()),
    "German": frozenset("der die das und ist nicht mit den von zu im ein eine auf für dem des".split()),
    "Italian": frozenset("il di che e della per un una con del sono gli alla nel non".split()),
    "Portuguese": frozenset(
        "o os as um uma que em do da dos das no na nos nas não para com por se ao é ou foi mais pelo pela de e a".split()
    ),
    "Dutch": frozenset(
        "de het een van en in is dat op te met voor niet zijn aan er ook als bij wordt door om die".split()
    ),
}
_WORD = re.compile(r"[^\W\d_]+")
#: Latin letters, with and without accents, end at U+024F; U+1E00 to U+1EFF are Latin too.
_NOT_LATIN = re.compile("[^\u0000-\u024f\u1e00-\u1eff]")
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
    foreign_letters = _NOT_LATIN.findall(letters)
    if len(foreign_letters) > len(letters) / 2:
        return unicodedata.name(foreign_letters[0], "another script").split()[0].capitalize() + " script"
    found = [word.lower() for word in words]
    hits = {language: sum(map(marks.__contains__, found)) for language, marks in _MARKERS.items()}
    best = max(hits, key=lambda language: hits[language])
    if best != "French" and hits[best] > 1.5 * hits["French"] and hits[best] >= len(found) / 12:
        return best
    return None
