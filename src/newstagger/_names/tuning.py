"""Fine-tuning of a recogniser on texts whose names are known."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from newstagger._names.engine import MARKER
from newstagger._names.recogniser import LABELS, Recogniser, Span, truecase
from newstagger._names.refine import refine
from newstagger.tags import outermost

#: Passes, texts at once, learning rate, dropout and share of varied texts. The first, third and fourth are gentler than for the bundled model, whose
#: recogniser learns from ten times as many texts (benchmarks/entities/LOG.md has the trials).
EPOCHS, BATCH, RATE, DROPOUT, AUGMENTED = 6, 8, 5e-4, 0.3, 0.25
#: One text of this many is not learnt from, to see whether the others taught anything.
PARTS = 5

#: Start, end and spaCy label of names.
Labelled: TypeAlias = Sequence[tuple[int, int, str]]


class NamedText(NamedTuple):
    """A normalised text and its names, outermost ones only, in order."""

    text: str
    spans: list[Span]


def tune(
    recogniser: Recogniser,
    texts: Sequence[NamedText],
    seed: int = 0,
    epochs: int = EPOCHS,
    progress: Callable[[int, float], None] | None = None,
) -> Recogniser:
    """The recogniser fine-tuned on the texts; the one given is changed and must not be used any more.

    What it calls neither person, organisation nor place (events, products) stays so where no name of the texts is.

    Args:
        seed: the same seed and texts give the same recogniser.
        progress: called after each pass with its number and the loss.
    """
    nlp = recogniser.nlp
    labels = _labels_of_kinds(nlp)
    labelled = ((truecase(one.text), _training_spans(nlp, one, labels)) for one in texts)
    train_recogniser(nlp, labelled, epochs=epochs, rate=RATE, dropout=DROPOUT, seed=seed, progress=progress)
    return Recogniser(nlp)


def train_recogniser(
    nlp: Any,
    texts: Iterable[tuple[str, Labelled]],
    *,
    epochs: int,
    rate: float,
    dropout: float,
    seed: int = 0,
    progress: Callable[[int, float], None] | None = None,
) -> None:
    """Train the ``ner`` of a pipeline further, and give it the average of its weights over the training.

    Args:
        texts: each with the start, end and spaCy label of its names.
        rate: learning rate, which falls to a fiftieth.
        seed: the same seed and texts give the same weights.
        progress: called after each pass with its number and the loss.
    """
    from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(seed)
    labelled = list(texts)
    examples = [_make_example(nlp, text, spans) for text, spans in labelled]
    optimizer = Adam(rate, L2=0.01, grad_clip=1.0, use_averages=True)
    rng = random.Random(seed)
    steps, total = 0, epochs * -(-len(examples) // BATCH)
    for epoch in range(epochs):
        current = [
            _make_example(nlp, _vary(labelled[i][0], rng), labelled[i][1]) if rng.random() < AUGMENTED else one
            for i, one in enumerate(examples)
        ]
        rng.shuffle(current)
        losses: dict[str, float] = {}
        for at in range(0, len(current), BATCH):
            optimizer.learn_rate = rate * max(0.02, 1 - steps / total)
            nlp.update(current[at : at + BATCH], sgd=optimizer, drop=dropout, losses=losses)
            steps += 1
        if progress is not None:
            progress(epoch + 1, losses["ner"])
    _keep_averages(nlp, optimizer)


def exact_f1(recogniser: Recogniser, texts: Sequence[NamedText]) -> float:
    """F1 of the names found in the texts, place and kind, after the rules."""
    hits = given = wanted = 0
    for one, spans in zip(texts, recogniser.spans([one.text for one in texts]), strict=True):
        found, gold = set(outermost(refine(one.text, spans).spans)), set(one.spans)
        hits, given, wanted = hits + len(found & gold), given + len(found), wanted + len(gold)
    return 2 * hits / (given + wanted) if hits else 0.0


def _labels_of_kinds(nlp: Any) -> dict[str, str]:
    """Kinds of names to the labels that a recogniser gives them."""
    found: dict[str, str] = {}
    for label in nlp.get_pipe("ner").labels:
        if label in LABELS:
            found.setdefault(LABELS[label], label)
    return found


def _training_spans(nlp: Any, one: NamedText, labels: Mapping[str, str]) -> Labelled:
    """The names with the recogniser's labels, and the recogniser's other mentions where there is no name."""
    names = [(span.start, span.end, labels[span.kind]) for span in one.spans if span.kind in labels]
    others = [
        (entity.start_char, entity.end_char, entity.label_)
        for entity in nlp(truecase(one.text)).ents
        if entity.label_ not in LABELS
        and not any(start < entity.end_char and entity.start_char < end for start, end, _ in names)
    ]
    return sorted(names + others)


def _keep_averages(nlp: Any, optimizer: Any) -> None:
    """Give the recogniser the average of its weights over the training (Polyak and Juditsky, 1992)."""
    nodes = list(nlp.get_pipe("ner").model.walk())
    with nlp.use_params(optimizer.averages):
        weights = [(n, k, n.get_param(k).copy()) for n in nodes for k in n.param_names if n.has_param(k)]
    for node, name, value in weights:
        node.set_param(name, value)


def _vary(text: str, rng: random.Random) -> str:
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


def _make_example(nlp: Any, text: str, spans: Labelled) -> Any:
    """A training example of spaCy; spans that cut a token are widened to it."""
    from spacy.tokens import Span as Tokens
    from spacy.training import Example

    document = nlp.make_doc(text)
    if MARKER in nlp.pipe_names:
        document = nlp.get_pipe(MARKER)(document)
    reference = document.copy()
    entities: list[Any] = []
    for start, end, label in spans:
        span = document.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and (not entities or span.start >= entities[-1].end):
            entities.append(Tokens(reference, span.start, span.end, label=label))
    reference.ents = entities
    return Example(document, reference)
