"""Where a text speaks of time: words are classed, and patterns run over the row of classes.

Time grows linearly with the text: the tokeniser and every pattern are of bounded look-ahead, and a
place that no pattern accepts is left behind for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from newstagger.dates import guards, lexicon, patterns
from newstagger.text.normalise import fold

#: Words that look like others and are of a class of their own: « XIXe » before « siècle », « av. J.-C. », « UTC+1 », « T3 2025 ».
_SPECIAL = r"""
    (?P<century>(?:[IVXivx]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])(?=\s+s(?:i[eè]|I[EÈ])cles?\b)|[IVX]{1,5}\ ?E(?=\s+SI[EÈ]CLE))
  | (?P<era>(?:[Aa]v(?:ant|\.)?|[Aa]p(?:r[eè]s|\.)?)\ ?(?:J\.?\ ?-?\ ?C(?:\.|\b)|J[eé]sus[- ]Christ|(?:notre|l')\ ?[eè]re(?:\ chr[eé]tienne|\ commune)?)|AEC\b)
  | (?P<zone>(?:UTC|GMT|gmt|utc|TU)(?:\ ?[+\u2212–-]\ ?(?:1[0-4]|0?\d)(?::?[0-5]\d)?)?(?![\w]))
  | (?P<term>(?:[TQ][1-4]|S[12])(?:\ ?-?\ ?(?=20\d\d\b))?(?![\w/])|(?<![\w.,/-])[1-4][TSQ](?:\d\d|(?=\ 20\d\d\b)|(?=20\d\d\b))(?![\w]*[a-zA-Z]))
"""
# Most words begin with a letter that none of the special ones begins with: these are told first.
_TOKEN = re.compile(
    rf"""
    (?P<word>(?!(?=[AaGgIiQSTUuVvXx])(?:{re.sub(r"[(][?]P<[a-z]+>", "(?:", _SPECIAL)}))[^\W\d_]+(?:-[^\W\d_]+)*(?:'hui\b|')?)
  | (?=[\dAaGgIiQSTUuVvXx])(?:{_SPECIAL})
  | (?=\d)(?:
        (?P<iso>(?<![\w/.-])\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]|[./:]\d))
      | (?P<numeric>(?<![\d/.,:-])(?:\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}})|1er(?P<sep1>[/.-])\d{{1,2}}(?P=sep1)\d{{4}}|\d{{4}}(?P<sep2>[/.])\d\d(?P=sep2)\d\d)(?![\w]|[/.,:-]\d))
      | (?P<dm>(?<![\d/.,:-])\d{{1,2}}/\d{{1,2}}(?![\w%]|[/.,:-]\d))
      | (?P<clock>(?<![\d/.,:-])(?:[01]?\d|2[0-4])(?:\ ?[hH]\ ?[0-5]\d|:[0-5]\d(?::[0-5]\d)?)(?![\d%]|[:/.,-]\d|\ ?\d*[ap]m))
      | (?P<first>(?<![\d.,/-])1\ ?(?:er|ᵉʳ|ER)\b(?!\s*-(?![^\W\d])))
      | (?P<nth>(?<![\d.,/-])\d{{1,2}}(?:[eè]me|nde?|[eᵉ]|[eè]re)\b)
      | (?P<ym>(?<![\d/.,:-])(?:(?:19|20)\d\d[/-](?:0[1-9]|1[0-2]|[1-9](?=\s*$))|(?:0[1-9]|1[0-2])[/-](?:19|20)\d\d)(?![\w]|[/.,:-]\d))
      | (?P<number>\d+(?:[ ]\d{{3}}(?!\d))+|\d+(?:[.,]\d+)+|\d+)
    )
  | (?P<break>\n)
  | (?P<sign>[^\s\w]|_)
    """,
    re.VERBOSE,
)
_CODE = {name: chr(0xE000 + i) for i, name in enumerate([*lexicon.WORDS, *lexicon.SIGNS])}
_OTHER, _BREAK, _SIGN = _CODE["other"], _CODE["break"], _CODE["sign"]
_SIGN_CODES = {
    ".": _CODE["dot"], ",": _CODE["comma"], "-": _CODE["dash"], "–": _CODE["dash"], "—": _CODE["dash"],
    "/": _CODE["slash"],
}  # fmt: skip
_WORD_CODES = {word: _CODE[name] for name, words in lexicon.WORDS.items() for word in words}
_KIND_CODES = {
    name: _CODE[name]
    for name in ("iso", "numeric", "dm", "clock", "century", "first", "nth", "break", "zone", "term", "era", "ym")
}
#: A stretch without one of these classes holds no time expression.
_TRIGGERS = (
    "month abbr sept weekday weekdays deictic part noon season holiday hour minute second day_unit week "
    "weekend mois year_unit annee annees quarter decade siecle demi_heure demi_journee veille lendemain "
    "year iso numeric dm clock century aid gras saint quart term era ym fete"
).split()
_LINE = re.compile(r"[^\n]+")
_STRETCH_END = re.compile(f"[{_OTHER}{_BREAK}{_SIGN}]")
_TRIGGER = re.compile("[" + "".join(_CODE[name] for name in _TRIGGERS) + "]")
#: Words kept in the memory of the classifier; then it starts again.
_MEMORY = 50_000


def _expand(pattern: str) -> str:
    """A pattern as a regular expression over class characters."""
    while True:
        filled = re.sub(
            r"\{([a-zA-Z_]+)\}",
            lambda m: patterns.FRAGMENTS.get(m.group(1)) or _CODE[m.group(1)],
            pattern,
        )
        if filled == pattern:
            return pattern
        pattern = filled


_RULES = {name: re.compile(_expand(pattern)) for name, pattern in patterns.PATTERNS.items()}
_NAMES = list(_RULES)
_ANY = re.compile(
    # The name stands behind its pattern: a branch that begins with a class is left at once where the class is another.
    "|".join(f"(?:{re.sub(r'[(][?]P<[a-z0-9]+>', '(?:', rule.pattern)})(?P<{name}>)" for name, rule in _RULES.items())
)


class _Classes(dict[str, str]):
    """Word -> class character, or "" for a hyphenated word that is read part by part."""

    def __missing__(self, word: str) -> str:
        # « dès » is the one word that an accent makes another one.
        folded = "dès" if word.lower() == "dès" else fold(word)
        code = _WORD_CODES.get(folded)
        if code is None:
            code = _OTHER
            if "-" in word and any(part in _WORD_CODES for part in folded.rstrip("'").split("-")):
                code = ""
        if len(self) > _MEMORY:
            self.clear()
        self[word] = code
        return code


_classes = _Classes()


@lru_cache(_MEMORY)
def _folded(word: str) -> str:
    """A word as the guards compare it: « dès » is the one that keeps its accent."""
    return "dès" if word.lower() == "dès" else fold(word).strip("\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression before it is resolved.

    Attributes:
        rule: name of the pattern in the lexicon.
        start, end: offsets in the text, end exclusive.
        parts: the pattern's groups that matched, folded.
    """

    rule: str
    start: int
    end: int
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """The text as a row of tokens."""

    text: str
    codes: str
    starts: list[int]
    ends: list[int]

    def word(self, index: int) -> str:
        """Token ``index`` folded; "" outside the row and across a line break."""
        if not 0 <= index < len(self.starts):
            return ""
        raw = self.text[self.starts[index] : self.ends[index]]
        return _folded(raw)


