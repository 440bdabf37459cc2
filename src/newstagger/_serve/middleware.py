"""What a request may ask for, and the guard that every request passes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from newstagger._serve.bodies import wrong_body

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Paths whose body is a file of any kind; all others take JSON.
RAW = frozenset(("/read",))
#: Names under which this machine speaks to itself only.
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True)
class Limits:
    """Bounds of the service.

    Attributes:
        body: bytes of a request.
        chars: longest text, in code points.
        articles: most articles in one request.
        seconds: longest time for the body to arrive, and for the answer to be ready.
        waiting: most requests under way; more are asked to come back later.
    """

    body: int = 10_000_000
    chars: int = 200_000
    articles: int = 100
    seconds: float = 30.0
    waiting: int = 500


class Guard:
    """Lets through what is within the limits and comes from the page itself, or from no page at all.

    A page of another site, open in the same browser, must not be able to read or write here: requests to a loopback
    address must name one (else a name that somebody points at this machine would do), and the browser's own word on
    where a request comes from (``Sec-Fetch-Site``) is heeded.
    """

    def __init__(self, app: App, limits: Limits, *, loopback: bool, policy: str) -> None:
        self.app, self.limits, self.loopback, self.policy = app, limits, loopback, policy
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if refusal := self._refusal(scope, headers):
            await _answer(send, *refusal)
            return
        self.under_way += 1
        try:
            body = await self._body(receive, headers)
            if isinstance(body, bytes) and scope["method"] == "POST" and scope["path"] not in RAW:
                body = wrong_body(headers, body) or body
            if isinstance(body, tuple):
                await _answer(send, *body)
                return
            await self.app(scope, _replay(body, receive), self._with_headers(send))
        finally:
            self.under_way -= 1

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if self.loopback and name.strip("[]").lower() not in LOOPBACK:
            return 421, f"this service answers to 127.0.0.1 and localhost, not to {host[:100]!r}"
        if headers.get("sec-fetch-site", "none") == "cross-site" and not _follows_a_link(scope, headers):
            return 403, "requests from the pages of other sites are refused"
        if self.under_way >= self.limits.waiting:
            return 503, f"{self.under_way} requests are under way already; try again in a moment"
        return None

    async def _body(self, receive: Receive, headers: dict[str, str]) -> bytes | tuple[int, str]:
        """The whole body, or why it is refused."""
        too_large = (413, f"the request has more than {self.limits.body:,} bytes; send fewer articles at once")
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self.limits.body:
            return too_large
        pieces: list[bytes] = []
        size = 0
        from anyio import fail_after

        try:
            with fail_after(self.limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return 400, "the request was broken off"
                    pieces.append(message.get("body", b""))
                    size += len(pieces[-1])
                    if size > self.limits.body:
                        return too_large
                    if not message.get("more_body", False):
                        return b"".join(pieces)
        except TimeoutError:
            return 408, f"the request did not arrive within {self.limits.seconds:g} seconds"

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                extra = [
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cross-origin-resource-policy", b"same-origin"),
                    (b"x-frame-options", b"DENY"),
                ]
                if b"content-security-policy" not in names:
                    extra.append((b"content-security-policy", self.policy.encode()))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        return sending


def _follows_a_link(scope: Scope, headers: dict[str, str]) -> bool:
    """Does somebody open a page of the service by a link on another page? That page cannot see what comes."""
    navigation = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return navigation and scope["method"] == "GET" and scope["path"] in ("/", "/docs")


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body in one piece, then whatever else comes."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


async def _answer(send: Send, status: int, message: str) -> None:
    content = json.dumps({"detail": message}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    if status in (408, 413):
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
