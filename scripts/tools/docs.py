"""Pages of the documentation that are made from the code: the command line, the record, the model card, the diagram.

mkdocs calls the functions (``hooks`` in mkdocs.yml), so that these pages are never older than what they describe.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from markupsafe import escape

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "newstagger"
#: Rooms from the top of the house down; a room imports only from floors below its own.
FLOORS = (
    ("a user’s hands", ("cli", "serve", "spark")),
    ("many articles", ("run", "journal", "progress", "archive", "plots", "review")),
    ("files out", ("writers", "export", "card")),
    ("train and judge", ("learning", "lessons", "scoring")),
    ("one article", ("tagger",)),
    ("disk, processes", ("readers", "bundle", "corrections", "batch")),
    ("extractors", ("dates", "entities", "topics")),
    ("ground", ("article", "tags", "errors", "normalise", "vectors", "countries", "language")),
)


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

    from newstagger.cli import app

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
        "rest is written. 2: wrong usage, or nothing to read. 130: interrupted; what is done is kept for `--resume`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def record() -> str:
    """The record that ``tag`` gives, from its models."""
    from newstagger.tags import TaggedArticle

    schema = TaggedArticle.model_json_schema(by_alias=True)
    lines = [
        "# The record", "",
        "`newstagger tag` writes one JSON object an article, `Tagger.tag` gives the same as a pydantic model. Offsets count",
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
        "The core needs those of the first table; an extra is installed with `pip install 'newstagger[html]'` and the like. The",
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


def imports() -> dict[str, set[str]]:
    """Room -> rooms of ours that it imports, anywhere in its modules but for types only."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        tree = ast.parse(path.read_text("utf-8"))
        typing_only = {
            id(inner) for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for inner in ast.walk(node)
        }  # fmt: skip
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith("newstagger")
                and id(node) not in typing_only
            ):
                parts = str(node.module).split(".")
                others = {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
                found.setdefault(room, set()).update(others - {room})
    return found


def diagram(found: dict[str, set[str]]) -> str:
    """The house as SVG: floors, rooms, and an arrow for each import."""
    wide, high, left = 960, 92, 150
    place: dict[str, tuple[float, float]] = {}
    boxes = []
    for level, (title, rooms) in enumerate(FLOORS):
        y = level * high + 10
        boxes.append(f'<text x="8" y="{y + 28}" class="floor">{escape(title)}</text>')
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
            # Everything stands on the ground floor; those arrows would hide the others.
            if room in place and other in place and other not in FLOORS[-1][1] and place[room][1] < place[other][1]:
                (x1, y1), (x2, y2) = place[room], place[other]
                arrows.append(f'<path d="M{x1:.0f},{y1 + 44} C{x1:.0f},{y1 + 80} {x2:.0f},{y2 - 36} {x2:.0f},{y2}"/>')
    style = (
        "text{font:13px system-ui,sans-serif;fill:#1b1d21}.floor{fill:#5a5f69;font-size:12px}"
        "rect{fill:#efece4;stroke:#5a5f69}path{fill:none;stroke:#3f6690;stroke-opacity:.28}svg{background:#fdfcf9}"
    )
    total = len(FLOORS) * high
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {total}" role="img" '
        f'aria-label="The rooms of newstagger and what they import"><style>{style}</style>'
        f"{''.join(arrows)}{''.join(boxes)}</svg>"
    )
