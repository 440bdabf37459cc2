"""A training that has not happened, on a terminal."""

from __future__ import annotations

from newstagger._reports.tables import show_preview
from newstagger._training.labels import Preview
from tests.reports.test_tables import shown


def test_a_preview_shows_what_becomes_of_articles_and_labels():
    preview = Preview(
        34, 1, 0, 32, 1, 6, 2, {"Santé": 9, "Sport": 12}, ["Sport"], ["Météo"],
        {f"rare {n}": "1 article, fewer than 5" for n in range(23)}, merge=[["Santé", "SANTE"]],
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
        "nothing was trained or written",
    ):
        assert line in text
    assert "neither text nor title" not in text
    assert "rare 20" not in text
