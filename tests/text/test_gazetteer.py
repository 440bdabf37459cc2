"""The gazetteer is checked against CLDR, as Babel carries it."""

from __future__ import annotations

import pytest

from newstagger._text.gazetteer import gazetteer
from newstagger._text.normalise import fold

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


#: The members of the United Nations in 2026, and its observers (Holy See, Palestine), by ISO 3166 code.
STATES = (
    "AF ZA AL DZ DE AD AO AG SA AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA CF CL CN CY CO KM CG "
    "CD KR KP CR CI HR CU DK DJ DM DO EG AE EC ER ES EE SZ US ET FJ FI FR GA GM GE GH GR GD GT GN GQ GW GY HT HN HU IN ID IQ IR IE IS "
    "IL IT JM JP JO KZ KE KG KI KW LA LS LV LB LR LY LI LT LU MK MG MY MW MV ML MT MA MH MU MR MX FM MD MC MN ME MZ MM NA NR NP NI "
    "NE NG NO NZ OM UG UZ PK PW PA PG PY NL PE PH PL PT QA CZ RO GB RU RW KN LC SM VC SB SV WS ST SN RS SC SL SG SK SI SO SD SS LK "
    "SE CH SR SY TJ TZ TD TH TL TG TO TT TN TM TR TV UA UY VU VE VN YE ZM ZW VA PS"
).split()


def test_no_sovereign_state_is_missing():
    assert len(set(STATES)) == 195
    # « La Dominique » and « Grenade » are a first name and a Spanish town far more often than the two islands.
    assert set(STATES) - gazetteer().regions.keys() == {"DM", "GD"}


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

    lines = files("newstagger._text").joinpath("towns.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    counts = Counter(name.strip() for _, names in rows for name in names.split(";"))
    assert [name for name, count in counts.items() if count > 1] == []
    assert {code for code, _ in rows} <= gazetteer().regions.keys()


def test_a_town_needs_its_capital_in_a_row_of_words():
    from newstagger._topics.words import find_country

    assert find_country(["Lens"]) == (1, "FR")
    assert find_country(["lens"]) is None
    assert find_country(["La", "Rochelle"]) == (2, "FR")
