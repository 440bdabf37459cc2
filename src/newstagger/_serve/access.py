"""Who may use the service: everybody who can reach it, or those who have its token."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from newstagger._serve.refusals import RefusedError
from newstagger.errors import UsageError

#: Shortest token that is taken, in characters.
SHORTEST = 16
COOKIE = "newstagger"
#: Seconds for which a browser keeps the cookie.
LIFETIME = 30 * 24 * 3600
#: Needed to ask for the token, and for monitoring.
_OPEN = re.compile(r"/|/web/.*|/health|/session")


class Access:
    """Checks the token of a request.

    Args:
        token: None lets everybody in.
        root_path: where a proxy puts the service; its cookie is for that path.

    Raises:
        UsageError: the token is too short, or has signs that a header cannot carry.
    """

    def __init__(self, token: str | None = None, root_path: str = "") -> None:
        if token is not None and not re.fullmatch(rf"[!-~]{{{SHORTEST},}}", token):
            raise UsageError(f"a token needs at least {SHORTEST} letters, digits or symbols, without spaces or accents")
        self.token, self.path = token, f"{root_path}/"

    @property
    def needed(self) -> bool:
        """Must a request bring a token?"""
        return self.token is not None

    def check(self, path: str, headers: Mapping[str, str]) -> None:
        """May a request ask for a path?

        Raises:
            RefusedError: it brings no token, or a wrong one.
        """
        if not _OPEN.fullmatch(path) and (problem := self.find_problem(headers)):
            raise RefusedError(problem)

    def find_problem(self, headers: Mapping[str, str]) -> str | None:
        """The code of what is wrong with the token of a request; None if it may pass."""
        if self.token is None:
            return None
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return None if self.matches(given.strip()) else "token_wrong"
        cookie = _find_cookie(headers.get("cookie", ""))
        if cookie is not None and hmac.compare_digest(cookie.encode(), self._sign().encode()):
            return None
        return "token_needed"

    def matches(self, given: str) -> bool:
        """Is it the token? The comparison takes the same time whatever is given."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())

    def name_cookie(self) -> dict[str, Any]:
        """Which cookie it is."""
        return {"key": COOKIE, "path": self.path, "httponly": True, "samesite": "strict"}

    def describe_cookie(self, *, secure: bool) -> dict[str, Any]:
        """The cookie by which a browser is recognised that has given the token; the token itself is not in it."""
        return {**self.name_cookie(), "value": self._sign(), "max_age": LIFETIME, "secure": secure}

    def _sign(self) -> str:
        return hmac.new((self.token or "").encode(), b"newstagger session", hashlib.sha256).hexdigest()


def _find_cookie(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return None if morsel is None else morsel.value
