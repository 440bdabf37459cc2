"""What the value of a day, month or hour owes to the mentions beside it, in invented sentences.

Unless said otherwise they are published on Wednesday 13 March 2024.
"""

from __future__ import annotations

import pytest

from newstagger import find_dates

PUBLISHED = "2024-03-13"


def values(text: str, published: str | None = PUBLISHED) -> list[str | None]:
    return [d.value for d in find_dates(text, published)]


# --- Weekdays of a list lie in one week


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Portes ouvertes samedi et dimanche.", ["2024-03-16", "2024-03-17"]),
        ("Deux concerts lundi et mardi.", ["2024-03-11", "2024-03-12"]),
        ("Ils ont joué samedi et dimanche.", ["2024-03-09", "2024-03-10"]),
        ("Ils joueront samedi ou dimanche.", ["2024-03-16", "2024-03-17"]),
        ("Attendu samedi soir à Metz, et dimanche à Nancy.", ["2024-03-16TEV", "2024-03-17"]),
        ("Attendu à partir de samedi et jusqu’à lundi.", ["2024-03-16", "2024-03-18"]),
        ("Le samedi 16 mars et le dimanche, fête du port.", ["2024-03-16", "2024-03-17"]),
        ("Il est venu samedi dernier et dimanche.", ["2024-03-09", "2024-03-10"]),
        ("Chaque samedi et dimanche, il court.", ["XXXX-WXX-6", "XXXX-WXX-7"]),
    ],
)
def test_weekdays_of_a_list_follow_each_other(text: str, expected: list[str]):
    assert values(text) == expected


def test_a_list_of_weekdays_that_begins_in_the_coming_week_goes_on_there():
    assert values("Grève lundi, mardi et mercredi.", "2024-03-15") == ["2024-03-18", "2024-03-19", "2024-03-20"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le suspect, arrêté lundi, a été jugé samedi.", ["2024-03-11", "2024-03-09"]),
        ("Prévu vendredi et même samedi dernier.", ["2024-03-15", "2024-03-09"]),
    ],
)
def test_other_weekdays_are_judged_each_by_itself(text: str, expected: list[str]):
    assert values(text) == expected


def test_a_channel_before_a_weekday_is_no_first_day_of_a_range():
    assert values("Sur Canal 2 - mardi 12 mars à 20 h 30.") == ["2024-03-12T20:30"]


# --- « le lundi » after a day is the Monday behind it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arrêté le vendredi 3 mai 2019, il a été libéré le lundi.", ["2019-05-03", "2019-05-06"]),
        ("Il a disparu le 24 novembre 2023. Le samedi, sa voiture a été retrouvée.", ["2023-11-24", "2023-11-25"]),
        ("Le samedi 2 mars, ils ont joué à Lyon, et le dimanche à Nice.", ["2024-03-02", "2024-03-03"]),
        ("Le samedi 16 mars, ils joueront à Lyon, et le dimanche à Nice.", ["2024-03-16", "2024-03-17"]),
        ("Le samedi 16 mars, concert. Le dimanche, messe.", ["2024-03-16", "2024-03-17"]),
    ],
)
def test_a_weekday_with_its_article_is_counted_from_the_day_before_it(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Depuis le 12 mars 2018, il travaille le samedi.", ["2018-03-12", "XXXX-WXX-6"]),
        ("Le musée rouvre le 16 mars. Il est fermé le lundi.", ["2024-03-16", "XXXX-WXX-1"]),
        ("À partir du 16 mars, un bus circulera le dimanche.", ["2024-03-16", "XXXX-WXX-7"]),
        ("Hier, il est parti. Le lundi, il avait pris la parole dimanche.", ["2024-03-12", "2024-03-11", "2024-03-10"]),
    ],
)
def test_a_weekday_of_every_week_or_of_another_one_is_not(text: str, expected: list[str]):
    assert values(text) == expected


# --- An hour behind several days is that of each of them


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les 15 et 16 mars à 20 h 30.", ["2024-03-15/2024-03-16", "T20:30"]),
        ("Samedi 16 et dimanche 17 mars à 15h.", ["2024-03-16/2024-03-17", "T15:00"]),
        ("Les 4, 5 et 6 avril à 20 h, au théâtre.", ["2024-04-04/2024-04-06", "T20:00"]),
        ("Du mardi au samedi, à 20h30.", ["XXXX-WXX-2/XXXX-WXX-6", "T20:30"]),
        ("Les 15 et 16 mars, un bal de 2 heures, à 20 h.", ["2024-03-15/2024-03-16", "PT2H", "T20:00"]),
        ("Du 15 au 17 mars\n20 h 30 : concert", ["2024-03-15/2024-03-17", "T20:30"]),
        ("Les 15 et 16 mars au soir, ils jouent.", ["2024-03-15/2024-03-16", "XXXX-XX-XXTEV"]),
        ("Du 15 au 17 mars, à l’aube.", ["2024-03-15/2024-03-17", "XXXX-XX-XXTMO"]),
        ("Le musée ouvre tous les jours à 10 h.", ["P1D", "T10:00"]),
    ],
)
def test_an_hour_of_several_days_recurs(text: str, expected: list[str]):
    assert values(text) == expected


def test_an_hour_told_of_several_days_past_is_of_one_that_is_not_known():
    text = "Les pompiers, mobilisés du 3 au 5 mars, ont été appelés à 14 h."
    assert values(text) == ["2024-03-03/2024-03-05", None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La foire dure du 15 au 17 mars. À 14 h, un feu a pris.", ["2024-03-15/2024-03-17", "2024-03-13T14:00"]),
        ("Du 15 au 17 mars, puis le 20 mars à 20 h.", ["2024-03-15/2024-03-17", "2024-03-20T20:00"]),
        ("« C’est chaque jour pareil », a-t-il dit à 8 h.", ["P1D", "2024-03-13T08:00"]),
    ],
)
def test_an_hour_of_another_sentence_day_or_speaker_does_not(text: str, expected: list[str]):
    assert values(text) == expected
