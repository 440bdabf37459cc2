"""The text as a row of tokens, each of a class: « mardi 3 mai » is a weekday, a day's number and a month.

Time grows linearly with the text: the tokeniser is of bounded look-ahead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from newstagger._text.normalise import fold
from newstagger.dates import lexicon, numbers

#: Words that look like others and are of a class of their own: « XIXe » before « siècle », « av. J.-C. », « UTC+1 », « T3 2025 ».
_SPECIAL = r"""
    (?P<century>(?:[IVXivx]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])(?=\s+s(?:i[eè]|I[EÈ])cles?\b)|[IVX]{1,5}\ ?E(?=\s+SI[EÈ]CLE)
      |(?:[IVX]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])(?=(?:\s(?:et|au|ou|à)\s(?:l[ea]\s)?|\s?[-–/]\s?)(?:[IVX]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])\ssi[eè]cles?\b))
  | (?P<era>(?:[Aa]v(?:ant|\.)?|[Aa]p(?:r[eè]s|r?\.)?)\ ?(?:J\.?\ ?-?\ ?C(?:\.|\b)|J[eé]sus[- ]Christ|(?:notre|l')\ ?[eè]re(?:\ chr[eé]tienne|\ commune)?)|AEC\b)
  | (?P<zone>(?:UTC|GMT|gmt|utc|TU)(?:\ ?[+\u2212–-]\ ?(?:1[0-4]|0?\d)(?::?[0-5]\d)?)?(?![\w]))
  | (?P<term>(?:[TQ][1-4]|S[12])(?:\ ?-?\ ?(?=20\d\d\b))?(?![\w/])|(?<![\w.,/-])[1-4][TSQ](?:\d\d|(?=\ 20\d\d\b)|(?=20\d\d\b))(?![\w]*[a-zA-Z]))
  | (?P<premier>I\ ?er(?=\s(?:janv|f[eé]v|mars|avr|mai|jui|ao[uû]t|sept|oct|nov|d[eé]c)))
  | (?P<ampm>[AaPp]\.\ ?[Mm]\.)
  | (?P<afternoon>(?:(?<=cet\ )|(?<=di\ )|(?<=che\ )|(?<=ain\ )|(?<=ier\ ))[Aa]pr[eè]s\ midi\b)
"""
# Most words begin with a letter that none of the special ones begins with: these are told first.
_TOKEN = re.compile(
    rf"""
    (?P<word>(?!(?=[AaGgIiPpQSTUuVvXx])(?:{re.sub(r"[(][?]P<[a-z]+>", "(?:", _SPECIAL)}))[^\W\d_]+(?:-[^\W\d_]+)*(?:'hui\b|')?)
  | (?=[\dAaGgIiPpQSTUuVvXx])(?:{_SPECIAL})
  | (?=\d)(?:
        (?P<iso>(?<![\w/.-])\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]|[./:]\d))
      | (?P<numeric>(?<![\d/.,:-])(?:\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}})|1er(?P<sep1>[/.-])\d{{1,2}}(?P=sep1)\d{{4}}|\d{{4}}(?P<sep2>[/.])\d\d(?P=sep2)\d\d)(?![\w]|[/.,:-]\d)
          |(?:(?<=[.\d]-)(?<!\d\d\d-)(?<![/.-]\d-)(?<![/.-]\d\d-)|(?<=\d[/.]\d\d-))\d{{1,2}}(?P<sep3>[/.])\d{{1,2}}(?P=sep3)(?:\d{{4}}|\d{{2}})(?![\w]|[/.,:-]\d))
      | (?P<dm>(?<![\d/.,:-])\d{{1,2}}/\d{{1,2}}(?![\w%]|[/.,:]\d|-\d(?!\d?/\d\d?/\d)))
      | (?P<clock>(?:(?<![\d/.,:-])|(?<=[hH]-)|(?<=[hH]\d\d-)|(?<=:\d\d-))(?:[01]?\d|2[0-4])(?:\ ?[hH]\ ?[0-5]\d|:[0-5]\d(?::[0-5]\d)?)(?![\d%]|[:/.,]\d|-\d(?!\d?[hH:])|\ ?\d+[ap]m))
      | (?P<first>(?<![\d.,/-])1\ ?(?:(?:er|ᵉʳ|ER)\b(?!\s*-(?![^\W\d]))|[°º](?=\ ?(?:janv|f[eé]v|mars|avr|mai|jui|ao[uû]t|sept|oct|nov|d[eé]c))))
      | (?P<nth>(?<![\d.,/-])\d{{1,2}}(?:[eè]me|nde?|[eᵉ]|[eè]re)\b)
      | (?P<ym>(?<![\d/.,:-])(?:(?:19|20)\d\d[/-](?:0[1-9]|1[0-2]|[1-9](?=\s*$))|(?:0[1-9]|1[0-2])[/-](?:19|20)\d\d)(?![\w]|[/.,:-]\d))
      | (?P<old>(?:(?<=[Ee]n\ )|(?<=bataille\ de\ ))[1-9]\d\d(?![\w%€$°'/+]|[.,:-]\d|\ \d))
      | (?P<number>\d+(?:[ ]\d{{3}}(?!\d))+|\d+(?:[.,]\d+)+|\d+)
    )
  | (?P<sign>[^\s\w]|_)
    """,
    re.VERBOSE,
)
#: Signs and shapes of digits, beside the classes of words.
SIGNS: Final = (
    "other", "dot", "comma", "dash", "slash", "sign",
    "day", "two", "year", "num", "dec", "first", "nth", "iso", "numeric", "dm", "clock", "century", "zone", "term", "era",
    "ym", "old",
)  # fmt: skip
_WORDS: Final = {
    **lexicon.WORDS,
    "number": [*lexicon.WORDS["number"], *numbers.HYPHENATED],
    "high_nth": list(numbers.NTH),
}
#: Class -> the one character that stands for it in a row.
CODES: Final = {name: chr(0xE000 + i) for i, name in enumerate([*_WORDS, *SIGNS])}
_OTHER = CODES["other"]
_SIGN_CODES = {
    ".": CODES["dot"], ",": CODES["comma"], "-": CODES["dash"], "–": CODES["dash"], "—": CODES["dash"],
    "/": CODES["slash"], ">": CODES["dash"], "→": CODES["dash"], "&": CODES["et"],
}  # fmt: skip
_WORD_CODES = {word: CODES[name] for name, words in _WORDS.items() for word in words}
#: Shapes of a class that has other words too: « Ier mai », « samedi après midi ».
_CLASS_OF_SHAPE = {"premier": "first", "afternoon": "part"}
#: Words kept in the memory of the classifier; then it starts again.
MEMORY = 50_000


class _Classes(dict[str, str]):
    """Word -> class character, or "" for a hyphenated word that is read part by part."""

    def __missing__(self, word: str) -> str:
        folded = _folded(word)
        code = _WORD_CODES.get(folded)
        if code is None:
            code = _OTHER
            if "-" in word and any(part in _WORD_CODES for part in folded.rstrip("'").split("-")):
                code = ""
        if len(self) > MEMORY:
            self.clear()
        self[word] = code
        return code


@lru_cache(MEMORY)
def _folded(word: str) -> str:
    """A word as it is compared: « dès » is the one word that an accent makes another one."""
    return "dès" if word.lower() == "dès" else fold(word)


_classes = _Classes()


@dataclass(slots=True)
class Row:
    """A stretch of a text as a row of tokens.

    Attributes:
        text: the whole text, normalised.
        codes: the class characters of the tokens.
        starts, ends: offsets of the tokens in the text, end exclusive.
    """

    text: str
    codes: str
    starts: list[int]
    ends: list[int]

    def word(self, index: int) -> str:
        """Token ``index`` folded; "" outside the row."""
        if not 0 <= index < len(self.starts):
            return ""
        return _folded(self.text[self.starts[index] : self.ends[index]])

    def raw(self, index: int) -> str:
        """Token ``index`` as it is written; "" outside the row."""
        if not 0 <= index < len(self.starts):
            return ""
        return self.text[self.starts[index] : self.ends[index]]


def read(text: str, start: int, end: int, wanted: re.Pattern[str]) -> Row | None:
    """The tokens of a stretch of a normalised text; None where no class character of ``wanted`` is among them."""
    classes = _classes
    tokens = list(_TOKEN.finditer(text, start, end))
    codes = [classes[token[0]] if token.lastgroup == "word" else _sign_code(token) for token in tokens]
    if "" in codes:
        return _parted(text, tokens, codes)
    row = "".join(codes)
    if wanted.search(row) is None:
        return None
    return Row(text, row, [token.start() for token in tokens], [token.end() for token in tokens])


def _sign_code(token: re.Match[str]) -> str:
    """The class of a token that is no word."""
    kind = token.lastgroup or ""
    if kind == "number":
        return _number_code(token[0], token.string, token.start())
    if kind == "sign":
        return _SIGN_CODES.get(token[0], CODES["sign"])
    return CODES[_CLASS_OF_SHAPE.get(kind, kind)]


def _parted(text: str, tokens: list[re.Match[str]], codes: list[str]) -> Row:
    """The row of a text with hyphenated words that are read part by part, each part a token."""
    parted: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token, code in zip(tokens, codes, strict=True):
        start = token.start()
        pieces = re.finditer(r"[^-]+|-", token[0]) if not code else ()
        for piece in pieces:
            parted.append(CODES["dash"] if piece[0] == "-" else _classes[piece[0]] or _OTHER)
            starts.append(start + piece.start())
            ends.append(start + piece.end())
        if code:
            parted.append(code)
            starts.append(start)
            ends.append(token.end())
    return Row(text, "".join(parted), starts, ends)


def _number_code(digits: str, text: str, start: int) -> str:
    """The class of a number, by its length and what it is glued to."""
    if "," in digits or "." in digits:
        return CODES["dec"] if re.fullmatch(r"\d{1,3}[.,]\d{1,2}", digits) else _OTHER
    before = text[start - 1] if start else " "
    if before.isalnum() or (before in ".,:" and start > 1 and text[start - 2].isdigit()):
        return _OTHER
    if " " in digits or len(digits) == 3 or len(digits) > 4:
        return CODES["num"]
    value = int(digits)
    if len(digits) == 4:
        return CODES["year"] if 1000 <= value < 2200 else CODES["num"]
    return CODES["day"] if 1 <= value <= 31 else CODES["two"]
