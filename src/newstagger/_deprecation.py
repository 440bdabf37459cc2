"""Names that will go: each warns for two minor versions first, and says what to use."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class NewstaggerDeprecationWarning(DeprecationWarning):
    """Something of newstagger that still works and will be removed; the text names the version and what to use."""


def warn_deprecated(name: str, *, instead: str, removal: str, stacklevel: int = 1) -> None:
    """Warn, at the line that uses a name, that it will be removed.

    Args:
        name: what is deprecated, as its users write it.
        instead: what to use.
        removal: version of newstagger that will no longer have it.
        stacklevel: 1 where the caller of this function is the deprecated function, or the property, itself; one more
            for every function in between.
    """
    message = f"{name} is deprecated and will be removed in newstagger {removal}; use {instead}"
    warnings.warn(message, NewstaggerDeprecationWarning, stacklevel=stacklevel + 2)


def moved_names(module: str, names: Mapping[str, str], *, removal: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module whose names have moved.

    In the module: ``__getattr__ = moved_names(__name__, {"read": "newstagger.read"}, removal="0.3.0")``.

    Args:
        module: name of the module.
        names: old name to the new one, with its module in front.
        removal: version of newstagger that will no longer have the old names.
    """

    def get_moved(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warn_deprecated(f"{module}.{name}", instead=names[name], removal=removal)
        home, _, new_name = names[name].rpartition(".")
        return getattr(import_module(home), new_name)

    return get_moved
