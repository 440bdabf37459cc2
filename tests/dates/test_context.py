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


# --- The year that is said once, behind the last of several dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Entre le 15 mars et la fin mai 2020, tout ferma.", ["2020-03-15", "2020-05"]),
        ("Du 17 mars à la fin mai 2020, tout ferma.", ["2020-03-17", "2020-05"]),
        ("Au printemps et à l’été 2021, il a plu.", ["2021-SP", "2021-SU"]),
        ("Entre le printemps et l’automne 2021, il a plu.", ["2021-SP", "2021-FA"]),
        ("À la mi-mai et à la fin juin 2019, il a plu.", ["2019-05", "2019-06"]),
        ("De juin à la fin septembre 2021, il a plu.", ["2021-06", "2021-09"]),
        ("Fermé depuis mars et jusqu’en mai 2020.", ["2020-03", "2020-05"]),
        ("Le 12 février et les 3 et 4 mars 2019, il a plu.", ["2019-02-12", "2019-03-03/2019-03-04"]),
        ("Le 7 janvier et en novembre 2015, il a plu.", ["2015-01-07", "2015-11"]),
        ("En janvier, puis le 13 novembre 2015, il a plu.", ["2015-01", "2015-11-13"]),
        ("Mars, avril, mai 2020 : trois mois de pluie.", ["2020-03", "2020-04", "2020-05", "P3M"]),
        ("Du 3 au 5 mai et du 10 au 12 mai 2019, il a plu.", ["2019-05-03/2019-05-05", "2019-05-10/2019-05-12"]),
        ("Les 7 janvier et 13 novembre derniers, il a plu.", ["2024-01-07", "2023-11-13"]),
    ],
)
def test_a_year_behind_the_last_date_is_that_of_all(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De novembre à la fin mars 2021, il a plu.", ["2020-11", "2021-03"]),
        ("L’hiver et le printemps 2021 furent gris.", ["2020-WI", "2021-SP"]),
        ("Le 17 novembre et fin mars 2019, il a plu.", ["2018-11-17", "2019-03"]),
    ],
)
def test_the_year_may_turn_between_them(text: str, expected: list[str]):
    assert values(text) == expected


def test_a_year_that_is_written_needs_no_publication_time():
    assert values("En janvier, puis le 13 novembre 2015, il a plu.", None) == ["2015-01", "2015-11-13"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Du 17 mars 2020 à la mi-mai, tout ferma.", ["2020-03-17", "2020-05"]),
        ("Au printemps 2020, puis à l’automne, tout ferma.", ["2020-SP", "2020-FA"]),
        ("Mis en examen le 3 juin 2021, il a été écroué le 5 juillet.", ["2021-06-03", "2021-07-05"]),
    ],
)
def test_a_year_said_with_the_first_date_is_that_of_the_next(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le 3 mars à Metz, et le 5 mai 2019 à Nancy, il a plu.", ["2024-03-03", "2019-05-05"]),
        ("Né le 3 juin 1950, il est mort le 5 juillet.", ["1950-06-03", "2023-07-05"]),
        ("Condamné le 3 juin 2021, il a été libéré le 5 mars.", ["2021-06-03", "2024-03-05"]),
        ("Annoncé en avril 2018, le jeu est sorti en septembre.", ["2018-04", "2023-09"]),
    ],
)
def test_dates_that_nothing_links_have_each_its_own_year(text: str, expected: list[str]):
    assert values(text) == expected


# --- The year that opens a sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("En 2015, les orages de janvier et de novembre furent violents.", ["2015", "2015-01", "2015-11"]),
        ("En 2020, la fermeture a commencé le 17 mars.", ["2020", "2020-03-17"]),
        ("En 2020, entre mars et mai, tout ferma.", ["2020", "2020-03/2020-05"]),
        ("En 2020, du 17 mars au 11 mai, tout ferma.", ["2020", "2020-03-17/2020-05-11"]),
        ("Il a été arrêté en 2019, le 12 août.", ["2019", "2019-08-12"]),
        ("L’année 2015 a été marquée par les crues du 7 janvier.", ["2015", "2015-01-07"]),
        ("En 2019, le premier dimanche de mai, il a couru.", ["2019", "2019-05-05"]),
        ("En 2015, à Noël, il a plu.", ["2015", "2015-12-25"]),
        ("En 1500, à Pâques, le 5 mars étant passé, il a plu.", ["1500", "1500-04-01", "1500-03-05"]),
        ("En 2019, le 12/05, il a plu.", ["2019", "2019-05-12"]),
        ("Pendant l’été 2003, en août, il a fait chaud.", ["2003-SU", "2003-08"]),
        ("L’été 2003 a été chaud. En août, les puits étaient à sec.", ["2003-SU", "2003-08"]),
        ("En 2026, le vote aura lieu en mars.", ["2026", "2026-03"]),
        ("En février 2023, la hausse a atteint 6 %, contre 5 % en janvier.", ["2023-02", "2023-01"]),
        ("En janvier 2023, la hausse a atteint 6 %, contre 5 % en décembre.", ["2023-01", "2022-12"]),
    ],
)
def test_days_and_months_are_of_the_year_that_opens_their_sentence(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Élu en 2017, il a démissionné en mars.", ["2017", "2024-03"]),
        ("En 2022, cent ponts ont fermé, selon un rapport publié le 5 mars.", ["2022", "2024-03-05"]),
        ("En 2019, il avait promis une loi, qui sera votée en juin.", ["2019", "2024-06"]),
        ("En 2015, il a gagné ; cette année, en mars, il a perdu.", ["2015", "2024", "2024-03"]),
        ("En 2015, il a gagné. En mars, il a perdu.", ["2015", "2024-03"]),
        ("Le plus bas depuis… 1917 (lire notre édition du 14 janvier).", ["1917", "2024-01-14"]),
        ("Le 3 mai 2019, il a été condamné ; il sera rejugé le 5 juin.", ["2019-05-03", "2024-06-05"]),
    ],
)
def test_a_source_a_deictic_or_the_future_has_its_own_year(text: str, expected: list[str]):
    assert values(text) == expected


# --- What is named after a season or an hour


@pytest.mark.parametrize(
    "text",
    [
        "Treize ans après le printemps arabe, la ville a changé.",
        "Le printemps de Prague et l’hiver démographique sont au programme.",
        "Elle était l’invitée du 20h de Canal Deux.",
        "Elle était l’invitée du « 20 heures » de Canal Deux.",
    ],
)
def test_a_period_or_programme_is_no_date(text: str):
    assert [value for value in values(text) if value != "P13Y"] == []


def test_a_season_and_a_length_with_the_same_words_are():
    assert values("Au printemps, il a dormi 20 h de suite.") == ["2024-SP", "PT20H"]
