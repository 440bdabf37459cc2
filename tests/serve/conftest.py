"""A real service in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

MAX_CHARS = 20_000
MAX_ARTICLES = 50


@dataclass
class Service:
    """A running service."""

    url: str
    process: subprocess.Popen[str]
    corrections: Path | None

    def post(self, path: str, value: Any = None, **options: Any) -> httpx.Response:
        options.setdefault("timeout", 60)
        return httpx.post(self.url + path, **({"json": value} if value is not None else {}), **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=60, **options)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


Start = Callable[..., Service]


def start(*arguments: str | Path, corrections: Path | None = None) -> Service:
    command = [sys.executable, "-m", "newstagger", "serve", "--port", "0", *map(str, arguments)]
    if corrections is not None:
        command += ["--corrections", str(corrections)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, line
    service = Service(line.split()[2].rstrip("/"), process, corrections)
    assert service.get("/health").status_code == 200
    return service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that do not break it."""
    folder = tmp_path_factory.mktemp("service")
    limits = ("--max-chars", str(MAX_CHARS), "--max-articles", str(MAX_ARTICLES))
    running = start(*limits, corrections=folder / "corrections.sqlite")
    yield running
    assert running.stop() == 0


@pytest.fixture
def starting() -> Iterator[Start]:
    """Starts services of one's own, which are stopped in the end."""
    started: list[Service] = []

    def starting(*arguments: str | Path, corrections: Path | None = None) -> Service:
        started.append(start(*arguments, corrections=corrections))
        return started[-1]

    yield starting
    for running in started:
        running.stop()


def chromium() -> str | None:
    """Debian's browser, or another of its family."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
