"""Every form of output, and what must not happen on the way."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newstagger import InputError, MissingExtraError, OutputError, RecordError, TaggedArticle, UsageError, _forms
from newstagger._forms import find_writer
from newstagger._writers import read_tags, replacing, write
from newstagger.tags import Evidence, Topic

TAGS = TaggedArticle.model_validate(
    {
        "id": "a1",
        "title": "Attaque à Rabat",
        "published": "2021-01-01T23:00",
        "topics": [{"label": "Attentat", "score": 0.93, "evidence": [{"term": "bombe", "weight": 1.2}]}],
        "people": [{"name": "Salim Alaoui", "mentions": [{"start": 0, "end": 12, "text": "Salim Alaoui"}], "titles": ["M."]}],
        "places": [
            {"name": "Rabat", "country": "MA", "mentions": [{"field": "title", "start": 10, "end": 15, "text": "Rabat"}]},
            {"name": "Salé", "country": "MA", "mentions": []},
        ],
        "dates": [{"start": 26, "end": 31, "text": "mardi", "type": "DATE", "value": "2020-12-29", "from": "2020-12-29", "to": "2020-12-29"}],
        "text": "Salim Alaoui a été arrêté mardi.\nFin.",
    }
)  # fmt: skip
OTHER = TaggedArticle(id="=1+1", title="<script>alert(1)</script>", text="a & b <b>", warnings=["vide"])
LINES = [TAGS.to_json(), OTHER.to_json()]


@pytest.mark.parametrize("name", ["o.jsonl", "o.jsonl.gz", "o.json"])
def test_json_forms_hold_every_record(tmp_path: Path, name: str):
    write(LINES, tmp_path / name)
    data = (tmp_path / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith("gz") else data).decode()
    records = json.loads(text) if name.endswith("json") else [json.loads(line) for line in text.splitlines()]
    assert [TaggedArticle.model_validate(record) for record in records] == [TAGS, OTHER]


def test_no_records_are_an_empty_list(tmp_path: Path):
    write([], tmp_path / "o.json")
    assert json.loads((tmp_path / "o.json").read_text()) == []


def test_csv_has_one_row_an_article_and_names_joined(tmp_path: Path):
    write(LINES, tmp_path / "o.csv")
    text = (tmp_path / "o.csv").read_text("utf-8-sig")
    first, second = csv.DictReader(text.splitlines(keepends=True))
    assert (first["topics"], first["scores"], first["places"], first["countries"]) == (
        "Attentat",
        "0.9300",
        "Rabat; Salé",
        "MA",
    )
    assert (first["dates"], first["published"], first["text"]) == ("2020-12-29", "2021-01-01T23:00:00", TAGS.text)
    assert second["id"] == "'=1+1"


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_no_cell_is_a_formula(tmp_path: Path, start: str):
    write([TaggedArticle(text=f"{start}cmd|' /C calc'!A0").to_json()], tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["text"].startswith(f"'{start}")


def test_parquet_holds_the_whole_record(tmp_path: Path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(LINES, tmp_path / "o.parquet")
    rows = parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert [TaggedArticle.model_validate(row) for row in rows] == [TAGS, OTHER]


def test_the_page_marks_names_and_shows_markup_as_text(tmp_path: Path):
    write(LINES, tmp_path / "o.html")
    page = (tmp_path / "o.html").read_text()
    assert '<mark class="people" title="Personnes\u00a0: Salim Alaoui">Salim Alaoui</mark> a été arrêté' in page
    assert '<mark class="dates" title="Dates\u00a0: 29\u00a0décembre 2020">mardi</mark>' in page
    assert 'Attaque à <mark class="places" title="Lieux\u00a0: Rabat">Rabat</mark>' in page
    assert "1er\u00a0janvier 2021, 23\u00a0h" in page
    assert "93\u202f%" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "a &amp; b &lt;b&gt;" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_title_with_a_nul_does_not_divide_the_page(tmp_path: Path):
    articles = [TaggedArticle(title="Premier\0 titre", text="Un."), TaggedArticle(title="Second titre", text="Deux.")]
    write([one.to_json() for one in articles], tmp_path / "o.html")
    page = (tmp_path / "o.html").read_text("utf-8")
    assert page.index("Second titre") < page.index('id="article-1"')


def test_several_articles_have_a_list_with_anchors(tmp_path: Path):
    long = TaggedArticle(text="Le conseil municipal a voté. " * 9)
    write([*LINES, long.to_json()], tmp_path / "o.html")
    page = (tmp_path / "o.html").read_text()
    assert '<li><a href="#article-1">Attaque à Rabat</a></li>' in page
    assert '<li><a href="#article-2">&lt;script&gt;alert(1)&lt;/script&gt;</a></li>' in page
    assert '<li><a href="#article-3">Le conseil municipal a voté. Le conseil municipal a voté.' in page
    assert page.index('<article id="article-1">') > page.index("#article-3")
    assert "3\u00a0articles" in page
    write([LINES[0]], tmp_path / "one.html")
    assert 'class="contents"' not in (tmp_path / "one.html").read_text()


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=1&c=2", '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">'),
        ("HTTP://example.org", '<a href="HTTP://example.org" rel='),
        ("javascript:alert(1)", None),
        ("data:text/html,<b>", None),
        ('https://example.org/" onclick="alert(1)', None),
        (" https://example.org", None),
    ],
)
def test_only_web_addresses_become_links(tmp_path: Path, url: str, link: str | None):
    write([TaggedArticle(text="Texte.", url=url).to_json()], tmp_path / "o.html")
    page = (tmp_path / "o.html").read_text()
    assert (link in page) if link else ("<a " not in page)
    assert "onclick=" not in page.replace("onclick=&#34;", "")


def test_durations_and_recurring_times_say_themselves_what_they_mean():
    from newstagger._writers.page import render_article

    dates = [
        {"start": 0, "end": 9, "text": "Deux mois", "type": "DURATION", "value": "P2M"},
        {"start": 11, "end": 23, "text": "chaque lundi", "type": "SET", "value": "XXXX-WXX-1"},
    ]
    page = render_article(TaggedArticle.model_validate({"text": "Deux mois, chaque lundi.", "dates": dates}))
    assert "P2M" not in page
    assert "XXXX" not in page


def test_marks_that_overlap_or_lie_outside_do_no_harm():
    from newstagger._writers.page import mark

    tags = TaggedArticle.model_validate(
        {
            "text": "Institut de Rabat",
            "organisations": [{"name": "I", "mentions": [{"start": 0, "end": 17, "text": ""}]}],
            "places": [{"name": "R", "mentions": [{"start": 12, "end": 17, "text": ""}, {"start": 5, "end": 99, "text": ""}]}],
        }
    )  # fmt: skip
    assert mark(tags, "text", tags.text).count("<mark") == 1


def test_an_ending_that_cannot_be_written_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match=r"known are .*\.jsonl"):
        find_writer(tmp_path / "o.xlsx")


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"newstagger\[parquet\]"):
        find_writer(tmp_path / "o.parquet")


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "o.jsonl"
    path.write_text("alt")

    def broken():
        yield LINES[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write(broken(), path)
    assert path.read_text() == "alt"
    assert [p.name for p in tmp_path.iterdir()] == ["o.jsonl"]


def test_a_file_in_place_of_the_folder_is_an_output_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), replacing(tmp_path / "file" / "o.jsonl"):
        pass


def test_the_same_tags_give_the_same_bytes(tmp_path: Path):
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        write(LINES, tmp_path / name)
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


SUGGESTED = Topic(label="Éducation", score=0.25, code="medtop:05000000", evidence=[Evidence(term="école", weight=0.5)])


@pytest.mark.parametrize("name", ["o.jsonl", "o.csv", "o.parquet", "o.sqlite", "o.html"])
def test_suggested_topics_are_written_and_none_asked_for_is_not_none_found(tmp_path: Path, name: str):
    path = tmp_path / name
    articles = [OTHER.model_copy(update={"suggested": given}) for given in (None, [], [SUGGESTED])]
    write([article.to_json() for article in articles], path)
    found: list[Any]
    if name.endswith("jsonl"):
        found = [TaggedArticle.model_validate_json(line).suggested for line in path.read_text("utf-8").splitlines()]
    elif name.endswith("parquet"):
        parquet = pytest.importorskip("pyarrow.parquet")
        found = [TaggedArticle.model_validate(row).suggested for row in parquet.read_table(path).to_pylist()]
    elif name.endswith("sqlite"):
        found = [article.suggested for article in read_tags(path)]
    elif name.endswith("csv"):  # labels only, as of the topics that were given
        rows = csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True))
        assert [row["suggested"] for row in rows] == ["", "", "Éducation"]
        return
    else:
        assert path.read_text("utf-8").count("Aussi proposés\u00a0: Éducation (25\u202f%)</p>") == 1
        return
    assert found == [None, [], [SUGGESTED]]


@pytest.mark.parametrize("name", ["o.jsonl", "o.csv", "o.parquet", "o.sqlite", "o.html"])
def test_what_an_article_repeats_is_written(tmp_path: Path, name: str):
    path = tmp_path / name
    write([OTHER.to_json(), TAGS.model_copy(update={"duplicate_of": OTHER.id}).to_json()], path)
    if name.endswith("jsonl"):
        found = [json.loads(line).get("duplicate_of") for line in path.read_text("utf-8").splitlines()]
    elif name.endswith("csv"):
        rows = csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True))
        found = [row["duplicate_of"].removeprefix("'") or None for row in rows]
    elif name.endswith("parquet"):
        parquet = pytest.importorskip("pyarrow.parquet")
        found = parquet.read_table(path)["duplicate_of"].to_pylist()
    elif name.endswith("sqlite"):
        found = [article.duplicate_of for article in read_tags(path)]
    else:
        found = [None, OTHER.id] if f"Reprend l’article {OTHER.id}" in path.read_text("utf-8") else []
    assert found == [None, OTHER.id]


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_csv_of_other_separators_is_read_back(tmp_path: Path, separator: str):
    from newstagger import TaggedArticle, read

    tags = TaggedArticle(id="a", title="Pont; coupe, fin", text="Il pleut ;\n3,5 mm.")
    write([tags.to_json()], tmp_path / "a.csv", separator=separator)
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith(f"id{separator}title{separator}")
    (article,) = read(tmp_path / "a.csv")
    assert (article.id, article.title, article.text) == ("a", tags.title, tags.text)
    assert list(read_tags(tmp_path / "a.csv")) == [tags]


@pytest.mark.parametrize("name", [f"o{form}" for form in _forms.TAGS])
def test_tags_are_read_back_from_every_form_that_holds_them(tmp_path: Path, name: str):
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    write(LINES, tmp_path / name)
    found = list(read_tags(tmp_path / name))
    if not name.endswith(".csv"):
        assert found == [TAGS, OTHER]
        return
    # A CSV has neither mentions nor dates, nor which place is in which country.
    for one, want in zip(found, (TAGS, OTHER), strict=True):
        assert (one.id, one.title, one.text, one.published, one.warnings) == (want.id, want.title, want.text, want.published, want.warnings)  # fmt: skip
        assert [(t.label, t.score) for t in one.topics] == [(t.label, t.score) for t in want.topics]
        assert [e.name for e in (*one.people, *one.places)] == [e.name for e in (*want.people, *want.places)]


def test_a_broken_record_is_an_error_in_its_place(tmp_path: Path):
    path = tmp_path / "o.jsonl"
    path.write_text(f'{LINES[0]}\n{{"text": "Il pleut."}}\n\n{LINES[1]}\n', "utf-8")
    errors: list[InputError] = []
    assert list(read_tags(path, errors.append)) == [TAGS, OTHER]
    assert [(error.line, "topics" in error.reason) for error in errors] == [(2, True)]
    with pytest.raises(RecordError, match="line 2"):
        list(read_tags(path))
    with pytest.raises(InputError, match="no such file"):
        list(read_tags(tmp_path / "missing.jsonl"))
    with pytest.raises(InputError, match="contains no tags that can be read back"):
        list(read_tags(tmp_path / "o.html"))
