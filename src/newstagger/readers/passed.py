"""Items that are no articles to be tagged, and are counted instead of being errors: cancelled dispatches, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from newstagger.errors import RecordError
from newstagger.readers.options import Notes

#: Why an item is passed over.
CANCELLED = "cancelled by its agency"
WITHHELD = "withheld by its agency"
NO_TEXT = "without a text (a picture, a film, a sound, an event)"
#: Under this key a record says that it is passed over, and why.
KEY = "newstagger:passed over"


class PassedOverError(RecordError):
    """An item that is left out on purpose; it is counted, and no error of the run."""


def passed(reason: str) -> dict[str, Any]:
    """The record of an item that is passed over."""
    return {KEY: reason}


def reason_of(record: Mapping[Any, Any]) -> str | None:
    """Why a record is passed over; None for an article."""
    found = record.get(KEY)
    return found if isinstance(found, str) else None


def by_status(status: object) -> str | None:
    """Why an item of this publication status is passed over (https://cv.iptc.org/newscodes/pubstatus/); None if it is usable."""
    plain = str(status or "").lower().rpartition(":")[2].rpartition("/")[2]
    if plain in ("canceled", "cancelled", "killed", "kill"):
        return CANCELLED
    return WITHHELD if plain in ("withheld", "withhold", "embargoed") else None


class Counted:
    """Counts what is passed over, and tells it once at the end."""

    def __init__(self) -> None:
        self._reasons: Counter[str] = Counter()
        self._sources: set[str] = set()

    def add(self, item: PassedOverError) -> None:
        """Count an item."""
        self._reasons[item.reason] += 1
        if len(self._sources) < 2:
            self._sources.add(item.source)

    def tell(self, notes: Notes) -> None:
        """Say how many items were passed over, and why."""
        if not self._reasons:
            return
        number = self._reasons.total()
        kinds = "; ".join(f"{times} {reason}" for reason, times in self._reasons.most_common())
        where = next(iter(self._sources)) if len(self._sources) == 1 else "several files"
        notes(where, f"{'1 item was' if number == 1 else f'{number} items were'} passed over: {kinds}")
