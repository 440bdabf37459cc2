"""What a rule is, the pieces of patterns that rules share, and how rules find the time expressions of a text.

A text is read as a row of word classes, one character per word; in a pattern ``{name}`` stands for a class of
``lexicon.WORDS`` or ``tokens.SIGNS`` or for a fragment of ``FRAGMENTS``. Time grows linearly with the text: the look-ahead
of every pattern is bounded, and a place that no rule accepts is never tried again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from newstagger._text.normalise import fold
from newstagger.dates.context import Context
from newstagger.dates.tokens import CODES, Row, read_row
from newstagger.dates.values import UNRESOLVED, Parts, UnsettledError, Value

_NAME = re.compile(r"\{([a-zA-Z_]+)\}")
#: Fragments are in capitals, classes in lower case. Fragments may use each other.
FRAGMENTS: Final = {
    "BASE": "(?:{number}|{tens}|{one}|{eleven}|{sept})",
    # « cent vingt », « deux mille trois cents », « vingt quatre »
    "LONGNUM": "(?:(?:{BASE}{dash}?){0,3}(?:{cent}|{mille})(?:{dash}?(?:{BASE}|{cent}|{mille})){0,5}|{tens}(?:{dash}?{BASE}){1,2}"
    "|{number}{dash}?{tens}(?:{dash}?{BASE}){0,2})(?:{and_or}(?:{one}|{eleven}))?",
    "NUM": "(?:{LONGNUM}|{tens}{and_or}(?:{one}|{eleven})|{BASE}|{day}|{two}|{num}|{old}|{year}(?={year_unit}))",
    "DAY": "(?:{day}|{first}|{ordinal}|{number}|{tens}{and_or}{one}|{tens}|{eleven}|{sept})",
    # « 12 sept 2023 », « sept 2023 »: after a day in digits, or before a year, it is not a number; « 13 mar 2024 » is March
    "MONTH": "(?:{month}|{month_abbr}{dot}?|{sept}{dot}|{sept}(?<=[{day}{first}]{sept})(?!{UNIT})|{sept}(?={year})|{mar}(?<=[{day}{first}]{mar}){dot}?(?={year}))",
    # « de l'année prochaine », « de la même année », « de cette année-là »
    "OF_YEAR": "{de}(?:{le}(?:{annee}|{year_unit})(?:{RELATIVE}|{following}|{preceding})|{le}{meme}{annee}|{demo}{meme}?{annee}(?:{dash}{le})?)",
    # « deux mille vingt-quatre », « mil neuf cent cinquante-trois »
    "WORD_YEAR": "(?:(?:{number}{dash}?)?{mille}(?:{dash}?(?:{number}|{tens}|{cent}|{one}|{eleven}|{sept})){0,6}(?:{and_or}(?:{one}|{eleven}))?)",
    "ERA_YEAR": "(?:{year}|{num}|{old}|{two}|{day}){era}",
    "YEAR": "(?:{ERA_YEAR}|{de}?{year}|{OF_YEAR}|{WORD_YEAR})",
    "UNIT": "(?:{day_unit}|{WEEKEND}|{week}|{mois}|{year_unit}|{annee}|{annees}|{decade}|{siecle}"
    "|{hour}|{minute}|{second}|{trimester_semester})",
    "WEEKEND": "(?:{weekend}|{english_week}{english_end})",
    "RELATIVE": "(?:{last}|{next})",
    # « et demie », « et quart », « moins le quart », « moins vingt »
    "OFF": "(?:{and_or}(?:{demi}|{quarter})|{and_or}?{number}{quarter}(?!{de})|{moins}(?:{le}?{quarter}|{number}|{tens}|{day}(?!{UNIT})))",
    "CLOCK": "(?:{clock}{OFF}?|(?:{day}|{two}|{number}|{one}|{eleven}|{sept}|{tens}|{tens}{and_or}{one})"
    "{hour}(?:(?:{day}|{two}|(?:{tens}|{number})(?!{UNIT}|{approx}|{quarter}))(?:{minute})?)?{OFF}?"
    "|{noon_midnight}(?:{OFF}|(?:{tens}|{number}|{day}|{two})(?!{UNIT}|{MONTH}|{approx}|{cent}|{mille}))?|{day}(?={ampm}))"
    "(?:{ampm}|{du}{part}|{de}{le}{part})?(?:{zone})?",
    # « à », « vers les », « aux alentours de », « à environ »
    "AT": "(?:{a}{about}?|{around_from}{le}?|{au}{around}{de})",
    # « au », « à », « jusqu'au », « jusqu'en »
    "TO": "(?:{until}?(?:{au}|{a}))",
    # « dim. 16 juin », « lun 3 mai »
    "WDABBR": "[{weekday_abbr}{mar}]{dot}?",
    "PART": "(?:(?:{comma}?{a}{le}|{au}{small_big}?|{dans}{le}|{en})?(?:{begin_end}{de}{le}?)?{part})",
    "SUFFIX": "(?:{AT}?(?P<clock>{CLOCK})(?!(?:{dash}|{a})(?:{clock}|{day}))|(?P<part>{PART})(?:{AT}(?P<clock2>{CLOCK}))?)?",
    "POINT": "(?:{weekday}{comma}?)?(?:{DAY}{dash}?{MONTH}{year}?{RELATIVE}?|{numeric}|{iso})"
    "|{demo}?{weekday}(?:{day}|{first})?{RELATIVE}?|{deictic}(?:{weekday}(?!{day}|{first}))?",
}

#: Classes of which every match of ``{UNIT}``, ``{MONTH}`` or ``{WEEKEND}`` has one, for ``Rule.needs``.
UNIT_CLASSES: Final = (
    "day_unit week weekend english_week mois year_unit annee annees decade siecle hour minute second trimester_semester"
)
MONTH_CLASSES: Final = "month month_abbr sept mar"
WEEKEND_CLASSES: Final = "weekend english_week"


def expand_pattern(pattern: str) -> str:
    """A pattern as a regular expression over class characters.

    Raises:
        KeyError: the pattern names a class or fragment that does not exist.
    """
    while (filled := _NAME.sub(lambda match: FRAGMENTS.get(match[1]) or CODES[match[1]], pattern)) != pattern:
        pattern = filled
    return pattern


#: Gives the value of an expression from its parts and what it is resolved against; None if it is not a time after all.
Resolver = Callable[[Parts, Context], Value | None]


@dataclass(slots=True)
class Match:
    """What a guard sees: the tokens that a pattern matched, and their surroundings.

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
        """The word ``steps`` tokens before the match, folded; "" if there is none."""
        return self.row.word(self.begin - steps)

    def after(self, steps: int = 1) -> str:
        """The word ``steps`` tokens after the match, folded; "" if there is none."""
        return self.row.word(self.end + steps - 1)


