"""Normalises text for the extractors, with a map back to the offsets of the original; and makes text safe to print.

Typographic spaces and apostrophes are replaced one for one, which moves nothing. Decomposed accents are composed; soft
hyphens, zero-width characters and a word's hyphen at the end of a line are taken out (before a capital, in
« Boulogne-⏎Billancourt », only the end of the line is), and then a map leads back to the offsets. A line break that only
fits a text to a width is a space, as in dispatches, mails and the output of pdftotext: « du 12⏎avril » is one date,
« New⏎York » one place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: A single line break; blank lines separate paragraphs.
_BREAK = re.compile(r"[^\n]\n(?=[^\n])")
#: What a continuation line of a sentence never begins with: bullets, quotes of mails, dialogue, spaces of an indented paragraph.
_OPENS = re.compile(r"[-–—•*·>|#+○●▪]|\s+(?![a-zà-ÿ\d\s])|\d{1,2}[.)] |[a-z]\) ")
#: How a line ends whose sentence ends with it.
_CLOSES = re.compile(r"[.!?…:;|][)\]»\"” ]*$")
#: A word in lower case that is not part of a name.
_LOWER = re.compile(r"(?:^|[ '’(])(?!(?:d[eu]|des|la|les?|von|van|der|el|al|ben|di|da)\b)[a-zà-ÿœ]+")
#: A line that ends with a word in small letters.
_WORD = re.compile(r"(?:^|[\s'’(])[a-zà-ÿœ\u0300-\u036f]+$")
#: A line that ends with one of these ends within a phrase.
_DANGLING = re.compile(
    r"(?:^|[\s'’(])(?:d[eu]|des|la|les?|aux?|une?|en|a\u0300|à|dans|entre|depuis|pour|par|sur|cette?|[dl]['’])$"
)
#: A hyphenated word at a line's end; its halves are joined elsewhere.
_CUT = re.compile(r"\w[-\u00ad\u2010\u00ac]$")
_FIRST = re.compile(r"\w+")
#: The rest of a name at the beginning of a line: « York a », « Castagnier, », « Castagnier. ».
_REST = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?:[,.;!?)»]|$| (?=[a-zà-ÿ]))")
#: A line that ends within a sentence, with the first part of a name: « de New », « reçu Marie-Hélène ».
_PART = re.compile(r"(?:^|[ '’(])[a-zà-ÿœ]+(?: [A-ZÀ-Þ][\w-]+\.?)* (?:[a-zà-ÿ]+['’])?[A-ZÀ-Þ][\w-]*$")
#: Words that begin sentences, and are not second parts of names.
_BEGIN = frozenset(
    "le la les l un une des du de d il elle ils elles on je nous vous ce cet cette ces c son sa ses leur leurs mon ma mes notre nos "
    "votre vos dans en à au aux pour par sur sous avec sans selon après avant depuis pendant mais et ou où or ni car donc si quand "
    "comme lors alors puis enfin ainsi aussi plus moins tout tous toute toutes deux trois qui que quoi quel quelle y ici là hier "
    "aujourd'hui demain malgré contre chez entre vers dès".split()
)
#: Widths to which people and programs wrap, in code points. Below, lines are entries of a list; above, paragraphs.
_NARROWEST, _WIDEST = 20, 130
#: A line that was wrapped has no room for the first word of the next; this much may be missing (justified text, spaces at ends).
_SLACK = 2
#: Share of the breaks of a paragraph that must be without room for it to be a wrapped one.
_MOST = 0.8


def unwrap(text: str) -> str:
    """The text with a space for each line break that only fits it to a width; as long as before, and linear in its length."""
    if _BREAK.search(text) is None:
        return text
    spaced = text.replace("\r\n", " \n")
    lines = spaced.split("\n")
    joins: list[int] = []
    first = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not lines[at].strip():
            joins += _find_joins(lines, first, at)
            first = at + 1
    if not joins:
        return text
    signs = ["\n"] * (len(lines) - 1)
    for at in joins:
        signs[at] = " "
    return "".join(part for pair in zip(lines, [*signs, ""], strict=True) for part in pair)


def _find_joins(lines: list[str], first: int, behind: int) -> list[int]:
    """The lines of a paragraph whose break at their end is a space."""
    if behind - first < 2:
        return []
    width = max(len(line.rstrip()) for line in lines[first:behind])
    if width > _WIDEST:
        # Paragraphs, one per line; only what begins with a small letter cannot be one.
        return [
            at
            for at in range(first, behind - 1)
            if lines[at + 1][:1].islower() and _goes_on(lines[at].rstrip(), lines[at + 1], False)
        ]
    wrapped = _find_wrapped(lines, first, behind, width)
    return [at for at in range(first, behind - 1) if _goes_on(lines[at].rstrip(), lines[at + 1], at in wrapped)]


def _find_wrapped(lines: list[str], first: int, behind: int, width: int) -> set[int]:
    """The lines that had no room for the next word, if those of a paragraph nearly all had none."""
    if width < _NARROWEST:
        return set()
    full = {
        at
        for at in range(first, behind - 1)
        if len(lines[at].rstrip()) + 1 + len(lines[at + 1].split(" ", 1)[0]) + _SLACK > width
    }
    # Of two lines the first is the longer one too often to mean anything: a caption, a headline.
    return full if len(full) > 1 and len(full) >= _MOST * (behind - 1 - first) else set()


def _goes_on(line: str, following: str, wrapped: bool) -> bool:
    """Does the sentence of a line continue in the next?"""
    if _OPENS.match(following) or _CLOSES.search(line[-8:]) or _CUT.search(line[-2:]):
        return False
    sign = following.lstrip()[0]
    if sign.islower() or sign in "'’,)»" or _DANGLING.search(line[-8:]):
        return True
    if sign.isdigit():
        return wrapped or _WORD.search(line[-40:]) is not None
    word = _FIRST.match(following)
    if _LOWER.search(line) is None or word is None or word.group().lower() in _BEGIN:
        # Names one below the other, « Claire Vaudrin⏎Paul Arnoult », have no words between them; a sentence that begins
        # here has no part in the line before.
        return False
    if wrapped and _LOWER.search(following) is not None:
        return True
    return _REST.match(following) is not None and _PART.search(line) is not None


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
#: Invisible characters: soft hyphens, zero-width characters, direction marks; for use in a character class.
INVISIBLE_SIGNS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"
INVISIBLE = re.compile(f"[{INVISIBLE_SIGNS}]")
# Looking for the few that occur is ten times faster than str.translate.
_ODD = re.compile("[" + re.escape("".join(map(chr, _SAME_LENGTH))) + "]")
_NEEDS_MAP = re.compile(f"[\u0300-\u036f{INVISIBLE_SIGNS}]|-\n(?=[^\\W\\d_])|\r")
# What is not copied as it is: something to leave out, a base character with its combining marks, a lone return.
# « Aix-⏎en-Provence », « Saint-Jean-⏎de-Luz »: the hyphen is part of the name.
LINKED = r"(?:(?:en|sur|sous|l[eèé]s|l[ae]|de|du|des|aux?|et|à)-|[dl]['’][A-ZÀ-Þ])"
_SPECIAL = re.compile(
    f"(?P<drop>[{INVISIBLE_SIGNS}]|(?<=[^\\W\\d_]{{2}})-\r?\n(?!{LINKED})(?=[a-zà-ÿ])|(?<=[^\\W\\d_]-)\r?\n(?=[A-ZÀ-Þ]|{LINKED})|\r(?=\n))"
    "|.[\u0300-\u036f]+|\r",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text.

    Attributes:
        text: the text to work on.
        starts, ends: for each code point of ``text``, where it begins and ends in the original;
            ``None`` if the offsets of both texts are the same.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's ``(start, end)`` of a non-empty stretch of the normalised text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def _replace_typography(text: str) -> str:
    return _ODD.sub(lambda match: _SAME_LENGTH[ord(match.group())], text)


def normalise(text: str) -> Normalised:
    """Normalise ``text``; linear in its length."""
    text = unwrap(text)
    if not _NEEDS_MAP.search(text):
        return Normalised(_replace_typography(text))
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
    return Normalised(_replace_typography("".join(pieces)), starts, ends)


def fold(text: str) -> str:
    """``text`` in lower case and without accents, for comparison: « Élysée » becomes « elysee »."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _without_accents(lowered) if len(lowered) > _WORD_LENGTH else _word_without_accents(lowered)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


