"""The command line: what each command does, says and ends with."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES, Cli

TEXT = "Trois policiers ont été blessés mardi à Rabat par une bombe, a annoncé Driss Belkadi.\n"


def records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_tag_into_a_pipe_gives_json_lines(cli: Cli):
    result = cli("tag", EXAMPLES / "page-rabat.txt")
    assert (result.status, result.err) == (0, "")
    (record,) = records(result.out)
    assert record["title"] == "Attentat déjoué à Tanger : quatre suspects arrêtés"
    assert record["published"] == "2023-03-14T18:40:00"


def test_explain_prints_a_table_with_what_spoke_for_and_against(cli: Cli):
    result = cli("tag", EXAMPLES / "page-rabat.txt", "--explain")
    assert result.status == 0
    for shown in ("Attentat déjoué à Tanger", "Driss Belkadi", "Terrorisme", "threshold", "2023-03-14"):
        assert shown in result.out


def test_tag_from_standard_input(cli: Cli):
    (record,) = records(cli("tag", "-", "--published", "2021-01-01", stdin=TEXT.encode()).out)
    assert [date["value"] for date in record["dates"]] == ["2020-12-29"]
    two = cli("tag", "-", stdin=b'{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n')
    assert [record["id"] for record in records(two.out)] == ["a", "b"]


@pytest.mark.parametrize("name", ["t.jsonl", "t.jsonl.gz", "t.json", "t.csv", "t.parquet", "t.html"])
def test_tag_into_every_form(cli: Cli, tmp_path: Path, name: str):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    result = cli("tag", EXAMPLES / "archive.csv", "-o", tmp_path / name)
    assert result.status == 0
    assert f"3 articles tagged; written to {tmp_path / name}" in result.err
    data = (tmp_path / name).read_bytes()
    if name.endswith((".jsonl", ".gz")):
        text = (gzip.decompress(data) if name.endswith("gz") else data).decode()
        assert [record["id"] for record in records(text)] == ["c1", "c2", "c3"]
    elif name.endswith("csv"):
        rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True)))
        assert [row["id"] for row in rows] == ["c1", "c2", "c3"]
    elif name.endswith("html"):
        assert data.decode().count("<article") == 3


def test_a_folder_gives_all_its_articles_in_order(cli: Cli, tmp_path: Path):
    result = cli("tag", EXAMPLES, "-o", tmp_path / "t.jsonl", "--only", "dates")
    assert result.status == 0
    sources = [record["id"] for record in records((tmp_path / "t.jsonl").read_text("utf-8"))]
    assert str(EXAMPLES / "depeche.txt") in sources
    assert len(sources) > 40


def test_only_gives_the_parts_asked_for(cli: Cli):
    (record,) = records(cli("tag", EXAMPLES / "depeche.txt", "--only", "organisations,dates").out)
    assert record["organisations"]
    assert record["dates"]
    assert record["topics"] == record["people"] == record["places"] == []


def test_bad_articles_are_named_and_kept_apart(cli: Cli, tmp_path: Path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a", "text": "Il pleut."}\n{"remarque": "x"}\n[1]\n{"id": "b", "text": "Il neige."}\n')
    result = cli("tag", path, "-o", tmp_path / "out.jsonl", "--errors", tmp_path / "errors.jsonl")
    assert result.status == 1
    assert f"{path}, line 2: has no field `text`" in result.err
    assert "2 articles tagged, 2 failed" in result.err
    errors = records((tmp_path / "errors.jsonl").read_text("utf-8"))
    assert [(error["source"], error["line"]) for error in errors] == [(str(path), 2), (str(path), 3)]
    assert [record["id"] for record in records((tmp_path / "out.jsonl").read_text())] == ["a", "b"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tag", "absent.txt"], "absent.txt: there is no such file or folder"),
        (["tag", "."], "there is nothing to read in this folder"),
        (["tag", "absent.txt", "--only", "topic"], "--only takes topics, people"),
        (["tag", "absent.txt", "--published", "hier"], "--published: 'hier' is not a date in ISO 8601"),
        (["tag", "absent.txt", "--lean", "maximal"], "--lean must be one of precision, balanced, recall"),
        (["tag", "absent.txt", "-o", "tags.xls"], "tags.xls: has an extension that cannot be written"),
        (["tag", "absent.txt", "--model", "absent"], "there is no such model directory"),
        (["tag", "absent.txt", "--resume"], "--resume needs the output"),
        (["tag", "-", "-o", "o.jsonl", "--resume"], "standard input cannot be resumed"),
        (["tag", "absent.txt", "-o", "o.jsonl", "--explain"], "--explain prints tables"),
        (["tag", "absent.txt", "--aliases", "absent.tsv"], "cannot be read as a table of aliases"),
        (["info", "absent"], "there is no such model directory"),
        (["evaluate", "absent.jsonl"], "there is no such file"),
        (["train", "absent.jsonl", "-o", "new"], "there is no such file"),
        (["convert", "absent.jsonl", "-o", "new.csv"], "convert writes .jsonl"),
    ],
)
def test_wrong_usage_is_one_message_and_status_2(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
):
    monkeypatch.chdir(tmp_path)
    result = cli(*arguments, stdin=b"x")
    assert result.status == 2
    assert message in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "status", "message"),
    [
        ("a.txt", b"", 2, "a.txt: is empty"),
        ("a.txt", bytes(range(256)) * 4, 2, "a.txt: is a binary file, not text"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "Il pleut."}\n' * 9, mtime=0)[:-9], 1, "a.jsonl.gz: cannot be read: the .gz file is cut short"),
        ("a.jsonl", b'{"text": "Il pleut."}\n7\n', 1, "a.jsonl, line 2: expected a JSON object for each article, found a number"),
        ("a.csv", b"id,remarque\n1,x\n", 2, "a.csv, line 1: has no column \"text\""),
        ("a.xyz", b"x", 2, "a.xyz: has an unsupported extension"),
        ("a.txt", b"a" * 50_000_000, 1, "a.txt: has 50,000,000 bytes, more than the limit of 20,000,000"),
        ("a.txt", b"a " * 3_000_000, 1, "the text has 5,999,999 characters, more than the limit of 5,000,000"),
    ],
)  # fmt: skip
def test_bad_files_are_named_with_the_status_of_the_contract(
    cli: Cli, tmp_path: Path, name: str, content: bytes, status: int, message: str
):
    (tmp_path / name).write_bytes(content)
    result = cli("tag", tmp_path / name, "--only", "dates")
    assert result.status == status
    assert message in result.err


def test_the_limit_can_be_raised(cli: Cli, tmp_path: Path):
    (tmp_path / "long.txt").write_bytes(b"un mot " * 800_000)
    assert cli("tag", tmp_path / "long.txt", "--only", "dates").status == 1
    (tmp_path / "short.txt").write_bytes(b"un mot " * 80)
    assert cli("tag", tmp_path / "short.txt", "--only", "dates", "--max-chars", "500").status == 1
    assert cli("tag", tmp_path / "short.txt", "--only", "dates", "--max-chars", "600").status == 0


def test_train_evaluate_and_tag_with_a_model_of_one_s_own(cli: Cli, tmp_path: Path):
    model = tmp_path / "mine"
    trained = cli("train", EXAMPLES / "labelled.jsonl", "-o", model, "--topics-file", EXAMPLES / "topics.toml")
    assert trained.status == 0
    for shown in ("precision", "Santé", "macro", "cross-validation"):
        assert shown in trained.out
    judged = cli("evaluate", EXAMPLES / "labelled.jsonl", "--model", model, "--report", tmp_path / "report")
    assert judged.status == 0
    assert json.loads((tmp_path / "report" / "evaluation.json").read_text())["articles"] == 30
    assert "F1 by topic" in (tmp_path / "report" / "report.html").read_text("utf-8")
    compared = cli("evaluate", EXAMPLES / "labelled.jsonl", "--model", model, "--against", model)
    assert "micro-F1 +0.000 against the other model" in compared.out
    assert "Santé" in cli("info", model).out
    again = cli("train", EXAMPLES / "labelled.jsonl", "-o", model)
    assert again.status == 2
    assert "already exists" in again.err
    (record,) = records(
        cli("tag", "-", "--model", model, "--only", "topics", stdin="L’hôpital a reçu des vaccins.\n".encode()).out
    )
    assert [(topic["label"], topic["code"]) for topic in record["topics"]] == [("Santé", "medtop:07000000")]


def test_a_dry_run_of_train_says_what_it_would_do_and_writes_nothing(cli: Cli, tmp_path: Path):
    result = cli("train", EXAMPLES / "labelled.jsonl", "--topics-file", EXAMPLES / "topics.toml", "--dry-run")
    assert (result.status, result.err) == (0, "")
    for shown in ("articles read", "Santé", "parent added: Sport", "nothing was trained or written"):
        assert shown in result.out
    (tmp_path / "m").mkdir()
    bad = tmp_path / "a.jsonl"
    bad.write_text((EXAMPLES / "labelled.jsonl").read_text("utf-8") + "{\n", "utf-8")
    again = cli("train", bad, "-o", tmp_path / "m", "--model", "absent", "--dry-run")
    assert (again.status, "no such model directory" in again.err) == (2, True)
    assert "records skipped" in cli("train", bad, "-o", tmp_path / "m", "--dry-run").out
    assert list((tmp_path / "m").iterdir()) == []


def test_a_dry_run_of_verdicts_alone(cli: Cli, tmp_path: Path):
    from newstagger import Article
    from newstagger._feedback.store import Corrections, Verdict

    with Corrections(tmp_path / "c") as kept:
        kept.judge(kept.put(Article("Les taxis."), ["Santé"], 0.5, "m"), [Verdict("topic", "Santé", "wrong")], "x")
    assert "nothing to train" in cli("train", "--corrections", tmp_path / "c", "--dry-run").err


def test_train_says_why_nothing_can_be_learnt(cli: Cli, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"text": "Il pleut."}\n')
    result = cli("train", tmp_path / "a.jsonl", "-o", tmp_path / "m")
    assert result.status == 2
    assert "no article has topics" in result.err
    assert not (tmp_path / "m").exists()


def test_evaluate_scores_entities_and_dates_where_gold_has_them(cli: Cli):
    result = cli("evaluate", EXAMPLES / "gold.jsonl")
    assert result.status == 0
    for shown in ("entities, exact spans", "people", "dates", "value"):
        assert shown in result.out


def test_convert_turns_the_topics_of_pages_into_labels(cli: Cli, tmp_path: Path):
    out = tmp_path / "l.jsonl"
    result = cli("convert", EXAMPLES / "page-rabat.txt", EXAMPLES / "page-tramway.txt", "-o", out)
    assert result.status == 0
    first, second = records(out.read_text("utf-8"))
    assert first["topics"] == ["Terrorisme", "Maroc", "Attentat"]
    assert second["topics"] == ["Transports", "Grève", "Nantes"]
    assert "Sujets associés" not in first["text"]


@pytest.mark.parametrize("ending", ["csv", "newsml.xml"])
def test_convert_says_which_labels_are_tags(cli: Cli, tmp_path: Path, ending: str):
    tags = tmp_path / f"tags.{ending}"
    cli("tag", EXAMPLES / "page-rabat.txt", "-o", tags)
    result = cli("convert", tags, "-o", tmp_path / "l.jsonl")
    assert "1 article had been tagged by newstagger: topics and dates are tags" in result.err
    assert "tagged" not in cli("convert", EXAMPLES / "labelled.jsonl", "-o", tmp_path / "m.jsonl").err


def test_convert_does_not_eat_its_input(cli: Cli, tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x"}\n')
    assert cli("convert", path, "-o", path).status == 2
    assert path.read_text() == '{"text": "x"}\n'


def test_schema_is_the_record_s(cli: Cli):
    schema = json.loads(cli("schema").out)
    assert {"topics", "people", "dates", "warnings"} <= schema["properties"].keys()


def test_help_names_every_command_and_loads_no_library():
    code = "import sys; sys.argv = ['newstagger', '--help']; from newstagger._cli import app\ntry: app()\nexcept SystemExit: pass\nprint([m for m in ('spacy', 'sklearn', 'numpy') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for command in ("tag", "train", "evaluate", "info", "schema", "convert", "export"):
        assert command in shown
    assert shown.rstrip().endswith("[]")


def list_commands() -> dict[str, Any]:
    """Every command by what is typed for it."""
    from typer.main import get_command

    from newstagger._cli import app

    found = {}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        parts = getattr(command, "commands", None)
        found.update({f"{name} {part}": one for part, one in parts.items()} if parts else {name: command})
    return found


@pytest.mark.parametrize("command", list_commands())
def test_help_shows_the_whole_text_of_every_option(cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str):
    """Typer prints help as Rich markup, which drops what stands in square brackets."""
    monkeypatch.setenv("COLUMNS", "1000")
    shown = cli(*command.split(), "--help").out
    for parameter in list_commands()[command].params:
        assert (getattr(parameter, "help", None) or "") in shown


@pytest.mark.parametrize(
    ("command", "default"),
    [
        ("tag", "the bundled model"),
        ("tag", "a table; JSONL into a pipe"),
        ("tag", "depends on the size of the input"),
        ("train", "cross-validation"),
        ("evaluate", "the bundled model"),
        ("info", "the bundled model"),
        ("convert", "detected from the header"),
        ("names", "standard output"),
        ("timeline", "a table; JSON lines into a pipe"),
        ("serve", "none are kept"),
        ("serve", "one per core, at least two"),
        ("corrections add", "the bundled model"),
        ("corrections export", "records for train; detected on import"),
    ],
)
def test_help_shows_defaults(cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str, default: str):
    monkeypatch.setenv("COLUMNS", "1000")
    assert f"(default: {default})" in cli(*command.split(), "--help").out


def test_export_gives_a_plain_pipeline_that_scores_alike(cli: Cli, tmp_path: Path, model_dir: Path):
    """The exported pipeline is for programs without newstagger's own record; joblib is trusted by its maker."""
    import joblib

    from newstagger import Article
    from newstagger._model import directory

    out = tmp_path / "topics.joblib"
    assert cli("export", model_dir, out).status == 0
    pipeline = joblib.load(out)
    texts = ["Le club a gagné le match.", "L’hôpital manque de médecins."]
    classifier = directory.load(model_dir).classifier
    assert classifier is not None
    expected = classifier.scores([Article(text) for text in texts])
    assert pipeline.predict_proba(texts) == pytest.approx(expected, abs=1e-6)
    assert [list(row) for row in pipeline.predict(texts)] == [
        [topic.label in {t.label for t in given} for topic in classifier.topics]
        for given in classifier.assign([Article(text) for text in texts])
    ]