def is_said_to_come(match: Match) -> bool:
    """« [la semaine] qui vient »; not « qui vient de s'achever »."""
    return match.after() == "qui" and match.after(2) == "vient" and match.after(3) not in ("de", "d'")


#: Is a match a time expression, by the words around it?
Guard = Callable[[Match], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of time expression.

    Attributes:
        name: what it is called.
        pattern: how it looks, as a regular expression over word classes (see ``FRAGMENTS``); its named groups are the
            parts that guard and resolver see.
        needs: classes of which at least one occurs in every match or in what must stand before or follow it. A stretch of
            text without any of them is not searched.
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

    def resolve(self, context: Context) -> Value | None:
        """Its value; a value of None in it means that the text alone does not determine it."""
        try:
            return self.rule.resolve(self.parts, context)
        except UnsettledError:
            return UNRESOLVED
        except OverflowError:  # before year 1 or after 9999
            return Value("DATE", None, "lies outside the years 1 to 9999")


_LINE = re.compile(r"[^\n]+")
_STRETCH_END = re.compile(f"[{CODES['other']}{CODES['sign']}]")
#: Removed from the front of a mention: they are not part of it.
_LEADING = frozenset("le la les l' en a au aux vers des dès depuis jusqu' jusque avant apres pour de d' du ici".split())
_NAMED_GROUP = re.compile(r"[(][?]P<[a-z0-9_]+>")


class Finder:
    """Finds the expressions that some rules describe.

    Args:
        rules: those that match at one place are tried in this order; the first whose guard agrees wins.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(rule, re.compile(expand_pattern(rule.pattern))) for rule in rules]
        self._trigger = re.compile(
            "[" + "".join({CODES[name] for rule, _ in self._rules for name in rule.needs.split()}) + "]"
        )
        # The empty group after each pattern shows which rule matched: a branch that begins with a class is
        # left at once where the class is another.
        self._any = re.compile(
            "|".join(f"(?:{_NAMED_GROUP.sub('(?:', pattern.pattern)})()" for _, pattern in self._rules)
        )

    def find(self, text: str) -> Iterator[Found]:
        """The time expressions of a normalised text, in order, without overlap; none crosses a line break."""
        for line in _LINE.finditer(text):
            row = read_row(text, line.start(), line.end(), self._trigger)
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
                begin = match.begin if rule.keeps_front else _skip_front(match)
                found = Found(rule, row.starts[begin], row.ends[match.end - 1], parts)
                return found, max(match.end, at + 1)
        return None


def _skip_front(match: Match) -> int:
    """The first token of a mention without the prepositions and articles before it."""
    row, begin = match.row, match.begin
    if row.word(begin) == "courant" and row.word(begin - 1) == "le":
        begin += 1  # « dans le courant de la semaine prochaine »
    while begin < match.end - 1 and row.word(begin) in _LEADING:
        begin += 1
    return begin
