"""Where a recogniser comes from: a model directory or an installed spaCy pipeline, read with spaCy or without.

Importing spaCy and making its French tokenizer takes seconds. Where the tokenizer is the one whose rules newstagger has, and the
network is built as the engine expects, the weights are read without spaCy; the pipeline itself is made when somebody asks for it.
"""

from __future__ import annotations

import configparser
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newstagger.entities.engine import Engine
from newstagger.entities.network import move_names, network_of
from newstagger.errors import ModelError
from newstagger.text.tokens import tokeniser
from newstagger.text.vectors import PACKAGE, WordVectors, package_data, word_vectors

if TYPE_CHECKING:
    from spacy.language import Language

#: The files that spaCy writes of a recogniser, without its vocabulary.
_NER = ("cfg", "model", "moves")
#: What a msgpack of an empty table is: a pipeline without norms of its own.
_NO_LOOKUPS = b"\x80"
_HOOKS = ("before_creation", "after_creation", "after_pipeline_creation")


@dataclass(frozen=True)
class Origin:
    """An installed spaCy pipeline, or a model directory's recogniser that uses its word vectors.

    Attributes:
        package: name of the pipeline.
        files: what ``Recogniser.to_disk`` wrote, by relative path; None for the pipeline's own recogniser.
        name: of the directory, for messages.
    """

    package: str
    files: Mapping[str, bytes] | None = None
    name: str = ""

    @classmethod
    def of_directory(cls, directory: Path) -> Origin:
        """The recogniser of a model directory.

        Raises:
            ModelError: a file is missing or cannot be read.
        """
        names = ["config.json", *(f"ner/{name}" for name in _NER)]
        try:
            files = {name: (directory / name).read_bytes() for name in names}
            if not isinstance(json.loads(files["config.json"])["model"], dict):
                raise ValueError("config.json does not describe a model")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{directory}: the entity recogniser cannot be read: {error}") from None
        return cls(PACKAGE, files, str(directory))

    def engine(self) -> Engine | None:
        """The engine, read without spaCy; None where only spaCy can read it."""
        from srsly import msgpack_loads

        try:
            files = self._own_files() if self.files is None else self.files
            if files is None:
                return None
            moves = msgpack_loads(files["ner/moves"])["moves"]
            network = network_of(msgpack_loads(files["ner/model"]), move_names(moves))
            return Engine(network, None if network.static is None else word_vectors(self.package))
        except ModelError:
            raise
        except Exception:  # a decoder raises whatever it met; spaCy says what is wrong with the file
            return None

    def open(self) -> Language:
        """The spaCy pipeline, with no pipe but ``ner``.

        Raises:
            ModelError: it is damaged, not installed, or has no ``ner``.
        """
        nlp = self._installed() if self.files is None else self._read(self.files)
        _use_fast_matrices(nlp)
        return nlp

    def _own_files(self) -> dict[str, bytes] | None:
        """The recogniser's files of the installed pipeline; None where its words are others than ours."""
        base = package_data(self.package)
        config = configparser.ConfigParser(interpolation=None)
        config.read(base / "config.cfg", "utf-8")
        pipeline = config["nlp"]
        plain = (
            "ner" in json.loads(pipeline["pipeline"])
            and "ner" not in json.loads(pipeline.get("disabled", "[]"))
            and json.loads(config["components.ner"]["factory"]) == "ner"
            and all(pipeline.get(hook, "null") == "null" for hook in _HOOKS)
            and sha256((base / "tokenizer").read_bytes()).hexdigest() == tokeniser().source
            and (base / "vocab" / "lookups.bin").read_bytes() == _NO_LOOKUPS
        )
        return {f"ner/{name}": (base / "ner" / name).read_bytes() for name in _NER} if plain else None

    def _installed(self) -> Language:
        import spacy

        try:
            names = list(spacy.util.load_meta(package_data(self.package) / "meta.json")["pipeline"])
            nlp = spacy.load(self.package, exclude=[name for name in names if name != "ner"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the spaCy pipeline {self.package} cannot be loaded: {error}") from None
        if "ner" not in nlp.pipe_names:
            raise ModelError(f"the spaCy pipeline {self.package} has no entity recogniser (ner)")
        return nlp

    def _read(self, files: Mapping[str, bytes]) -> Language:
        import spacy

        try:
            config: Any = json.loads(files["config.json"])
            nlp = spacy.blank("fr")
            _attach(nlp, word_vectors())
            ner: Any = nlp.add_pipe("ner", config={"model": config["model"]})
            with tempfile.TemporaryDirectory() as folder:
                write_files(files, Path(folder))
                ner.from_disk(Path(folder, "ner"), exclude=["vocab"])
        except ModelError:
            raise
        except Exception as error:  # spaCy raises whatever its decoder met
            raise ModelError(f"{self.name}: the entity recogniser cannot be read: {error}") from None
        return nlp


def write_files(files: Mapping[str, bytes], directory: Path) -> None:
    """Write files by their relative paths."""
    for name, data in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _use_fast_matrices(nlp: Language) -> None:
    """numpy's own matrix product is about twice as fast as BLIS where it knows AVX-512."""
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for name in nlp.pipe_names:
        model = getattr(nlp.get_pipe(name), "model", None)
        if model is not None:
            model._to_ops(ops)


def _attach(nlp: Language, vectors: WordVectors) -> None:
    """Let the pipeline look words up in the mapped vectors."""
    from spacy.vectors import Vectors

    class MappedVectors(Vectors):  # type: ignore[misc]
        """spaCy's interface to ``WordVectors``: only what the recogniser asks for."""

        def find(self, *, key=None, keys=None, row=None, rows=None):  # type: ignore[no-untyped-def]
            if keys is None:
                return super().find(key=key, row=row, rows=rows)
            import numpy as np

            return vectors.find(np.asarray(keys, np.uint64))

    nlp.vocab.vectors = MappedVectors(data=vectors.data, name=PACKAGE)
