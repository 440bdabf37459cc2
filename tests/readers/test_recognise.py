"""What form a text has, detected from its beginning. Every text is invented."""

from __future__ import annotations

import pytest

from newstagger.readers.documents import detect_ending, is_html, is_xml

COMMENTS = "<!---->" * 60


@pytest.mark.parametrize(
    ("text", "html", "ending"),
    [
        (COMMENTS + "Il pleut.", False, ".txt"),
        (COMMENTS + "<html><body>Il pleut.", True, ".html"),
        ("<!---->" * 40_000 + "Il pleut.", False, ".txt"),
        ("<!--" * 40_000, False, ".txt"),
        ("<?x" * 40_000, False, ".txt"),
        ("<? ?>" * 40_000, False, ".txt"),
        ("\ufeff \n" * 20_000 + "Il pleut.", False, ".txt"),
        ("<!-- a --> <!-- b -->\n<!DOCTYPE html><p>Il pleut.", True, ".html"),
        ('<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE html><p>Il pleut.', True, ".html"),
        ('<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<rss><channel/></rss>', False, ".xml"),
        ("<!-- a --><rss><channel></channel></rss>", False, ".xml"),
        ("<!-- a --><p>Il <em>pleut</em>.</p>", True, ".html"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else str(value),
)
def test_comments_and_instructions_before_the_root_are_passed_over(text: str, html: bool, ending: str):
    assert is_html(text) is html
    if len(text) < 20_000:
        assert detect_ending(text.encode()) == ending
    assert not (is_xml(text) and is_html(text))
