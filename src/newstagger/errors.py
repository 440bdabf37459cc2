"""What can go wrong, as one small tree.

::

    NewstaggerError            everything below; catch this one at the outer edge of a program
    ├── InputError             an input cannot be used: file, line or field is named
    │   ├── RecordError        one article is bad, the others of its source can go on
    │   └── MissingExtraError  the input or output needs an optional package
    ├── OutputError            a result cannot be written
    ├── ResourceError          the machine lacks memory, disk space or file descriptors; the run can go on later
    ├── ModelError             a model directory is missing, damaged, altered or too new
    ├── LabelError             labelled articles from which no classifier can be trained
    └── UsageError             arguments or options that contradict each other or mean nothing; a ValueError as well
"""

from __future__ import annotations

import errno

#: Errors of the operating system that say something about the machine and nothing about the file at hand.
_SHORTAGES = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN))


class NewstaggerError(Exception):
    """Base of every error that newstagger raises on purpose. Its text is fit for a user."""


class InputError(NewstaggerError):
    """An input cannot be read.

    Attributes:
        source: the file (or ``-`` for standard input) as the user named it.
        line: 1-based line of the trouble, if one is known.
        reason: what is wrong and what to do, without the place.
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
    """One article is bad; its source can be read further."""


class MissingExtraError(InputError):
    """The input or output needs a package that an extra of newstagger installs."""

    def __init__(self, source: str, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(source, f"needs the package {package}; install it with: pip install 'newstagger[{extra}]'")

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:  # type: ignore[override]
        return type(self), (self.source, self.package, self.extra)


class OutputError(NewstaggerError):
    """A result cannot be written; the text names the file."""


class ResourceError(NewstaggerError):
    """The machine lacks memory, disk space, processes or file descriptors. Nothing is wrong with the article at hand."""


class ModelError(NewstaggerError):
    """A model directory cannot be used; the text names the file in it that is at fault."""


class LabelError(NewstaggerError):
    """The labelled articles cannot teach anything; the text says why."""


class UsageError(NewstaggerError, ValueError):
    """Arguments or options that contradict each other or have no meaning."""


def is_shortage(error: BaseException) -> bool:
    """Does an error say that the machine lacks memory, disk space, processes or file descriptors?"""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _SHORTAGES)


def shortage(error: BaseException) -> ResourceError:
    """A shortage in words for a user."""
    return ResourceError(getattr(error, "strerror", None) or str(error) or "there is not enough memory")
