"""What the service counts, in Prometheus' text form, and the log of its requests."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from newstagger._serve.middleware import App, Message, Receive, Scope, Send
from newstagger._text.normalise import make_visible
from newstagger.errors import InputError, OutputError

LOG = logging.getLogger("newstagger.serve.requests")
#: Bounds of the buckets that requests are counted in by their seconds.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counters of one service; every name begins with ``newstagger_``."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "newstagger_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "newstagger_request_seconds", "Duration of requests", ["route"], registry=self.registry,
            buckets=_BUCKETS,
        )  # fmt: skip
        self.under_way = Gauge("newstagger_requests_under_way", "Requests in progress", registry=self.registry)
        self.articles = Counter("newstagger_articles_tagged", "Articles tagged", registry=self.registry)
        self.failed = Counter("newstagger_articles_failed", "Articles that could not be tagged", registry=self.registry)
        self.verdicts = Counter("newstagger_verdicts", "Editors' verdicts stored", ["what"], registry=self.registry)
        self.workers = Gauge("newstagger_workers_replaced", "Worker processes replaced", registry=self.registry)
        self.model = Gauge(
            "newstagger_model_info", "The model in use", ["name", "version", "fingerprint"], registry=self.registry
        )

    def watch_store(self, count: Callable[[], dict[str, int]]) -> None:
        """Also give how many articles of the corrections are in each state; they are counted when they are asked for."""
        self.registry.register(_Store(count))

    def show_model(self, name: str, version: str, fingerprint: str) -> None:
        """Say which model is in use."""
        self.model.clear()
        self.model.labels(name, version, fingerprint).set(1)

    def render(self) -> bytes:
        """All of it, in Prometheus' text form."""
        return generate_latest(self.registry)


class _Store(Collector):
    def __init__(self, count: Callable[[], dict[str, int]]) -> None:
        self._count = count

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("newstagger_articles", "Stored articles by review state", labels=["state"])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            counts = self._count()
        except (InputError, OutputError):  # the file is gone or damaged, which those who write learn
            return
        found = GaugeMetricFamily("newstagger_articles", "Stored articles by review state", labels=["state"])
        for state in ("to_review", "in_progress", "reviewed", "skipped"):
            found.add_metric([state], counts[state])
        yield found


class Observer:
    """Counts and logs every request; what it is about is not logged."""

    def __init__(self, app: App, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, started = str(scope["method"]), time.perf_counter()
        status, size = 499, 0  # as nginx writes it: the client left before there was an answer

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        self.metrics.under_way.inc()
        try:
            await self.app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - started
            route = _name_route(scope)
            self.metrics.under_way.dec()
            self.metrics.requests.labels(method, route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(seconds)
            client = (scope.get("client") or ("-",))[0]
            values = {
                "client": client, "method": method, "path": make_visible(scope["path"]), "status": status, "bytes": size,
                "milliseconds": round(1000 * seconds, 1),
            }  # fmt: skip
            LOG.info("%s %s %s %d, %d bytes, %.1f ms", *values.values(), extra={"request": values})


def _name_route(scope: Scope) -> str:
    """The route of a request, of which there are few, unlike paths."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", "")) or "other"