def test_train_lists_doubtful_labels(cli: Cli, tmp_path: Path):
    out = tmp_path / "doubtful.csv"
    assert cli("train", EXAMPLES / "labelled.jsonl", "-o", tmp_path / "m", "--label-errors", out).status == 0
    assert out.read_text("utf-8-sig").splitlines()[0] == "article,title,topic,proposal,score,usual"


def test_many_errors_are_counted_not_listed(cli: Cli, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text("no\n" * 30 + '{"text": "Il pleut.", "topics": ["Météo"]}\n')
    result = cli("convert", tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl")
    assert result.status == 1
    assert "… and 10 more" in result.err


def test_nothing_to_convert_leaves_no_file(cli: Cli, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text("no\n")
    assert cli("convert", tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl").status == 2
    assert not (tmp_path / "b.jsonl").exists()


def test_export_writes_joblib_only(cli: Cli, tmp_path: Path):
    result = cli("export", tmp_path, tmp_path / "a.pickle")
    assert result.status == 2
    assert "writes a .joblib file" in result.err


def test_nothing_to_review(cli: Cli, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text("no\n")
    assert cli("corrections", "add", tmp_path / "c.sqlite", tmp_path / "a.jsonl").status == 2


def test_a_service_for_other_machines_needs_a_token(cli: Cli, tmp_path: Path):
    result = cli("serve", "--host", "192.0.2.1", "--port", "1")
    assert result.status == 2
    assert "can be reached from other machines: set a token" in result.err


def test_doubtful_labels_are_mentioned(cli: Cli, tmp_path: Path):
    text = (EXAMPLES / "labelled.jsonl").read_text("utf-8")
    (tmp_path / "a.jsonl").write_text(text.replace('"topics": ["Football"]', '"topics": ["Santé"]', 1), "utf-8")
    result = cli("train", tmp_path / "a.jsonl", "-o", tmp_path / "m")
    assert result.status == 0
    assert "labels look doubtful; to review them, train with --label-errors FILE.csv" in result.err


def test_standard_input_that_is_empty_or_too_long(cli: Cli):
    assert "is empty" in cli("tag", "-", stdin=b" \n").err
    assert (
        "more than the limit" in cli("tag", "-", "--max-chars", "10", "--only", "dates", stdin=b"Il pleut. " * 50).err
    )


# --- what users of other commands expect


def test_a_dash_as_output_is_standard_output(cli: Cli):
    result = cli("tag", EXAMPLES / "archive.csv", "-o", "-", "--only", "dates")
    assert result.status == 0
    assert [record["id"] for record in records(result.out)] == ["c1", "c2", "c3"]
    assert cli("tag", EXAMPLES / "archive.csv", "-o", "-", "--resume").status == 2


def test_the_version_is_told(cli: Cli):
    from newstagger import __version__

    result = cli("--version")
    assert (result.status, result.out) == (0, f"newstagger {__version__}\n")


def test_one_article_is_counted_in_the_singular(cli: Cli, tmp_path: Path):
    result = cli("tag", EXAMPLES / "depeche.txt", "-o", tmp_path / "t.jsonl", "--only", "dates")
    assert "newstagger: 1 article tagged; written to" in result.err
    report = cli("report", tmp_path / "t.jsonl", "-o", tmp_path / "r.html")
    assert "report on 1 article written" in report.err


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_report_of_every_table_is_that_of_the_lines(cli: Cli, tmp_path: Path, name: str):
    from newstagger._reports.archive import summarise

    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    for file in ("t.jsonl", name):
        assert cli("tag", EXAMPLES / "archive.csv", "-o", tmp_path / file).status == 0
    assert summarise(tmp_path / name) == summarise(tmp_path / "t.jsonl")
    assert cli("report", tmp_path / name, "-o", tmp_path / "r.html").status == 0


def test_a_table_that_is_no_table_of_tags_is_refused(cli: Cli, tmp_path: Path):
    for name, said in (
        ("x.csv", "no column topics"),
        ("x.parquet", "cannot be read as Parquet"),
        ("x.json", "contains no tags that can be read back; tags are read from .jsonl"),
    ):
        (tmp_path / name).write_text("a,b\n1,2\n")
        result = cli("report", tmp_path / name, "-o", tmp_path / "r.html")
        assert (result.status, said in result.err) == (2, True), result.err


def test_standard_input_may_be_gzip(cli: Cli):
    lines = b'{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n'
    packed = gzip.compress(lines, mtime=0)
    assert [r["id"] for r in records(cli("tag", "-", "--only", "dates", stdin=packed).out)] == ["a", "b"]
    (record,) = records(cli("tag", "-", "--only", "dates", stdin=gzip.compress(TEXT.encode(), mtime=0)).out)
    assert record["dates"]
    cut = cli("tag", "-", "--only", "dates", stdin=packed[:-12])
    assert cut.status in (1, 2)
    assert "standard input: cannot be read: the .gz file is cut short" in cut.err


def test_a_terminal_that_is_not_utf_8_is_no_error(tmp_path: Path):
    tags = tmp_path / "tags.csv"
    (given := tmp_path / "a.jsonl").write_text('{"text": "« Émile » est venu – hier – à Orléans."}\n', "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for arguments in (["tag", given, "--explain"], ["schema"], ["tag", given, "-o", tags], ["info"]):
        command = [sys.executable, "-m", "newstagger", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
        assert (done.returncode, b"error" in done.stderr) == (0, False), done.stderr
        assert done.stdout or tags.exists()


@pytest.mark.parametrize(("given", "used"), [(None, "1"), ("3", "3")])
def test_numpy_uses_one_thread_unless_the_environment_says_otherwise(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, given: str | None, used: str
):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    if given:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
    assert cli("schema").status == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == used
