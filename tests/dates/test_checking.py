"""Values that an editor types. Every text is invented."""

from __future__ import annotations

import json

import pytest

from newstagger import find_dates
from newstagger.dates.checking import DATE_TYPES, checked_value, date_type
from newstagger.tags import DateType
from tests.conftest import ROOT

GOLD = [
    json.loads(line)
    for name in ("dates_gold", "dates_reports")
    for line in (ROOT / "tests" / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()
]


def test_every_value_that_is_found_is_a_value_that_may_be_typed():
    for record in GOLD:
        for found in find_dates(record["text"], published=record.get("published")):
            if found.value is not None:
                assert checked_value(found.type, found.value) == found.value, record["id"]
                assert found.type == date_type(found.value) or found.type == "SET", found


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("DATE", "", "is no value of type DATE; write 2021, 2021-03"),
        ("DATE", "hier", "is no value of type DATE"),
        ("DATE", "14/03/2021", "is no value of type DATE"),
        ("DATE", "2021-13", "is no value of type DATE"),
        ("DATE", "2021-02-30", "there is no day 2021-02-30"),
        ("DATE", "2021-02-30TMO", "there is no day 2021-02-30"),
        ("DATE", "0000-01-01", "there is no day 0000-01-01"),
        ("DATE", "2021-W54", "there is no week 2021-W54"),
        ("DATE", "2021-Q5", "is no value of type DATE"),
        ("DATE", "2021-03-14T18:40", "is no value of type DATE"),
        ("DATE", "2021-03-15/2021-03-14", "ends before it begins"),
        ("DATE", "2021/2022/2023", "is no value of type DATE"),
        ("TIME", "2021-03-14", "is no value of type TIME; write 2021-03-14T18:40"),
        ("TIME", "2021-03-14T25:00", "there is no hour 25:00"),
        ("TIME", "2021-03-14T24:30", "there is no hour 24:30"),
        ("TIME", "2021-03-14T12:60", "is no value of type TIME"),
        ("DURATION", "P", "is no value of type DURATION; write P3D"),
        ("DURATION", "PT", "is no value of type DURATION"),
        ("DURATION", "3 jours", "is no value of type DURATION"),
        ("DURATION", "P1D/P2D", "is no value of type DURATION"),
        ("SET", "XXXX-WXX-8", "is no value of type SET; write XXXX-WXX-1"),
        ("SET", "XXXX-02-30", "no year has a day XXXX-02-30"),
        ("SET", "2021", "is no value of type SET"),
    ],
)
def test_what_is_no_value_is_refused_with_what_to_write(kind: DateType, value: str, says: str):
    with pytest.raises(ValueError, match=says):
        checked_value(kind, value)


def test_a_type_that_is_none_is_refused():
    with pytest.raises(ValueError, match="write one of " + ", ".join(DATE_TYPES)):
        checked_value("MOMENT", "2021")  # type: ignore[arg-type]
