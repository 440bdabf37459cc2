"""The command line when its standard streams are closed, full or no longer read, and when nobody foresaw an error."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, Cli

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a POSIX shell and /dev/full")
NEWSTAGGER = f"{shlex.quote(sys.executable)} -m newstagger"
ARTICLE = shlex.quote(str(EXAMPLES / "page-rabat.txt"))


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line of the shell; ``newstagger`` in it is the one that is tested."""
    return subprocess.run(
        ["bash", "-c", command.replace("newstagger", NEWSTAGGER, 1)],
        capture_output=True, text=True, encoding="utf-8", timeout=300, cwd=folder, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["schema", "--version", "--help", "info"])
@pytest.mark.parametrize(
    ("stream", "says"), [(">/dev/full", "No space left on device"), (">&-", "standard output is closed")]
)
def test_standard_output_that_cannot_be_written_is_one_message(command: str, stream: str, says: str, tmp_path: Path):
    done = shell(f"newstagger {command} {stream}", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("newstagger: error: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full", ">&-", "<&-", ">&- 2>&- <&-"])
def test_the_output_is_written_whatever_messages_can_be(stream: str, tmp_path: Path):
    done = shell(f"newstagger tag {ARTICLE} nowhere.txt -o tags.jsonl --only dates {stream}", tmp_path)
    assert done.returncode in (1, 2)  # nowhere.txt is named, where it can be
    assert not list(tmp_path.glob("*.partial")) or done.returncode == 2
    done = shell(f"newstagger tag {ARTICLE} -o tags.jsonl --only dates --force {stream}", tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = (tmp_path / "tags.jsonl").read_text("utf-8").splitlines()
    assert line.startswith("{")
    assert line.endswith("}")  # no message stands in the file


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path):
    done = shell("newstagger schema 2>&1 | head -1; exit ${PIPESTATUS[0]}", tmp_path)
    assert (done.returncode, done.stdout) == (0, "{\n")


def test_a_closed_standard_input_is_one_message(tmp_path: Path):
    done = shell("newstagger tag - --only dates <&-", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("newstagger: ")
    assert "Traceback" not in done.stderr


def test_an_error_that_nobody_foresaw_has_a_status_of_its_own(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("newstagger.tags.TaggedArticle.model_json_schema", fail)
    result = cli("schema")
    assert result.status == 70
    assert "internal error: ZeroDivisionError: by zero" in result.err
    assert "please report" in result.err


@pytest.mark.parametrize(
    ("error", "says"),
    [(MemoryError(), "not enough memory"), (OSError(24, "Too many open files"), "Too many open files")],
)
def test_a_want_of_the_machine_is_a_message(error: Exception, says: str, cli: Cli, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("newstagger.tags.TaggedArticle.model_json_schema", fail)
    result = cli("schema")
    assert result.status == 2
    assert says in result.err


def test_file_names_cannot_forge_messages(cli: Cli, tmp_path: Path):
    name = tmp_path / "na\x1b]0;PWNED\x07me\nnewstagger: all is well.pdf"
    name.write_bytes(b"%PDF-1.7")
    result = cli("tag", name, "-o", tmp_path / "o.jsonl")
    assert result.status == 2
    assert "\x1b" not in result.err
    assert "na␛]0;PWNED␇me␊newstagger: all is well.pdf" in result.err
    assert not any(line == "newstagger: all is well.pdf" for line in result.err.splitlines())


def test_nothing_is_written_into_a_file_that_took_a_closed_descriptor(tmp_path: Path):
    code = (
        "import os, sys; os.close(2); from newstagger._cli import prepare_streams; prepare_streams(); "
        "f = open('out', 'w'); print('a message', file=sys.stderr); os.write(1, str(f.fileno()).encode())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert int(done.stdout) > 2
    assert not (tmp_path / "out").read_text()


def test_a_dash_is_standard_output_in_every_command_that_writes_lines(tmp_path: Path):
    done = shell(f"newstagger tag {ARTICLE} -o tags.jsonl", tmp_path)
    assert done.returncode == 0, done.stderr
    for command in ("names tags.jsonl", "timeline tags.jsonl --topic Terrorisme"):
        plain, dash = shell(f"newstagger {command}", tmp_path), shell(f"newstagger {command} -o -", tmp_path)
        assert dash.returncode == 0, dash.stderr
        assert dash.stdout == plain.stdout
        assert dash.stdout.startswith("{")
    assert not (tmp_path / "-").exists()
