"""The journal of a run, piece by piece: what survives, what is refused, what is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newstagger import OutputError, UsageError
from newstagger.batch import journal as module
from newstagger.batch.journal import Journal, fingerprint, write_errors
from newstagger.batch.results import Failed, Result, Tagged

MADE = {"newstagger": "1", "options": {"only": "dates", "model": "m"}, "inputs": {"a.txt": "x"}}
ITEMS = [Tagged('{"id": "é"}'), Failed("a.txt", 2, "no", "article"), Tagged('{"id": "c"}')]


def journal(out: Path, made: dict[str, Any] | None = None, *, resume: bool = False) -> Journal:
    return Journal(out, made or MADE, resume=resume)


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
    assert kept.path.read_bytes().endswith('\nR{"id": "é"}\n'.encode())
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
    kept = journal(out)
    kept.add(ITEMS)
    kept.finish(errors)
    assert out.read_text("utf-8") == '{"id": "é"}\n{"id": "c"}\n'
    assert errors.read_text("utf-8") == ITEMS[1].to_json() + "\n"
    assert not kept.path.exists()


def test_an_output_is_never_there_without_its_errors(tmp_path: Path):
    out, taken = tmp_path / "tags.jsonl", tmp_path / "errors.jsonl"
    taken.mkdir()
    kept = journal(out)
    kept.add(ITEMS)
    with pytest.raises(OutputError, match=r"errors\.jsonl: cannot be written: "):
        kept.finish(taken)
    kept.close()
    assert not out.exists()
    taken.rmdir()
    again = journal(out, resume=True)
    assert again.done == 3
    again.finish(taken)
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
        f"{path}: is what an interrupted run has left; go on with --resume, or delete it to begin again"
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
        f"cannot resume: {what} is not what it was when {path} was begun; run it as before, or delete {path} to begin again"
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
    with pytest.raises(UsageError, match="ending"):
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


def test_of_large_files_both_ends_and_the_time_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_HASHED_WHOLE", 3 << 20)
    path = tmp_path / "large"

    def digest(data: bytes, time: int = 1) -> str:
        import os

        path.write_bytes(data)
        os.utime(path, ns=(time, time))
        return fingerprint([path])[str(path)]

    zeros = bytes(4 << 20)
    base = digest(zeros)
    assert digest(zeros) == base
    assert digest(zeros, 2) != base
    assert digest(b"x" + zeros[1:]) != base
    assert digest(zeros[:-1] + b"x") != base
    assert digest(zeros[: 1 << 20] + b"x" + zeros[(1 << 20) + 1 :]) == base, "the middle is not read"
    small = bytes(3 << 20)
    assert digest(small) != digest(small[: 1 << 20] + b"x" + small[(1 << 20) + 1 :])
    assert digest(small) == digest(small, 2)