def read(text: str, start: int = 0, end: int | None = None) -> Row:
    """The tokens of a stretch of a normalised text and their classes; none where no class tells of time."""
    classes = _classes
    tokens = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    codes = [classes[token[0]] if token.lastgroup == "word" else _sign_code(token) for token in tokens]
    if "" in codes:
        return _parted(text, tokens, codes)
    row = "".join(codes)
    if _TRIGGER.search(row) is None:
        return Row(text, "", [], [])
    return Row(text, row, [token.start() for token in tokens], [token.end() for token in tokens])


def _sign_code(token: re.Match[str]) -> str:
    """The class of a token that is no word."""
    kind = token.lastgroup or ""
    if kind == "number":
        return _number_code(token[0], token.string, token.start(), token.end())
    if kind == "sign":
        return _SIGN_CODES.get(token[0], _SIGN)
    return _KIND_CODES.get(kind, _OTHER)


def _parted(text: str, tokens: list[re.Match[str]], codes: list[str]) -> Row:
    """The row of a text with hyphenated words that are read part by part, each part a token."""
    parted: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token, code in zip(tokens, codes, strict=True):
        start = token.start()
        pieces = re.finditer(r"[^-]+|-", token[0]) if not code else ()
        for piece in pieces:
            parted.append(_CODE["dash"] if piece[0] == "-" else _classes[piece[0]] or _OTHER)
            starts.append(start + piece.start())
            ends.append(start + piece.end())
        if code:
            parted.append(code)
            starts.append(start)
            ends.append(token.end())
    return Row(text, "".join(parted), starts, ends)


def _number_code(digits: str, text: str, start: int, end: int) -> str:
    if "," in digits or "." in digits:
        return _CODE["dec"] if re.fullmatch(r"\d{1,3}[.,]\d{1,2}", digits) else _OTHER
    before = text[start - 1] if start else " "
    if before.isalnum() or (before in ".,:" and start > 1 and text[start - 2].isdigit()):
        return _OTHER
    if " " in digits or len(digits) == 3 or len(digits) > 4:
        return _CODE["num"]
    value = int(digits)
    if len(digits) == 4:
        return _CODE["year"] if 1000 <= value < 2200 else _CODE["num"]
    return _CODE["day"] if 1 <= value <= 31 else _CODE["two"]


def find(text: str) -> Iterator[Found]:
    """The time expressions of a normalised text, in order, without overlap; none crosses a line break."""
    for line in _LINE.finditer(text):
        yield from _find_in(read(text, line.start(), line.end()))


def _find_in(row: Row) -> Iterator[Found]:
    codes = row.codes
    stop = 0
    while trigger := _TRIGGER.search(codes, stop):
        head = codes[stop : trigger.start()]
        at = stop + 1 + max(head.rfind(_OTHER), head.rfind(_BREAK), head.rfind(_SIGN))
        after = _STRETCH_END.search(codes, trigger.end())
        stop = after.start() if after else len(codes)
        while at < stop:
            match = _ANY.search(row.codes, at, stop)
            if match is None:
                break
            at = match.start()
            hit = _accepted(row, match.lastgroup or "", at, stop)
            if hit is None:
                at += 1
            else:
                found, at = hit
                yield found


def _accepted(row: Row, first: str, at: int, stop: int) -> tuple[Found, int] | None:
    """The first pattern from ``first`` on that matches at token ``at`` and passes its guard."""
    for name in _NAMES[_NAMES.index(first) :]:
        match = _RULES[name].match(row.codes, at, stop)
        if match is None or match.end() == match.start():
            continue
        group = "span" if "span" in match.re.groupindex and match.group("span") else 0
        begin, end = match.span(group)
        parts = {
            key: fold(row.text[row.starts[match.start(key)] : row.ends[match.end(key) - 1]])
            for key, value in match.groupdict().items()
            if value and key != "span"
        }
        span = guards.trim(row, name, begin, end, parts)
        if span is None:
            continue
        begin, end = span
        return Found(name, row.starts[begin], row.ends[end - 1], parts), max(end, at + 1)
    return None
