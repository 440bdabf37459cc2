"""What is guessed or falls back is logged; the command line prints the warnings of the log, each once."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from newstagger import Article, Tagger, read
from newstagger._cli.common import MESSAGES
from newstagger._names.recogniser import Recogniser
from newstagger.tags import TaggedArticle
from tests.conftest import Cli

TABLE = "title;text\nPluie;Il pleut sur Rabat depuis mardi.\n"
ENGLISH = (
    "The ministers of the two countries met on Tuesday to discuss the price of the grain that their farmers sell, "
    "and they said that they would meet again before the end of the year, when the harvest is over."
)


@pytest.fixture
def dates() -> Tagger:
    return Tagger(None, None, only=["dates"])


def test_a_program_that_configures_no_logging_sees_nothing(tmp_path: Path):
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    code = "from newstagger import read; print(len(list(read('a.csv'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("1\n", "")
    code = "import logging; logging.basicConfig(format='%(name)s %(levelname)s'); " + code
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == "newstagger.readers WARNING\n"


def test_guesses_of_readers_are_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    path = tmp_path / "a.csv"
    path.write_text(TABLE, "utf-8")
    list(read(path))
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("newstagger.readers", "WARNING")
    assert record.getMessage().startswith(f"{path}: columns are ")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("Les élèves étaient fêtés.".encode("cp1252"), "decoded as windows-1252"),
        ("Les élèves étaient fêtés à l’école.".encode().decode("cp1252").encode(), "double-encoded UTF-8"),
    ],
)
def test_a_guessed_or_repaired_encoding_is_logged(
    data: bytes, says: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "newstagger")
    (tmp_path / "a.txt").write_bytes(data)
    (article,) = read(tmp_path / "a.txt")
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("newstagger.readers", "INFO")
    assert says in record.getMessage()
    assert any(says in warning for warning in article.warnings)


def test_a_text_that_seems_not_to_be_french_is_logged(dates: Tagger, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "newstagger")
    dates.tag(Article(ENGLISH, id="a7"))
    assert [(record.name, record.levelname, record.getMessage()) for record in caplog.records] == [
        ("newstagger.tagger", "INFO", "a7: the text does not look French (English)")
    ]


def test_a_pipeline_that_only_spacy_can_run_is_logged(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, "newstagger")
    nlp = spacy.blank("fr")
    nlp.add_pipe("ner").add_label("PER")
    nlp.initialize()
    nlp.tokenizer.rules = {}
    assert Recogniser(nlp).engine is None
    (record,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert record.name == "newstagger.names"
    assert "recognised by spaCy itself" in record.getMessage()


class Deadly:
    """Dies at one article."""

    def warm_up(self) -> None:
        """Has nothing to read."""

    def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
        if any(article.id == "3" for article in articles):
            os._exit(3)
        return [TaggedArticle(id=article.id, text=article.text) for article in articles]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_worker_that_is_replaced_is_logged(caplog: pytest.LogCaptureFixture):
    from newstagger._runs.workers import tag_items

    done = list(tag_items(Deadly(), [Article("Il pleut.", id=str(n)) for n in range(5)], workers=2))
    assert len(done) == 5
    said = [record.getMessage() for record in caplog.records if record.name == "newstagger.workers"]
    assert said[0] == "a worker process ended unexpectedly (exit code 3) and is replaced; articles that it had: 5"
    assert len(said) == 3  # with the others, and twice alone


def test_the_command_line_prints_warnings_once(cli: Cli, tmp_path: Path):
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    done = cli("convert", tmp_path / "a.csv", "-o", tmp_path / "a.jsonl")
    assert done.err.count("columns are ") == 1
    assert done.err.startswith(f"newstagger: {tmp_path / 'a.csv'}: columns are ")
    assert MESSAGES not in logging.getLogger("newstagger").handlers


def test_the_log_in_json_has_the_same_messages(cli: Cli, tmp_path: Path):
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    options = ["--only", "dates", "-o", tmp_path / "o.jsonl"]
    plain = cli("tag", tmp_path / "a.csv", *options).err.splitlines()[0]
    lines = [
        json.loads(line) for line in cli("tag", tmp_path / "a.csv", *options, "--force", "--log-json").err.splitlines()
    ]
    assert [line["event"] for line in lines] == ["note", "end"]
    assert f"newstagger: {lines[0]['message']}" == plain
    again = cli("tag", tmp_path / "a.csv", *options, "--resume", "--log-json").err.splitlines()
    assert json.loads(again[-1])["message"].startswith("everything is already tagged")
    assert cli("tag", tmp_path / "a.csv", *options, "--resume").err.startswith("newstagger: ")
