"""Names to which editors gave a kind are found. Every text is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import Tagger
from newstagger._model.directory import load
from newstagger._names import Span
from newstagger._names.finding import EditorsNames

NAMES = EditorsNames(
    {
        "Zorvane": "organisations",
        "Port Zorvane": "places",
        "Orange": "organisations",
        "zorbe": "people",
        "ZV": "people",
        "L'Écho": "none",
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hier Zorvane ferme.", ["Zorvane"]),
        ("À Port Zorvane, rien.", ["Port Zorvane"]),
        ("Zorvanes, zorvane, Zorvane-sur-Mer, ex-Zorvane", []),
        ("Orange, zorbe, ZV, L'Écho", []),
        ("Zorvane, Zorvane", ["Zorvane", "Zorvane"]),
    ],
)
def test_whole_names_are_found_that_are_no_common_words(text: str, found: list[str]):
    assert [text[s.start : s.end] for s in NAMES.add_to(text, [])] == found


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [(0, 5, True), (0, 6, False), (5, 12, False), (7, 9, False), (11, 15, False), (12, 15, True), (4, 14, False)],
)
def test_nothing_is_added_over_what_the_recogniser_saw(start: int, end: int, free: bool):
    span = Span(start, end, "people")
    assert len(NAMES.add_to("Hier Zorvane ferme.", [span])) == 1 + free


def test_a_model_finds_what_editors_added(tagger: Tagger, tmp_path: Path):
    text = "Hier soir, la vieille zorvane, alias Brisefer, a coulé au large ; Brisefer sera renflouée."
    model = load()
    model.kinds = {"Brisefer": "organisations"}
    model.save(tmp_path / "m")
    (found,) = Tagger.load(tmp_path / "m", only=["organisations"]).tag(text).organisations
    assert (found.name, len(found.mentions)) == ("Brisefer", 2)
