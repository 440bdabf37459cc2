"""Two editors at one queue, in headless Chromium."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serve.browsing import IN_A_BROWSER

pytestmark = IN_A_BROWSER
FIFTY = Path(__file__).parents[2] / "benchmarks" / "serve" / "fifty.py"


@pytest.mark.skipif(not FIFTY.exists(), reason="the benchmarks are not here")
def test_store_screen_and_export_agree_after_two_editors_worked_at_once(tmp_path: Path):
    out = tmp_path / "result.json"
    done = subprocess.run([sys.executable, FIFTY, out, "300", "8"], capture_output=True, text=True, timeout=600)
    assert out.exists(), done.stderr
    result = json.loads(out.read_text("utf-8"))
    assert result["went wrong"] == []
    assert result["store, screen and export disagree"] == []
    assert sum(result["articles"].values()) == 8
    assert result["verdicts in the store"] > 8
