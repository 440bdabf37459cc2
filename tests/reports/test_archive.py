"""What an archive is about. Every record is invented."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from newstagger import InputError, TaggedArticle
from newstagger._reports.archive import LISTED, Archive, summarise
from newstagger._reports.archive_page import write_archive
from newstagger._writers import write


def record(day: str | None = "2023-05-04", *topics: str, people: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "published": day, "title": more.pop("title", "Titre"), "topics": [{"label": t, "score": 0.9} for t in topics],
        "people": [{"name": p, "mentions": []} for p in people], "text": "", **more,
    }  # fmt: skip


def written(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    return path


def summary(tmp_path: Path, records: list[dict[str, Any]]) -> Archive:
    return summarise(written(tmp_path / "tags.jsonl", records))


def test_topics_and_names_are_counted_once_an_article(tmp_path: Path):
    found = summary(
        tmp_path,
        [
            record("2023-01-04", "Sport", "Football", people=("Idriss Konaté", "Idriss Konaté")),
            record("2023-02-04T18:00", "Sport", people=("Idriss Konaté",)),
            record(None, "Justice"),
            record(None),
        ],
    )
    assert (found.articles, found.without_day, found.without_topic) == (4, 2, 1)
    assert [(s.name, s.articles) for s in found.topics] == [("Sport", 2), ("Football", 1), ("Justice", 1)]
    assert [(s.name, s.articles) for s in found.people] == [("Idriss Konaté", 2)]
    assert found.together == {("Football", "Sport"): 1}


def test_a_database_gives_the_same_report_as_lines(tmp_path: Path):
    records = [record("2023-01-04", "Sport", people=("Idriss Konaté",), id="a"), record(None, "Justice", id="b")]
    lines = [TaggedArticle.model_validate(r).to_json() for r in records]
    write(lines, tmp_path / "tags.sqlite")
    write(lines, tmp_path / "tags.jsonl")
    assert summarise(tmp_path / "tags.sqlite") == summarise(tmp_path / "tags.jsonl")


@pytest.mark.parametrize(
    ("days", "span", "count"),
    [(0, "day", 1), (59, "day", 60), (200, "week", 29), (900, "month", 30), (9_000, "year", 25)],
)
def test_the_longer_the_archive_the_longer_a_span(tmp_path: Path, days: int, span: str, count: int):
    first = date(2000, 1, 3)
    found = summary(tmp_path, [record(str(first)), record(str(first + timedelta(days)))])
    assert (found.span, len(found.starts), sum(found.totals)) == (span, count, 2)


def test_days_at_the_ends_of_the_calendar_do_no_harm(tmp_path: Path):
    found = summary(tmp_path, [record("0001-01-01"), record("9999-12-31")])
    assert found.span == "year"
    assert sum(found.totals) == 2


def test_a_trend_needs_enough_articles_and_a_clear_difference(tmp_path: Path):
    steady = [record(f"2023-{month:02d}-10", "Sport") for month in range(1, 13) for _ in range(8)]
    late = [record(f"2023-{month:02d}-11", "Grève") for month in (11, 12) for _ in range(10)]
    rare = [record("2023-12-11", "Rare")]
    trend = {s.name: s.trend for s in summary(tmp_path, steady + late + rare).topics}
    assert trend["Rare"] is None
    assert trend["Grève"] is not None
    assert trend["Grève"] > 2
    assert trend["Sport"] is not None
    assert trend["Sport"] < 0


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path: Path):
    path = tmp_path / "tags.jsonl.gz"
    lines = [
        json.dumps(record()),
        "no",
        "[]",
        '{"topics": ["Sport"]}',
        "[" * 100_000,
        '{"text": "a"}',
        json.dumps(record()),
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    failed: list[InputError] = []
    assert summarise(path, failed.append).articles == 2
    assert [error.line for error in failed] == [2, 3, 4, 5, 6]
    with pytest.raises(InputError, match="line 2"):
        summarise(path)


@pytest.mark.parametrize("name", ["tags.csv", "missing.jsonl", "empty.jsonl", "cut.jsonl.gz"])
def test_what_cannot_be_reported_on_is_told(tmp_path: Path, name: str, cli: Any):
    path = tmp_path / name
    if name != "missing.jsonl":
        path.write_bytes(b"\n" if name != "cut.jsonl.gz" else gzip.compress(b"{}\n" * 1000)[:30])
    result = cli("report", path, "-o", tmp_path / "r.html")
    assert result.status == 2
    assert name in result.err
    assert not (tmp_path / "r.html").exists()


def test_the_page_shows_markup_as_text_and_runs_its_own_script_only(tmp_path: Path):
    evil = "<script>alert(1)</script>"
    found = summary(tmp_path, [record("2023-01-04", evil, "Sport", people=(evil,), title=evil)] * 2)
    write_archive(found, tmp_path / "r.html", evil)
    page = (tmp_path / "r.html").read_text("utf-8")
    assert evil not in page
    assert page.count("<script>") == 1
    assert page.count("</script>") == 2
    assert "script-src 'sha256-" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_list_is_bounded_and_latest_first(tmp_path: Path):
    first = date(2020, 1, 1)
    found = summary(tmp_path, [record(str(first + timedelta(n % 400))) for n in range(LISTED + 50)])
    assert len(found.rows) == LISTED
    days = [row.published for row in found.rows]
    assert days == sorted(days, reverse=True)
    write_archive(found, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "liste les 5\u202f000 articles les plus récents sur 5\u202f050" in page


def test_texts_are_kept_for_the_latest_articles_as_far_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("newstagger._reports.archive.ONE_TEXT", 10)
    monkeypatch.setattr("newstagger._reports.archive.ALL_TEXTS", 25)
    days = ["2023-01-01", "2023-01-04", "2023-01-03", "2023-01-02", "2023-01-05"]
    found = summary(tmp_path, [record(day, text="x" * 8 if day.endswith("05") else "y" * 12) for day in days])
    assert [(row.published[-2:], len(row.text), row.whole) for row in found.rows] == [
        ("05", 8, True), ("04", 10, False), ("03", 7, False), ("02", 0, False), ("01", 0, False),
    ]  # fmt: skip
    write_archive(found, tmp_path / "r.html")
    assert "le texte de 4\u00a0articles n’y est pas en entier" in (tmp_path / "r.html").read_text("utf-8")


def test_from_the_command_line(tmp_path: Path, cli: Any):
    path = written(tmp_path / "tags.jsonl", [record("2023-01-04", "Sport"), record("2023-03-04", "Justice")])
    result = cli("report", path, "-o", tmp_path / "r.html", "--title", "Mon archive")
    assert result.status == 0
    assert "<h1>Mon archive</h1>" in (tmp_path / "r.html").read_text("utf-8")
    assert cli("report", path, "-o", tmp_path / "r.pdf").status == 2


def test_a_long_cell_is_read_without_changing_the_limit_of_the_process(tmp_path: Path):
    import csv

    before = csv.field_size_limit()
    path = tmp_path / "tags.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["published", "topics", "people", "organisations", "places", "text"])
        rows.writerow(["2024-01-02", "Sport", "", "", "", "x" * (before + 1)])
    assert summarise(path).articles == 1
    assert csv.field_size_limit() == before


def test_a_publication_time_that_is_none_is_an_error(tmp_path: Path):
    errors: list[InputError] = []
    path = written(tmp_path / "tags.jsonl", [record("bientôt"), record()])
    assert summarise(path, errors.append).articles == 1
    assert "line 1: is not a record of tags: published" in str(errors[0])


@pytest.mark.parametrize(
    "entry",
    [
        {"name": 5},
        {"name": ["a"]},
        {"name": "Léa", "aliases": 5},
        {"name": "Rabat", "country": ["MA"]},
        {"name": "Léa", "mentions": [5]},
    ],
    ids=str,
)
def test_names_of_another_shape_are_an_error(tmp_path: Path, entry: dict[str, Any]):
    errors: list[InputError] = []
    path = written(tmp_path / "tags.jsonl", [{**record(), "places": [entry]}, record()])
    assert summarise(path, errors.append).articles == 1
    assert "line 1: is not a record of tags: places.0." in str(errors[0])
