"""The table of forms, and what shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger._forms import DATABASES, FORMS, READ, RECORDS, TAGS, WRITTEN, Form, explain_unread, find_reader
from tests.conftest import Cli


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.ending)
def test_every_form_names_functions_that_are_there(form: Form):
    for name, load in (("reader", form.load_reader), ("writer", form.load_writer), ("tags", form.load_tag_reader)):
        if getattr(form, name):
            assert callable(load())
    assert form.reader or form.writer or form.advice


def test_each_ending_stands_once():
    endings = [form.ending for form in FORMS]
    assert len(endings) == len(set(endings))
    assert set(TAGS) <= set(WRITTEN)
    assert set(RECORDS) <= set(WRITTEN)


def test_the_longest_ending_counts():
    found = [find_reader(name) for name in ("a.WARC.wet.gz", "a.tar.bz2", "a.newsml.xml", "a.pdf")]
    assert [form.ending if form else None for form in found] == [".warc.wet", ".tar.bz2", ".xml", None]
    assert "unpack it" in explain_unread("a.tar.zst")


def test_help_lists_what_is_read_and_written(cli: Cli):
    shown = "".join(cli("tag", "--help").out.replace("│", " ").split())
    assert "".join(f"{ending}," for ending in READ) in shown
    assert ",".join(WRITTEN) in shown
    assert ",".join(DATABASES) in shown


def test_the_guide_names_every_extra_that_reading_needs():
    text = Path("docs/howto.md").read_text("utf-8")
    for extra in {form.extra for form in FORMS if form.reader and form.extra not in ("", "docx")}:
        assert f"`{extra}`" in text
