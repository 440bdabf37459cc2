"""The topics of a model directory: plain arrays, one term per line, each topic in the manifest, and the out-of-fold scores.

The scores of a model's own articles take a byte each; models may lack them.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import TopicInfo
from newstagger._topics.weights import TermWeights, choose_column_type, pack_weights, unpack_weights
from newstagger.article import Article, text_key
from newstagger.errors import ModelError


def read_text(path: Path) -> str:
    """The text of a file, UTF-8."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read as text: {error}") from None


def read_json(path: Path) -> Any:
    """The JSON of a file."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: cannot be read as JSON: {error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file without translating its line endings."""
    path.write_bytes(text.encode("utf-8"))


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


MANIFEST, ARRAYS, TERMS = "manifest.json", "topics.npz", "vocabulary.txt"


def write_topics(classifier: TopicClassifier, directory: Path) -> list[dict[str, Any]]:
    """Write vocabulary and weights.

    Returns:
        each topic's entry in the manifest.
    """
    featuriser = classifier.featuriser
    write_text(directory / TERMS, "".join(term + "\n" for term in featuriser.terms))
    arrays = {
        "sense": classifier.embedding,
        "bias": classifier.bias,
        "idf": featuriser.idf,
        "frequency": featuriser.frequency,
        "centre": featuriser.centre,
    }
    floats = {k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items()}
    np.savez(directory / ARRAYS, **pack_weights(classifier.terms, narrow=not featuriser.plain), **floats)  # type: ignore[arg-type]
    return [
        {**_to_entry(topic), "slope": float(slope), "offset": float(offset)}
        for topic, slope, offset in zip(classifier.topics, *classifier.curves, strict=True)
    ]


#: Names of the manifest for attributes of ``TopicInfo`` that are called otherwise there.
_ENTRY_NAMES = {"precision_threshold": "precise", "recall_threshold": "broad"}


def _to_entry(topic: TopicInfo) -> dict[str, Any]:
    return {_ENTRY_NAMES.get(name, name): value for name, value in asdict(topic).items()}


