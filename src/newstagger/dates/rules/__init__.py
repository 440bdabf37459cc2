"""All rules, in the order in which they are tried."""

from __future__ import annotations

from newstagger.dates import guards, patterns, resolve
from newstagger.dates.rule import Guard, Match, Rule
from newstagger.dates.rules import days

_TRIGGERS = (
    "month abbr sept weekday weekdays deictic part noon season holiday hour minute second day_unit week "
    "weekend mois year_unit annee annees quarter decade siecle demi_heure demi_journee veille lendemain "
    "year iso numeric dm clock century aid gras saint quart term era ym fete"
)


def _guard(name: str) -> Guard:
    def guard(match: Match) -> bool:
        span = guards.GUARDS[name](match.row, match.begin, match.end, match.parts)
        if span is None:
            return False
        match.begin, match.end = span
        return True

    return guard


def _rule(name: str) -> Rule:
    return Rule(
        name,
        patterns.PATTERNS[name],
        _TRIGGERS,
        days.day if name == "listed_day" else resolve.RESOLVERS[name],
        _guard(name) if name in guards.GUARDS else None,
        name in guards.KEEP_FRONT,
    )


_LEFT = list(patterns.PATTERNS)
_AT = _LEFT.index("set_weekday")
RULES = (*map(_rule, _LEFT[:_AT]), *days.RULES, *map(_rule, _LEFT[_AT:]))
