"""The errors of newstagger.

::

    NewstaggerError            the base of all below; catch it at the outer edge of a program
    ├── InputError             an input cannot be used; the file, line or field is named
    │   ├── RecordError        one article is bad; the rest of its source can still be read
    │   └── MissingExtraError  the input or output needs an optional package
    ├── OutputError            a result cannot be written
    ├── ResourceError          the machine lacks memory, disk space or file descriptors; the run can be continued later
    ├── ModelError             a model directory is missing, damaged, altered or too new
    ├── LabelError             no classifier can be trained on the labelled articles
    └── UsageError             arguments contradict each other or have no meaning; also a ValueError
"""

from __future__ import annotations

import errno

#: Errors of the operating system that are about the machine, not about the file at hand.
_SHORTAGES = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN))


class NewstaggerError(Exception):
    """Base of every error that newstagger raises on purpose. Its message can be shown to users."""


class InputError(NewstaggerError):
    """An input cannot be read.

    Attributes:
        source: the file (or ``-`` for standard input) as the user named it.
        line: 1-based line of the error, if known.
        reason: what is wrong and what to do, without the location.
    """

    def __init__(self, source: str, reason: str, line: int | None = None) -> None:
        self.source = source
        self.line = line
        self.reason = reason
        place = source if line is None else f"{source}, line {line}"
        super().__init__(f"{place}: {reason}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, int | None]]:
        return type(self), (self.source, self.reason, self.line)


class RecordError(InputError):
    """One article is bad; the rest of its source can still be read."""


class MissingExtraError(InputError):
    """The input or output needs a package that one of the extras of newstagger installs."""

    def __init__(self, source: str, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(source, f"needs the package {package}; install it with: pip install 'newstagger[{extra}]'")

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:  # type: ignore[override]
        return type(self), (self.source, self.package, self.extra)


class OutputError(NewstaggerError):
    """A result cannot be written; the message names the file."""


class ResourceError(NewstaggerError):
    """The machine lacks memory, disk space, processes or file descriptors; the article at hand is not to blame."""


class ModelError(NewstaggerError):
    """A model directory cannot be used; the message names the file at fault."""


class LabelError(NewstaggerError):
    """No classifier can be trained on the labelled articles; the message says why."""


class UsageError(NewstaggerError, ValueError):
    """Arguments contradict each other or have no meaning."""


def is_shortage(error: BaseException) -> bool:
    """Whether an error means that the machine lacks memory, disk space, processes or file descriptors."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _SHORTAGES)


def shortage(error: BaseException) -> ResourceError:
    """Turn such an error into a ``ResourceError``."""
    return ResourceError(getattr(error, "strerror", None) or str(error) or "not enough memory")