class _Entry(BaseModel):
    """A topic in the manifest; what older versions did not write has a default."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    label: Annotated[str, Field(min_length=1)]
    threshold: Annotated[
        float, Field(ge=-1, le=1)
    ]  # a threshold just below the lowest probability gives the topic always
    slope: float
    offset: float
    support: Annotated[int, Field(ge=0)] = 0
    parents: list[str] = []
    aliases: list[str] = []
    code: str | None = None
    definition: str = ""
    precise: Annotated[float, Field(ge=-1, le=1)] | None = None
    broad: Annotated[float, Field(ge=-1, le=1)] | None = None


def _read_entries(path: Path, manifest: dict[str, Any]) -> list[_Entry]:
    """The topics of a manifest.

    Raises:
        ModelError: the description of one is invalid, or two topics have the same label.
    """
    try:
        entries = [_Entry.model_validate(entry) for entry in manifest["topics"]]
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "entry"
        raise ModelError(f"{path}: the description of a topic is invalid: `{place}`: {first['msg']}") from None
    labels = Counter(entry.label for entry in entries)
    if twice := next((label for label, count in labels.items() if count > 1), None):
        raise ModelError(f"{path}: the description of a topic is invalid: two topics are called {twice!r}")
    return entries


def read_topics(directory: Path, manifest: dict[str, Any]) -> TopicClassifier:
    """The classifier of a directory whose hashes were checked.

    Raises:
        ModelError: an array is missing, of another shape or type, compressed or pickled, or the description of a topic is invalid.
    """
    arrays_path = directory / ARRAYS
    try:
        check_stored(arrays_path)
        with np.load(arrays_path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except ModelError:
        raise
    except Exception as error:  # zipfile, numpy and zlib each raise their own errors
        raise ModelError(f"{arrays_path}: cannot be read as arrays: {error}") from None
    terms = read_text(directory / TERMS).splitlines()
    path = directory / MANIFEST
    entries = _read_entries(path, manifest)
    count, width = len(manifest["topics"]), arrays["centre"].size if "centre" in arrays else 0
    shapes = {
        "sense": (width, count),
        "bias": (count,),
        "idf": (len(terms),),
        "frequency": (len(terms),),
        "centre": (width,),
    }
    for name, shape in shapes.items():
        _expect(arrays_path, arrays, name, shape, np.float32)
    weights = _checked(arrays_path, arrays, (len(terms), count))
    topics = [
        TopicInfo(
            t.label,
            t.threshold,
            t.support,
            tuple(t.parents),
            tuple(t.aliases),
            t.code,
            t.definition,
            t.precise,
            t.broad,
        )
        for t in entries
    ]
    curves = np.array([[t.slope for t in entries], [t.offset for t in entries]], float)
    added, weak, opening = manifest.get("added"), manifest.get("weak"), manifest.get("opening", 0.0)
    if added is not None and not (type(added) is int and 0 <= added <= len(terms)):
        raise ModelError(f"{path}: `added` is {added!r}, not a column of the vocabulary")
    if weak is not None and not (type(weak) is int and 0 <= weak <= (len(terms) if added is None else added)):
        raise ModelError(f"{path}: `weak` is {weak!r}, not a column of the vocabulary")
    if type(opening) not in (int, float) or not 0 <= opening <= 1:
        raise ModelError(f"{path}: `opening` is {opening!r}, not a number between 0 and 1")
    if not isinstance(manifest.get("single", False), bool):
        raise ModelError(f"{path}: `single` is {manifest['single']!r}, not true or false")
    featuriser = Featuriser(terms, arrays["idf"], arrays["frequency"], arrays["centre"], added, weak, float(opening))
    return TopicClassifier(
        topics, featuriser, weights, arrays["sense"], arrays["bias"], curves, bool(manifest.get("single"))
    )


def _checked(path: Path, arrays: dict[str, NDArray[Any]], shape: tuple[int, int]) -> TermWeights:
    """The weights of terms of a model directory; a sparse matrix that points outside itself is refused."""
    if "terms" in arrays:
        _expect(path, arrays, "terms", shape, np.float32)
        return arrays["terms"]
    _expect(path, arrays, "starts", (shape[0] + 1,), np.int64)
    starts = arrays["starts"]
    if starts[0] != 0 or (np.diff(starts) < 0).any():
        raise ModelError(f"{path}: array `starts` does not ascend from 0")
    stored = (int(starts[-1]),)
    _expect(path, arrays, "values", stored, np.float16, np.float32)
    # Models of before format 3 have two bytes for each, however few the topics.
    _expect(path, arrays, "columns", stored, choose_column_type(shape[1]), np.uint16)
    if stored[0] and arrays["columns"].max() >= shape[1]:
        raise ModelError(f"{path}: array `columns` names a topic that the model does not have")
    return unpack_weights(arrays, shape[1])


def _expect(path: Path, arrays: dict[str, NDArray[Any]], name: str, shape: tuple[int, ...], *types: type) -> None:
    """Refuse an array of another shape or type.

    Raises:
        ModelError: it has another, or is missing.
    """
    if name not in arrays:
        raise ModelError(f"{path}: array `{name}` is missing")
    found = arrays[name]
    if found.shape != shape or found.dtype not in types:
        wanted = " or ".join(np.dtype(type_).name for type_ in types)
        raise ModelError(f"{path}: array `{name}` is {found.dtype} {found.shape}, expected {wanted} {shape}")
    # With one such number the scores of a topic, or of all, are no numbers: no article would get it, without a word.
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        raise ModelError(f"{path}: array `{name}` contains a value that is not a finite number")


def check_stored(path: Path) -> None:
    """Refuse compressed arrays: they must not be larger in memory than on disk.

    Raises:
        ModelError: an array is compressed.
    """
    with zipfile.ZipFile(path) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise ModelError(f"{path}: contains compressed arrays, which newstagger never writes")


Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass
class OutOfFold:
    """Out-of-fold scores of a model's articles.

    Attributes:
        labels: the topics, in column order.
        keys: ``text_key`` of each article, as a number, shape (articles,).
        gold: which article has which topic, shape (articles, topics).
        scores: raw scores, same shape; NaN if it is not known whether the article has the topic.
    """

    labels: list[str]
    keys: NDArray[np.uint64]
    gold: Bools
    scores: Floats

    @classmethod
    def collect(
        cls, labels: Sequence[str], articles: Sequence[Article], gold: Bools, scores: NDArray[np.floating]
    ) -> OutOfFold:
        """Collect the scores of one training."""
        return cls(list(labels), make_keys(articles), gold, scores.astype(np.float32))

    @classmethod
    def empty(cls) -> OutOfFold:
        """Scores of no articles."""
        return cls([], np.zeros(0, np.uint64), np.zeros((0, 0), bool), np.zeros((0, 0), np.float32))

    def select_topic(self, label: str, without: NDArray[np.uint64]) -> tuple[Bools, Floats]:
        """Gold and scores of one topic, of the articles that have them.

        Args:
            without: keys of articles to leave out.
        """
        if label not in self.labels:
            return np.zeros(0, bool), np.zeros(0, np.float32)
        column = self.labels.index(label)
        known = ~np.isnan(self.scores[:, column]) & ~np.isin(self.keys, without)
        return self.gold[known, column], self.scores[known, column]

    def count_repeated(self, label: str, keys: NDArray[np.uint64]) -> int:
        """How many of a topic's articles have one of these keys."""
        if label not in self.labels:
            return 0
        return int(self.gold[np.isin(self.keys, keys), self.labels.index(label)].sum())

    def merge(self, new: OutOfFold, labels: Sequence[str]) -> OutOfFold:
        """Scores of these articles and of new ones for some topics; an article that is in both counts once."""
        stay = ~np.isin(self.keys, new.keys)
        parts = [(self, stay), (new, np.ones(len(new.keys), bool))]
        gold, scores = [], []
        for part, rows in parts:
            column = {label: i for i, label in enumerate(part.labels)}
            of_part = np.full((int(rows.sum()), len(labels)), np.nan, np.float32)
            has = np.zeros(of_part.shape, bool)
            for i, label in enumerate(labels):
                if label in column:
                    of_part[:, i], has[:, i] = part.scores[rows, column[label]], part.gold[rows, column[label]]
            gold.append(has)
            scores.append(of_part)
        keys = np.concatenate([part.keys[rows] for part, rows in parts])
        return OutOfFold(list(labels), keys, np.vstack(gold), np.vstack(scores))


