"""A lock for state shared by threads that survives forks and pickling."""

from __future__ import annotations

import os
import threading
import weakref
from types import TracebackType

_locks: weakref.WeakSet[SharedLock] = weakref.WeakSet()


class SharedLock:
    """A re-entrant lock, to be used with ``with``.

    A process may be forked while another thread holds the lock: the fork waits for that thread, so that the child gets
    consistent state and a free lock (as ``logging`` does for its handlers). Held around matrix products it also keeps the
    locks of their libraries free in the child. Pickled or copied it is a new lock.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        _locks.add(self)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def __reduce__(self) -> tuple[type[SharedLock], tuple[()]]:
        return SharedLock, ()

    def __deepcopy__(self, memo: object) -> SharedLock:
        return SharedLock()


_held: list[SharedLock] = []


#: Seconds to wait for one lock before all are let go again.
_PATIENCE = 0.02


def _before_fork() -> None:
    # A thread may hold one of these locks and wait for another, so none is kept while another cannot be had.
    waiting = list(_locks)
    while waiting:
        for lock in waiting:
            if not lock._lock.acquire(timeout=_PATIENCE):
                break
            _held.append(lock)
        else:
            return
        _after_fork()


def _after_fork() -> None:
    while _held:
        _held.pop()._lock.release()


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
