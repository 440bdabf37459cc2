"""Files and folders that take the place of others: whole, on the disk, and without a trace where they fail."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newstagger import OutputError
from newstagger._forms import WRITTEN
from newstagger._writers import replacing as replacing_file
from newstagger._writers import write
from newstagger._writers.atomic import remove_leftovers, replacing_folder
from tests.writers.test_writers import LINES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, locks and rights of POSIX")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is flushed to the disk, renamed and removed, in order."""
    seen: list[tuple[str, str]] = []
    fsync, replace, rename, unlink = os.fsync, os.replace, os.rename, os.unlink

    def record_fsync(handle: int) -> None:
        fsync(handle)
        seen.append(("flush", str(Path(f"/proc/self/fd/{handle}").readlink())))

    def record(name: str, done):
        def recorded(one, *others, **more):
            done(one, *others, **more)
            seen.extend((name, str(Path(path).absolute())) for path in (one, *others[:1]))

        return recorded

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(os, "replace", record("rename", replace))
    monkeypatch.setattr(os, "rename", record("rename", rename))
    monkeypatch.setattr(os, "unlink", record("remove", unlink))
    return seen


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@needs_proc
@pytest.mark.parametrize("form", WRITTEN)
def test_every_form_is_on_the_disk_before_it_has_its_name(tmp_path: Path, events: list[tuple[str, str]], form: str):
    if form == ".parquet":
        pytest.importorskip("pyarrow")
    out = tmp_path / "new" / f"o{form}"
    write(LINES, out)
    renamed = events.index(("rename", str(out)))
    hidden = events[renamed - 1][1]
    assert ("flush", hidden) in events[:renamed], "the file"
    assert ("flush", str(out.parent)) in events[renamed:], "its name"
    assert ("flush", str(tmp_path)) in events[:renamed], "the name of its new folder"


@needs_proc
def test_an_added_article_is_on_the_disk_too(tmp_path: Path, events: list[tuple[str, str]]):
    write(LINES, tmp_path / "o.sqlite")
    events.clear()
    write(LINES, tmp_path / "o.sqlite", append=True)
    assert events[-2:] == [("flush", str(tmp_path / "o.sqlite")), ("flush", str(tmp_path))]


@needs_proc
def test_all_tables_are_on_the_disk_before_their_folder_has_its_name(tmp_path: Path, events: list[tuple[str, str]]):
    pytest.importorskip("pyarrow")
    write(LINES, tmp_path / "t", tables=True)
    renamed = events.index(("rename", str(tmp_path / "t")))
    flushed = {path for what, path in events[:renamed] if what == "flush"}
    hidden = events[renamed - 1][1]
    assert flushed >= {hidden, *(str(Path(hidden, path.name)) for path in (tmp_path / "t").iterdir())}
    assert events[-1] == ("flush", str(tmp_path))


@contextmanager
def mask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_rights_are_those_that_the_mask_gives_and_no_more_than_there_were(tmp_path: Path):
    out = tmp_path / "o.jsonl"
    with mask(0o022):
        write(LINES, out)
        assert rights(out) == 0o644
        out.chmod(0o600)
        write(LINES, out)
        assert rights(out) == 0o600
    out.chmod(0o644)
    with mask(0o077):
        write(LINES, out)
        assert rights(out) == 0o600
        with replacing_folder(tmp_path / "d") as part:
            (part / "f").write_text("")
        assert (rights(tmp_path / "d"), rights(tmp_path / "d" / "f")) == (0o700, 0o600)


def test_a_link_is_written_through(tmp_path: Path):
    (tmp_path / "other").mkdir()
    real, link = tmp_path / "other" / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old")
    link.symlink_to(Path("other", "real.jsonl"))
    write(LINES, link)
    assert link.is_symlink()
    assert real.read_text("utf-8") == "".join(line + "\n" for line in LINES)
    assert [path.name for path in real.parent.iterdir()] == ["real.jsonl"]
    (tmp_path / "d").mkdir()
    (tmp_path / "to-d").symlink_to("d")
    with replacing_folder(tmp_path / "to-d") as part:
        (part / "f").write_text("x")
    assert (tmp_path / "to-d").is_symlink()
    assert (tmp_path / "d" / "f").read_text() == "x"


