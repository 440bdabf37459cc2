"""A run that is interrupted anywhere ends, resumed, with the file of an uninterrupted one."""

from __future__ import annotations

import errno
import json
import os
import random
from pathlib import Path

import pytest

from newstagger import Article, OutputError, ResourceError, TaggedArticle, Tagger, UsageError
from newstagger._runs.checkpoint import Journal, Output
from newstagger._runs.results import Result, Tagged
from newstagger._runs.run import Job, Outcome, tag_to_call, tag_to_file


@pytest.fixture(scope="module")
def dates_only() -> Tagger:
    return Tagger(None, None, only=["dates"])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": str(n), "text": f"Le {n % 28 + 1} mai 2021."}) for n in range(300)]
    lines[100] = "{broken"
    path.write_text("\n".join(lines))
    return path


class KilledError(Exception):
    """Stands for a kill."""


def interrupt_after(count: int):
    def watch(done: Result, outcome: Outcome) -> None:
        if outcome.fresh >= count:
            raise KilledError

    return watch


@pytest.mark.parametrize(
    "name", ["o.jsonl", "o.jsonl.gz", "o.json", "o.csv", "o.html", "o.parquet", "o.newsml.xml", "o.ninjs.jsonl"]
)
def test_every_form_is_the_same_after_resuming(dates_only: Tagger, source: Path, tmp_path: Path, name: str):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    job = Job([str(source)])
    tag_to_file(dates_only, job, Output(tmp_path / "whole" / name, errors=tmp_path / "whole" / "errors"))
    out = tmp_path / "cut" / name
    for count in (1, 40, 150):
        with pytest.raises(KilledError):
            tag_to_file(dates_only, job, Output(out, resume=count > 1), interrupt_after(count))
        assert not out.exists()
    outcome = tag_to_file(dates_only, job, Output(out, errors=tmp_path / "cut" / "errors", resume=True))
    assert (outcome.tagged, outcome.failed.total(), outcome.status) == (299, 1, 1)
    for file in (name, "errors"):
        assert (tmp_path / "cut" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    assert sorted(p.name for p in out.parent.iterdir()) == [f".{name}.done", "errors", name]


def test_a_journal_cut_at_any_byte_can_be_resumed(dates_only: Tagger, source: Path, tmp_path: Path):
    job = Job([str(source)])
    whole = tmp_path / "whole.jsonl"
    tag_to_file(dates_only, job, Output(whole))
    out = tmp_path / "o.jsonl"
    with pytest.raises(KilledError):
        tag_to_file(dates_only, job, Output(out), interrupt_after(200))
    partial = out.with_name("o.jsonl.partial")
    kept = partial.read_bytes()
    for size in random.Random(0).sample(range(len(kept)), 12):
        partial.write_bytes(kept[:size])
        tag_to_file(dates_only, job, Output(out, resume=True))
        assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"options": {"--only": "topics"}}, "--only"),
        ({"options": {"model": "another"}}, "model"),
    ],
)
def test_another_run_is_not_resumed(
    dates_only: Tagger, source: Path, tmp_path: Path, change: dict[str, dict[str, str]], named: str
):
    out = tmp_path / "o.jsonl"
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job([str(source)]), Output(out), interrupt_after(50))
    with pytest.raises(UsageError, match=f"cannot resume: {named} has changed"):
        tag_to_file(dates_only, Job([str(source)], options=change["options"]), Output(out, resume=True))


def test_an_input_that_changed_is_not_resumed(dates_only: Tagger, source: Path, tmp_path: Path):
    out = tmp_path / "o.jsonl"
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job([str(source)]), Output(out), interrupt_after(50))
    source.write_text(source.read_text() + "\n")
    with pytest.raises(UsageError, match=r"in\.jsonl has changed"):
        tag_to_file(dates_only, Job([str(source)]), Output(out, resume=True))


def test_what_an_interrupted_run_has_left_is_not_overwritten(dates_only: Tagger, source: Path, tmp_path: Path):
    out = tmp_path / "o.jsonl"
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job([str(source)]), Output(out), interrupt_after(50))
    with pytest.raises(UsageError, match="continue it with `resume`, or delete the file"):
        tag_to_file(dates_only, Job([str(source)]), Output(out))


def test_a_second_run_on_the_same_output_is_refused(tmp_path: Path):
    pytest.importorskip("fcntl")
    first = Journal(Output(tmp_path / "o.jsonl", resume=False), {})
    with pytest.raises(UsageError, match="another run is writing this output"):
        Journal(Output(tmp_path / "o.jsonl", resume=True), {})
    first.discard()


