"""Regions by counting the places that are named. Every sentence is invented."""

from __future__ import annotations

import numpy as np
import pytest

from newstagger import Article
from newstagger._topics.facts import FACT_WEIGHT
from newstagger._topics.features import Featuriser
from newstagger._topics.regions import COUNT, IN_TITLE, SHARE, list_region_columns

ARTICLES = [Article("Le ministre est à Rabat, puis à Tokyo.", title="Visite au Maroc")]


@pytest.fixture(scope="module")
def featuriser() -> Featuriser:
    return Featuriser().fit(ARTICLES, always=list_region_columns(), min_count=1)


def values(featuriser: Featuriser, article: Article) -> dict[str, float]:
    reading = featuriser.read(article)
    pairs = zip(reading.columns.tolist(), reading.values.tolist(), strict=True)
    return {
        featuriser.terms[column]: value / FACT_WEIGHT
        for column, value in pairs
        if featuriser.terms[column] in list_region_columns()
    }


def test_places_are_counted_by_region(featuriser: Featuriser):
    found = values(featuriser, ARTICLES[0])
    assert found == pytest.approx(
        {
            f"{SHARE}Afrique": 2 / 3, f"{COUNT}Afrique": np.log(3), f"{IN_TITLE}Afrique": 1,
            f"{SHARE}Asie": 1 / 3, f"{COUNT}Asie": np.log(2),
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Il parle sur Radio France.", "On l’a vu rue de Rome.", "Le Tour de France passe ici.", "Selon France Info, il pleut.",
        "L’équipe de France gagne.", "Un avion d’Air Algérie.", "Il n’y a aucun lieu ici.",
    ],
)  # fmt: skip
def test_places_within_other_names_are_not_counted(featuriser: Featuriser, text: str):
    assert values(featuriser, Article(text)) == {}


@pytest.mark.parametrize(
    "text", ["Il vit en France.", "La France gagne.", "De France, il revient.", "Un député français."]
)
def test_a_place_by_itself_is_counted(featuriser: Featuriser, text: str):
    assert f"{SHARE}France" in values(featuriser, Article(text))


def test_the_columns_of_a_region_are_one_name_of_the_evidence(featuriser: Featuriser):
    reading = featuriser.read(ARTICLES[0])
    place = featuriser.terms.index("@Afrique")
    groups = {int(reading.group[featuriser.terms.index(mark + "Afrique")]) for mark in (SHARE, COUNT, IN_TITLE)}
    assert groups == {int(reading.group[place])}


def test_a_vocabulary_without_the_columns_does_not_have_their_values():
    plain = Featuriser().fit(ARTICLES, min_count=1)
    assert not set(plain.terms) & set(list_region_columns())
    assert len(plain.read(ARTICLES[0]).columns) == len(set(plain.read(ARTICLES[0]).columns.tolist()))
