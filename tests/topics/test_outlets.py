"""Where a medium is at home. Media are real ones; every sentence is invented."""

from __future__ import annotations

import pytest

from newstagger import Article
from newstagger._text.words import gazetteer
from newstagger._topics.facts import FACT_WEIGHT
from newstagger._topics.features import Featuriser
from newstagger._topics.outlets import (
    ALONE,
    HOME,
    find_home,
    is_outlet_column,
    list_outlet_columns,
    read_media,
)

ARTICLE = Article("La crèche de la commune ouvrira en septembre.", title="Une deuxième crèche", source="L’Avenir")


@pytest.fixture(scope="module")
def featuriser() -> Featuriser:
    return Featuriser().fit([ARTICLE], always=list_outlet_columns(), min_count=1)


def values(featuriser: Featuriser, article: Article) -> dict[str, float]:
    reading = featuriser.read(article)
    pairs = zip(reading.columns.tolist(), reading.values.tolist(), strict=True)
    named = {featuriser.terms[column]: value / FACT_WEIGHT for column, value in pairs}
    return {term: value for term, value in named.items() if is_outlet_column(term)}


@pytest.mark.parametrize(
    ("source", "country"),
    [
        ("RTBF", "BE"), ("L'Avenir", "BE"), ("L’Avenir", "BE"), ("lavenir.net", "BE"), ("www.lesoir.be", "BE"),
        ("https://www.letemps.ch/suisse", "CH"), ("Le Temps", "CH"), ("Le Soleil (Québec)", "CA"), ("lactualite.com", "CA"),
        ("quebecscience.qc.ca", "CA"), ("Liberté (Algérie)", "DZ"), ("realites.com.tn", "TN"), ("Burkina 24", "BF"),
        ("france3-regions.francetvinfo.fr", "FR"), ("LINFO.re", "RE"),
        ("Jeune Afrique", "Afrique"), ("BBC Afrique", "Afrique"),
        # Made for Cameroon, in spite of its ending.
        ("camer.be", "CM"),
    ],
)  # fmt: skip
def test_a_medium_is_at_home_where_its_name_says(source: str, country: str):
    assert find_home(source) == country


@pytest.mark.parametrize(
    "source",
    [
        # Several countries have one of this name.
        "Le Nouvelliste", "Le Quotidien", "La Liberté", "L’Union", "Libération",
        # Endings that are sold as words.
        "cours.io", "exemple.tv", "exemple.co", "exemple.me", "Radio exemple", "", "?", "…",
    ],
)  # fmt: skip
def test_of_others_nothing_is_known(source: str):
    assert find_home(source) is None


def test_the_medium_speaks_for_its_region_and_more_so_where_no_place_is_named(featuriser: Featuriser):
    assert values(featuriser, ARTICLE) == {f"{HOME}Europe": 1, f"{ALONE}Europe": 1}
    elsewhere = Article("Le ministre est à Rabat.", source="RTBF")
    assert values(featuriser, elsewhere) == {f"{HOME}Europe": 1}


def test_overseas_media_are_of_their_region_and_overseas(featuriser: Featuriser):
    found = values(featuriser, Article("Le ministre est à Rabat.", source="Zinfos974"))
    assert found == {f"{HOME}Outre-mer": 1}
    assert values(featuriser, Article("Le ministre est à Rabat.", source="Tahiti Infos")) == {
        f"{HOME}Océanie": 1, f"{HOME}Outre-mer": 1,
    }  # fmt: skip


@pytest.mark.parametrize("source", [None, "", "Le Parisien", "www.ouest-france.fr", "La Croix (France)"])
def test_other_media_say_nothing(featuriser: Featuriser, source: str | None):
    assert values(featuriser, Article("La crèche ouvrira en septembre.", source=source)) == {}


def test_a_long_article_has_the_same_values(featuriser: Featuriser):
    featuriser.opening = 0.4
    found = values(featuriser, Article("Une crèche de la commune a ouvert ses portes. " * 40, source="RTBF"))
    featuriser.opening = 0.0
    assert found == pytest.approx({f"{HOME}Europe": 1, f"{ALONE}Europe": 1})


def test_a_vocabulary_without_the_columns_does_not_read_the_source():
    plain = Featuriser().fit([ARTICLE], min_count=1)
    assert plain.plain
    assert not set(plain.terms) & set(list_outlet_columns())


def test_the_list_is_sound():
    codes = set(read_media().values())
    assert codes <= {*gazetteer().regions, "Afrique", "Outre-mer"}
