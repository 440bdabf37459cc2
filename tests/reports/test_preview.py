"""A training that has not happened, on a terminal."""

from __future__ import annotations

from newstagger._reports.tables import duration, show_preview, size
from newstagger._training.preview import Estimate, Preview
from tests.reports.test_tables import shown


def test_a_preview_shows_what_becomes_of_articles_and_labels():
    preview = Preview(
        34, 1, 0, 32, 1, 6, 2, {"Santé": 9, "Sport": 12}, ["Sport"], ["Météo"],
        {f"rare {n}": "1 article, fewer than 5" for n in range(23)}, merge=[["Santé", "SANTE"]],
        estimate=Estimate(20.0, 400.0, 3.1e9, 600, 2),
    )  # fmt: skip
    preview.aliases["sante", "Santé"] = 3
    preview.parents["Sport"] = 8
    preview.dropped["À la une"] = 4
    text = " ".join(shown(show_preview, preview, 5).split())
    for line in (
        "5 records skipped: they cannot be read",
        "left out: rare 19 (1 article, fewer than 5)",
        "… and 3 more left out",
        "merged: sante counts as Santé (3)",
        "parent added: Sport (8)",
        "dropped: À la une (4)",
        "the same topic?: Santé, SANTE; to merge, add to the topics file: [topics.\"Santé\"] aliases = ['SANTE']",
        "would take about 7 min (features 20 s, fits 7 min, 2 at once) and 3.1 GB of memory: an estimate",
        "nothing was trained or written",
    ):
        assert line in text
    assert "neither text nor title" not in text
    assert "rare 20" not in text


def test_durations_and_sizes():
    assert [duration(s) for s in (0.2, 89, 100, 7800)] == ["1 s", "89 s", "2 min", "2 h 10 min"]
    assert size(4.2e8) == "420 MB"
