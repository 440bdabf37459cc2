"""Publication times as exports write them."""

from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article, read
from newstagger.readers import Notes, ReadOptions, read_bytes
from newstagger.readers.published import find_day, read_published
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("2024-02-14", date(2024, 2, 14)),
        ("14/02/2024", date(2024, 2, 14)),
        ("14/02/2024 18:30", datetime(2024, 2, 14, 18, 30)),
        ("14.02.2024", date(2024, 2, 14)),
        ("14 février 2024", date(2024, 2, 14)),
        ("Publié le mercredi 14 février 2024 à 18h30", datetime(2024, 2, 14, 18, 30)),
        ("Wed, 14 Feb 2024 18:30:00 +0100", datetime(2024, 2, 14, 18, 30, tzinfo=timezone(timedelta(hours=1)))),
        (1707931800, datetime(2024, 2, 14, 17, 30, tzinfo=timezone.utc)),
        ("1707931800000", datetime(2024, 2, 14, 17, 30, tzinfo=timezone.utc)),
        ("", None),
        (None, None),
    ],
)
def test_forms_of_exports_are_read(value: object, want: date | None):
    assert read_published(value) == want


DAY, TEN = date(2024, 3, 5), datetime(2024, 3, 5, 10)
PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    "value",
    ["March 5, 2024", "Mar 5, 2024", "5th of March 2024", "20240305", 20240305, "05-03-2024", "05 mar. 2024", "5/3/24", "05-mars-24", "mar. 05/03/2024",
     "2024.03.05", "2024-3-5", "2024-03-05+01:00", "2024-03-05Z", "mardi 5 mars 2024", "Mardi, 5 Mars, 2024", "Tuesday, March 5, 2024",
     "March 5, 2024 Tuesday", "5 mars 2024 mardi", "5 MARS 2024", "5\u00a0mars\u00a02024", "Date de publication : 5 mars 2024", "Paris, le 5 mars 2024",
     "Mis à jour le 5 mars 2024", "05/03/2024 -", "2024 mars 05"],
)  # fmt: skip
def test_days(value: object):
    assert read_published(value) == DAY


@pytest.mark.parametrize(
    "value",
    ["2024-03-05 10:00:00", "05/03/2024 10:00", "05/03/2024 10:00:00", "05/03/2024 10h00", "le 05/03/2024 à 10h00", "05/03/2024 - 10:00",
     "Mardi 5 mars 2024 - 10:00", "5 mars 2024, 10h00", "5 mars 2024, 10:00", "5 mars 2024 à 10:00", "5 mars 2024 à 10 heures", "2024/03/05 10:00",
     "2024 03 05T10:00:00", "Mars 5, 2024 10:00 AM", "5-Mar-2024 10:00AM", "20240305100000", "202403051000", "20240305T1000", "10h00 - 05/03/2024",
     "5 mars 2024 | 10h00", "Mardi, 5 Mars, 2024 - 10:00", "05 mars 2024 à 10h (heure de Paris)", "2024-03-05T10:00:00[Europe/Paris]",
     "Publié le 05/03/2024 à 10h00", "Publié le 5 mars 2024 à 10h00, modifié le 6 mars 2024 à 9h12", "Publié par AFP le 5 mars 2024 à 10 h",
     "Mis à jour le 06/03/2024 à 11:00, publié le 05/03/2024 à 10:00", "Publié le 05/03/2024 à 10:00 (mis à jour à 12:30)",
     "5 mars 2024 à 10h00 - Mis à jour le 6 mars 2024", "05/03/2024 10:00 et modifié le 6 mars 2024", "03/05/2024 10:00 AM"],
)  # fmt: skip
def test_moments(value: object):
    assert read_published(value) == TEN


