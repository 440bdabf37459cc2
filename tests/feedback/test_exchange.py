"""Corrections to and from Prodigy, Label Studio and doccano. Every article is invented."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, RecordError
from newstagger._feedback.exchange import FORMATS, Format, export_tasks, import_task
from newstagger._feedback.gold import Corrected, Given, GoldMention
from newstagger._feedback.store import Corrections, Verdict
from newstagger._feedback.verdicts import Place

TITLE = "🏅 Le PSG recrute"
TEXT = "Mardi, Jean Morvan 🥅 a quitté Brest. Le PSG se tait depuis trois jours."
ARTICLE = Article(TEXT, title=TITLE, id="a1", published="2024-03-07", source="Le Journal")
GIVEN = Given((GoldMention(Place("text", 7, 18), "people", "Jean Morvan"),))


def place(words: str, field: str = "text") -> str:
    start = (TITLE if field == "title" else TEXT).index(words)
    return f"{field}:{start}:{start + len(words)}"


def holding(found: Corrected) -> dict[str, Any]:
    """What must survive a journey."""
    gold = found.gold
    return {
        "article": (found.article.text, found.article.title, str(found.article.published), found.article.id),
        "topics": sorted(found.labels)
        if found.read
        else sorted(label for label, right in found.topics.items() if right),
        "refused": sorted(label for label, right in found.topics.items() if not right),
        "names": [(str(m.place), m.kind) for m in gold.mentions] if found.names_judged else None,
        "dates": [(str(d.place), d.kind, d.value) for d in gold.dates] if found.dates_judged else None,
        "read": found.read,
    }


_VERDICTS = st.lists(
    st.sampled_from(
        [("topic", label, verdict) for label in ("Sport", "Santé", "Été") for verdict in ("right", "wrong")]
        + [("mention", place("PSG", "title"), "organisations"), ("mention", place("Brest"), "places")]
        + [("mention", place("Jean Morvan"), "none"), ("mention", place("Le PSG se tait"), "organisations")]
        + [("date", place("Mardi"), "DATE 2024-03-05"), ("date", place("trois jours"), "DURATION P3D")]
        + [("date", place("Mardi"), "SET"), ("read", "", "yes")]
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(_VERDICTS, st.sampled_from(FORMATS), st.booleans())
@settings(max_examples=60, deadline=None)
def test_corrections_come_back_as_they_went(verdicts: list[tuple[str, str, str]], format_: Format, titled: bool):
    article = ARTICLE if titled else Article(TEXT, id="a1", published="2024-03-07")
    verdicts = [verdict for verdict in verdicts if titled or not verdict[1].startswith("title:")]
    with TemporaryDirectory() as folder, Corrections(Path(folder) / "a") as one, Corrections(Path(folder) / "b") as two:
        key = one.put(article, ["Sport"], 0.5, "m")
        one.see(key, GIVEN, "m")
        one.judge(key, [Verdict(*verdict) for verdict in verdicts], "Anne")  # type: ignore[arg-type]
        lines = list(export_tasks(one.all(), format_))
        for line in lines:
            assert import_task(two, json.loads(line), "x.jsonl", 1) == []
        before, after = [holding(found) for found in one.all()], [holding(found) for found in two.all()]
        for found in before:  # an article without any name or date says the same whether or not these were judged
            found["names"], found["dates"] = found["names"] or None, found["dates"] or None
        for found in after:
            found["names"], found["dates"] = found["names"] or None, found["dates"] or None
        assert after == [found for found in before if any((found["topics"], found["refused"], found["names"], found["dates"], found["read"]))]  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
def test_names_alone_and_topics_alone(tmp_path: Path, format_: Format):
    with Corrections(tmp_path / "c") as kept:
        key = kept.put(ARTICLE, ["Sport"], 0.5, "m")
        kept.see(key, GIVEN, "m")
        kept.judge(key, [Verdict("topic", "Sport", "right"), Verdict("mention", place("Brest"), "places")], "Anne")
        (names,) = export_tasks(kept.all(), format_, "names")
        (topics,) = export_tasks(kept.all(), format_, "topics")
    assert "Sport" not in names
    assert "LOC" in names
    assert "LOC" not in topics
    assert "Sport" in topics
    for line, labels, count in ((names, {}, 2), (topics, {"Sport": True}, 0)):
        with Corrections(tmp_path / f"{count}{format_}") as other:
            import_task(other, json.loads(line), "x")
            (found,) = other.all()
            assert found.topics == labels
            assert len(found.gold.mentions) == count


@pytest.mark.parametrize(
    ("task", "want"),
    [
        (
            {"text": "Jean Morvan quitte Brest.", "spans": [{"start": 0, "end": 11, "label": "PERSON", "token_start": 0}, {"start": 19, "end": 24, "label": "GPE"}], "answer": "accept", "_annotator_id": "db-anne"},
            {"text:0:11": "people", "text:19:24": "places"},
        ),
        (
            {"id": 7, "text": "Jean Morvan quitte Brest.", "label": [[0, 11, "PER"], [19, 24, "lieu"]], "Comments": []},
            {"text:0:11": "people", "text:19:24": "places"},
        ),
        (
            {"text": "Jean Morvan quitte Brest.", "entities": [{"id": 1, "label": "Personne", "start_offset": 0, "end_offset": 11}], "relations": []},
            {"text:0:11": "people"},
        ),
        (
            {"id": 3, "data": {"text": "🏅 Jean Morvan quitte Brest."}, "annotations": [{"completed_by": 4, "result": [{"id": "x", "type": "labels", "from_name": "label", "to_name": "text", "value": {"start": 3, "end": 14, "text": "Jean Morvan", "labels": ["PER"]}}]}]},
            {"text:2:13": "people"},
        ),
    ],
    ids=["prodigy", "doccano", "doccano with relations", "label studio, offsets of JavaScript"],
)  # fmt: skip
def test_tasks_as_the_tools_write_them(tmp_path: Path, task: dict[str, Any], want: dict[str, str]):
    with Corrections(tmp_path / "c") as kept:
        assert import_task(kept, task, "x") == []
        (found,) = kept.all()
    assert found.mentions == want
    assert found.article.id == ""


@pytest.mark.parametrize(
    ("task", "topics", "state"),
    [
        ({"text": "a", "label": "Sport", "answer": "accept"}, {"Sport": True}, "in_progress"),
        ({"text": "a", "label": "Sport", "answer": "reject"}, {"Sport": False}, "in_progress"),
        ({"text": "a", "label": "Sport", "answer": "ignore"}, {}, "skipped"),
        ({"text": "a", "accept": ["Sport"], "options": [], "answer": "accept"}, {"Sport": True}, "reviewed"),
        ({"text": "a", "accept": ["Sport"], "answer": "reject"}, {}, "to_review"),
        ({"text": "a", "label": ["Sport", "Santé"]}, {"Sport": True, "Santé": True}, "reviewed"),
        ({"text": "a", "cats": ["Sport"], "entities": []}, {"Sport": True}, "reviewed"),
        ({"text": "a", "label": "Sport"}, {"Sport": True}, "reviewed"),
        ({"text": "a", "accept": "Sport", "answer": "accept"}, {"Sport": True}, "reviewed"),
        ({"data": {"text": "a"}, "annotations": [{"result": [{"id": "t", "type": "choices", "value": {"choices": ["Sport"]}}]}]}, {"Sport": True}, "reviewed"),
        ({"data": {"text": "a"}, "annotations": [{"was_cancelled": True, "result": []}]}, {}, "skipped"),
        ({"data": {"text": "a"}}, {}, "to_review"),
        ({"text": "a"}, {}, "to_review"),
    ],
)  # fmt: skip
def test_classes_as_the_tools_write_them(tmp_path: Path, task: dict[str, Any], topics: dict[str, bool], state: str):
    with Corrections(tmp_path / "c") as kept:
        import_task(kept, task, "x")
        assert kept.counts()[state] == 1
        (waiting,) = kept._base.execute("SELECT key FROM articles").fetchone()
        assert kept.one(waiting).topics == topics


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ({}, "not a task"), ({"text": 3}, "no text"), ({"text": " "}, "no text"),
        ({"text": "a", "spans": [{"start": 0, "end": 9, "label": "PER"}]}, "lies outside the text"),
        ({"text": "a", "spans": [{"start": 0}]}, "not a task"),
        ({"text": "a b", "label": [[1, 2, "PER"]]}, "contains no letter"),
        ({"text": "a", "label": [[0, 1]]}, "not a task"),
        ({"data": {"text": "a"}, "annotations": [{"result": [{}]}]}, "not a task"),
        ({"text": "a b", "meta": {"title": 5}, "answer": "accept"}, "title is no text"),
        ({"text": "a", "spans": [{"start": 0, "end": float("inf"), "label": "PER"}]}, "not a task"),
        ({"text": "a", "spans": [{"start": 0, "end": 1, "label": "DATE", "value": "hier"}]}, "not a value of type DATE"),
    ],
)  # fmt: skip
def test_what_is_not_a_task_is_refused_and_nothing_is_kept(tmp_path: Path, task: dict[str, Any], says: str):
    with Corrections(tmp_path / "c") as kept:
        with pytest.raises(RecordError, match=says) as error:
            import_task(kept, task, "x.jsonl", 4)
        assert "x.jsonl, line 4" in str(error.value)
        assert kept.counts()["articles"] == 0


def test_what_was_annotated_as_a_whole_refuses_what_is_not_in_it(tmp_path: Path):
    with Corrections(tmp_path / "c") as kept:
        key = kept.put(Article("Jean Morvan quitte Brest."), ["Sport", "Santé"], 0.5, "m")
        kept.see(key, Given((GoldMention(Place("text", 0, 11), "organisations", "Jean Morvan"), GoldMention(Place("text", 19, 24), "places", "Brest"))), "m")  # fmt: skip
        task = {"text": "Jean Morvan quitte Brest.", "cats": ["Sport"], "entities": [[0, 11, "PER"], [12, 18, "MISC"]]}
        assert import_task(kept, task, "x") == ["MISC"]
        found = kept.one(key)
    assert found.labels == ["Sport"]
    assert [(str(m.place), m.kind) for m in found.gold.mentions] == [("text:0:11", "people")]


def travel(kept: Corrections, other: Corrections, format_: Format, change: Any = None) -> None:
    """Export the corrections as tasks, change them as an annotator would, and import them."""
    for line in list(export_tasks(kept.all(), format_)):
        task = json.loads(line)
        import_task(other, change(task) if change else task, "tasks.jsonl")


@pytest.mark.parametrize("format_", FORMATS)
def test_declared_topics_and_each_editor_come_back(tmp_path: Path, format_: Format):
    article = Article(TEXT, title=TITLE, declared_topics=["Mercato", "Ligue 1"], left_out=["Partager"])
    with Corrections(tmp_path / "a") as one, Corrections(tmp_path / "b") as two:
        key = one.put(article, ["Sport", "Santé"], 0.5, "m")
        one.see(key, GIVEN, "m")
        one.judge(key, [Verdict("topic", "Santé", "wrong"), Verdict("mention", place("Brest"), "places")], "Anne")
        one.judge(key, [Verdict("name", "Jean Morvan", "organisations"), Verdict("read", "", "yes")], "Bruno")
        travel(one, two, format_)
        (found,) = two.all()
    assert (found.article.declared_topics, found.article.left_out) == (["Mercato", "Ligue 1"], ["Partager"])
    assert {(kept.verdict.subject, kept.who) for kept in found.holding} == {
        ("Santé", "Anne"), (place("Brest"), "Anne"), ("Sport", "Bruno"), (place("Jean Morvan"), "Bruno"), ("", "Bruno"),
    }  # fmt: skip


def _annotate(task: dict[str, Any]) -> dict[str, Any]:
    """Carla takes the topic Sport away, accepts Santé, and takes all dates away."""
    if "annotations" in task:
        (annotation,) = task["annotations"]
        kept = [one for one in annotation["result"] if one.get("value", {}).get("labels") != ["DATE"]]
        for one in kept:
            if one["type"] == "choices":
                one["value"]["choices"] = ["Santé"]
        annotation |= {"completed_by": {"id": 3, "email": "carla"}, "result": kept}
        return task
    if "cats" in task:
        return task | {"cats": ["Santé"], "entities": [span for span in task["entities"] if span[2] != "DATE"]}
    spans = [span for span in task["spans"] if span["label"] != "DATE"]
    return task | {"accept": ["Santé"], "spans": spans, "_annotator_id": "carla"}


@pytest.mark.parametrize("format_", FORMATS)
def test_what_an_annotator_changes_in_the_other_tool_holds(tmp_path: Path, format_: Format):
    with Corrections(tmp_path / "a") as kept:
        key = kept.put(ARTICLE, ["Sport"], 0.5, "m")
        kept.see(key, GIVEN, "m")
        verdicts = [
            Verdict("topic", "Sport", "right"), Verdict("topic", "Santé", "wrong"), Verdict("mention", place("Brest"), "places"),
            Verdict("date", place("Mardi"), "DATE 2024-03-05"), Verdict("date", place("trois jours"), "DURATION P3D"),
        ]  # fmt: skip
        kept.judge(key, verdicts, "Anne")
        travel(kept, kept, format_, _annotate)
        found = kept.one(key)
    assert found.topics == {"Sport": False, "Santé": True}
    assert [(str(date.place), date.value) for date in found.gold.dates] == [(place("trois jours"), "P3D")]
    assert sorted(m.place.start for m in found.gold.mentions) == [7, 30]
    whose = {kept.verdict.subject: kept.who for kept in found.holding}
    annotator = "Anne" if format_ == "doccano" else "carla"  # doccano's files do not name the annotator
    assert whose[place("Brest")] == whose[place("trois jours")] == "Anne"
    assert {whose[subject] for subject in ("Sport", "Santé", place("Mardi"))} == {annotator}


@pytest.mark.parametrize("format_", FORMATS)
def test_where_only_dates_were_judged_the_names_stay(tmp_path: Path, format_: Format):
    with Corrections(tmp_path / "a") as kept, Corrections(tmp_path / "b") as other:
        key = kept.put(ARTICLE, [], 0.5, "m")
        kept.see(key, GIVEN, "m")
        kept.judge(key, [Verdict("date", place("Mardi"), "DATE 2024-03-05")], "Anne")
        travel(kept, other, format_)
        travel(kept, kept, format_)
        assert [m.place.start for m in kept.one(key).gold.mentions] == [7]
        (found,) = other.all()
    assert (found.names_judged, found.dates_judged) == (False, True)


def test_dates_that_nobody_looked_for_are_not_refused(tmp_path: Path):
    with Corrections(tmp_path / "c") as kept:
        import_task(kept, {"text": TEXT, "cats": ["Sport"], "entities": [[7, 18, "PER"]]}, "x")
        (found,) = kept.all()
    assert (found.read, found.names_judged, found.dates_judged) == (True, True, False)


def test_a_publication_time_known_later_brings_no_dates_into_what_people_annotated(tmp_path: Path):
    with Corrections(tmp_path / "c") as kept:
        import_task(kept, {"text": TEXT, "cats": [], "entities": [[7, 18, "PER"], [58, 69, "DURATION"]]}, "x")
        key = kept.put(Article(TEXT, published="2024-03-07"), ["Sport"], 0.5, "m")
        assert [str(date.place) for date in kept.one(key).gold.dates] == ["text:58:69"]


def test_what_was_put_aside_in_the_other_tool_says_nothing(tmp_path: Path):
    task = {"text": TEXT, "spans": [{"start": 7, "end": 18, "label": "PER"}], "accept": ["Sport"], "answer": "ignore"}
    with Corrections(tmp_path / "c") as kept:
        import_task(kept, task, "x")
        counts = kept.counts()
    assert (counts["verdicts"], counts["skipped"]) == (1, 1)


def test_values_of_dates_follow_their_spans(tmp_path: Path):
    with Corrections(tmp_path / "a") as kept, Corrections(tmp_path / "b") as other:
        key = kept.put(ARTICLE, [], 0.5, "m")
        kept.see(key, GIVEN, "m")
        dates = [
            Verdict("date", place("Mardi"), "DATE 2024-03-05"),
            Verdict("date", place("trois jours"), "DURATION P3D"),
        ]
        kept.judge(key, dates, "Anne")
        travel(kept, other, "doccano", lambda task: task | {"entities": [[50, 55, "LOC"], *reversed(task["entities"])]})
        (found,) = other.all()
    assert {str(date.place): date.value for date in found.gold.dates} == {
        place("Mardi"): "2024-03-05", place("trois jours"): "P3D"
    }  # fmt: skip


@pytest.mark.parametrize(
    "record", [{"text": "Un match.", "topics": ["Sport"], "read": True}, {"text": "a", "topics": []}]
)
def test_records_of_newstagger_are_no_tasks(tmp_path: Path, record: dict[str, Any]):
    with Corrections(tmp_path / "c") as kept, pytest.raises(RecordError, match="export --format"):
        import_task(kept, record, "x")


def test_a_yes_to_one_label_says_nothing_of_the_others(tmp_path: Path):
    with Corrections(tmp_path / "c") as kept:
        key = kept.put(Article("Jean Morvan quitte Brest."), ["Sport", "Santé"], 0.3, "m")
        kept.see(key, Given((GoldMention(Place("text", 19, 24), "places", "Brest"),)), "m")
        import_task(kept, {"text": "Jean Morvan quitte Brest.", "label": "Sport", "answer": "accept"}, "x")
        found = kept.one(key)
    assert (found.given, found.topics, found.read) == (["Sport", "Santé"], {"Sport": True}, False)
    assert found.labels == ["Sport", "Santé"]
    assert [m.place.start for m in found.gold.mentions] == [19]


def test_of_several_annotators_the_latest_who_did_not_skip_counts(tmp_path: Path):
    def annotate(topic: str, at: str, *, cancelled: bool = False) -> dict[str, Any]:
        result = [{"type": "choices", "from_name": "topics", "value": {"choices": [topic]}}]
        return {"result": [] if cancelled else result, "was_cancelled": cancelled, "updated_at": at}

    annotations = [
        annotate("Sport", "2026-03-05T10:00:00Z"),
        annotate("Santé", "2026-03-06T10:00:00Z"),
        annotate("", "2026-03-07T10:00:00Z", cancelled=True),
    ]
    with Corrections(tmp_path / "c") as kept:
        import_task(kept, {"data": {"text": "Jean Morvan quitte Brest."}, "annotations": annotations}, "x")
        key = kept.find(Article("Jean Morvan quitte Brest."))
        assert key is not None
        assert kept.one(key).labels == ["Santé"]


def test_every_annotator_of_a_task_is_kept(tmp_path: Path):
    def annotate(who: int, topic: str, at: str) -> dict[str, Any]:
        result = [{"type": "choices", "from_name": "topics", "value": {"choices": [topic]}}]
        return {"completed_by": who, "result": result, "updated_at": at}

    annotations = [annotate(7, "Santé", "2026-03-06T10:00:00Z"), annotate(4, "Sport", "2026-03-05T10:00:00Z")]
    with Corrections(tmp_path / "c") as kept:
        import_task(kept, {"data": {"text": "Jean Morvan quitte Brest."}, "annotations": annotations}, "x")
        (found,) = kept.all()
    assert found.labels == ["Santé"]
    assert [(k.who, k.verdict.subject, k.verdict.verdict) for k in found.history if k.verdict.what == "topic"] == [
        ("4", "Sport", "right"), ("7", "Santé", "right"), ("7", "Sport", "wrong"),
    ]  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
def test_a_text_with_line_separators_comes_back(cli: Any, tmp_path: Path, format_: Format):
    article = Article("Le maire de Lysbourg\u2028a démissionné.\x85Fin.\x0c")
    with Corrections(tmp_path / "a.sqlite") as kept:
        key = kept.put(article, ["Sport"], 0.5, "m")
        kept.judge(key, [Verdict("read", "", "yes")], "Anne")
    out = tmp_path / "tasks.jsonl"
    assert cli("corrections", "export", tmp_path / "a.sqlite", "-o", out, "--format", format_).status == 0
    assert cli("corrections", "import", tmp_path / "b.sqlite", out, "--format", format_).status == 0
    with Corrections(tmp_path / "b.sqlite") as kept:
        assert kept.one(key).article.text == article.text


@pytest.mark.parametrize("format_", FORMATS)
def test_from_the_command_line(cli: Any, tmp_path: Path, format_: Format):
    with Corrections(tmp_path / "a.sqlite") as kept:
        key = kept.put(ARTICLE, ["Sport"], 0.5, "m")
        kept.judge(key, [Verdict("topic", "Santé", "right"), Verdict("read", "", "yes")], "Anne")
    out = tmp_path / "tasks.jsonl"
    assert cli("corrections", "export", tmp_path / "a.sqlite", "-o", out, "--format", format_).status == 0
    tasks = out.read_text("utf-8")
    out.write_text(tasks + '{"text": ""}\n[1]\n{no\n' + "[" * 100_000 + "\n")
    done = cli("corrections", "import", tmp_path / "b.sqlite", out, "--format", format_)
    assert done.status == 1
    assert "1 article imported" in done.err
    assert all(f"line {number}" in done.err for number in (2, 3, 4, 5))
    with Corrections(tmp_path / "b.sqlite") as kept:
        assert sorted(kept.one(key).labels) == ["Santé", "Sport"]
    array = tmp_path / "tasks.json"
    array.write_text(f"[{tasks}]")
    assert cli("corrections", "import", tmp_path / "c.sqlite", array).status == 0
    assert cli("corrections", "import", tmp_path / "c.sqlite", tmp_path / "none.jsonl").status == 2
