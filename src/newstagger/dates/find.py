"""Where a text speaks of time: rules run over the row of word classes.

Time grows linearly with the text: every pattern is of bounded look-ahead, and a place that no rule accepts is left
behind for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newstagger.dates.fragments import expression
from newstagger.dates.rule import Found, Match, Rule
from newstagger.dates.tokens import CODES, Row, read
from newstagger.text.normalise import fold

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