@pytest.mark.parametrize(
    "value",
    ["mar., 05 mars 2024 10:00:00 +0100", "Mar, 05 Mar 2024 10:00:00 +0100", "Tue, 05 Mar 2024 10:00:00 CET", "Tue, 5 Mar 24 09:00:00 GMT",
     "Tue, 05 Mar 2024 10:00 +0100", "2024-03-05T10:00:00+0100", "2024-03-05 10:00:00+01", "2024-03-05T10:00:00+01:00[Europe/Paris]",
     "2024-03-05 09:00:00 UTC", "2024-03-05T09:00:00.000Z", "20240305T090000Z", "Tue Mar 05 2024 10:00:00 GMT+0100 (heure normale d’Europe centrale)",
     "Tue Mar 05 09:00:00 +0000 2024", "Tue Mar 05 10:00:00 CET 2024", "5 mars 2024 10h00 (UTC+1)", "1709629200", 1709629200, 1709629200.0, 1709629200000,
     "1709629200000000", 1709629200000000000, {"$date": "2024-03-05T09:00:00Z"}, {"$date": {"$numberLong": "1709629200000"}}, time.gmtime(1709629200)],
)  # fmt: skip
def test_moments_with_their_offset(value: object):
    found = read_published(value)
    assert found == TEN.replace(tzinfo=PARIS)
    assert isinstance(found, datetime)
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("Sept 5, 2024 10:00 AM", datetime(2024, 9, 5, 10)),
        ("Tue, 18 Sept 2018 10:00:00 +0200", datetime(2018, 9, 18, 10, tzinfo=timezone(timedelta(hours=2)))),
        ("March 5, 2024 12:05 a.m.", datetime(2024, 3, 5, 0, 5)),
        ("05/13/2024", date(2024, 5, 13)),
        ("1er mars 2024", date(2024, 3, 1)),
        ("31 déc. 1998", date(1998, 12, 31)),
        ("05/03/98", date(1998, 3, 5)),
        ("5 mars 2024 à 24h00", datetime(2024, 3, 6)),
        ("2024-03-05T10:00:00.1234567", datetime(2024, 3, 5, 10, 0, 0, 123456)),
    ],
)
def test_rarer_forms(value: object, want: date):
    assert read_published(value) == want


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("5 mars 2024 à 10 h 00 HNE", -5),
        ("Publié le mardi 5 mars 2024 à 10 h HNE", -5),
        ("5 mars 2024 à 10h00 (heure normale de l’Est)", -5),
        ("5 mars 2024 à 10 h 00, heure avancée de l'Est", -4),
        ("5 mars 2024 à 10h00 HAA", -3),
        ("5 mars 2024 à 10:00 HNT", -3.5),
        ("Tue, 05 Mar 2024 10:00:00 WAT", 1),
        ("Tue, 05 Mar 2024 10:00:00 CAT", 2),
        ("5 mars 2024 10:00 EAT", 3),
    ],
)
def test_zones_of_quebec_and_africa(value: str, hours: float):
    found = read_published(value)
    assert isinstance(found, datetime)
    assert (found.replace(tzinfo=None), found.utcoffset()) == (TEN, timedelta(hours=hours))


def test_the_hour_of_a_region_adds_no_offset():
    assert read_published("5 mars 2024 à 10 h 00, heure de l'Est") == TEN


@pytest.mark.parametrize(
    ("value", "want"),
    [(45356, DAY), ("45356", DAY), (45356.0, DAY), ("45356,41667", TEN), (45356.416666666664, TEN), (1, date(1900, 1, 1)), (61, date(1900, 3, 1)),
     ("05/03/2024", DAY)],
)  # fmt: skip
def test_days_of_excel(value: object, want: date):
    assert read_published(value, excel=True) == want


@pytest.mark.parametrize("value", [45356, "45356,41667", 60])
def test_a_number_is_a_day_of_excel_only_where_the_caller_says_so(value: object):
    with pytest.raises(ValueError, match="ISO 8601"):
        read_published(value, excel=value == 60)  # 29 February 1900 never was


@pytest.mark.parametrize("value", [float("nan"), "NaN", "NaT", "null", "None", "\\N", "0000-00-00 00:00:00", " "])
def test_what_programs_write_for_no_value(value: object):
    assert read_published(value) is None


