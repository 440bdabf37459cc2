"""What verdicts on names teach at once: the kind of a name, and which two names are one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from newstagger.entities import written
from newstagger.feedback.gold import text_at
from newstagger.feedback.store import Corrected
from newstagger.feedback.verdicts import parse_place


def kinds(corrected: Iterable[Corrected]) -> dict[str, str]:
    """Names to the kind that most articles give them; where as many speak for another kind, none."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for found in corrected:
        for name, kind in {**_kinds_of_stretches(found), **found.names}.items():
            votes[name][kind] += 1
    return _winners(votes)


def pairs(corrected: Iterable[Corrected]) -> dict[str, str]:
    """Pairs of names (``verdicts.pair``) to « one » or « two », as most articles say."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for found in corrected:
        for subject, verdict in found.pairs.items():
            votes[subject][verdict] += 1
    return _winners(votes)


def _kinds_of_stretches(found: Corrected) -> dict[str, str]:
    """Names of which a stretch was given a kind, where all mentions of that name in the article have it."""
    named = {
        written(text_at(found.article, parse_place(subject)))
        for subject, verdict in found.mentions.items()
        if verdict != "none"
    }
    if not named:
        return {}
    kinds_of: dict[str, set[str]] = defaultdict(set)
    for mention in found.gold.mentions:
        kinds_of[written(text_at(found.article, mention.place))].add(mention.kind)
    return {name: kinds_of[name].pop() for name in named if len(kinds_of[name]) == 1}


def _winners(votes: Mapping[str, Counter[str]]) -> dict[str, str]:
    found = {}
    for subject, tally in sorted(votes.items()):
        winners = [verdict for verdict, count in tally.items() if count == max(tally.values())]
        if len(winners) == 1:
            found[subject] = winners[0]
    return found