def test_a_full_disk_keeps_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    journal = Journal(Output(tmp_path / "o.jsonl", resume=False), {})
    journal.add([Tagged("{}")])

    class Full:
        closed = False

        def __getattr__(self, name: str):
            return lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))

    stream, journal._stream = journal._stream, Full()  # type: ignore[assignment]
    with pytest.raises(OutputError, match="No space left on device; continue with `resume`"):
        journal.add([Tagged("{}")])
    stream.close()
    again = Journal(Output(tmp_path / "o.jsonl", resume=True), {})
    assert again.done == 1
    again.discard()


def test_nothing_to_read_leaves_nothing_behind(dates_only: Tagger, tmp_path: Path):
    (tmp_path / "in.jsonl").write_text("\n")
    outcome = tag_to_file(dates_only, Job([str(tmp_path / "in.jsonl")]), Output(tmp_path / "o.jsonl"))
    assert outcome.status == 2
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("resume", [False, True])
def test_a_finished_file_is_replaced_only_by_force(dates_only: Tagger, source: Path, tmp_path: Path, resume: bool):
    out, other = tmp_path / "o.jsonl", tmp_path / "other.jsonl"
    tag_to_file(dates_only, Job([str(source)]), Output(out))
    finished = out.read_bytes()
    other.write_text('{"id": "z", "text": "Le 3 mai 2021."}\n')
    with pytest.raises(OutputError, match=r"was not changed; choose another name or overwrite it with `force`"):
        tag_to_file(dates_only, Job([str(other)]), Output(out, resume=resume))
    assert out.read_bytes() == finished
    assert not out.with_name("o.jsonl.partial").exists()
    assert tag_to_file(dates_only, Job([str(other)]), Output(out, resume=resume, force=True)).tagged == 1
    assert json.loads(out.read_text("utf-8"))["id"] == "z"


def test_a_replacement_that_was_interrupted_is_resumed(dates_only: Tagger, source: Path, tmp_path: Path):
    out = tmp_path / "o.jsonl"
    out.write_text("old")
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job([str(source)]), Output(out, force=True), interrupt_after(40))
    assert out.read_text() == "old"
    assert tag_to_file(dates_only, Job([str(source)]), Output(out, resume=True)).tagged == 299


@pytest.fixture
def repeated(tmp_path: Path) -> Path:
    """Two hundred invented articles, every third of them a version of an earlier one."""
    rng = random.Random(0)
    path, words = (
        tmp_path / "repeated.jsonl",
        "pont marché école vote maire train musée film grève procès salaire".split(),
    )
    texts: list[str] = []
    with path.open("w", encoding="utf-8") as lines:
        for number in range(200):
            if number % 3 == 2:
                text = rng.choice(texts) + " " + " ".join(rng.choice(words) for _ in range(30))
            else:
                text = " ".join(rng.choice(words) for _ in range(250))
            texts.append(text)
            lines.write(json.dumps({"id": f"é{number}", "title": f"Titre {number}", "text": text}) + "\n")
    return path


@pytest.mark.parametrize("name", ["o.jsonl", "o.csv", "o.parquet", "o.sqlite"])
def test_repetitions_are_marked_the_same_after_resuming(dates_only: Tagger, repeated: Path, tmp_path: Path, name: str):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    job = Job([str(repeated)], duplicates=True)
    whole = tag_to_file(dates_only, job, Output(tmp_path / "whole" / name))
    assert whole.repeated >= 60
    out = tmp_path / "cut" / name
    for count in (40, 90):
        with pytest.raises(KilledError):
            tag_to_file(dates_only, job, Output(out, resume=count > 40), interrupt_after(count))
    outcome = tag_to_file(dates_only, job, Output(out, resume=True))
    assert (outcome.tagged, outcome.repeated) == (200, whole.repeated)
    assert out.read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_workers_mark_in_the_order_of_the_output(dates_only: Tagger, repeated: Path, tmp_path: Path):
    for workers in (1, 2):
        tag_to_file(
            dates_only, Job([str(repeated)], workers=workers, duplicates=True), Output(tmp_path / f"{workers}.jsonl")
        )
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    given: list[str] = []
    tag_to_call(dates_only, Job([str(repeated)], duplicates=True), given.append)
    assert given == (tmp_path / "1.jsonl").read_text("utf-8").splitlines()


