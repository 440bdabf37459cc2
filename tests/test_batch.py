"""Workers: the same tags as one process, and a death that costs one article at most."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from newstagger import Article, RecordError, TaggedArticle, Tagger, read
from newstagger.batch import Done, chunks, finish, tag_items
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def dates_only() -> Tagger:
    return Tagger(None, None, only=["dates"])


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_give_the_same_tags_in_the_same_order(tagger: Tagger, workers: int):
    articles = list(read(EXAMPLES / "labelled.jsonl")) * 3
    alone = [tags.to_json() for tags in tagger.tag_many(articles)]
    assert [tags.to_json() for tags in tagger.tag_many(articles, workers=workers)] == alone


def test_errors_keep_their_place(dates_only: Tagger):
    items = [
        Article("Le 3 mai 2021.", id="a"),
        RecordError("f.jsonl", "has no field « text »", 2),
        Article("x", id="b"),
    ]
    for workers in (1, 2):
        done = list(tag_items(dates_only, items, workers))
        assert [item.ok for item in done] == [True, False, True]
        assert str(done[1].error()) == "f.jsonl, line 2: has no field « text »"


def test_one_bad_article_does_not_cost_its_neighbours(monkeypatch: pytest.MonkeyPatch):
    small = Tagger(None, None, only=["dates"], max_chars=20)
    done = finish(small, [Article("Hier.", id="a"), Article("x" * 21, id="b"), Article("Demain.", id="c")])
    assert [item.ok for item in done] == [True, False, True]
    assert "more than the limit of 20" in done[1].error().reason


class _Deadly(Tagger):
    """Kills its process on one article, always or only the first time."""

    marker: Path | None = None

    def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
        if any(article.id == "7" for article in articles) and (self.marker is None or not self.marker.exists()):
            if self.marker is not None:
                self.marker.write_text("died")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().tag_batch(articles)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_worker_that_dies_is_replaced_and_only_its_article_lost():
    deadly = _Deadly(None, None, only=["dates"])
    articles = [Article("Le 3 mai 2021.", id=str(n)) for n in range(200)]
    done = list(tag_items(deadly, articles, 2))
    assert [n for n, item in enumerate(done) if not item.ok] == [7]
    assert "died twice on this article" in done[7].error().reason


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_article_that_only_met_a_dying_worker_is_tagged(tmp_path: Path):
    deadly = _Deadly(None, None, only=["dates"])
    deadly.marker = tmp_path / "marker"
    done = list(tag_items(deadly, [Article("Hier.", id=str(n)) for n in range(100)], 2))
    assert all(item.ok for item in done)


def test_chunks_are_bounded_in_number_and_length():
    sizes = [len(chunk) for chunk in chunks(Article("x" * 300_000) for _ in range(5))]
    assert sizes == [2, 2, 1]
    assert [len(chunk) for chunk in chunks(Article("x") for _ in range(70))] == [32, 32, 6]


def test_only_a_few_articles_are_under_way(dates_only: Tagger):
    taken = 0

    def articles():
        nonlocal taken
        for n in range(10_000):
            taken = n
            yield Article("Hier.", id=str(n))

    results = tag_items(dates_only, articles(), 2)
    assert next(results).ok
    assert taken < 1000
    results.close()


def test_an_error_is_kept_as_a_line():
    error = RecordError("f.csv", "has 1 cells", 3)
    assert str(Done.failed(error).error()) == str(error)
