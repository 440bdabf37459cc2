"""What holds for every rule, and for how the modules of dates/ hang together."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date, datetime
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newstagger import dates, find_dates
from newstagger.dates import lexicon, rules, tokens
from newstagger.dates.calendar import check_value
from newstagger.dates.lexicon import HYPHENATED, NTH
from newstagger.dates.rule import FRAGMENTS, Rule, expand_pattern
from newstagger.dates.rules import RULES

PACKAGE = Path(dates.__file__).parent
NAMES = [rule.name for rule in RULES]
LOOK_AROUND = re.compile(r"\(\?(?:<=|!)")


def imports(path: Path) -> set[str]:
    """The modules of dates/ that a module imports, for types or within functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("newstagger.dates"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found


def module(path: Path) -> str:
    parts = ("newstagger", "dates", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module(path): path for path in PACKAGE.rglob("*.py")}


def test_the_modules_form_no_circle():
    graph = {name: imports(path) - {name} for name, path in MODULES.items()}
    assert graph["newstagger.dates.rules.parts"] > {"newstagger.dates.rule", "newstagger.dates.rules.days"}
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle


def test_every_rule_has_its_own_name_and_is_listed_once():
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []
    files = [value for value in vars(rules).values() if hasattr(value, "RULES")]
    written = {id(value) for file in files for value in vars(file).values() if isinstance(value, Rule)}
    assert written == {id(rule) for rule in RULES}


def test_every_class_and_fragment_is_used():
    patterns = [rule.pattern for rule in RULES] + list(FRAGMENTS.values())
    used = set(re.findall(r"\{([a-zA-Z_]+)\}", " ".join(patterns)))
    ends = {"other", "sign"}  # they end a stretch of words
    assert {*lexicon.WORDS, *tokens.SIGNS, *FRAGMENTS} - used == ends


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_every_part_is_read(rule: Rule):
    """A group that neither the guard nor the resolver can read says nothing."""
    readers = {rule.resolve.__module__, getattr(rule.guard, "__module__", None), "newstagger.dates.values"}
    sources = "".join(MODULES[name].read_text("utf-8") for name in readers if name)
    for part in re.findall(r"[(][?]P<(\w+)>", expand_pattern(rule.pattern)):
        assert f'parts["{part}"]' in sources or re.search(rf'["\']{part}["\'](?! *:)', sources), part


#: « les années 80 et [90] »: their class is in what must stand before them, in the same stretch.
NEED_WHAT_STANDS_BEFORE = ("further_decade",)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_every_match_holds_a_class_that_the_rule_needs(rule: Rule, data: st.DataObject):
    needs = {tokens.CODES[name] for name in rule.needs.split()}
    pattern = expand_pattern(rule.pattern)
    if rule.name in NEED_WHAT_STANDS_BEFORE:
        pattern = pattern.replace("(?<=", "(?:")
    pattern = without_look_around(pattern)
    row = data.draw(st.from_regex(pattern, fullmatch=True, alphabet=st.sampled_from(list(tokens.CODES.values()))))
    assert not row or needs.intersection(row)


#: Digits and signs of each class, with what lies at its ends; for the other classes the lexicon has the words.
SHAPES = {
    "dot": ["."], "comma": [","], "dash": ["-"], "slash": ["/"], "day": ["1", "9", "05", "31"], "two": ["00", "32", "99"],
    "year": ["1000", "1789", "2021", "2199"], "num": ["100", "777", "999 999", "100000000000"], "dec": ["3,5", "0,25"],
    "first": ["1er"], "nth": ["1re", "2e", "5e", "32e", "99e"], "iso": ["2021-03-04", "2021-02-30", "2021-03-04T12:30Z"],
    "numeric": ["09/03/2011", "31/02/2020", "1.1.99", "99-99-9999"], "dm": ["12/3", "31/11", "99/99"],
    "clock": ["20h30", "0:00", "24h59"], "century": ["XIXe", "99e", "VVe"], "zone": ["UTC+14", "GMT", "TU"],
    "term": ["T3", "S2", "4T99"], "era": ["av. J.-C.", "après J.-C."], "ym": ["2021-05", "12/1999"], "old": ["100", "999"],
}  # fmt: skip
WORDS = {
    tokens.CODES[name]: sorted(words)
    for name, words in {**lexicon.WORDS, "number": ["deux", *HYPHENATED], "high_nth": NTH, **SHAPES}.items()
}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(
    data=st.data(), published=st.sampled_from([None, date(1, 1, 1), datetime(2021, 1, 31, 23, 59), date(9999, 12, 31)])
)
def test_whatever_a_rule_matches_has_a_valid_value_or_none(rule: Rule, data: st.DataObject, published: date | None):
    pattern = without_look_around(expand_pattern(rule.pattern))
    row = data.draw(st.from_regex(pattern, fullmatch=True, alphabet=st.sampled_from(sorted(WORDS))))
    words = [data.draw(st.sampled_from(WORDS[code])) for code in row]
    for found in find_dates("Le 3 mai, " + " ".join(words), published):
        assert found.value is None or check_value(found.type, found.value) == found.value


def without_look_around(pattern: str) -> str:
    """A pattern that matches more: it holds what must follow, and says nothing of what must not or must stand before."""
    pattern = pattern.replace("(?=", "(?:")
    while found := LOOK_AROUND.search(pattern):
        depth, end = 1, found.end()
        while depth:
            depth += (pattern[end] == "(") - (pattern[end] == ")")
            end += 1
        pattern = pattern[: found.start()] + pattern[end:]
    return pattern
