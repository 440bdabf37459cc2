from __future__ import annotations

import io

from rich.console import Console

from newstagger import Tagger
from newstagger._reports.console import show
from tests.writers.test_writers import OTHER, SUGGESTED, TAGS


def printed(*args, **options) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    show(*args, console, **options)
    return console.file.getvalue()


def test_the_table_shows_what_was_found():
    text = printed(TAGS)
    for part in (
        "Attaque à Rabat",
        "2021-01-01 23:00",
        "Attentat",
        "0.93",
        "bombe",
        "Salim Alaoui (M.)",
        "Salé (MA)",
        "mardi → 2020-12-29",
    ):
        assert part in text


def test_suggested_topics_are_named_with_their_scores():
    assert "Suggested" not in printed(TAGS)
    assert "Suggested" in (text := printed(TAGS.model_copy(update={"suggested": [SUGGESTED]})))
    assert "Éducation 0.25" in text


def test_markup_of_the_article_is_not_interpreted():
    tags = TAGS.model_copy(update={"title": "[bold]x[/bold] [/]", "warnings": ["[red]"]})
    assert "[bold]x[/bold] [/]" in printed(tags)
    assert "no topic" in printed(OTHER)


def test_explanations_add_up_to_the_log_odds(tagger: Tagger):
    explanation = tagger.explain("Un attentat à la bombe a fait trois morts à Bagdad.", "Attentat")
    text = printed(TAGS, explanations=[explanation])
    assert f"{explanation.log_odds:+.2f}  log-odds, in all" in text