def test_a_mark_is_the_last_field_and_nothing_else_changes(dates_only: Tagger, repeated: Path):
    plain: list[str] = []
    marked: list[str] = []
    tag_to_call(dates_only, Job([str(repeated)]), plain.append)
    tag_to_call(dates_only, Job([str(repeated)], duplicates=True), marked.append)
    ids: set[str] = set()
    for before, after in zip(plain, marked, strict=True):
        tags = TaggedArticle.model_validate_json(after)
        assert tags.to_json() == after
        assert tags.model_copy(update={"duplicate_of": None}).to_json() == before
        assert ("duplicate_of" in after) == (tags.duplicate_of is not None)
        assert tags.duplicate_of is None or tags.duplicate_of in ids
        ids.add(tags.id)


def test_marks_of_any_id_are_json_as_the_record_is():
    for first in ('a"b\\c', "é\u2028\x1f\x7f", "\U0001f40c", ""):
        line = Tagged(TaggedArticle(id="x").to_json()).marked(first).record
        assert line == TaggedArticle(id="x", duplicate_of=first).to_json()


@pytest.mark.parametrize("name", ["o.jsonl", "o.sqlite", "tables"])
def test_a_finished_run_is_known_again(dates_only: Tagger, source: Path, tmp_path: Path, name: str):
    tables = name == "tables"
    if tables:
        pytest.importorskip("pyarrow")
    out, errors = tmp_path / "deep" / name, tmp_path / "errors"
    first = tag_to_file(dates_only, Job([str(source)]), Output(out, tables=tables))
    looked = out.stat().st_mtime_ns
    again = tag_to_file(dates_only, Job([str(source)]), Output(out, tables=tables, resume=True, errors=errors))
    assert (again.already, again.fresh, again.tagged, again.failed) == (True, 0, first.tagged, first.failed)
    assert out.stat().st_mtime_ns == looked
    assert json.loads(errors.read_text("utf-8"))["line"] == 101


@pytest.mark.parametrize("change", ["input", "option", "output", "memory"])
def test_a_finished_run_of_other_things_is_refused(dates_only: Tagger, source: Path, tmp_path: Path, change: str):
    out, job = tmp_path / "o.jsonl", Job([str(source)])
    tag_to_file(dates_only, job, Output(out))
    if change == "input":
        source.write_text(source.read_text() + "\n")
    elif change == "option":
        job = Job([str(source)], options={"--only": "topics"})
    elif change == "output":
        out.write_bytes(out.read_bytes() + b"{}\n")
    else:
        (tmp_path / ".o.jsonl.done").write_bytes(b"\x00 no JSON")
    before = out.read_bytes()
    named = {"input": "in.jsonl was different", "option": "--only was different"}
    with pytest.raises(OutputError, match=named.get(change, "it is not known how it was made")) as refused:
        tag_to_file(dates_only, job, Output(out, resume=True))
    assert "; it was not changed; choose another name or overwrite it with `force`" in str(refused.value)
    assert out.read_bytes() == before
    assert tag_to_file(dates_only, job, Output(out, resume=True, force=True)).fresh == 300


def test_inputs_in_another_order_are_another_run(dates_only: Tagger, tmp_path: Path):
    inputs = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl")]
    for path in inputs:
        Path(path).write_text('{"text": "Le 3 mai 2021."}\n{"text": "Le 4 mai 2021."}\n')
    out = tmp_path / "o.jsonl"
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job(inputs), Output(out), interrupt_after(2))
    for other in (inputs[::-1], [*inputs, inputs[0]]):
        with pytest.raises(UsageError, match="the order of the inputs"):
            tag_to_file(dates_only, Job(other), Output(out, resume=True))
    assert tag_to_file(dates_only, Job(inputs), Output(out, resume=True)).tagged == 4
    with pytest.raises(OutputError, match="the order of the inputs was different"):
        tag_to_file(dates_only, Job(inputs[::-1]), Output(out, resume=True))


