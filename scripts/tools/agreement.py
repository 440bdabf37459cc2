"""How well the annotators agree with gold and with each other: python -m tools.agreement DATA."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.annotations import FOLDER, _codes, _rows


def main() -> None:
    codes = _codes()
    path = Path(sys.argv[1]) / "press" / "topics_train.jsonl"
    gold = {record["id"]: set(record["topics"]) for record in map(json.loads, path.read_text("utf-8").splitlines())}
    first = {identifier: labels for identifier, labels, _ in _rows("topics.tsv", codes)}
    for name, want in (("control.tsv", gold), ("second_pass.tsv", first)):
        pairs = [(want[i], labels) for i, labels, _ in _rows(name, codes) if i in want]
        hits = sum(len(a & b) for a, b in pairs)
        size = sum(len(a) + len(b) for a, b in pairs)
        print(f"{FOLDER.name}/{name}: {len(pairs)} items, F1 {2 * hits / size:.3f}")


if __name__ == "__main__":
    main()
