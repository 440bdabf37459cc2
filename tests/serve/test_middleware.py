"""The gate and the pool, piece by piece."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra serve is not installed")
from newstagger._serve import worker
from newstagger._serve.access import Access
from newstagger._serve.middleware import Guard, Limits
from newstagger._serve.pool import Pool
from newstagger._serve.refusals import RefusedError
from newstagger._topics.thresholds import BALANCED

pytestmark = pytest.mark.xdist_group("serve")
SCOPE = {"type": "http", "method": "POST", "path": "/read", "headers": [(b"host", b"localhost:1")]}


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the body that it got."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def ask(
    gate: Guard, *messages: dict[str, Any], scope: dict[str, Any] | None = None, wait: float = 0
) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []
    waiting = list(messages)

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(wait)
            return {"type": "http.disconnect"}
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(gate(scope or SCOPE, receive, send))
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:])


def gate(**limits: Any) -> Guard:
    return Guard(
        echo, Limits(**limits), loopback=True, access=Access(), policy=lambda _: "default-src 'none'", model=lambda: "m"
    )


def piece(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_pieces_of_a_body_arrive_as_one():
    assert ask(gate(), piece(b"a", True), piece(b"b", True), piece(b"c")) == (200, b"abc")


def test_a_body_that_does_not_arrive_in_time():
    status, body = ask(gate(seconds=0.05), piece(b"a", True), wait=5)
    assert status == 408
    assert "0.05 seconds" in json.loads(body)["detail"]


def test_a_request_that_is_broken_off():
    assert ask(gate(), piece(b"a", True))[0] == 400


def test_more_requests_than_can_wait():
    full = gate(waiting=0)
    status, body = ask(full, piece(b"a"))
    assert status == 503
    assert "try again" in json.loads(body)["detail"]


@pytest.mark.parametrize(
    ("host", "status"),
    [(b"localhost", 200), (b"127.0.0.1:80", 200), (b"[::1]:8000", 200), (b"LOCALHOST:8000", 200), (b"", 421), (b"a.example", 421), (b"localhost.evil.example:80", 421)],
)  # fmt: skip
def test_only_names_of_this_machine(host: bytes, status: int):
    assert (
        ask(
            gate(), piece(b"a"), scope={"type": "http", "method": "POST", "path": "/read", "headers": [(b"host", host)]}
        )[0]
        == status
    )


def test_other_than_http_is_passed_on():
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    guard = Guard(app, Limits(), loopback=True, access=Access(), policy=str, model=str)
    asyncio.run(guard({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]


def test_work_that_takes_too_long_is_given_up_and_its_worker_replaced():
    async def run() -> None:
        pool = Pool(None, 1, 1000, 30.0)
        await pool.ready()
        pool.seconds = 0.3
        with pytest.raises(RefusedError, match=r"0\.3 seconds"):
            await pool.run(time.sleep, 60)  # type: ignore[arg-type]
        await asyncio.sleep(0.5)  # now the worker is stopped
        pool.seconds = 60.0
        result = await pool.run(worker.tag, [], BALANCED)
        assert (result.ok, result.text, result.failed) == (True, "", ())
        assert pool.under_way == 0
        pool.close()

    asyncio.run(run())


def test_work_that_kills_its_worker_twice_is_an_answer():
    import os

    async def run() -> None:
        pool = Pool(None, 1, 1000, 60.0)
        result = await pool.run(os._exit, 3)  # type: ignore[arg-type]
        assert not result.ok
        assert "died twice" in result.text
        pool.close()

    asyncio.run(run())


def test_a_pool_that_closes_its_pipes_as_it_breaks_is_replaced(monkeypatch: pytest.MonkeyPatch):
    async def run() -> None:
        pool = Pool(None, 1, 1000, 60.0)

        def closed(*_: Any) -> None:
            raise OSError("handle is closed")

        monkeypatch.setattr(pool._executor, "submit", closed)
        assert (await pool.run(worker.tag, [], BALANCED)).ok
        pool.close()

    asyncio.run(run())


def test_a_link_on_another_page_opens_the_pages_of_the_service_and_nothing_else():
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    def status(path: str, method: str = "GET", **changed: str) -> int:
        headers = [(b"host", b"localhost:1")]
        headers += [(name.encode(), value.encode()) for name, value in {**link, **changed}.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": headers}
        return ask(gate(), {"type": "http.request", "body": b""}, scope=scope)[0]

    assert (status("/"), status("/docs")) == (200, 200)
    assert status("/topics") == status("/corrections.jsonl") == status("/", "POST") == status("/tag", "POST") == 403
    assert status("/", **{"sec-fetch-dest": "iframe"}) == status("/", **{"sec-fetch-mode": "no-cors"}) == 403