def test_a_run_is_not_resumed_when_more_can_be_read_than_before(
    dates_only: Tagger, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "o.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr("newstagger._forms._is_installed", lambda package: package != "lxml")
        with pytest.raises(KilledError):
            tag_to_file(dates_only, Job([str(source)]), Output(out), interrupt_after(100))
    with pytest.raises(UsageError, match="what is installed for reading"):
        tag_to_file(dates_only, Job([str(source)]), Output(out, resume=True))


def test_what_was_appended_once_is_not_appended_again_by_resume(dates_only: Tagger, source: Path, tmp_path: Path):
    out, other = tmp_path / "o.sqlite", tmp_path / "other.jsonl"
    other.write_text('{"id": "z", "text": "Le 3 mai 2021."}\n')
    tag_to_file(dates_only, Job([str(source)]), Output(out))
    assert tag_to_file(dates_only, Job([str(other)]), Output(out, append=True, resume=True)).fresh == 1
    assert tag_to_file(dates_only, Job([str(other)]), Output(out, append=True, resume=True)).already
    assert tag_to_file(dates_only, Job([str(source)]), Output(out, append=True, resume=True)).fresh == 300


def test_what_is_written_into_the_folder_that_is_read_is_not_read(dates_only: Tagger, tmp_path: Path):
    (tmp_path / "deep").mkdir()
    for name in ("a.txt", "deep/b.txt"):
        (tmp_path / name).write_text("Le 3 mai 2021.")
    (tmp_path / "bad.jsonl").write_text("[1]\n")
    out, errors = tmp_path / "deep" / "o.jsonl", tmp_path / "errors.jsonl"

    def run(**options: bool) -> Outcome:
        return tag_to_file(dates_only, Job([str(tmp_path)]), Output(out, errors=errors, **options))

    assert (run().tagged, run(resume=True).already) == (2, True)
    first = out.read_bytes()
    assert (run(force=True).tagged, run(force=True).failed.total()) == (2, 1)
    assert out.read_bytes() == first
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job([str(tmp_path)]), Output(out, errors=errors, force=True), interrupt_after(1))
    assert run(resume=True).tagged == 2
    assert out.read_bytes() == first


def test_an_article_of_the_folder_that_is_read_is_not_replaced(dates_only: Tagger, tmp_path: Path):
    article = tmp_path / "a.jsonl"
    article.write_text('{"id": "a", "text": "Le 3 mai 2021."}\n')
    before = article.read_bytes()
    for out, errors in ((article, None), (tmp_path / "o.jsonl", article)):
        with pytest.raises(UsageError, match=r"a\.jsonl: is also an input, in the folder"):
            tag_to_file(dates_only, Job([str(tmp_path)]), Output(out, errors=errors, force=True))
    assert article.read_bytes() == before


@pytest.mark.parametrize("errors", ["o.jsonl", "o.jsonl.partial", ".o.jsonl.done", "in.jsonl"])
def test_errors_have_a_place_of_their_own(dates_only: Tagger, source: Path, tmp_path: Path, errors: str):
    before = source.read_bytes()
    with pytest.raises(UsageError, match="choose another name|give each output"):
        tag_to_file(dates_only, Job([str(source)]), Output(tmp_path / "o.jsonl", errors=tmp_path / errors, force=True))
    assert source.read_bytes() == before


def test_errors_of_the_same_run_are_written_again_others_are_not(dates_only: Tagger, source: Path, tmp_path: Path):
    out, errors = tmp_path / "o.jsonl", tmp_path / "errors"
    tag_to_file(dates_only, Job([str(source)]), Output(out, errors=errors))
    assert tag_to_file(dates_only, Job([str(source)]), Output(out, errors=errors, resume=True)).already
    with pytest.raises(OutputError, match="errors: already exists"):
        tag_to_file(dates_only, Job([str(source)]), Output(tmp_path / "other.jsonl", errors=errors))
    with pytest.raises(OutputError, match="errors: already exists"):
        tag_to_call(dates_only, Job([str(source)]), str, Output(errors=errors))
    errors.write_text("precious")
    with pytest.raises(OutputError, match="errors: already exists"):
        tag_to_file(dates_only, Job([str(source)]), Output(out, errors=errors, resume=True))
    assert errors.read_text() == "precious"


def test_a_run_that_gave_nothing_deletes_nothing(dates_only: Tagger, tmp_path: Path):
    (tmp_path / "in.jsonl").write_text("[1]\n")
    out = tmp_path / "o.jsonl"
    out.write_text("precious")
    outcome = tag_to_file(dates_only, Job([str(tmp_path / "in.jsonl")]), Output(out, errors=tmp_path / "e", force=True))
    assert (outcome.tagged, out.read_text()) == (0, "precious")
    assert (tmp_path / "e").read_text().count("\n") == 1


def test_a_run_that_lacks_something_goes_on_when_it_is_there(dates_only: Tagger, source: Path, tmp_path: Path):
    out = tmp_path / "o.jsonl"

    class Starved(Tagger):
        def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
            if any(article.id == "200" for article in articles):
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().tag_batch(articles)

    for workers in (1, 2):
        starved, job = Starved(None, None, only=["dates"]), Job([str(source)], workers=workers)
        with pytest.raises(
            ResourceError, match="No space left on device; finished articles are kept: continue with `resume`"
        ):
            tag_to_file(starved, job, Output(out, resume=workers > 1))
    done = tag_to_file(dates_only, Job([str(source)]), Output(out, resume=True))
    assert (done.tagged, done.failed.total()) == (299, 1)
    assert done.fresh < 200


