"""The country of a place: by its name, by the town in it, and by the article. Every article is invented."""

from __future__ import annotations

import pytest

from newstagger import Tagger
from newstagger._names import Field, NameRules, Span, gather
from newstagger._names.places import find_countries, find_country
from newstagger._text.normalise import normalise


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Balaruc-les-Bains", "FR"), ("Landes", "FR"), ("Côte-d’Ivoire", "CI"), ("Nord-Kivu", "CD"), ("Nord Kivu", "CD"),
        ("Val de Marne", "FR"), ("Caroline du Nord", "US"), ("Seine", "FR"), ("le Touquet", "FR"), ("Touquet", "FR"),
        ("aéroport de Biarritz", "FR"), ("Aéroport international de Goma", "CD"), ("18e arrondissement de Paris", "FR"),
        ("Paris 18e", "FR"), ("Marseille (13e)", "FR"), ("prison de Fresnes", "FR"), ("stade Geoffroy-Guichard", "FR"),
        ("musée national de la République démocratique du Congo", "CD"), ("RD Congo", "CD"), ("Dunkerque", "FR"),
        ("République française", "FR"), ("Termonde", "BE"), ("Bienne", "CH"), ("Mayence", "DE"), ("Pampelune", "ES"),
        ("île de la Réunion", "RE"),
    ],
)  # fmt: skip
def test_places_of_one_country(name: str, code: str):
    assert find_country(name) == code


@pytest.mark.parametrize(
    "name", ["Europe", "Alpes", "Nord", "Mars", "rue de Rome", "avenue d’Italie", "Sainte-Ombre-en-Lys", "Golfe"]
)
def test_places_of_several_countries_and_unknown_ones(name: str):
    assert find_country(name) is None


def test_congo_is_the_one_that_the_article_is_about():
    assert find_countries(["Congo", "Goma"]) == ["CD", "CD"]
    assert find_countries(["Congo", "Pointe-Noire"]) == ["CG", "CG"]


def test_a_name_of_towns_in_several_countries_is_where_the_other_places_are():
    assert find_countries(["Saint-Denis", "Aubervilliers"]) == ["FR", "FR"]
    assert find_countries(["Saint-Denis", "La Réunion"]) == ["RE", "RE"]
    assert find_countries(["Saint-Denis"]) == ["FR"]
    assert find_countries(["Saint-Pierre", "La Réunion"]) == ["RE", "RE"]
    assert find_countries(["Saint-Pierre", "Toulouse"]) == ["FR", "FR"]
    assert find_countries(["Saint-Pierre", "Berlin"]) == [None, "DE"]


def test_a_street_is_where_the_other_places_are():
    assert find_countries(["rue de Rome", "Charleroi"]) == ["BE", "BE"]
    assert find_countries(["rue de Rome", "Charleroi", "Lille"]) == [None, "BE", "FR"]


def countries(marked: str) -> dict[str, str | None]:
    """The countries of the places that stand in square brackets."""
    text, spans = "", []
    for number, part in enumerate(marked.replace("]", "[").split("[")):
        if number % 2:
            spans.append(Span(len(text), len(text) + len(part), "places"))
        text += part
    return {
        place.name: place.country for place in gather([Field("text", text, normalise(text), spans)], NameRules()).places
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le village syrien de [Kfar Lysan] et la localité burkinabè de [Tanlys]", {"Kfar Lysan": "SY", "Tanlys": "BF"}),
        ("la station balnéaire égyptienne d’[El Lysna]", {"El Lysna": "EG"}),
        # whatever else is called so, though « congolais » is said of two countries
        ("la province néerlandaise du [Limbourg]", {"Limbourg": "NL"}),
        ("la ville congolaise de [Pointe-Noire]", {"Pointe-Noire": "CG"}),
        # the text says where an unknown place is
        ("[Tanlys] ([Burkina Faso]) et [Lysac] ([Hérault])", {"Tanlys": "BF", "Burkina Faso": "BF", "Lysac": "FR", "Hérault": "FR"}),
        ("à [Konlys], dans le centre du [Mali], puis à [Brialys], en [Centrafrique]", {"Konlys": "ML", "Mali": "ML", "Brialys": "CF", "Centrafrique": "CF"}),
        # and says nothing here
        ("dans les [Monts du Lys], en [France], à [Lysac] et en [Italie]", {"Monts du Lys": None, "France": "FR", "Lysac": None, "Italie": "IT"}),
        ("la base américaine de [Lysbourg]", {"Lysbourg": None}),
        ("à [Nice], en [Italie]", {"Nice": "FR", "Italie": "IT"}),
    ],
)  # fmt: skip
def test_a_place_is_where_the_text_says(text: str, expected: dict[str, str | None]):
    assert countries(text) == expected


def test_a_person_has_no_country(tagger: Tagger):
    tags = tagger.tag(
        "Le maire de Balaruc-les-Bains, Paul Orange, a reçu lundi Mme Landes. Paul Orange et Mme Landes se connaissent."
    )
    assert {place.name: place.country for place in tags.places} == {"Balaruc-les-Bains": "FR"}
