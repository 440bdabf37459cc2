"""Is a text French? A guess good enough for a warning.

The commonest French words answer at once for nearly every French article; only where they are rare is py3langid asked,
a naive Bayes over byte n-grams (Lui and Baldwin 2012, « langid.py: An Off-the-shelf Language Identification Tool »).
"""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import Any

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

    None for French, and where the text is too short or too mixed to tell.
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
