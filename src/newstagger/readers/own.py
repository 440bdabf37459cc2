"""What newstagger itself wrote in the exchange formats of the IPTC: it comes back as it was."""

from __future__ import annotations

from urllib.parse import quote, unquote

_URN = "urn:x-newstagger:"
#: Under this key a record says that its texts are as they are to be read.
AS_IT_WAS = "newstagger:as it was"


def own_uri(id: str) -> str:  # noqa: A002 - the record's own name for it
    """A name for the item of an article, the same in every run: made of the article's id."""
    return _URN + quote(id, safe="")


def own_id(uri: object) -> str | None:
    """The id of the article that an item of this name was made of; None for an item of anybody else."""
    return unquote(uri[len(_URN) :]) if isinstance(uri, str) and uri.startswith(_URN) else None
