"""What is deprecated still works, and warns at the line that uses it."""

from __future__ import annotations

import re
import warnings
from datetime import date
from types import ModuleType
from typing import Any

import pytest

import newstagger
from newstagger import DateMention, NewstaggerDeprecationWarning, find_dates
from newstagger._deprecation import moved_names, warn_deprecated

DAY = date(2021, 3, 9)


def test_a_warning_says_what_to_use_and_when_the_name_goes_at_the_line_that_uses_it():
    def former() -> None:
        warn_deprecated("former()", instead="later()", removal="0.3.0")

    with pytest.warns(NewstaggerDeprecationWarning) as caught:
        former()
    assert str(caught[0].message) == "former() is deprecated and will be removed in newstagger 0.3.0; use later()"
    assert caught[0].filename == __file__
    assert issubclass(NewstaggerDeprecationWarning, DeprecationWarning)


def test_a_moved_name_is_found_with_a_warning_and_others_are_not():
    module: Any = ModuleType("newstagger.old")
    module.__getattr__ = moved_names("newstagger.old", {"dates_of": "newstagger.dates.find_dates"}, removal="0.3.0")
    with pytest.warns(
        NewstaggerDeprecationWarning, match=r"newstagger.old.dates_of .* use newstagger.dates.find_dates"
    ) as caught:
        assert module.dates_of is find_dates
    assert caught[0].filename == __file__
    with pytest.raises(AttributeError, match="'newstagger.old' has no attribute 'other'"):
        module.other  # noqa: B018


def test_the_former_names_of_the_days_of_a_date():
    (found,) = find_dates("le 9 mars 2011")
    with pytest.warns(NewstaggerDeprecationWarning, match="first_day") as caught:
        assert found.from_ == found.first_day
    with pytest.warns(NewstaggerDeprecationWarning, match="last_day"):
        assert found.to == found.last_day
    with pytest.warns(NewstaggerDeprecationWarning, match=r"DateMention\(first_day=") as made:
        mention = DateMention(start=0, end=1, text="9", type="DATE", from_=DAY, to=DAY)  # type: ignore[call-arg]
    assert (mention.first_day, mention.last_day) == (DAY, DAY)
    assert {caught[0].filename, made[0].filename} == {__file__}


def test_the_names_of_today_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mention = DateMention(start=0, end=1, text="9", type="DATE", first_day=DAY, last_day=DAY)
        assert DateMention.model_validate_json(mention.model_dump_json(by_alias=True)) == mention
    assert '"from":"2021-03-09","to":"2021-03-09"' in mention.model_dump_json(by_alias=True)


def test_removals_are_still_to_come(pytestconfig: pytest.Config):
    """A name whose version has come is removed with its test, not forgotten."""

    def numbers(version: str) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", version)]

    for path in (pytestconfig.rootpath / "src").rglob("*.py"):
        for removal in re.findall(r'removal="([\d.]+)"', path.read_text("utf-8")):
            assert numbers(removal) > numbers(newstagger.__version__), f"{path}: {removal}"
