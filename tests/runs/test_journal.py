"""The journal of a run, piece by piece: what survives, what is refused, what is said."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from newstagger import OutputError, UsageError
from newstagger._runs.checkpoint import Journal, Output, fingerprint, holds_errors, write_errors
from newstagger._runs.results import Failed, Result, Tagged

MADE = {"newstagger": "1", "options": {"only": "dates", "model": "m"}, "inputs": {"a.txt": "x"}}
ITEMS = [Tagged('{"id": "é"}'), Failed("a.txt", 2, "no", "article"), Tagged('{"id": "c"}')]


def journal(
    out: Path, made: dict[str, Any] | None = None, *, errors: Path | None = None, resume: bool = False
) -> Journal:
    return Journal(Output(out, errors, resume=resume), made or MADE)


def begun(out: Path, items: list[Result] = ITEMS) -> Path:
    kept = journal(out)
    kept.add(items)
    kept.close()
    return out.with_name(out.name + ".partial")


def test_a_new_journal_has_nothing_and_says_what_it_is_made_of(tmp_path: Path):
    out = tmp_path / "deep" / "tags.jsonl"
    kept = journal(out)
    assert kept.done == 0
    assert list(kept.finished()) == []
    assert kept.path == tmp_path / "deep" / "tags.jsonl.partial"
    assert json.loads(kept.path.read_text("utf-8")) == MADE
    kept.close()


def test_what_was_added_is_on_the_disk_at_once_and_comes_back(tmp_path: Path):
    out = tmp_path / "tags.jsonl"
    kept = journal(out)
    kept.add(ITEMS[:1])
    assert kept.path.read_bytes().endswith('\nR 0 c f14da285 {"id": "é"}\n'.encode())
    kept.add(ITEMS[1:])
    assert list(kept.finished()) == ITEMS
    kept.close()
    again = journal(out, resume=True)
    assert again.done == 3
    again.add([Tagged("{}")])
    assert list(again.finished()) == [*ITEMS, Tagged("{}")]
    again.close()


def test_a_half_written_line_is_dropped(tmp_path: Path):
    out = tmp_path / "tags.jsonl"
    path = begun(out)
    path.write_bytes(path.read_bytes() + b'R{"id": "ha')
    again = journal(out, resume=True)
    assert again.done == 3
    again.add([Tagged("{}")])
    assert list(again.finished())[3:] == [Tagged("{}")]
    again.close()


def test_a_half_written_head_begins_anew(tmp_path: Path):
    out = tmp_path / "tags.jsonl"
    out.with_name("tags.jsonl.partial").write_bytes(b'{"newstagger": ')
    kept = journal(out)
    assert kept.done == 0
    assert json.loads(kept.path.read_text("utf-8")) == MADE
    kept.close()


def test_finishing_writes_both_files_and_drops_the_journal(tmp_path: Path):
    out, errors = tmp_path / "tags.jsonl", tmp_path / "errors.jsonl"
    kept = journal(out, errors=errors)
    kept.add(ITEMS)
    kept.finish()
    assert out.read_text("utf-8") == '{"id": "é"}\n{"id": "c"}\n'
    assert errors.read_text("utf-8") == ITEMS[1].to_json() + "\n"
    assert not kept.path.exists()


def test_an_output_is_never_there_without_its_errors(tmp_path: Path):
    out, taken = tmp_path / "tags.jsonl", tmp_path / "errors.jsonl"
    taken.mkdir()
    kept = journal(out, errors=taken)
    kept.add(ITEMS)
    with pytest.raises(OutputError, match=r"errors\.jsonl: cannot be written: "):
        kept.finish()
    kept.close()
    assert not out.exists()
    taken.rmdir()
    again = journal(out, errors=taken, resume=True)
    assert again.done == 3
    again.finish()
    assert out.read_text("utf-8") == '{"id": "é"}\n{"id": "c"}\n'
    assert taken.read_text("utf-8") == ITEMS[1].to_json() + "\n"


def test_without_errors_file_none_is_written(tmp_path: Path):
    kept = journal(tmp_path / "tags.jsonl")
    kept.add(ITEMS)
    kept.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["tags.jsonl"]


def test_discarding_leaves_nothing(tmp_path: Path):
    kept = journal(tmp_path / "tags.jsonl")
    kept.discard()
    kept.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path):
    kept = journal(tmp_path / "tags.jsonl")
    kept.path.unlink()
    gone = r"tags\.jsonl: its folder was removed during the run; nothing could be written$"
    with pytest.raises(OutputError, match=gone):
        list(kept.finished())
    with pytest.raises(OutputError, match=gone):
        kept.finish()
    kept.close()


def test_an_unfinished_run_is_not_begun_again_without_being_asked(tmp_path: Path):
    path = begun(tmp_path / "tags.jsonl")
    with pytest.raises(UsageError) as refused:
        journal(tmp_path / "tags.jsonl")
    assert str(refused.value) == (
        f"{path}: was left by an interrupted run; continue it with `resume`, or delete the file to start over"
    )
    assert path.read_bytes().count(b"\n") == 4


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"newstagger": "2"}, "newstagger"),
        ({"options": {"only": "dates", "model": "other"}}, "model"),
        ({"options": {"only": "dates"}}, "model"),
        ({"options": {"only": "topics", "model": "m"}}, "only"),
        ({"inputs": {"a.txt": "y"}}, "a.txt"),
        ({"inputs": {"a.txt": "x", "b.txt": "z"}}, "b.txt"),
        ({"more": 1}, "more"),
    ],
)
def test_what_differs_from_the_interrupted_run_is_named(tmp_path: Path, change: dict[str, Any], what: str):
    path = begun(tmp_path / "tags.jsonl")
    with pytest.raises(UsageError) as refused:
        journal(tmp_path / "tags.jsonl", MADE | change, resume=True)
    assert str(refused.value) == (
        f"cannot resume: {what} has changed since {path} was started; run it as before, or delete {path} to start over"
    )


def test_two_runs_at_once_are_kept_apart(tmp_path: Path):
    first = journal(tmp_path / "tags.jsonl")
    with pytest.raises(UsageError, match="another run is writing this output; wait for it or choose another name$"):
        journal(tmp_path / "tags.jsonl", resume=True)
    first.close()
    journal(tmp_path / "tags.jsonl", resume=True).close()


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"tags\.jsonl\.partial: cannot be written: "):
        journal(tmp_path / "file" / "tags.jsonl")
    with pytest.raises(UsageError, match="extension"):
        journal(tmp_path / "tags.doc")


def test_errors_are_lines(tmp_path: Path):
    write_errors([Failed("é.txt", None, "no", "source"), Failed("b.txt", 3, "bad", "article")], tmp_path / "e.jsonl")
    lines = (tmp_path / "e.jsonl").read_text("utf-8").splitlines()
    assert lines[0] == '{"source": "é.txt", "line": null, "reason": "no", "kind": "source"}'
    assert Failed.from_json(lines[1]) == Failed("b.txt", 3, "bad", "article")


def test_inputs_are_known_by_what_they_hold(tmp_path: Path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "deep/c.txt"):
        (folder / name).write_text(name)
    found = fingerprint([folder, tmp_path / "missing.txt"])
    assert list(found) == [str(folder / n) for n in ("a.txt", "b.txt", "deep/c.txt")] + [str(tmp_path / "missing.txt")]
    assert found[str(tmp_path / "missing.txt")] == "unreadable"
    assert len(set(found.values())) == 4
    assert all(len(digest) == 32 for name, digest in found.items() if "missing" not in name)
    (folder / "a.txt").write_text("A.txt")
    assert fingerprint([folder])[str(folder / "a.txt")] != found[str(folder / "a.txt")]


def test_of_large_files_every_byte_is_looked_at(tmp_path: Path):
    path = tmp_path / "large"
    zeros = bytes(70 << 20)

    def digest(data: bytes) -> str:
        path.write_bytes(data)
        os.utime(path, ns=(1, 1))
        return fingerprint([path])[str(path)]

    base = digest(zeros)
    assert digest(zeros) == base
    assert digest(zeros[: 35 << 20] + b"x" + zeros[(35 << 20) + 1 :]) != base


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "p.jsonl")
    assert fingerprint([tmp_path / "p.jsonl"]) == {str(tmp_path / "p.jsonl"): "unreadable"}


def test_a_record_whose_id_is_only_its_place_is_kept_apart(tmp_path: Path):
    out = tmp_path / "tags.jsonl"
    begun(out, [Tagged("{}"), Tagged("{}", own=False)])
    again = journal(out, resume=True)
    assert [done.own for done in again.finished() if isinstance(done, Tagged)] == [True, False]
    again.close()


MANY: list[Result] = [Tagged(f'{{"id": "{n}", "text": "{"é" * 200}"}}') for n in range(60)]


@pytest.mark.parametrize("damage", ["zeros", "letter", "mark", "cut", "deleted", "doubled", "swapped"])
def test_a_damaged_line_is_done_again_and_never_believed(tmp_path: Path, damage: str):
    out = tmp_path / "tags.jsonl"
    path = begun(out, MANY)
    lines = path.read_bytes().splitlines(keepends=True)
    if damage == "zeros":  # a page that never reached the disk
        data = b"".join(lines)
        path.write_bytes(data[:8192] + bytes(4096) + data[12288:])
        whole = data[:8192].count(b"\n") - 1
    else:
        line = lines[31]
        changed = {
            "letter": [line.replace(b'"30"', b'"31"')], "mark": [b"E" + line[1:]], "cut": [line[:100] + b"\n"],
            "deleted": [], "doubled": [line, line], "swapped": [lines[32], line],
        }[damage]  # fmt: skip
        path.write_bytes(b"".join(lines[:31] + changed + lines[33 if damage == "swapped" else 32 :]))
    again = journal(out, resume=True)
    assert again.done == (whole if damage == "zeros" else 31 if damage == "doubled" else 30)
    assert again.damaged > 0
    assert list(again.finished()) == MANY[: again.done]
    again.add(MANY[again.done :])
    again.finish()
    assert out.read_text("utf-8") == "".join(f"{done.record}\n" for done in MANY if isinstance(done, Tagged))


def test_damage_during_the_run_is_told(tmp_path: Path):
    kept = journal(tmp_path / "tags.jsonl")
    kept.add(MANY)
    data = kept.path.read_bytes()
    kept.path.write_bytes(data[:5000] + b"\0" + data[5001:])
    with pytest.raises(OutputError, match=r"tags\.jsonl\.partial: was damaged during the run; continue with `resume`"):
        kept.finish()
    kept.close()
    assert kept.path.exists()


@pytest.mark.parametrize("head", [b"[1]\n", b"garbage\n", b"\xff\xfe\n", bytes(4096), b"notes", b"[" * 100_000 + b"\n"])
def test_a_damaged_head_is_named_and_nothing_lost(tmp_path: Path, head: bytes):
    path = tmp_path / "tags.jsonl.partial"
    path.write_bytes(head)
    with pytest.raises(UsageError, match=r"tags\.jsonl\.partial: is damaged, or was not written by newstagger"):
        journal(tmp_path / "tags.jsonl", resume=True)
    assert path.read_bytes() == head


@pytest.mark.parametrize("kind", ["device", "link", "folder", "pipe"])
def test_what_is_no_file_is_no_journal(tmp_path: Path, kind: str):
    path = tmp_path / "tags.jsonl.partial"
    (tmp_path / "other").touch()
    {"device": lambda: path.symlink_to("/dev/null"), "link": lambda: path.symlink_to(tmp_path / "other"), "folder": path.mkdir, "pipe": lambda: os.mkfifo(path)}[kind]()  # fmt: skip
    for resume in (False, True):
        with pytest.raises(UsageError, match=r"tags\.jsonl\.partial: is damaged, or was not written by newstagger"):
            journal(tmp_path / "tags.jsonl", resume=resume)


def test_where_nothing_was_tagged_nothing_is_replaced(tmp_path: Path):
    out, errors = tmp_path / "tags.jsonl", tmp_path / "errors.jsonl"
    out.write_text("precious")
    kept = journal(out, errors=errors)
    kept.add(ITEMS[1:2])
    kept.finish()
    assert out.read_text() == "precious"
    assert holds_errors(errors)
    assert not holds_errors(out)


def test_a_worker_does_not_keep_the_lock_of_a_parent_that_was_killed(tmp_path: Path):
    first = journal(tmp_path / "tags.jsonl")
    here, there = multiprocessing.Pipe()

    def work() -> None:
        there.send("started")
        there.recv()

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    assert here.recv() == "started"
    first.close()
    try:
        journal(tmp_path / "tags.jsonl", resume=True).close()
    finally:
        here.send("end")
        child.join()