#: Words recur, long texts do not.
_WORD_LENGTH = 40
_word_without_accents = lru_cache(1 << 15)(_without_accents)


# --- Text that is safe to print

# C0 and C1 controls (escape sequences begin with ESC or U+009B), DEL, separators of lines, and the characters by which
# text is reordered or hidden (Unicode Technical Report 36, 2.8; "Trojan Source", Boucher and Anderson 2021).
# Joiners (U+200C, U+200D) and the soft hyphen belong to ordinary text.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_LINE_BREAKS = re.compile("\r\n|\n")


def make_visible(text: str) -> str:
    """One line of text without control characters: ``␛`` for an escape, ``␊`` for a line break, ``<U+202E>`` and the like.

    Text without such characters is returned as it is.
    """
    return _UNSAFE.sub(_show_sign, text)


def make_lines_visible(text: str) -> str:
    """The same for text of several lines, whose line breaks stay."""
    return "\n".join(map(make_visible, _LINE_BREAKS.split(text)))


def escape_json(line: str) -> str:
    """A line of JSON in which those characters are written as ``\\uXXXX``: the same value, safe on a terminal."""
    return _UNSAFE.sub(lambda match: "".join(f"\\u{unit:04x}" for unit in _encode_utf16(match[0])), line)


def _show_sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's own pictures of the control codes
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _encode_utf16(character: str) -> list[int]:
    data = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
