"""What a rule is: how a kind of time expression looks, where it is none, and what it is worth."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from newstagger.dates.context import Context
from newstagger.dates.tokens import Row
from newstagger.dates.values import UNRESOLVED, Parts, UnsettledError, Value

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
