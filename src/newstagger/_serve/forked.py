"""The model that workers share: the fork server loads it before it forks them.

A fork server can be told to import modules and nothing else, so importing this module loads the model that the variable
``MODEL`` of the environment names, and nothing where it is not set. Forked workers share the memory of what was loaded, for as
long as nobody writes there.
"""

from __future__ import annotations

import gc
import os
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

from newstagger._model.directory import find_bundled, make_fingerprint, read_manifest
from newstagger.article import MAX_CHARS

if TYPE_CHECKING:
    from newstagger.tagger import Tagger

#: Variable of the environment that holds the model's directory, or nothing for the bundled model.
MODEL = "NEWSTAGGER_FORKED_MODEL"


def load(model: Path | None, max_chars: int) -> Tagger:
    """A tagger that is ready to tag; the one that was loaded before forking, if that is still the model on the disk.

    Raises:
        ModelError: the model cannot be used.
    """
    if _loaded is not None and _loaded.fingerprint == make_fingerprint(read_manifest(model or find_bundled())):
        tagger = copy(_loaded)
        tagger.max_chars = max_chars
        return tagger
    return _load(model, max_chars)


def _load(model: Path | None, max_chars: int) -> Tagger:
    from threadpoolctl import threadpool_limits

    from newstagger.tagger import Tagger

    threadpool_limits(1)
    tagger = Tagger.load(model, max_chars=max_chars)
    tagger.warm_up()
    return tagger


def _load_named() -> Tagger | None:
    """The model that the environment names; None if there is none, or it cannot be used, which the workers then find themselves."""
    name = os.environ.get(MODEL)
    if name is None:
        return None
    try:
        tagger = _load(Path(name) if name else None, MAX_CHARS)
    except Exception:
        return None
    gc.collect()
    gc.freeze()  # a collection would write to every object, and so copy it
    return tagger


_loaded = _load_named()
