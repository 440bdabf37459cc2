"""The rooms of newstagger and their floors, read from the one place that holds them: import-linter's contract."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "newstagger"


def floors() -> list[list[str]]:
    """The rooms of each floor, from the top of the house down."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def purpose(room: str) -> str:
    """What a room is for: the first sentence of its docstring."""
    path = SOURCE / room / "__init__.py"
    tree = ast.parse((path if path.exists() else SOURCE / f"{room}.py").read_text("utf-8"))
    return " ".join((ast.get_docstring(tree) or "").partition("\n\n")[0].split())


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
