"""A real service in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from newstagger import Model

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


#: Of the service that ``guarded`` is.
TOKEN, PREFIX = "un-jeton-assez-long-42", "/desk"


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that needs a token and is reached below a path, as in a newsroom."""
    corrections = tmp_path_factory.mktemp("guarded") / "corrections.sqlite"
    running = start("--workers", "1", "--root-path", f"{PREFIX}/", "--token", TOKEN, corrections=corrections)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def two_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Service]]:
    """Two services that share a store."""
    corrections = tmp_path_factory.mktemp("two") / "corrections.sqlite"
    running = [start("--workers", "1", corrections=corrections) for _ in range(2)]
    yield running
    assert [one.stop() for one in running] == [0, 0]


@pytest.fixture(scope="session")
def without_corrections() -> Iterator[Service]:
    """A service that stores none."""
    running = start()
    yield running
    assert running.stop() == 0


@dataclass
class Renewed:
    """A service whose model can be replaced by another one."""

    service: Service
    directory: Path

    def use(self, model: Model) -> None:
        """Put a model in the place of the one in use, and wait until the service has taken it over."""
        model.save(self.directory, force=True)
        wanted = model.manifest["name"]
        ended = time.monotonic() + 300
        while self.service.get("/health").json()["model"] != wanted:
            assert time.monotonic() < ended, "the service keeps its old model"
            time.sleep(0.1)


@pytest.fixture(scope="session")
def renewed_service(small_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renewed]:
    folder = tmp_path_factory.mktemp("renewed")
    small_model.save(folder / "model")
    running = start("--model", folder / "model", corrections=folder / "corrections.sqlite")
    yield Renewed(running, folder / "model")
    assert running.stop() == 0


@pytest.fixture
def renewed(renewed_service: Renewed, small_model: Model) -> Renewed:
    """The same with the small model in use; what other tests judged is still there."""
    renewed_service.use(small_model)
    return renewed_service


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
