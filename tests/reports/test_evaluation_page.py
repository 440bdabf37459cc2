"""The page of an evaluation."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article, Tagger, evaluate
from newstagger._reports.evaluation_page import bars, lines, write_report


def test_a_report_has_its_tables_and_pictures(tagger: Tagger, tmp_path: Path):
    gold = [
        Article("Le club a gagné le match.", title="Football", topics=["Sport", "Football"]),
        Article("Une bombe a tué trois soldats au Mali.", topics=["Terrorisme", "<script>alert(1)</script>"]),
    ]
    report = evaluate(tagger, gold)
    write_report(report, tmp_path / "report.html", "fr-news")
    page = (tmp_path / "report.html").read_text("utf-8")
    for shown in (
        "F1 by topic",
        "Precision and recall",
        "Are the scores reliable?",
        "95% confidence interval",
        "fr-news",
    ):
        assert shown in page
    assert "<script" not in page
    assert page.count("<svg") == 3


@given(st.lists(st.tuples(st.text(max_size=40), st.floats(-1, 2), st.text(max_size=9)), max_size=9))
def test_bars_are_well_formed_whatever_their_names(rows: list[tuple[str, float, str]]):
    clean = [
        ("".join(c for c in name if c.isprintable()), value, "".join(c for c in note if c.isprintable()))
        for name, value, note in rows
    ]
    ElementTree.fromstring(bars(clean, "a < b & c"))


@pytest.mark.parametrize("marks", [True, False])
def test_lines_are_well_formed(marks: bool):
    picture = lines(
        [(10, 0.5), (90, 0.9)], "F1", across="articles", up="F1", most=90, lowest=0.4, marks=marks, diagonal=True
    )
    tree = ElementTree.fromstring(picture)
    assert tree.attrib["aria-label"] == "F1"
    assert len(tree.findall("circle")) == (2 if marks else 0)
