"""What a request may ask for, and the guard that every request passes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from newstagger._serve.access import Access
from newstagger._serve.refusals import RefusedError

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Paths whose body is a file of any kind; all others take JSON.
RAW = frozenset(("/read",))
#: Names under which this machine speaks to itself only.
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
#: Pages that a link on another site may open.
_PAGES = frozenset(("/", "/docs"))
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
MODEL_HEADER = b"x-newstagger-model"


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
    address must name one (else a name that somebody points at this machine would do), and what the browser says about
    where a request comes from (``Sec-Fetch-Site``) is heeded. Work for a client that has gone is abandoned.

    Args:
        app: what is guarded.
        limits: bounds of a request.
        loopback: bound to this machine only.
        access: who may use it.
        policy: path to the content security policy of its answer.
        model: gives the fingerprint of the model in use, for a header of every answer.
    """

    def __init__(
        self, app: App, limits: Limits, *, loopback: bool, access: Access, policy: Callable[[str], str],
        model: Callable[[], str],
    ) -> None:  # fmt: skip
        self.app, self.limits, self.loopback, self.access = app, limits, loopback, access
        self.policy, self.model = policy, model
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        path = _find_route_path(scope)
        head = scope["method"] == "HEAD"
        if head:  # every address that can be read can also be asked about
            scope["method"] = "GET"
        sending = self._decorate(path, send, head=head)
        self.under_way += 1
        try:
            self._check(scope, path, headers)
            body = await self._read_body(receive, headers)
            if scope["method"] == "POST" and path not in RAW:
                _check_body(headers, body)
            await self._work(scope, body, receive, sending)
        except RefusedError as error:
            await _answer(sending, error)
        finally:
            self.under_way -= 1

    def _check(self, scope: Scope, path: str, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if self.loopback and name.strip("[]").lower() not in LOOPBACK:
            raise RefusedError("wrong_host", host=host[:100])
        if headers.get("sec-fetch-site", "none") == "cross-site" and not _follows_a_link(scope, path, headers):
            raise RefusedError("other_site")
        self.access.check(path, headers)
        if self.under_way > self.limits.waiting:
            raise RefusedError("busy", under_way=self.under_way - 1)

    async def _read_body(self, receive: Receive, headers: Mapping[str, str]) -> bytes:
        """The whole body.

        Raises:
            RefusedError: it is too large, too slow, or broken off.
        """
        too_large = RefusedError("body_too_large", limit=self.limits.body)
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self.limits.body:
            raise too_large
        pieces: list[bytes] = []
        size = 0
        from anyio import fail_after

        try:
            with fail_after(self.limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise RefusedError("interrupted")
                    pieces.append(message.get("body", b""))
                    size += len(pieces[-1])
                    if size > self.limits.body:
                        raise too_large
                    if not message.get("more_body", False):
                        return b"".join(pieces)
        except TimeoutError:
            raise RefusedError("too_slow", seconds=self.limits.seconds) from None

    async def _work(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Let the application answer, unless the client leaves before it has."""
        gone = asyncio.Event()

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()

        working = asyncio.ensure_future(self.app(scope, _replay(body, gone), send))
        watching = asyncio.ensure_future(watch())
        try:
            await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                working.cancel()
            await asyncio.gather(working, return_exceptions=gone.is_set())
        finally:
            for task in (working, watching):
                task.cancel()

    def _decorate(self, path: str, send: Send, *, head: bool) -> Send:
        """Send with the headers that every answer has; without a body where only the headers were asked for."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                extra = [*_HEADERS, (b"content-security-policy", self.policy(path).encode())]
                if MODEL_HEADER not in names:
                    extra.append((MODEL_HEADER, self.model().encode()))
                message["headers"] = [*message["headers"], *extra]
            elif head:
                message = {**message, "body": b""}
            await send(message)

        return sending


def _find_route_path(scope: Scope) -> str:
    """The path below the one that a proxy put before it; ``scope`` gets both, whether the proxy strips the first or not."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    if not root:
        return path
    if path == root or path.startswith(f"{root}/"):
        return path[len(root) :] or "/"
    scope["path"] = root + path
    return path


def _follows_a_link(scope: Scope, path: str, headers: Mapping[str, str]) -> bool:
    """Does somebody open a page of the service by a link on another page? That page cannot see what comes."""
    navigation = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return navigation and scope["method"] == "GET" and path in _PAGES


def _check_body(headers: Mapping[str, str], body: bytes) -> None:
    """Can a body be JSON?

    Raises:
        RefusedError: it cannot.
    """
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity") or body.startswith(b"\x1f\x8b"):
        raise RefusedError("compressed", encoding=encoding[:20] if encoding not in ("", "identity") else "gzip")
    type_ = headers.get("content-type", "").partition(";")[0].strip().lower()
    if type_ and type_ != "application/json" and not type_.endswith("+json"):
        raise RefusedError("wrong_type", type=type_[:100])
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError("not_utf8", byte=error.start + 1) from None


def _replay(body: bytes, gone: asyncio.Event) -> Receive:
    """The body in one piece, then the end of the connection."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            await gone.wait()
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


async def _answer(send: Send, error: RefusedError) -> None:
    content = json.dumps(error.content, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    headers += [(name.encode(), value.encode()) for name, value in error.headers.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
