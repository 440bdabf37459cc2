from __future__ import annotations

import io

import pytest
from rich.table import Table

from newstagger import Article, TaggedArticle, Tagger
from newstagger._reports.console import SafeConsole, show, show_events
from newstagger._reports.timeline import Event

EVIL = "\x1b]0;PWNED\x07\x1b[2J\x9b31m\u202eevil"


def printed(*things: object) -> str:
    out = io.StringIO()
    SafeConsole(file=out, width=120, force_terminal=True, highlight=False).print(*things)
    return out.getvalue()


def test_colours_stay_and_escapes_of_the_text_do_not():
    table = Table.grid()
    table.add_column(style="bold")
    table.add_row(EVIL)
    text = printed(table)
    assert "\x1b[1m" in text  # rich's own
    for sign in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e"):
        assert sign not in text
    assert "␛]0;PWNED" in text  # rich itself drops the bell
    assert "␛[2J" in text


def test_no_field_of_an_article_reaches_the_terminal_raw(tagger: Tagger):
    article = Article(
        f"Le maire de Lyon, Paul {EVIL} Durand, est mort mardi.", id=EVIL, title=f"Titre {EVIL}\nforgé [bold]", author=EVIL,
        source=EVIL, declared_topics=[EVIL], warnings=[EVIL], published="2024-03-14",
    )  # fmt: skip
    tags = tagger.tag(article)
    tags.duplicate_of = EVIL
    for field in ("people", "organisations", "places"):
        for entity in getattr(tags, field):
            entity.name, entity.aliases = EVIL, [EVIL]
    out = io.StringIO()
    show(tags, SafeConsole(file=out, width=120, force_terminal=False))
    assert "\x1b" not in out.getvalue()
    assert not {"\x07", "\x9b", "\u202e"} & set(out.getvalue())
    assert "␊forgé [bold]" in out.getvalue()


def test_no_sentence_of_a_timeline_does(capsys: pytest.CaptureFixture[str]):
    from datetime import date

    out = io.StringIO()
    event = Event(date(2024, 3, 14), date(2024, 3, 14), "2024-03-14", EVIL, EVIL, f"{EVIL}\nforgé", "2024-03-15")
    show_events([event], SafeConsole(file=out, width=100))
    assert "\x1b" not in out.getvalue()
    assert "␊forgé" in out.getvalue()


def test_a_record_keeps_what_the_text_holds():
    record = TaggedArticle(id="a", text=EVIL, topics=[], people=[], organisations=[], places=[], dates=[], warnings=[])
    assert TaggedArticle.model_validate_json(record.to_json()).text == EVIL
