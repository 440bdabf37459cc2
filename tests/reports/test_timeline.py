"""What happened when. Every article is invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from newstagger import Article, InputError, Tagger, UsageError
from newstagger._reports.timeline import Wanted, timeline
from newstagger._writers import write
from tests.conftest import Cli

ARTICLES = [
    Article(
        "Maud Sirvent a été élue maire de Redon le 15 mars 2020. La ville fête le printemps. "
        "Le 3 mai 2021, Mme Sirvent a inauguré le pont ; le maire de Vannes était absent en 2021.",
        id="a", title="Redon", published=date(2021, 5, 4),
    ),
    Article("Le 3 mai 2021, Mme Sirvent a inauguré le pont ; le maire de Vannes était absent en 2021.", id="b", title="Reprise", published=date(2021, 5, 5)),
    Article("Le club de football de Redon a gagné samedi contre Vannes. Le match retour aura lieu samedi prochain.", id="c", published=date(2021, 5, 5)),
]  # fmt: skip


@pytest.fixture(scope="module")
def tags(tagger: Tagger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tags") / "tags.jsonl"
    write((one.to_json() for one in tagger.tag_many(ARTICLES)), path)
    return path


def test_events_of_a_name_are_told_by_the_day_of_the_event(tags: Path):
    events = timeline(tags, Wanted(name="maud sirvent"))
    assert [(event.first, event.id) for event in events] == [(date(2020, 3, 15), "a"), (date(2021, 5, 3), "a")]
    assert events[0].sentence == "Maud Sirvent a été élue maire de Redon le 15 mars 2020."
    assert events[0].title == "Redon"


def test_a_sentence_is_told_once_and_a_year_dates_no_event(tags: Path):
    events = timeline(tags, Wanted(name="Vannes"))
    assert [event.first for event in events] == [date(2021, 5, 1), date(2021, 5, 3)]


def test_events_of_a_topic_within_some_days(tags: Path):
    days = [event.first for event in timeline(tags, Wanted(topic="FOOTBALL"))]
    assert days == [date(2021, 5, 1), date(2021, 5, 8)]
    assert [e.first for e in timeline(tags, Wanted(topic="Football", since=date(2021, 5, 2)))] == days[1:]
    assert [e.first for e in timeline(tags, Wanted(topic="Football", until=date(2021, 5, 2)))] == days[:1]


def test_a_name_may_be_asked_of_a_topic_alone(tags: Path):
    assert timeline(tags, Wanted(topic="Football", name="Maud Sirvent")) == []


def test_what_makes_no_timeline_is_refused(tags: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="give `topic` or `name`"):
        Wanted()
    with pytest.raises(InputError, match="contains no offsets"):
        timeline(tmp_path / "tags.csv", Wanted(name="x"))


def test_from_the_command_line(cli: Cli, tags: Path):
    result = cli("timeline", tags, "--name", "Sirvent")
    assert result.status == 0
    assert [json.loads(line)["first"] for line in result.out.splitlines()] == ["2020-03-15", "2021-05-03"]
    assert "2 dated sentences of Sirvent" in result.err
    assert "is not an ISO 8601 date" in cli("timeline", tags, "--name", "x", "--since", "hier").err


@pytest.mark.parametrize(
    "dates",
    [None, 5, "2021-05-01", ["2021-05-01"], [None], [{"from": "2021-05-01", "to": "2021-05-01"}], [{"from": "2021-05-01", "to": "2021-05-01", "field": [], "start": 0, "end": 3}],
     [{"from": "2021-05-01", "to": "2021-05-01", "field": "text", "start": "0", "end": None}], [{"from": "2021-05-01", "to": "2021-05-01", "field": "text", "start": -5, "end": 1}]],
    ids=str,
)  # fmt: skip
def test_records_that_another_program_changed_are_errors(tmp_path: Path, dates: object):
    record = {
        "topics": [{"label": "Football", "score": 0.9}],
        "people": [{"name": "Maud"}],
        "dates": dates,
        "text": "Maud joue.",
    }
    path = tmp_path / "tags.jsonl"
    path.write_text(json.dumps(record) + "\n")
    errors: list[InputError] = []
    assert timeline(path, Wanted(topic="Football"), errors.append) == []
    assert timeline(path, Wanted(name="Maud"), errors.append) == []
    assert ["line 1: is not a record of tags: " in str(error) for error in errors] == [True, True]


@pytest.mark.parametrize("command", ["timeline", "names"])
def test_a_run_that_gives_nothing_replaces_nothing(command: str, cli: Cli, tmp_path: Path):
    empty, out = tmp_path / "empty.jsonl", tmp_path / "o.jsonl"
    empty.write_text("", "utf-8")
    out.write_text('{"sentence": "Il pleut."}\n', "utf-8")
    topic = ["--topic", "Typo"] if command == "timeline" else []
    result = cli(command, empty, *topic, "-o", out, "--force")
    assert result.status == 2
    assert "nothing was written" in result.err
    assert out.read_text("utf-8") == '{"sentence": "Il pleut."}\n'
