"""Kills at random moments, again and again: what is resumed ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for worker processes under /proc")

ARTICLES = 4000
KILLS = 30


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("faults") / "in.jsonl"
    rng = random.Random(0)
    with path.open("w") as lines:
        for number in range(ARTICLES):
            if rng.random() < 0.01:
                lines.write(rng.choice(["{broken\n", "[1]\n", '{"titre": "x"}\n', '{"text": 7}\n', "\x00\x01\n"]))
            else:
                text = f"Le {number % 28 + 1} mai 2021, il a plu. " * rng.randint(1, 12)
                lines.write(json.dumps({"id": str(number), "text": text}) + "\n")
    return path


def start(source: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "newstagger", "tag", source, "-o", out, "--only", "dates", "--workers", "2"]
    command += ["--errors", out.with_suffix(".errors"), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                    found.append(int(entry.name))
            except (OSError, ValueError):
                continue
    return found


def test_thirty_kills_lose_nothing(source: Path, tmp_path: Path):
    whole, out = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    begin = time.monotonic()
    run = start(source, whole)
    _, messages = run.communicate()
    usual = time.monotonic() - begin
    assert run.returncode == 1, messages
    assert len(whole.read_text().splitlines()) + len(whole.with_suffix(".errors").read_text().splitlines()) == ARTICLES
    rng = random.Random(1)
    kills = finished = 0
    while kills < KILLS:
        partial = out.with_name(out.name + ".partial")
        run = start(source, out, *(["--resume"] if partial.exists() else []))
        time.sleep(rng.uniform(0.2, 1) * usual)
        workers = children(run.pid)
        if workers and rng.random() < 0.3:
            kills += 1
            kill_worker(rng.choice(workers))
            time.sleep(rng.uniform(0, 0.3) * usual)
        if run.poll() is None:
            kills += 1
            run.kill()
        else:  # the machine may have had other work when the usual time was taken
            usual *= 0.8
        _, messages = run.communicate()
        assert run.returncode in (1, -signal.SIGKILL), messages
        if out.exists():
            finished += 1
            assert out.read_bytes() == whole.read_bytes()
            assert out.with_suffix(".errors").read_bytes() == whole.with_suffix(".errors").read_bytes()
            out.unlink()
            out.with_suffix(".errors").unlink()
    run = start(source, out, *(["--resume"] if out.with_name(out.name + ".partial").exists() else []))
    _, messages = run.communicate()
    assert run.returncode == 1, messages
    assert out.read_bytes() == whole.read_bytes()
    assert not children(run.pid)


def kill_worker(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(source: Path, tmp_path: Path):
    out = tmp_path / "o.jsonl"
    run = start(source, out)
    partial = out.with_name("o.jsonl.partial")
    while run.poll() is None and not (partial.exists() and partial.stat().st_size > 20_000):
        time.sleep(0.005)
    if run.poll() is None:
        run.send_signal(signal.SIGINT)
    _, messages = run.communicate()
    if run.returncode == 130:
        assert b"continue it with --resume" in messages or b"continue with --resume" in messages
        assert b"Traceback" not in messages
        assert partial.stat().st_size > 20_000
        assert not out.exists()
    else:
        assert run.returncode == 1  # it was done before the signal came


@pytest.mark.parametrize("end", ["interrupt", "reader gone"])
def test_standard_input_that_stays_open_does_not_keep_the_program_from_ending(end: str):
    command = [sys.executable, "-m", "newstagger", "tag", "-", "--only", "dates"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as run:
        assert run.stdin is not None and run.stdout is not None and run.stderr is not None
        run.stdin.write(b'{"text": "Le 3 mai 2021."}\n')
        run.stdin.flush()
        assert b"2021-05-03" in run.stdout.readline()
        if end == "interrupt":
            run.send_signal(signal.SIGINT)
        else:
            run.stdout.close()
            run.stdin.write(b'{"text": "Le 4 mai 2021."}\n')
            run.stdin.flush()
        assert run.wait(60) == (130 if end == "interrupt" else 0)
        assert b"Fatal" not in run.stderr.read()


def test_what_was_tagged_of_standard_input_is_written_when_it_is_interrupted(tmp_path: Path):
    out = tmp_path / "o.jsonl"
    command = [sys.executable, "-m", "newstagger", "tag", "-", "-o", str(out), "--only", "dates"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdin is not None and run.stderr is not None
        for number in range(300):
            run.stdin.write(b'{"id": "%d", "text": "Le 3 mai 2021."}\n' % number)
        run.stdin.flush()
        partial = tmp_path / "o.jsonl.partial"
        while not (partial.exists() and partial.stat().st_size > 20_000):
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 130
        assert b"the articles tagged so far are in" in run.stderr.read()
    ids = [json.loads(line)["id"] for line in out.read_text().splitlines()]
    assert ids == [str(number) for number in range(len(ids))]
    assert ids
    assert not partial.exists()


def test_a_folder_that_is_removed_during_the_run_is_an_error(source: Path, tmp_path: Path):
    folder = tmp_path / "gone"
    out = folder / "o.jsonl"
    run = start(source, out)
    while run.poll() is None and not folder.exists():
        time.sleep(0.005)
    while folder.exists():  # the run may write into it meanwhile
        shutil.rmtree(folder, ignore_errors=True)
    _, messages = run.communicate()
    assert run.returncode == 2
    assert b"its folder was removed" in messages or b"cannot be written" in messages


def test_progress_for_machines(source: Path, tmp_path: Path):
    run = start(source, tmp_path / "o.jsonl", "--log-json")
    _, messages = run.communicate()
    records = [json.loads(line) for line in messages.splitlines()]
    assert {record["event"] for record in records} >= {"error", "end"}
    end = records[-1]
    assert end["tagged"] + end["errors"] == ARTICLES
    assert end["total"] == ARTICLES


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few hundred kilobytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_is_an_error_and_what_is_done_can_be_resumed(source: Path, small_disk: Path, tmp_path: Path):
    whole = tmp_path / "whole.jsonl"
    start(source, whole).communicate()
    run = start(source, small_disk / "o.jsonl")
    _, messages = run.communicate()
    assert run.returncode == 2, messages
    assert b"No space left on device" in messages
    assert b"--resume" in messages
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    run = start(source, small_disk / "o.jsonl", "--resume")
    _, messages = run.communicate()
    assert run.returncode == 1, messages
    assert (small_disk / "o.jsonl").read_bytes() == whole.read_bytes()
