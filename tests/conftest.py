"""Shared fixtures. Every article in the tests is invented for them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from newstagger import Article, Model, Tagger, read, train

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"


def project() -> dict[str, Any]:
    """The table « project » of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


settings.register_profile(
    "newstagger", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("newstagger")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stop where tests that share a service, a browser or Spark would be spread over workers, each starting its own."""
    grouped = [item for item in items if item.get_closest_marker("xdist_group")]
    if config.getoption("loadgroup", False) and any("@" not in item.nodeid for item in grouped):
        raise pytest.UsageError("this pytest-xdist does not group the tests of this pytest: install another version")


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    """The bundled model."""
    return Tagger.load()


@pytest.fixture(scope="session")
def labelled() -> list[Article]:
    """Thirty invented articles on five topics."""
    return list(read(EXAMPLES / "labelled.jsonl"))


@pytest.fixture(scope="session")
def small_model(labelled: list[Article]) -> Model:
    """A model trained on the invented articles, with the bundled recogniser."""
    return train(labelled, name="petit")


@pytest.fixture
def model_dir(small_model: Model, tmp_path: Path) -> Path:
    """A small model's directory of one's own, to be damaged at will."""
    return small_model.save(tmp_path / "petit")


@dataclass
class Result:
    """What a command did."""

    status: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def cli(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command line in this process; what is read from standard input may be given as bytes."""
    from newstagger._cli import main

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        monkeypatch.setattr(sys, "argv", ["newstagger", *map(str, arguments)])
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        out, err = capfdbinary.readouterr()
        status = exit_.value.code
        assert b"Traceback" not in err
        return Result(int(status or 0), out.decode("utf-8"), err.decode("utf-8"))

    return run
