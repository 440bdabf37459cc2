"""The service (extra ``serve``): newstagger over HTTP, with a page for editors."""

from __future__ import annotations

from pathlib import Path

from newstagger.errors import MissingExtraError, UsageError
from newstagger.serve.limits import LOOPBACK, Limits


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
        model: directory, None for the bundled model; a model that takes its place is gone over to.
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

        from newstagger.serve.app import create_app
    except ImportError as error:
        raise MissingExtraError("serve", error.name or "fastapi", "serve") from None
    from newstagger.serve.house import House

    plain = Limits()
    limits = Limits(
        chars=max_chars or plain.chars,
        body=max(plain.body, 6 * (max_chars or 0)),
        articles=max_articles or plain.articles,
        seconds=seconds or plain.seconds,
    )
    house = House(model, workers=workers, limits=limits, corrections=corrections)
    config = uvicorn.Config(
        create_app(house, loopback=host in LOOPBACK), host=host, port=port, log_level="warning", server_header=False,
        timeout_graceful_shutdown=int(limits.seconds) + 5, timeout_keep_alive=30,
    )  # fmt: skip
    try:
        listening = config.bind_socket()
    except SystemExit:
        raise UsageError(f"{host}, port {port}: cannot listen there; choose another with --port") from None
    address = listening.getsockname()
    shown = f"[{address[0]}]" if ":" in address[0] else address[0]
    print(f"newstagger: open http://{shown}:{address[1]}/ in a browser; Ctrl-C stops", flush=True)
    uvicorn.Server(config).run(sockets=[listening])
