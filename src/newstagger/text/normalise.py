"""Text as the extractors want to see it, with the way back to the offsets of the original.

Typographic spaces and apostrophes are replaced one for one, which moves nothing. Decomposed
accents are composed, soft hyphens, zero-width characters and a word's hyphen at a line's end are
taken out (before a capital, « Boulogne-⏎Billancourt », only the line's end is); then an offset map leads back. A line
break that only fits a text to a width is a space.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from newstagger.text.wrapping import unwrapped

# One for one: no offset moves.
_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u2005\u2006\u2008\t", " "),
        **dict.fromkeys("’‘ʼ´`", "'"),
        **dict.fromkeys("\u2010\u2011", "-"),
        "\u2028": "\n",
        "\u2029": "\n",
        "\x85": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
    }
)
_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"
#: Signs that nobody sees: soft hyphens, zero-width characters, marks of direction.
INVISIBLE = re.compile(f"[{_DROPPED}]")
# Looking for the few that occur is ten times faster than str.translate.
_ODD = re.compile("[" + re.escape("".join(map(chr, _SAME_LENGTH))) + "]")
_NEEDS_MAP = re.compile(f"[\u0300-\u036f{_DROPPED}]|-\n(?=[^\\W\\d_])|\r")
# What is not copied as it is: something to leave out, a base character with its combining marks, a lone return.
_SPECIAL = re.compile(
    f"(?P<drop>[{_DROPPED}]|(?<=[^\\W\\d_]{{2}})-\r?\n(?=[a-zà-ÿ])|(?<=[^\\W\\d_]-)\r?\n(?=[A-ZÀ-Þ])|\r(?=\n))|.[\u0300-\u036f]+|\r",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text.

    Attributes:
        text: the text to work on.
        starts, ends: for each code point of ``text``, where it begins and ends in the original;
            ``None`` where the two texts run side by side.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's ``(start, end)`` of a non-empty stretch of the normalised text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def _plain(text: str) -> str:
    return _ODD.sub(lambda match: _SAME_LENGTH[ord(match.group())], text)


def normalise(text: str) -> Normalised:
    """Normalise ``text``; linear in its length."""
    text = unwrapped(text)
    if not _NEEDS_MAP.search(text):
        return Normalised(_plain(text))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        at = end
        if match.lastgroup == "drop":
            continue
        composed = "\n" if match.group() == "\r" else unicodedata.normalize("NFC", match.group())
        pieces.append(composed)
        starts.extend([start] * len(composed))
        ends.extend([end] * len(composed))
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Normalised(_plain("".join(pieces)), starts, ends)


def fold(text: str) -> str:
    """``text`` in lower case and without accents, for comparison: « Élysée » becomes « elysee »."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _without_accents(lowered) if len(lowered) > _WORD_LENGTH else _word_without_accents(lowered)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


#: The same words come again and again, long texts do not.
_WORD_LENGTH = 40
_word_without_accents = lru_cache(1 << 15)(_without_accents)
