"""Pages of the documentation that are made from the code: the command line, the record, the model card, the diagram.

mkdocs calls the functions (``hooks`` in mkdocs.yml), so that these pages are never older than what they describe.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from markupsafe import escape

# mkdocs runs this file by its path, without the folder above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools.house import ROOT, floors, imports, purpose

#: Floors on which everything stands; arrows to them would hide the others.
_GROUND = 4


def on_files(files: Any, config: Any) -> Any:
    """Add the made pages."""
    from mkdocs.structure.files import File

    pages = {
        "reference/cli.md": command_line(),
        "reference/record.md": record(),
        "model-card.md": (ROOT / "models" / "fr-news" / "README.md").read_text("utf-8"),
        "changelog.md": (ROOT / "CHANGELOG.md").read_text("utf-8"),
        "dependencies.md": dependencies(),
        "architecture.svg": diagram(imports()),
    }
    for name, content in pages.items():
        files.append(File.generated(config, name, content=content))
    return files


def command_line() -> str:
    """Every command with its arguments and options."""
    import typer

    from newstagger._cli import app

    command = typer.main.get_command(app)
    lines = ["# Command line", "", str(command.help), ""]
    for name, group in sorted(command.commands.items()):  # type: ignore[attr-defined]
        for title, one in [(name, group)] if not hasattr(group, "commands") else [
            (f"{name} {sub}", found) for sub, found in sorted(group.commands.items())
        ]:  # fmt: skip
            lines += [
                f"## newstagger {title}",
                "",
                str(one.help),
                "",
                "| argument or option | what it does |",
                "| --- | --- |",
            ]
            for parameter in one.params:
                if getattr(parameter, "hidden", False) or parameter.name == "help":
                    continue
                shown = (
                    ", ".join(parameter.opts)
                    if parameter.param_type_name == "option"
                    else parameter.metavar or parameter.name
                )
                default = (
                    parameter.default
                    if isinstance(parameter.default, (int, float, str)) and parameter.default != ""
                    else None
                )
                note = f" Default: {default}." if default is not None and not isinstance(default, bool) else ""
                text = str(getattr(parameter, "help", "") or "").replace("|", "/")
                lines.append(f"| `{shown}` | {text}{note} |")
            lines.append("")
    lines += [
        "## Exit status", "",
        "0: all done. 1: some articles could not be read or tagged; they are named on standard error and in `--errors`, the",
        "rest is written. 2: wrong usage, nothing to read, or not enough memory or disk space. 70: a fault of newstagger;",
        "`NEWSTAGGER_TRACEBACK=1` shows where. 130: interrupted; what `tag` has done is kept for `--resume`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def record() -> str:
    """The record that ``tag`` gives, from its models."""
    from newstagger.tags import TaggedArticle

    schema = TaggedArticle.model_json_schema(by_alias=True)
    lines = [
        "# The record", "",
        "`newstagger tag` writes one JSON object per article, `Tagger.tag` gives the same as a pydantic model. Offsets count",
        "Unicode code points, `end` exclusive. `newstagger schema` prints the JSON Schema.", "",
    ]  # fmt: skip
    for name, part in [("TaggedArticle", schema), *schema["$defs"].items()]:
        lines += [f"## {name}", "", str(part.get("description", "")), "", "| field | type | |", "| --- | --- | --- |"]
        lines += [
            f"| `{field}` | {_type(entry)} | {entry.get('description', '')} |"
            for field, entry in part["properties"].items()
        ]
        lines.append("")
    return "\n".join(lines)


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Put the table of rooms where a page asks for it."""
    return markdown.replace("<!-- rooms -->", rooms())


def rooms() -> str:
    """The rooms from the top of the house down, and what each is for."""
    lines = ["| floor | room | what it is for |", "| --- | --- | --- |"]
    house = floors()
    for level, floor in enumerate(house):
        lines += [f"| {len(house) - level} | `{room}` | {purpose(room)} |" for room in floor]
    return "\n".join(lines)


def _type(entry: dict[str, Any]) -> str:
    if "$ref" in entry:
        return str(entry["$ref"]).rpartition("/")[2]
    if "anyOf" in entry:
        return " or ".join(_type(one) for one in entry["anyOf"])
    if entry.get("type") == "array":
        return f"list of {_type(entry['items'])}"
    if "enum" in entry:
        return ", ".join(json.dumps(value) for value in entry["enum"])
    return str(entry.get("format") or entry.get("type", ""))


def dependencies() -> str:
    """What newstagger needs, for what, and under which licence."""
    from importlib import metadata

    from packaging.requirements import Requirement

    lines = [
        "# Dependencies", "",
        "The core needs those of the first table; an extra is installed with `pip install '.[html]'` in a clone. The",
        "tests run without each extra, and `scripts/versions` runs them with the lowest and the highest versions, whose tags",
        "may differ by 1e-5 in a score and by nothing else. `requirements-dev.txt` locks the environment of development.", "",
        "| package | from version | for | licence |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    rows = []
    for text in metadata.requires("newstagger") or []:
        need = Requirement(text)
        extra = re.search(r"extra == ['\"](\w+)['\"]", str(need.marker or ""))
        if (extra and extra[1] == "dev") or need.name == "newstagger":
            continue
        try:
            about = metadata.metadata(need.name)
        except metadata.PackageNotFoundError:
            continue
        low = min((s.version for s in need.specifier if s.operator == ">="), default="")
        rows.append((extra[1] if extra else "the core", need.name, low, _licence(about)))
    rows.sort(key=lambda row: (row[0] != "the core", row[0], row[1]))
    return "\n".join([*lines, *(f"| {name} | {low} | {use} | {licence} |" for use, name, low, licence in rows), ""])


def _licence(about: Any) -> str:
    named = about.get("License-Expression")
    classified = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License")]
    long = (about.get("License") or "").strip().splitlines()
    return str(named or ", ".join(classified) or (long[0][:60] if long else "see its page"))


def diagram(found: dict[str, set[str]]) -> str:
    """The house as SVG: floors, rooms, and an arrow for each import."""
    house = floors()
    wide, high, left = 960, 80, 0
    ground = {room for floor in house[-_GROUND:] for room in floor}
    place: dict[str, tuple[float, float]] = {}
    boxes = []
    for level, rooms in enumerate(house):
        y = level * high + 10
        step = (wide - left) / len(rooms)
        for number, room in enumerate(rooms):
            x = left + number * step + step / 2
            place[room] = (x, y)
            boxes.append(
                f'<rect x="{x - min(step, 130) / 2 + 4:.0f}" y="{y}" width="{min(step, 130) - 8:.0f}" height="44" rx="6"/>'
                f'<text x="{x:.0f}" y="{y + 27}" text-anchor="middle">{escape(room)}</text>'
            )
    arrows = []
    for room, others in sorted(found.items()):
        for other in sorted(others):
            if room in place and other in place and other not in ground and place[room][1] < place[other][1]:
                (x1, y1), (x2, y2) = place[room], place[other]
                arrows.append(f'<path d="M{x1:.0f},{y1 + 44} C{x1:.0f},{y1 + 80} {x2:.0f},{y2 - 36} {x2:.0f},{y2}"/>')
    style = (
        "text{font:13px system-ui,sans-serif;fill:#1b1d21}"
        "rect{fill:#efece4;stroke:#5a5f69}path{fill:none;stroke:#3f6690;stroke-opacity:.28}svg{background:#fdfcf9}"
    )
    total = len(house) * high
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {total}" role="img" '
        f'aria-label="The rooms of newstagger and what they import"><style>{style}</style>'
        f"{''.join(arrows)}{''.join(boxes)}</svg>"
    )
