"""Articles as numbers, and numbers back as words."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article
from newstagger._text.vectors import word_vectors
from newstagger._topics.blocks import EMBEDDING_WEIGHT
from newstagger._topics.features import LONG, OPENING, Featuriser
from newstagger._topics.words import cut_lead, extract_terms, split_title, split_words

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
    assert extract_terms("L’attentat n’a pas été revendiqué") == ["attentat", "revendique"]


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
    assert cut_lead("mot " * 100).split() == ["mot"] * len(cut_lead("mot " * 100).split())
    assert cut_lead("court") == "court"


def test_the_words_add_up_to_the_mean_vector(featuriser: Featuriser):
    for article in ARTICLES:
        reading = featuriser.read(article)
        (view,) = reading.views
        total = view.shares @ word_vectors().unit(featuriser.lexicon.row[view.written])
        assert total / view.norm == pytest.approx(view.mean, abs=1e-5)
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


# --- long articles

LATE = Article("Le médecin parle. " * 40 + "Le club gagne.", title="Des vaccins")


def test_the_opening_of_a_long_article_counts_beside_the_whole(featuriser: Featuriser):
    whole = replace(featuriser, opening=0.0).transform([LATE])
    opening = replace(featuriser, opening=1.0).transform([LATE])
    both = replace(featuriser, opening=0.25).transform([LATE])
    assert (both.terms - (0.75 * whole.terms + 0.25 * opening.terms)).toarray() == pytest.approx(0, abs=1e-6)
    assert both.embedding == pytest.approx(0.75 * whole.embedding + 0.25 * opening.embedding, abs=1e-5)
    club = featuriser.terms.index("club")
    assert whole.terms[0, club] > both.terms[0, club] > 0
    assert opening.terms[0, club] == 0


def test_an_article_that_is_not_long_is_read_once(featuriser: Featuriser):
    short = Article("mot " * LONG)
    apart = replace(featuriser, opening=0.4)
    assert len(apart.read(short).views) == 1
    assert len(apart.read(Article("mot " * (LONG + 1))).views) == 2
    assert (apart.transform([short]).terms != featuriser.transform([short]).terms).nnz == 0
    assert OPENING < LONG


def test_no_column_of_a_long_article_comes_twice(featuriser: Featuriser):
    columns = replace(featuriser, opening=0.4).read(LATE).columns
    assert len(columns) == len(set(columns.tolist()))


# --- words that only texts without labels taught


def test_weak_words_are_read_and_leave_the_others_as_they_are():
    plain, wider = Featuriser(), Featuriser()
    plain.fit_transform(ARTICLES, min_count=1)
    wider.fit_transform(ARTICLES, min_count=1, weak={"stade": 2.0, "club": 2.0})
    assert wider.terms == [*plain.terms, "stade"]
    assert wider.weak_columns() == (len(plain.terms), len(plain.terms) + 1)
    article = Article("Le club gagne au stade.")
    without, beside = plain.transform([article]).terms, wider.transform([article]).terms
    assert (beside[:, : len(plain.terms)] != without).nnz == 0
    assert beside[0, wider.terms.index("stade")] > 0


def test_an_article_of_weak_words_alone_has_values_of_the_usual_size():
    featuriser = Featuriser()
    featuriser.fit_transform(ARTICLES, min_count=1, weak={"stade": 12.0})
    assert featuriser.transform([Article("stade")]).terms.max() <= 2


def test_weak_columns_are_kept_and_stay_before_those_that_are_added():
    featuriser = Featuriser()
    featuriser.fit_transform(ARTICLES, min_count=1, weak={"stade": 5.0, "tribune": 5.0})
    wider = featuriser.extend([Article("Un nageur."), Article("Un nageur.")])
    assert [wider.terms[i] for i in range(*wider.weak_columns())] == ["stade", "tribune"]
    assert wider.terms[wider.added :] == ["nageur"]
    kept = wider.keep(np.array([term != "stade" for term in wider.terms]))
    assert [kept.terms[i] for i in range(*kept.weak_columns())] == ["tribune"]
    assert kept.terms[kept.added :] == ["nageur"]