@pytest.mark.parametrize(
    "value",
    ["hier", "2021-13-45", "32/01/2024", 5, True, "février", "Mars 2024", "05/03", "2024", "2024-03", "10h00", "x" * 10_000, "1" * 5_000, [2024], {},
     "5 mars 2024 à 25h00", "du 5 au 7 mars 2024", "Expire le 5 mars 2024", "publié aujourd’hui à 10h"],
)  # fmt: skip
def test_what_is_no_date_is_said(value: object):
    with pytest.raises(ValueError, match="ISO 8601") as error:
        read_published(value)
    assert len(str(error.value)) < 400


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)))
def test_every_moment_is_read_back_from_each_form(moment: datetime):
    for form in (
        "%d/%m/%Y %H:%M:%S",
        "%a, %d %b %Y %H:%M:%S",
        "%d %B %Y %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%B %d, %Y %I:%M:%S %p",
        "%c",
    ):
        assert read_published(moment.strftime(form)) == moment


@given(st.text(st.sampled_from("0123456789/:-. ,hTZ+marsPublié le"), max_size=60))
def test_any_text_is_read_or_refused(text: str):
    try:
        found = read_published(text)
    except ValueError as error:
        assert "ISO 8601" in str(error)
    else:
        assert found is None or isinstance(found, date)


def test_dates_that_cannot_be_read_are_counted_on_standard_error(tmp_path: Path, cli: Cli):
    records = [{"text": "Il pleut.", "published": when} for when in ("hier", "2024-02-14", "demain")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    assert [bool(a.warnings) for a in read(tmp_path / "a.jsonl")] == [True, False, True]
    for command in (("tag", "--only", "dates"), ("convert",)):
        done = cli(command[0], tmp_path / "a.jsonl", "-o", tmp_path / f"{command[0]}.jsonl", *command[1:])
        assert done.status == 0
        assert "2 articles have a publication time that cannot be read" in done.err


def test_a_year_is_no_day_of_excel():
    assert read_published("45356", excel=True) == date(2024, 3, 5)
    for year in ("2024", "1998", "1902"):
        with pytest.raises(ValueError, match="not a recognised date"):
            read_published(year, excel=True)


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01 00:00:00",
        "01/01/0001 00:00:00",
        "9999-12-31",
        "Mon, 30 Nov -0001 00:00:00 +0000",
    ],
)
def test_what_programs_write_for_no_time(value: str):
    assert read_published(value) is None


def test_a_column_with_the_month_first():
    said: list[str] = []
    table = "date,text\n03/05/2024,Un.\n03/13/24 2:30 PM,Deux.\n12/12/2024 10:00 PM,Trois.\n"
    found = list(read_bytes(table.encode(), "a.csv", reading=ReadOptions(notes=Notes(said.append))))
    assert [str(item.published) for item in found if isinstance(item, Article)] == [
        "2024-03-05", "2024-03-13 14:30:00", "2024-12-12 22:00:00",
    ]  # fmt: skip
    assert any("month first" in one for one in said)


def test_one_day_after_the_twelfth_puts_the_day_first():
    table = "date,text\n03/05/2024,Un.\n03/13/2024,Deux.\n14/03/2024,Trois.\n"
    found = list(read_bytes(table.encode(), "a.csv"))
    assert [str(item.published) for item in found if isinstance(item, Article)] == [
        "2024-05-03",
        "2024-03-13",
        "2024-03-14",
    ]


@pytest.mark.parametrize(
    ("text", "hours"),
    [("mardi 5 mars 2024 10:00 AM EST", -5), ("5 mars 2024 10:00 CET", 1), ("5 mars 2024 10 h 00 HAE", -4), ("5 mars 2024 10:00 GMT+1", 1), ("5 mars 2024 10:00 Zoé", None)],
)  # fmt: skip
def test_zones_in_a_line_of_a_database(text: str, hours: int | None):
    found = find_day(text)
    assert found is not None
    assert isinstance(found.value, datetime)
    assert found.value.replace(tzinfo=None) == TEN
    assert found.value.utcoffset() == (None if hours is None else timedelta(hours=hours))
