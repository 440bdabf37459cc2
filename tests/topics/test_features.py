"""Articles as numbers, and numbers back as words."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article
from newstagger.text.vectors import word_vectors
from newstagger.topics.features import EMBEDDING_WEIGHT, Featuriser
from newstagger.topics.words import lead_of, split_title, split_words, terms_of

ARTICLES = [
    Article("Le club a gagné le match à Rabat.", title="Victoire au Maroc"),
    Article("Les médecins marocains réclament des vaccins. Le club attend."),
    Article("Le match du club est reporté, les vaccins aussi."),
]


@pytest.fixture(scope="module")
def featuriser() -> Featuriser:
    return Featuriser().fit(ARTICLES, min_count=1)


def test_elisions_are_parted_and_stop_words_left_out():
    assert split_words("L’attentat d'Aujourd’hui") == ["L", "attentat", "d", "Aujourd", "hui"]
    assert terms_of("L’attentat n’a pas été revendiqué") == ["attentat", "revendique"]


def test_words_pairs_titles_and_countries_are_terms(featuriser: Featuriser):
    assert {"club", "gagne match", "t:victoire", "@MA", "@Afrique"} <= set(featuriser.terms)
    assert "le" not in featuriser.terms or featuriser.idf[featuriser.terms.index("le")] == 0


def test_a_country_counts_by_name_capital_and_demonym(featuriser: Featuriser):
    column = featuriser.terms.index("@MA")
    for text in ("Le Maroc.", "À Rabat.", "Des marocains."):
        assert column in featuriser.read(Article(text)).columns


def test_a_place_s_name_needs_its_capital():
    terms = (
        Featuriser()
        .fit([Article("La réunion sur les paris, où il vienne."), Article("À La Réunion.")], min_count=1)
        .terms
    )
    assert [term for term in terms if term.startswith("@")] == ["@France", "@RE"]
    only = Featuriser().fit([Article("La réunion sur les paris, où il vienne.")], min_count=1).terms
    assert not [term for term in only if term.startswith("@")]


def test_blocks_have_their_weight_and_an_empty_text_none(featuriser: Featuriser):
    blocks = featuriser.transform([*ARTICLES, Article("")])
    assert blocks.terms.shape == (4, len(featuriser.terms))
    assert blocks.embedding.shape == (4, 300)
    assert blocks.terms[3].nnz == 0
    assert np.isfinite(blocks.embedding).all()


def test_a_first_line_without_a_full_stop_is_read_as_the_title():
    assert split_title(Article("Un titre\n\nUn texte.")) == ("Un titre", "\nUn texte.")
    assert split_title(Article("Une phrase.\nUne autre.")) == ("", "Une phrase.\nUne autre.")
    assert split_title(Article("Un texte.", title="Un titre")) == ("Un titre", "Un texte.")


def test_the_lead_cuts_no_word():
    assert lead_of("mot " * 100).split() == ["mot"] * len(lead_of("mot " * 100).split())
    assert lead_of("court") == "court"


def test_the_words_add_up_to_the_mean_vector(featuriser: Featuriser):
    for article in ARTICLES:
        reading = featuriser.read(article)
        total = reading.shares @ word_vectors().unit[featuriser.lexicon.row[reading.written]]
        assert total / reading.norm == pytest.approx(reading.mean, abs=1e-5)
        assert np.linalg.norm(featuriser.embedding(reading)) == pytest.approx(EMBEDDING_WEIGHT, abs=1e-3)


def test_words_of_title_and_lead_count_twice(featuriser: Featuriser):
    columns, values = {}, {}
    for name, article in (("title", Article("x", title="Le club")), ("body", Article("x " * 200 + "Le club"))):
        reading = featuriser.read(article)
        columns[name], values[name] = reading.columns.tolist(), reading.values
    club = featuriser.terms.index("club")
    assert club in columns["title"]
    assert club in columns["body"]


def test_words_learnt_later_change_nothing(featuriser: Featuriser):
    before = featuriser.transform(ARTICLES)
    featuriser.transform([Article("Des mots inouïs, imprévus, inédits. " * 3)])
    after = featuriser.transform(ARTICLES)
    assert (before.terms != after.terms).nnz == 0
    assert (before.embedding == after.embedding).all()


def test_pickling_keeps_the_features_but_not_the_vectors(featuriser: Featuriser):
    featuriser.transform(ARTICLES)
    data = pickle.dumps(featuriser)
    assert len(data) < 100_000
    again = pickle.loads(data)
    assert (again.transform(ARTICLES).terms != featuriser.transform(ARTICLES).terms).nnz == 0


@given(st.text(max_size=200))
def test_any_text_has_finite_features(featuriser: Featuriser, text: str):
    blocks = featuriser.transform([Article(text)])
    assert np.isfinite(blocks.terms.data).all()
    assert np.isfinite(blocks.embedding).all()


def test_learning_gives_the_features_that_reading_gives_later(featuriser: Featuriser):
    learnt, later = Featuriser().fit_transform(ARTICLES, min_count=1), featuriser.transform(ARTICLES)
    read = featuriser.blocks([featuriser.read(article) for article in ARTICLES])
    for found in (later, read):
        assert (found.terms != learnt.terms).nnz == 0
        assert (found.embedding == learnt.embedding).all()
