"""The service (extra ``serve``): newstagger over HTTP, with a page for editors."""

from __future__ import annotations

import contextlib
import signal
import socket
from pathlib import Path

from newstagger._serve.access import Access
from newstagger._serve.middleware import LOOPBACK, Limits
from newstagger.errors import MissingExtraError, UsageError


def serve(
    model: Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    corrections: Path | None = None,
    max_chars: int | None = None,
    max_articles: int | None = None,
    seconds: float | None = None,
    token: str | None = None,
    root_path: str = "",
) -> None:
    """Serve until a signal (SIGINT or SIGTERM) ends it; what has begun is finished first.

    Args:
        model: directory, None for the bundled model; another model that is saved there takes over.
        host, port: address; others than loopback addresses let other machines in, and need a token.
        workers: processes that tag.
        corrections: SQLite file of editors' corrections, None to keep none.
        max_chars, max_articles, seconds: bounds, those of ``Limits`` by default.
        token: whoever uses the service must have it; None lets everybody in who reaches it.
        root_path: where a proxy puts the service, such as ``/desk``.

    Raises:
        MissingExtraError: the extra ``serve`` is not installed.
        ModelError: the model cannot be used.
        InputError, OutputError: the corrections cannot be stored there.
        UsageError: the address is in use or not one of this machine, it can be reached from other machines and there is no
            token, or the token is too short.
    """
    try:
        import uvicorn

        from newstagger._serve.app import create_app
        from newstagger._serve.state import ServiceState
    except ImportError as error:
        raise MissingExtraError("serve", error.name or "fastapi", "serve") from None

    root_path = root_path.rstrip("/")
    if root_path and not root_path.startswith("/"):
        raise UsageError(f"the root path {root_path!r} must begin with a slash")
    access = Access(token, root_path)
    if host not in LOOPBACK and not access.needed:
        raise UsageError(f"{host} can be reached from other machines: set a token that every client must send")
    plain = Limits()
    limits = Limits(
        chars=max_chars or plain.chars,
        body=max(plain.body, 6 * (max_chars or 0)),
        articles=max_articles or plain.articles,
        seconds=seconds or plain.seconds,
    )
    with _listening(host, port) as listening:
        state = ServiceState(model, workers=workers, limits=limits, corrections=corrections)
        app = create_app(state, loopback=host in LOOPBACK, access=access, root_path=root_path)
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_keep_alive=30,
            timeout_graceful_shutdown=int(limits.seconds) + 5,
        )  # fmt: skip
        address, bound = listening.getsockname()[:2]
        url = f"http://[{address}]:{bound}/" if ":" in address else f"http://{address}:{bound}/"

        class Server(uvicorn.Server):
            """Says where it listens once it does."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started:
                    print(f"newstagger: open {url} in a browser; Ctrl-C stops", flush=True)

        # uvicorn raises the signal that stopped it once more when all is finished; it has then done its work.
        signal.signal(signal.SIGTERM, lambda *_: None)
        with contextlib.suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        (family, *_), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        listening = socket.create_server((host, port), family=family, backlog=2048)
        # Without it each answer waits 40 ms for the browser to acknowledge its first half.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{host}, port {port}: cannot listen there: {error}; choose another address or port") from None
