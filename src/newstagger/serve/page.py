"""The page at ``/``: one file, and the policy that lets nothing else run in it."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

PAGE = files("newstagger.serve").joinpath("index.html").read_text("utf-8")


def _hashes(tag: str) -> str:
    """The hashes of the page's own scripts or styles, as a content security policy names them."""
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in found)


#: Only the page's own script and styles run, and it speaks to this service only.
POLICY = (
    f"default-src 'none'; script-src {_hashes('script')}; style-src {_hashes('style')}; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: The pages of the OpenAPI description bring an inline script of their own.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
