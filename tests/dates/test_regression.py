"""What one word beside a number changes: tests/data/dates_regression.tsv, a sentence per word with the dates found in it.

The rows are for regressions: they were made by putting every such word into its place and hold what was found then, read
through by eye. Some sentences are odd French, and some values are debatable; what is right is in the gold files. A row that
changes is a change of behaviour to decide on.
"""

from __future__ import annotations

import pytest

from newstagger import find_dates
from newstagger.dates.calendar import check_value
from tests.conftest import ROOT

PUBLISHED = "2022-05-18"
ROWS = [line.split("\t") for line in (ROOT / "tests" / "data" / "dates_regression.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("sentence", "dates"), ROWS, ids=[sentence for sentence, _ in ROWS])
def test_what_a_word_changes(sentence: str, dates: str):
    found = find_dates(sentence, PUBLISHED)
    assert " ; ".join(f"{d.text}={d.value}" for d in found) == dates
    for mention in found:  # whatever the row says, an impossible value is wrong
        assert mention.value is None or check_value(mention.type, mention.value) == mention.value