def test_into_a_pipe_is_written(tmp_path: Path):
    pipe, found = tmp_path / "p.jsonl", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_text("utf-8")))
    reader.start()
    write(LINES, pipe)
    reader.join(30)
    assert found == ["".join(line + "\n" for line in LINES)]
    assert pipe.is_fifo()


def test_a_pipe_that_nobody_reads_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newstagger._writers.atomic._PATIENCE", 0.1)
    os.mkfifo(tmp_path / "p.jsonl")
    with pytest.raises(OutputError, match=r"p\.jsonl: is a pipe that no program is reading"):
        write(LINES, tmp_path / "p.jsonl")


def test_what_fails_leaves_no_trace(tmp_path: Path):
    class BrokenError(Exception):
        pass

    (tmp_path / "o.jsonl").write_text("old")
    for done in (replacing_file(tmp_path / "o.jsonl"), replacing_folder(tmp_path / "d")):
        with pytest.raises(BrokenError), done:
            raise BrokenError
    assert [path.name for path in tmp_path.iterdir()] == ["o.jsonl"]
    assert (tmp_path / "o.jsonl").read_text() == "old"


KILLED = """
import os, signal, sys
from pathlib import Path
from newstagger._writers.atomic import replacing, replacing_folder
with {what}(Path(sys.argv[1])) as part:
    {act}
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(path: Path, what: str, act: str) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED.format(what=what, act=act), path])
    assert run.returncode < 0


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path):
    killed(tmp_path / "o.jsonl", "replacing", "part.write(b'half'); part.flush()")
    killed(tmp_path / "d", "replacing_folder", "(part / 'f').write_text('half')")
    assert len(list(tmp_path.iterdir())) == 2
    write(LINES, tmp_path / "o.jsonl")
    with replacing_folder(tmp_path / "d") as part:
        (part / "f").write_text("whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "o.jsonl"]


def test_what_another_run_is_writing_stays_and_so_do_files_of_others(tmp_path: Path):
    for name in (".o.jsonl.original", ".o.jsonl.0123456", ".o.jsonl.bak", ".p.jsonl.01234567"):
        (tmp_path / name).write_text("mine")
    with replacing_file(tmp_path / "o.jsonl") as first:
        first.write(b"first")
        with replacing_file(tmp_path / "o.jsonl") as second:
            second.write(b"second")
        assert (tmp_path / "o.jsonl").read_bytes() == b"second"
    assert (tmp_path / "o.jsonl").read_bytes() == b"first"
    assert len(list(tmp_path.iterdir())) == 5


def test_a_folder_that_a_kill_left_taken_away_comes_back(tmp_path: Path):
    (tmp_path / ".d.0123abcd.old").mkdir()
    (tmp_path / ".d.0123abcd.old" / "f").write_text("precious")
    remove_leftovers(tmp_path / "d")
    assert (tmp_path / "d" / "f").read_text() == "precious"
    (tmp_path / ".d.0123abcd.old").mkdir()
    remove_leftovers(tmp_path / "d")
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


def test_newsml_is_the_same_on_every_run(tmp_path: Path):
    undated = json.dumps({"id": "x", "text": "Rien."})
    for name in ("a", "b"):
        write([*LINES, undated], tmp_path / f"{name}.newsml.xml")
    text = (tmp_path / "a.newsml.xml").read_text("utf-8")
    assert text == (tmp_path / "b.newsml.xml").read_text("utf-8")
    newest = max(json.loads(line)["published"] or "" for line in LINES)[:19]
    assert f"<sent>{newest}+00:00</sent>" in text
    write([undated], tmp_path / "c.newsml.xml")
    assert "<sent>1970-01-01T00:00:00+00:00</sent>" in (tmp_path / "c.newsml.xml").read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no names for streams here")
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_a_stream_by_its_name_is_written_to_where_it_stands(tmp_path: Path, name: str):
    """Also if it is a file, into which others write before and after."""
    program = (
        "import sys; from pathlib import Path; from newstagger._writers.atomic import replacing\n"
        "print('before', flush=True)\n"
        f"with replacing(Path({name!r})) as stream: stream.write(b'whole\\n')\n"
        "print('behind', flush=True)"
    )
    with (tmp_path / "all.txt").open("wb") as out:
        subprocess.run([sys.executable, "-c", program], stdout=out, check=True)
    assert (tmp_path / "all.txt").read_text().split() == ["before", "whole", "behind"]
