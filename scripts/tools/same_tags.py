"""Are two files of tags the same? same_tags.py A.jsonl B.jsonl; a score or weight may be rounded the other way."""

from __future__ import annotations

import json
import sys
from pathlib import Path

#: How much a number may differ between processors and versions of numpy and its BLAS: they sum in another order, and a
#: value in the middle between two is then rounded the other way. One unit of the last digit that a record has.
TOLERANCES = {"score": 1.01e-4, "weight": 1.01e-3}


def difference(a: object, b: object, place: str = "") -> tuple[float, str]:
    """The largest difference of two numbers in the same place, and the place; infinite where anything else differs.

    Differences of scores and weights are in units of their tolerance: what is above 1 is not the same.
    """
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) / TOLERANCES.get(place.rpartition(".")[2], 1e-5), place
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return max((difference(a[key], b[key], f"{place}.{key}") for key in a), default=(0.0, place))
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return max(
            (difference(x, y, f"{place}[{i}]") for i, (x, y) in enumerate(zip(a, b, strict=True))), default=(0.0, place)
        )
    return (0.0, place) if a == b else (float("inf"), place)


def main() -> None:
    first, second = (
        [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()] for name in sys.argv[1:3]
    )
    found, place = difference(first, second)
    print(
        f"{len(first)} and {len(second)} articles; largest difference {found:.2f} of what rounding explains, at {place or 'nowhere'}"
    )
    sys.exit(found > 1 or len(first) != len(second))


if __name__ == "__main__":
    main()