def make_keys(articles: Sequence[Article]) -> NDArray[np.uint64]:
    """``text_key`` of articles, as numbers."""
    return np.array([int(text_key(article), 16) for article in articles], np.uint64)


SCORES = "scores.npz"
#: Bytes that they may take, or this share of the weights if that is more: the bundled model must stay below 25 MB.
MOST_BYTES, MOST_SHARE = 2_000_000, 0.1
#: Steps between a topic's lowest and highest score, and the value of an unknown score.
_STEPS, _UNKNOWN = 254, 255


def write_scores(out_of_fold: OutOfFold, classifier: TopicClassifier, directory: Path, *, bounded: bool = True) -> bool:
    """Write the scores if they fit beside the model.

    Args:
        bounded: leave out scores that take more than the model allows for them.

    Returns:
        whether they were written.
    """
    known = ~np.isnan(out_of_fold.scores)
    low, high = _range(out_of_fold.scores, known)
    steps = np.full(out_of_fold.scores.shape, _UNKNOWN, np.uint8)
    scaled = (out_of_fold.scores - low) / np.maximum(high - low, 1e-6) * _STEPS
    steps[known] = np.round(scaled[known]).astype(np.uint8)
    # Columns follow the model's topics; an article's labels are eight to a byte.
    arrays: dict[str, NDArray[Any]] = {
        "keys": out_of_fold.keys, "steps": steps, "gold": np.packbits(out_of_fold.gold, axis=1),
        "range": np.vstack([low, high]).astype(np.float32),
    }  # fmt: skip
    terms = classifier.terms
    weights = terms.nbytes if isinstance(terms, np.ndarray) else terms.data.nbytes + terms.indices.nbytes
    if bounded and sum(array.nbytes for array in arrays.values()) > max(MOST_BYTES, MOST_SHARE * weights):
        return False
    np.savez(directory / SCORES, **arrays)  # type: ignore[arg-type]
    return True


def _range(scores: Any, known: Any) -> tuple[Any, Any]:
    """The lowest and the highest known score of each topic; 0 if there is none."""
    some = known.any(axis=0)
    low = np.where(some, np.where(known, scores, np.inf).min(axis=0, initial=np.inf), 0)
    high = np.where(some, np.where(known, scores, -np.inf).max(axis=0, initial=-np.inf), 0)
    return low, high


def read_scores(directory: Path, labels: list[str]) -> OutOfFold:
    """The scores of a model directory whose hashes were checked.

    Raises:
        ModelError: an array is missing, of another shape or type, compressed or pickled.
    """
    path = directory / SCORES
    try:
        check_stored(path)
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in ("keys", "steps", "gold", "range")}
    except ModelError:
        raise
    except Exception as error:  # zipfile, numpy and zlib each raise their own errors
        raise ModelError(f"{path}: cannot be read as arrays: {error}") from None
    articles, topics = len(arrays["keys"]), len(labels)
    for name, kind, shape in (
        ("keys", np.uint64, (articles,)), ("steps", np.uint8, (articles, topics)),
        ("gold", np.uint8, (articles, -(-topics // 8))), ("range", np.float32, (2, topics)),
    ):  # fmt: skip
        if arrays[name].dtype != kind or arrays[name].shape != shape:
            raise ModelError(f"{path}: array `{name}` is {arrays[name].dtype} {arrays[name].shape}, expected {shape}")
    low, high = arrays["range"]
    scores = (low + arrays["steps"] / np.float32(_STEPS) * (high - low)).astype(np.float32)
    scores[arrays["steps"] == _UNKNOWN] = np.nan
    gold = np.unpackbits(arrays["gold"], axis=1, count=topics).astype(bool)
    return OutOfFold(list(labels), arrays["keys"], gold, scores)
