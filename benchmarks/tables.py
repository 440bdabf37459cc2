"""The tables of the README from the results under benchmarks/: tables.py prints them, tables.py --write puts them in."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

#: What the README calls rows of ``quality``.
LABELS = {
    "unseen publishers, not drawn for doubt": "unseen publishers, without items chosen because a model was unsure",
    "unseen publishers, gold that came with the data": "unseen publishers, labels of the original data set",
}
UNSEEN = """“Unseen” publishers are those from which the measured model learnt nothing; it is made like the bundled one, but without their
articles. Items that were chosen for annotation because a model was unsure of them are harder than the average."""
LARGE = """The headlines are those to June 2025, evaluated on July to December; the row of 232,063 learns from all of them and shows time
and memory only. The articles of the other rows are generated (`benchmarks/topics/scale.py`). newstagger is ahead in macro-F1,
and on the headlines only slightly in micro-F1; fastText learns twice as fast there, omikuji four times."""
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
        lines.append(
            row(
                LABELS.get(name, name),
                f"{found['items']:,}",
                *(f"{found[part]:.3f}" for part in ("micro", "macro", "ece")),
            )
        )
    lines += [
        "",
        UNSEEN,
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
            f"{results[name][rival][f'{average} F1']:.3f}" if rival in results[name] else "–"
            for name, averages in sets.items()
            for average in averages
        ]
        speed = results["lemonde"][rival]
        lines.append(row(rival, *cells, speed["training, s"], f"{speed['words/s']:,}", speed["MB"]))
    return lines


def large() -> list[str]:
    """Trainings of a newspaper's size beside rivals."""
    results = json.loads((HERE / "topics" / "scale.json").read_text("utf-8"))
    names = {"headlines": "headlines", "whole": "headlines", "few": "articles", "long": "articles"}
    lines = [
        row("large trainings", "", "training, s", "processor time, s", "peak memory, GB", "model, MB", "micro-F1", "macro-F1"),
        row("---", "---", *["---:"] * 6),
    ]  # fmt: skip
    for run, what in names.items():
        for rival in ("newstagger", "omikuji", "fastText"):
            if found := results.get(run, {}).get(rival):
                scores = (f"{found[f'{kind} F1']:.3f}" if f"{kind} F1" in found else "–" for kind in ("micro", "macro"))
                size = f"{found['articles']:,} {what} × {found['topics']:,}"
                times = (f"{found[name]:,}" for name in ("training, s", "of a processor, s"))
                lines.append(row(size, rival, *times, found["peak memory, GB"], found["model, MB"], *scores))
    return [*lines, "", LARGE]


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
    tables = "\n\n".join("\n".join(table()) for table in (quality, topics, large, dates, speed))
    if "--write" in sys.argv:
        text = README.read_text("utf-8")
        begin, end = "<!-- figures: benchmarks/tables.py --write -->", "<!-- end of figures -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        README.write_text(pattern.sub(lambda _: f"{begin}\n{tables}\n{end}", text), "utf-8")
    else:
        print(tables)


if __name__ == "__main__":
    main()
