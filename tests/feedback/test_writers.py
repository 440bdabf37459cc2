"""Many processes write into one file of corrections, and some are killed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.feedback.writers import let_write


@pytest.mark.skipif(sys.platform == "win32", reason="needs forkserver")
def test_nothing_is_lost_and_nothing_kept_by_half(tmp_path: Path):
    found = let_write(tmp_path, writers=6, kills=12)
    assert found["faults"] == []
    assert found["judgements kept"] > 50
    assert found["verdicts"] >= found["judgements kept"]
