"""What the tests of databases share; every article in this folder is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes

Read = Callable[..., list[Article]]


@pytest.fixture
def articles() -> Read:
    """The articles of a file that was sent, none of which may be bad."""

    def read(content: str | bytes, name: str) -> list[Article]:
        found = list(read_bytes(content.encode() if isinstance(content, str) else content, name))
        assert not [str(item) for item in found if isinstance(item, InputError)]
        return [item for item in found if isinstance(item, Article)]

    return read
