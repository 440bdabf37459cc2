"""The service (extra ``serve``): newstagger over HTTP, with a page for editors."""

from __future__ import annotations

import contextlib
import signal
import socket
from pathlib import Path

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
) -> None:
    """Serve until told to stop (SIGINT or SIGTERM); what has begun is finished first.

    Args:
        model: directory, None for the bundled model; another model that is saved there takes over.
        host, port: address; other than loopback addresses let others in, who are asked for no password.
        workers: processes that tag.
        corrections: SQLite file of editors' corrections, None to keep none.
        max_chars, max_articles, seconds: bounds, those of ``Limits`` by default.

    Raises:
        MissingExtraError: the extra ``serve`` is not installed.
        ModelError: the model cannot be used.
        InputError, OutputError: the corrections cannot be kept there.
        UsageError: the address is in use, or none of this machine.
    """
    try:
        import uvicorn

        from newstagger._serve.app import create_app
    except ImportError as error:
        raise MissingExtraError("serve", error.name or "fastapi", "serve") from None
    from newstagger._serve.state import ServiceState

    plain = Limits()
    limits = Limits(
        chars=max_chars or plain.chars,
        body=max(plain.body, 6 * (max_chars or 0)),
        articles=max_articles or plain.articles,
        seconds=seconds or plain.seconds,
    )
    with _listening(host, port) as listening:
        state = ServiceState(model, workers=workers, limits=limits, corrections=corrections)
        app = create_app(state, loopback=host in LOOPBACK)
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
        raise UsageError(
            f"{host}, port {port}: cannot listen there: {error}; choose another with --host or --port"
        ) from None
