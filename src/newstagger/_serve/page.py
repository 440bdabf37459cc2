"""The page at ``/``, the files that it is made of, and the policy that lets nothing else run in it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from newstagger._forms import READ

#: Scripts, styles and the page itself.
WEB = Path(str(files("newstagger._serve").joinpath("web")))
#: What the file picker offers comes from the table of formats.
PAGE = (WEB / "index.html").read_text("utf-8").replace("{READ}", ",".join((*READ, ".gz")))
#: Only scripts and styles of this service run, none that stands in a page, and they speak to this service only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: The pages of the OpenAPI description bring an inline script of their own.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def find_policy(path: str) -> str:
    """The content security policy of the answer at a path."""
    return DOCS_POLICY if path.startswith(("/docs", "/static-offline-docs")) else POLICY
