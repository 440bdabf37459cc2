"""The scorer of names that benchmarks/entities uses."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "names", Path(__file__).parents[2] / "benchmarks" / "entities" / "names.py"
)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
compare, f1 = _module.compare, _module.f1