def test_damage_to_the_journal_is_mended_and_told(dates_only: Tagger, source: Path, tmp_path: Path):
    job, out = Job([str(source)]), tmp_path / "o.jsonl"
    tag_to_file(dates_only, job, Output(tmp_path / "whole.jsonl"))
    with pytest.raises(KilledError):
        tag_to_file(dates_only, job, Output(out), interrupt_after(200))
    partial = out.with_name("o.jsonl.partial")
    kept = partial.read_bytes()
    rng = random.Random(1)
    for _ in range(8):
        at = rng.randrange(kept.index(b"\n") + 1, len(kept) - 5000)
        kind = rng.randrange(3)
        middle = [bytes(4096), b"", kept[at : at + 1].swapcase() + kept[at + 1 : at + 4096]][kind]
        partial.write_bytes(kept[:at] + middle + kept[at + 4096 :])
        outcome = tag_to_file(dates_only, job, Output(out, resume=True))
        assert outcome.redone > 0 or kind == 2
        assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
        out.unlink()


@pytest.mark.parametrize("name", ["o.jsonl", "o.csv", "o.parquet", "o.sqlite"])
def test_the_journal_goes_after_the_output_is_on_the_disk(
    dates_only: Tagger, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    seen: list[str] = []
    fsync, unlink = os.fsync, os.unlink

    def record(handle: int) -> None:
        fsync(handle)
        seen.append(str(Path(f"/proc/self/fd/{handle}").readlink()))

    def remove(path: Path, **more: object) -> None:
        seen.append(f"removed {Path(path).name}")
        unlink(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(os, "unlink", remove)
    tag_to_file(dates_only, Job([str(source)]), Output(tmp_path / name))
    gone = seen.index(f"removed {name}.partial")
    assert str(tmp_path) in seen[:gone]
    assert any(path.startswith(str(tmp_path / f".{name}.")) for path in seen[:gone])


@pytest.mark.parametrize("workers", [1, 2])
def test_an_unforeseen_error_of_a_reader_ends_a_pipeline(
    dates_only: Tagger, monkeypatch: pytest.MonkeyPatch, workers: int
):
    def broken(self: Job):
        yield Article("Le 3 mai 2021.", id="a")
        raise LookupError("unforeseen")

    monkeypatch.setattr(Job, "items", broken)
    given: list[str] = []
    with pytest.raises(LookupError, match="unforeseen"):
        tag_to_call(dates_only, Job(["-"], workers=workers), given.append)
    assert workers > 1 or [json.loads(line)["id"] for line in given] == ["a"]


def test_a_link_has_one_journal_with_what_it_leads_to(dates_only: Tagger, source: Path, tmp_path: Path):
    (tmp_path / "other").mkdir()
    link, real = tmp_path / "link.jsonl", tmp_path / "other" / "real.jsonl"
    link.symlink_to(real)
    with pytest.raises(KilledError):
        tag_to_file(dates_only, Job([str(source)]), Output(link), interrupt_after(50))
    assert tag_to_file(dates_only, Job([str(source)]), Output(real, resume=True)).fresh < 300
    assert tag_to_file(dates_only, Job([str(source)]), Output(link, resume=True)).already
    assert link.is_symlink()


@pytest.mark.parametrize("name", ["tables", "o.tml"])
def test_a_folder_is_replaced_by_force_only_where_it_is_of_the_same_kind(
    dates_only: Tagger, source: Path, tmp_path: Path, name: str
):
    options = {"tables": name == "tables"}
    if options["tables"]:
        pytest.importorskip("pyarrow")
    out = tmp_path / name
    out.mkdir()
    assert tag_to_file(dates_only, Job([str(source)]), Output(out, **options)).tagged == 299
    with pytest.raises(OutputError, match="already exists"):
        tag_to_file(dates_only, Job([str(source)]), Output(out, **options))
    assert tag_to_file(dates_only, Job([str(source)]), Output(out, force=True, **options)).tagged == 299
    (out / "holiday.jpg").write_text("precious")
    with pytest.raises(OutputError, match="contains other files"):
        tag_to_file(dates_only, Job([str(source)]), Output(out, force=True, **options))
    assert (out / "holiday.jpg").read_text() == "precious"
