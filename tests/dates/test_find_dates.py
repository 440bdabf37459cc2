"""find_dates: what holds for any text, and what its values mean."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from time import gmtime, process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article, UsageError, find_dates
from newstagger._text.words import MONTH_NAMES, MONTHS, WEEKDAYS
from newstagger.dates.calendar import check_value, find_bounds, find_nearest, find_nth_weekday

DAYS = st.dates(date(1400, 1, 1), date(2100, 12, 31))
FORMS = [
    lambda d: f"{'1er' if d.day == 1 else d.day} {MONTH_NAMES[d.month - 1]} {d.year}",
    lambda d: f"{list(WEEKDAYS)[d.weekday()]} {d.day} {MONTH_NAMES[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {MONTH_NAMES[d.month - 1].upper()} {d.year}",
    lambda d: f"{d.day}\u00a0{MONTH_NAMES[d.month - 1]}\u00a0{d.year}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{d.day} {list(MONTHS)[d.month - 1]} {d.year}",
]
WORDS = st.lists(
    st.sampled_from(
        "1 2 12 31 1er 2019 09/03/2011 2011-03-09 8h30 20 heures mai mars août lundi vendredi matin soir midi hier demain "
        "la le les du au de à en et entre ce cette dans il y a depuis jusqu’à chaque tous jours semaine mois an ans siècle "
        "XXe été hiver trimestre premier dernier prochain fin mi- - – , . ; ( ) \n deux trois nuit veille années 80 Noël".split(
            " "
        )
    ),
    max_size=40,
)


@given(st.one_of(st.text(max_size=200), WORDS.map(" ".join)), st.one_of(st.none(), DAYS))
def test_mentions_lie_in_the_text_in_order_without_overlap(text: str, published: date | None):
    at = 0
    for mention in find_dates(text, published):
        assert at <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert (mention.first_day is None) == (mention.last_day is None)
        assert mention.first_day is None or mention.first_day <= mention.last_day
        assert mention.value is None or check_value(mention.type, mention.value) == mention.value
        at = mention.end


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_written_out_is_read_back(day: date, form):
    text = f"Le {form(day)}, la séance est levée."
    (mention,) = find_dates(text)
    assert (mention.value, mention.first_day, mention.last_day) == (day.isoformat(), day, day)
    assert mention.text == form(day)


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["{:d}h{:02d}", "{:d} h {:02d}", "{:02d}:{:02d}", "{:d} heures {:02d}"]),
)
def test_a_moment_written_out_is_read_back(moment: datetime, form: str):
    clock = form.format(moment.hour, moment.minute)
    text = f"Réunion le {moment.day} {MONTH_NAMES[moment.month - 1]} {moment.year} à {clock}."
    assert [d.value for d in find_dates(text)] == [moment.isoformat(timespec="minutes")]


@given(DAYS, st.sampled_from(list(WEEKDAYS)))
def test_a_weekday_is_the_last_one_or_the_next(published: date, weekday: str):
    (last,) = find_dates(f"Il a plu {weekday}.", published)
    (coming,) = find_dates(f"Il viendra {weekday} prochain.", published)
    assert timedelta(0) <= published - last.first_day < timedelta(7)
    assert timedelta(0) < coming.first_day - published <= timedelta(7)
    assert last.first_day.isoweekday() == coming.first_day.isoweekday() == WEEKDAYS[weekday]


@given(DAYS, st.integers(1, 12), st.integers(1, 28))
def test_a_day_without_a_year_is_the_nearest(published: date, month: int, day: int):
    (mention,) = find_dates(f"le {day} {MONTH_NAMES[month - 1]}", published)
    assert abs(mention.first_day - published) <= timedelta(183)
    assert find_nearest(published, month, day, None, -1) <= published <= find_nearest(published, month, day, None, 1)


@given(st.integers(1950, 2050), st.integers(1, 12), st.integers(1, 7))
def test_the_nth_weekdays_of_a_month(year: int, month: int, weekday: int):
    days = [find_nth_weekday(year, month, weekday, n) for n in range(1, 6)]
    found = [day for day in days if day is not None]
    assert len(found) in (4, 5)
    assert all(day.isoweekday() == weekday and day.month == month for day in found)
    assert find_nth_weekday(year, month, weekday, -1) == found[-1]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021-W25", date(2021, 6, 21), date(2021, 6, 27)),
        ("2021-W25-WE", date(2021, 6, 26), date(2021, 6, 27)),
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31)),
        ("2020-H2", date(2020, 7, 1), date(2020, 12, 31)),
        ("2018-WI", date(2018, 12, 1), date(2019, 2, 28)),
        ("1901/2000", date(1901, 1, 1), date(2000, 12, 31)),
        ("2022-01-03T22:00/2022-01-04T05:00", date(2022, 1, 3), date(2022, 1, 4)),
        ("2018-03-01TMO", date(2018, 3, 1), date(2018, 3, 1)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        ("P25Y", None, None),
        ("XXXX-WXX-1", None, None),
    ],
)
def test_the_days_that_a_value_covers(value: str, first: date | None, last: date | None):
    assert find_bounds(value) == (first, last)


def test_a_publication_moment_counts_by_its_day_and_hour():
    (mention,) = find_dates("Il est parti il y a deux heures.", "2021-01-01T01:00")
    assert mention.value == "2020-12-31T23:00"


def test_la_veille_is_counted_only_from_a_day_that_is_near():
    near = find_dates("Le 3 juin 2021, il meurt. La veille, il riait.", "2021-06-17")
    far = find_dates(
        "Le 3 juin 2021, il meurt. " + "Il pleut encore et toujours. " * 30 + "La veille, il riait.", "2021-06-17"
    )
    assert [near[-1].value, far[-1].value] == ["2021-06-02", None]


@pytest.mark.parametrize("gap", ["\x1d", "\x1f", "\u3000", "\t", " \x1c "])
def test_odd_spaces_before_a_year_do_no_harm(gap: str):
    (day, *_) = find_dates(f"Le 3 mai,{gap}1500 fut gris.", "2022-05-18")
    assert day.value in ("1500-05-03", "2022-05-03")


@pytest.mark.parametrize("text", ["le ９ mars ２０１１", "le ٩ mars ٢٠١١", "le 9 mars 201߁"])
def test_digits_of_other_scripts_are_digits(text: str):
    (found,) = find_dates(text)
    assert (found.value, text[found.start : found.end]) == ("2011-03-09", text[3:])


@pytest.mark.parametrize(
    "part", ["1 ", "mai ", "entre et ", "du 1 au ", "1, ", "1/", "20h", "dans la nuit de ", "1e", "a-", "l'"]
)
def test_adversarial_repetition_is_read_in_linear_time(part: str):
    def measure(times: int) -> float:
        begin = process_time()
        find_dates(part * times, "2021-01-01")
        return process_time() - begin

    measure(1000)
    # Four times the text takes four times the time, not sixteen times; a busy machine gets another try.
    assert any(measure(20_000) < 9 * max(measure(5000), 0.01) for _ in range(4))


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        ("La trêve entre en vigueur ce minuit.", "2021-03-04", ["2021-03-04T24:00"]),
        ("Le bail court jusqu’au 45e jour du mois de mai.", "2021-03-04", [None]),
        ("La dette sera remboursée dans 800 000 trimestres.", "2021-03-04", [None]),
        (
            "Il reviendra en janvier prochain, cette semaine ou le siècle prochain.",
            "9999-12-31",
            [None, None, None],
        ),
        ("Il revient ce printemps, ou ce siècle-ci.", "9999-12-31", [None]),
        ("Il est venu en décembre dernier.", "0001-01-01", [None]),
        ("Les années 05 et mai 99.", "9999-12-31", ["9999-05"]),
    ],
)
def test_what_lies_outside_the_calendar_has_no_value(text: str, published: str, values: list[str | None]):
    assert [d.value for d in find_dates(text, published)] == values


def test_the_types_of_timex():
    text = "Chaque lundi, pendant deux heures, du 3 au 9 mai 2021, il chante. À 20h30, il rentre."
    assert [d.type for d in find_dates(text, "2021-05-01")] == ["SET", "DURATION", "DATE", "TIME"]
    assert all(re.match(r"[\dPX]", d.value) for d in find_dates(text, "2021-05-01"))


@pytest.mark.parametrize("text", [None, b"le 3 mai", 3, ["le 3 mai"]])
def test_what_is_not_a_text_is_refused(text: object):
    with pytest.raises(UsageError, match="reads a text"):
        find_dates(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "published",
    ["2021-03-04", date(2021, 3, 4), datetime(2021, 3, 4, 9, 30), "2021-03-04T09:30:00Z", gmtime(1614816000)],
)
def test_a_publication_time_may_have_every_form_that_an_article_takes(published: object):
    assert [d.value for d in find_dates("Il a plu hier.", published)] == ["2021-03-03"]
    assert Article("Il a plu hier.", published=published).published is not None  # type: ignore[arg-type]


def test_what_is_not_a_publication_time_is_refused_by_its_name():
    with pytest.raises(UsageError, match="published: '14/03/2024' is not a date in ISO 8601"):
        find_dates("hier", "14/03/2024")


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("Le 03/05/2021.", "2021-05-03", "2021-03-05"),
        ("Le 03-05-2021 à 8 h.", "2021-05-03T08:00", "2021-03-05T08:00"),
        ("Le 3/5.", "2021-05-03", "2021-03-05"),
        ("Le 02/22/2016.", "2016-02-22", "2016-02-22"),
        ("Le 22/02/2016.", "2016-02-22", "2016-02-22"),
        ("Du 3/5 au 4/6.", "2021-05-03/2021-06-04", "2021-03-05/2021-04-06"),
        ("Du 03/05/2021 au 04/06/2021.", "2021-05-03/2021-06-04", "2021-03-05/2021-04-06"),
        ("Le 2021-03-05.", "2021-03-05", "2021-03-05"),
        ("Le 12/14, rue de Metz.", None, "2020-12-14"),
    ],
)
def test_days_may_be_written_month_first(text: str, day_first: str | None, month_first: str):
    assert [d.value for d in find_dates(text, "2021-04-01")] == ([day_first] if day_first else [])
    assert [d.value for d in find_dates(text, "2021-04-01", day_first=False)] == [month_first]
