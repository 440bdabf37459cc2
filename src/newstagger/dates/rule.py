"""Pieces of patterns that several rules share, and how a pattern becomes a regular expression.

A text is read as a row of word classes, one character a word; in a pattern ``{name}`` stands for a class of
``lexicon.WORDS`` or ``tokens.SIGNS`` or for a fragment of ``FRAGMENTS``.

What a rule is: how a kind of time expression looks, where it is none, and what it is worth.

Where a text speaks of time: rules run over the row of word classes.

Time grows linearly with the text: every pattern is of bounded look-ahead, and a place that no rule accepts is left
behind for good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from newstagger._text.normalise import fold
from newstagger.dates.context import Context
from newstagger.dates.tokens import CODES, Row, read
from newstagger.dates.values import UNRESOLVED, Parts, UnsettledError, Value

_NAME = re.compile(r"\{([a-zA-Z_]+)\}")
#: Fragments are in capitals, classes in lower case. Fragments may use each other.
FRAGMENTS: Final = {
    "BASE": "(?:{number}|{tens}|{one}|{eleven}|{sept})",
    # « cent vingt », « deux mille trois cents », « vingt quatre »
    "LONGNUM": "(?:(?:{BASE}{dash}?){0,3}(?:{cent}|{mille})(?:{dash}?(?:{BASE}|{cent}|{mille})){0,5}|{tens}(?:{dash}?{BASE}){1,2}"
    "|{number}{dash}?{tens}(?:{dash}?{BASE}){0,2})(?:{et}(?:{one}|{eleven}))?",
    "NUM": "(?:{LONGNUM}|{tens}{et}(?:{one}|{eleven})|{BASE}|{day}|{two}|{num}|{old}|{year}(?={year_unit}))",
    "DAY": "(?:{day}|{first}|{ordinal}|{number}|{tens}{et}{one}|{tens}|{eleven}|{sept})",
    # « 12 sept 2023 », « sept 2023 »: behind a day in digits, or before a year, it is no number
    "MONTH": "(?:{month}|{abbr}{dot}?|{sept}{dot}|(?<=[{day}{first}]){sept}(?!{UNIT})|{sept}(?={year}))",
    # « de l'année prochaine », « de la même année », « de cette année-là »
    "OF_YEAR": "{de}(?:{le}(?:{annee}|{year_unit})(?:{RELATIVE}|{following}|{preceding})|{le}{meme}{annee}|{demo}{meme}?{annee}(?:{dash}{le})?)",
    # « deux mille vingt-quatre », « mil neuf cent cinquante-trois »
    "WORD_YEAR": "(?:(?:{number}{dash}?)?{mille}(?:{dash}?(?:{number}|{tens}|{cent}|{one}|{eleven}|{sept})){0,6}(?:{et}(?:{one}|{eleven}))?)",
    "ERA_YEAR": "(?:{year}|{num}|{old}|{two}|{day}){era}",
    "YEAR": "(?:{ERA_YEAR}|{de}?{year}|{OF_YEAR}|{WORD_YEAR})",
    "UNIT": "(?:{day_unit}|{WEEKEND}|{week}|{mois}|{year_unit}|{annee}|{annees}|{decade}|{siecle}"
    "|{hour}|{minute}|{second}|{quarter})",
    "WEEKEND": "(?:{weekend}|{week_}{end})",
    "RELATIVE": "(?:{last}|{next})",
    # « et demie », « et quart », « moins le quart », « moins vingt »
    "OFF": "(?:{et}(?:{demi}|{quart})|{et}?{number}{quart}(?!{de})|{moins}(?:{le}?{quart}|{number}|{tens}|{day}(?!{UNIT})))",
    "CLOCK": "(?:{clock}{OFF}?|(?:{day}|{two}|{number}|{one}|{eleven}|{sept}|{tens}|{tens}{et}{one})"
    "{hour}(?:(?:{day}|{two}|(?:{tens}|{number})(?!{UNIT}|{approx}|{quart}))(?:{minute})?)?{OFF}?"
    "|{noon}(?:{OFF}|(?:{tens}|{number}|{day}|{two})(?!{UNIT}|{MONTH}|{approx}|{cent}|{mille}))?|{day}(?={ampm}))"
    "(?:{ampm}|{du}{part}|{de}{le}{part})?(?:{zone})?",
    # « à », « vers les », « aux alentours de », « à environ »
    "AT": "(?:{a}{about}?|{vers}{le}?|{au}{around}{de})",
    # « au », « à », « jusqu'au », « jusqu'en »
    "TO": "(?:{jusqu}?(?:{au}|{a}))",
    # « dim. 16 juin », « lun 3 mai »
    "WDABBR": "{wd_abbr}{dot}?",
    "PART": "(?:(?:{comma}?{a}{le}|{au}{petit}?|{dans}{le}|{en})?(?:{begin}{de}{le}?)?{part})",
    "SUFFIX": "(?:{AT}?(?P<clock>{CLOCK})(?!(?:{dash}|{a})(?:{clock}|{day}))|(?P<part>{PART})(?:{AT}(?P<clock2>{CLOCK}))?)?",
    "POINT": "(?:{weekday}{comma}?)?(?:{DAY}{dash}?{MONTH}{year}?{RELATIVE}?|{numeric}|{iso})"
    "|{demo}?{weekday}(?:{day}|{first})?{RELATIVE}?|{deictic}(?:{weekday}(?!{day}|{first}))?",
}


def expression(pattern: str) -> str:
    """A pattern as a regular expression over class characters.

    Raises:
        KeyError: the pattern names a class or fragment that there is none of.
    """
    while (filled := _NAME.sub(lambda match: FRAGMENTS.get(match[1]) or CODES[match[1]], pattern)) != pattern:
        pattern = filled
    return pattern


#: Gives the value of an expression from its parts and what it is resolved against; None where it is none after all.
Resolver = Callable[[Parts, Context], Value | None]


@dataclass(slots=True)
class Match:
    """What a guard sees: the tokens that a pattern matched, with what stands around them.

    Attributes:
        row: the tokens of the line.
        begin, end: the tokens that the mention covers, end exclusive; a guard may move them.
        parts: the pattern's groups; a guard may add to them or take from them.
        matched: the match of the pattern, whose offsets are tokens of the row.
    """

    row: Row
    begin: int
    end: int
    parts: Parts
    matched: re.Match[str]

    def cut(self, name: str) -> None:
        """End the mention before a group, and leave the groups from there on to others."""
        self.end = self.matched.start(name)
        for part in [part for part in self.parts if self.matched.start(part) >= self.end]:
            del self.parts[part]

    def before(self, steps: int = 1) -> str:
        """The word so many tokens before the match, folded; "" where there is none."""
        return self.row.word(self.begin - steps)

    def after(self, steps: int = 1) -> str:
        """The word so many tokens behind the match, folded; "" where there is none."""
        return self.row.word(self.end + steps - 1)


#: Is a match a time expression, by the words around it?
Guard = Callable[[Match], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of time expression.

    Attributes:
        name: what it is called.
        pattern: how it looks, as a regular expression over word classes (see ``fragments``); its named groups are the
            parts that guard and resolver see.
        needs: the classes one of which stands in every match or in what must follow it. A stretch of text without any
            of them is not searched.
        resolve: gives its value.
        guard: says whether a match is a time expression, by the words around it; without one it always is.
        keeps_front: does the mention keep its first preposition or article, « du 3 au 9 mai »?
    """

    name: str
    pattern: str
    needs: str
    resolve: Resolver
    guard: Guard | None = None
    keeps_front: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression before it is resolved.

    Attributes:
        rule: the rule that found it.
        start, end: offsets in the text, end exclusive.
        parts: the pattern's groups that matched, folded.
    """

    rule: Rule
    start: int
    end: int
    parts: Parts

    def value(self, context: Context) -> Value | None:
        """What it is worth; a value of None in it means that the text alone does not settle it."""
        try:
            return self.rule.resolve(self.parts, context)
        except UnsettledError:
            return UNRESOLVED
        except OverflowError:  # before year 1 or after 9999
            return Value("DATE", None, "lies outside the years 1 to 9999")


_LINE = re.compile(r"[^\n]+")
_STRETCH_END = re.compile(f"[{CODES['other']}{CODES['sign']}]")
#: Taken off the front of a mention: they are not part of it.
_LEADING = frozenset("le la les l' en a au aux vers des dès depuis jusqu' jusque avant apres pour de d' du ici".split())
_NAMED_GROUP = re.compile(r"[(][?]P<[a-z0-9_]+>")


class Finder:
    """Finds what some rules describe.

    Args:
        rules: those that match at one place are tried in this order; the first whose guard agrees wins.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(rule, re.compile(expression(rule.pattern))) for rule in rules]
        self._trigger = re.compile(
            "[" + "".join({CODES[name] for rule, _ in self._rules for name in rule.needs.split()}) + "]"
        )
        # The empty group that tells which rule it was stands behind its pattern: a branch that begins with a class is
        # left at once where the class is another.
        self._any = re.compile(
            "|".join(f"(?:{_NAMED_GROUP.sub('(?:', pattern.pattern)})()" for _, pattern in self._rules)
        )

    def find(self, text: str) -> Iterator[Found]:
        """The time expressions of a normalised text, in order, without overlap; none crosses a line break."""
        for line in _LINE.finditer(text):
            row = read(text, line.start(), line.end(), self._trigger)
            if row is not None:
                yield from self._find_in(row)

    def _find_in(self, row: Row) -> Iterator[Found]:
        """Stretch by stretch: a word of no class, or a sign, ends one."""
        codes = row.codes
        stop = 0
        while trigger := self._trigger.search(codes, stop):
            head = codes[stop : trigger.start()]
            at = stop + 1 + max(head.rfind(CODES["other"]), head.rfind(CODES["sign"]))
            after = _STRETCH_END.search(codes, trigger.end())
            stop = after.start() if after else len(codes)
            while at < stop:
                match = self._any.search(codes, at, stop)
                if match is None:
                    break
                at = match.start()
                accepted = self._accepted(row, (match.lastindex or 1) - 1, at, stop)
                if accepted is None:
                    at += 1
                else:
                    found, at = accepted
                    yield found

    def _accepted(self, row: Row, first: int, at: int, stop: int) -> tuple[Found, int] | None:
        """What the first rule from ``first`` on finds at token ``at``, and the token to go on from."""
        for rule, pattern in self._rules[first:]:
            matched = pattern.match(row.codes, at, stop)
            if matched is None or matched.end() == at:
                continue
            parts = {
                name: fold(row.text[row.starts[matched.start(name)] : row.ends[matched.end(name) - 1]])
                for name, codes in matched.groupdict().items()
                if codes
            }
            match = Match(row, at, matched.end(), parts, matched)
            if rule.guard is None or rule.guard(match):
                begin = match.begin if rule.keeps_front else _without_front(match)
                found = Found(rule, row.starts[begin], row.ends[match.end - 1], parts)
                return found, max(match.end, at + 1)
        return None


def _without_front(match: Match) -> int:
    """The first token of a mention without the prepositions and articles before it."""
    row, begin = match.row, match.begin
    if row.word(begin) == "courant" and row.word(begin - 1) == "le":
        begin += 1  # « dans le courant de la semaine prochaine »
    while begin < match.end - 1 and row.word(begin) in _LEADING:
        begin += 1
    return begin
