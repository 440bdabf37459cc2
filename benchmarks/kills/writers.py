"""Let fifty processes write into one file of corrections, and kill them with SIGKILL at random moments.

    python benchmarks/kills/writers.py benchmarks/kills/writers.json [WRITERS KILLS]

Each judges articles again and again, several verdicts at once. Afterwards every judgement that a process knew to be kept
must be there with all its verdicts, no other one by half, and the lists of the desk must say what follows from the verdicts.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.feedback.writers import let_write


def main() -> None:
    out = Path(sys.argv[1])
    writers, kills = map(int, sys.argv[2:4]) if len(sys.argv) > 3 else (50, 200)
    with tempfile.TemporaryDirectory() as folder:
        found = let_write(Path(folder), writers=writers, kills=kills)
    result = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}", **found}
    print(json.dumps(result, indent=1, ensure_ascii=False))
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sys.exit(bool(found["faults"]))


if __name__ == "__main__":
    main()
