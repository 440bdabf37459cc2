"""The gazetteer is checked against CLDR, as Babel carries it."""

from __future__ import annotations

import pytest

from newstagger.text.gazetteer import gazetteer
from newstagger.text.normalise import fold

REGIONS = {"France", "Europe", "Afrique", "Moyen-Orient", "Asie", "Amérique du Nord", "Amérique latine", "Océanie"}


def test_every_country_is_known_by_its_french_name_in_cldr():
    babel = pytest.importorskip("babel")
    territories = babel.Locale("fr").territories
    table = gazetteer()
    unknown = {
        code: territories[code]
        for code in table.regions
        if code in territories and table.country(territories[code].split(" (")[0]) != code
    }
    assert unknown == {}


def test_no_sovereign_state_is_missing():
    babel = pytest.importorskip("babel")
    from babel.core import get_global

    states = {code for code in get_global("territory_languages") if len(code) == 2 and code.isalpha()}
    territories = {code for code in babel.Locale("fr").territories if len(code) == 2}
    missing = (states & territories) - gazetteer().regions.keys()
    # Dependencies without news of their own are left out on purpose.
    assert len(missing) < 60
    assert not missing & {
        "FR",
        "MA",
        "US",
        "CN",
        "BR",
        "ZA",
        "AU",
        "RU",
        "IN",
        "DE",
        "ML",
        "HT",
        "CA",
        "TR",
        "IL",
        "UA",
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [("Maroc", "MA"), ("le Maroc", "MA"), ("MAROC", "MA"), ("Rabat", "MA"), ("marocaine", "MA"), ("Côte d’Ivoire", "CI"),
     ("l’Égypte", "EG"), ("Etats-Unis", "US"), ("Pays-Bas", "NL"), ("Atlantide", None), ("", None)],
)  # fmt: skip
def test_countries_are_found_by_name_capital_and_demonym(name: str, code: str | None):
    assert gazetteer().country(name) == code


@pytest.mark.parametrize(
    ("code", "region"),
    [("MA", "Afrique"), ("EG", "Afrique"), ("TR", "Moyen-Orient"), ("IR", "Moyen-Orient"), ("RU", "Europe"),
     ("MX", "Amérique latine"), ("CA", "Amérique du Nord"), ("FR", "France"), ("NZ", "Océanie"), ("JP", "Asie")],
)  # fmt: skip
def test_countries_give_regions(code: str, region: str):
    assert gazetteer().regions[code] == region


def test_every_country_has_a_known_region_and_a_name():
    table = gazetteer()
    assert set(table.regions.values()) <= REGIONS
    assert all(fold(table.display[code]) for code in table.regions)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Tanger", "MA"), ("Lyon", "FR"), ("Kharkiv", "UA"), ("Odessa", "UA"), ("Sidi Bouzid", "TN"), ("Khan Younès", "PS"),
        ("Val-d’Oise", "FR"), ("La Rochelle", "FR"), ("le Havre", "FR"), ("Liège", "BE"), ("Gatineau", "CA"), ("Lausanne", "CH"),
        ("Goma", "CD"), ("la France", "FR"), ("L’Algérie", "DZ"), ("Bretigny-la-Jolie-Inventée", None),
    ],
)  # fmt: skip
def test_towns_and_regions_have_their_country(name: str, code: str | None):
    assert gazetteer().country(name) == code


def test_no_town_is_listed_for_two_countries():
    from collections import Counter
    from importlib.resources import files

    lines = files("newstagger.text").joinpath("towns.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    counts = Counter(name.strip() for _, names in rows for name in names.split(";"))
    assert [name for name, count in counts.items() if count > 1] == []
    assert {code for code, _ in rows} <= gazetteer().regions.keys()


def test_a_town_needs_its_capital_in_a_row_of_words():
    from newstagger.topics.places import country_at

    assert country_at(["Lens"]) == (1, "FR")
    assert country_at(["lens"]) is None
    assert country_at(["La", "Rochelle"]) == (2, "FR")
