"""One tagger, many threads: the records of all of them are those of one."""

from __future__ import annotations

import asyncio
import copy
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from newstagger import Article, Tagger, read
from newstagger._locks import SharedLock
from tests.conftest import EXAMPLES

THREADS = 8


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [item for item in read(EXAMPLES) if item.text][:30]


@pytest.fixture(scope="module")
def alone(articles: list[Article]) -> dict[str, list[Any]]:
    """What one thread gives, by a tagger that nothing else uses."""
    tagger = Tagger.load()
    return {name: [call(tagger, article) for article in articles] for name, call in CALLS.items()}


def _tag(tagger: Tagger, article: Article) -> str:
    return tagger.tag(article).to_json()


def _tag_many(tagger: Tagger, article: Article) -> list[str]:
    return [tags.to_json() for tags in tagger.tag_many([article, "Grève à Lyon mardi.", article])]


def _tag_batch(tagger: Tagger, article: Article) -> list[str]:
    return [tags.to_json() for tags in tagger.tag_batch([article, Article("La Réunion attend le cyclone.")])]


def _explain(tagger: Tagger, article: Article) -> tuple[Any, ...]:
    found = tagger.explain(article, "Politique")
    return found.score, found.rest, [(term.term, term.weight) for term in found.terms]


def _doubts(tagger: Tagger, article: Article) -> Any:
    return tagger.doubts([article])


CALLS: dict[str, Callable[[Tagger, Article], Any]] = {
    "tag": _tag, "tag_many": _tag_many, "tag_batch": _tag_batch, "explain": _explain, "doubts": _doubts,
}  # fmt: skip


@pytest.fixture(params=["fresh", "used", "small memory"])
def shared(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, articles: list[Article]
) -> Iterator[Tagger]:
    """A tagger that knows no word yet, one that has tagged before, and one that soon forgets again."""
    tagger = Tagger.load()
    if request.param == "small memory":
        monkeypatch.setattr("newstagger._topics.features.MEMORY", 200)
        monkeypatch.setattr("newstagger._names.embedding.MEMORY", 300)
    elif request.param == "used":
        for article in articles[::3]:
            tagger.tag(article)
    yield tagger


def test_all_threads_get_the_records_of_one(shared: Tagger, articles: list[Article], alone: dict[str, list[Any]]):
    jobs = [(name, at) for at in range(len(articles)) for name in CALLS]
    barrier = threading.Barrier(THREADS, timeout=60)

    def work(number: int) -> list[tuple[str, int, Any]]:
        barrier.wait()
        return [(name, at, CALLS[name](shared, articles[at])) for name, at in jobs[number::THREADS]]

    with ThreadPoolExecutor(THREADS) as pool:
        for found in pool.map(work, range(THREADS)):
            for name, at, result in found:
                assert result == alone[name][at], f"{name} of {articles[at].id}"
    # Nothing is left behind that would spoil what one thread gives afterwards.
    assert [_tag(shared, article) for article in articles] == alone["tag"]


def test_streams_of_several_threads_may_be_taken_in_turns(
    tagger: Tagger, articles: list[Article], alone: dict[str, list[Any]]
):
    # A lock that a lazy stream kept between two of its records would stop the second stream for ever.
    streams = [tagger.tag_many(articles[:20]) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for expected in alone["tag"][:20]:
            for stream in streams:
                assert pool.submit(next, stream).result(timeout=60).to_json() == expected


def test_coroutines_share_a_tagger(tagger: Tagger, articles: list[Article], alone: dict[str, list[Any]]):
    async def work() -> list[Any]:
        return await asyncio.gather(*(asyncio.to_thread(_tag, tagger, article) for article in articles))

    assert asyncio.run(work()) == alone["tag"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_forked_while_others_tag_tags_alike(
    tagger: Tagger, articles: list[Article], alone: dict[str, list[Any]]
):
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            for article in articles:
                tagger.tag(article)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for at in range(5):
            child = os.fork()
            if not child:
                signal.alarm(120)  # a child that waits for ever is a failure, not a test that never ends
                os._exit(0 if _tag(tagger, articles[at]) == alone["tag"][at] else 1)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        done.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda lock: pickle.loads(pickle.dumps(lock))])
def test_a_copied_lock_is_a_free_lock(again: Callable[[SharedLock], SharedLock]):
    lock = SharedLock()
    with lock:
        other = again(lock)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(other.__enter__).result(timeout=10)


def test_taggers_of_one_model_share_its_state_safely(
    tagger: Tagger, articles: list[Article], alone: dict[str, list[Any]]
):
    taggers = [Tagger(tagger.classifier, tagger.recogniser, model=tagger.model) for _ in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        for at, found in enumerate(pool.map(_tag, taggers * 4, articles)):
            assert found == alone["tag"][at]
