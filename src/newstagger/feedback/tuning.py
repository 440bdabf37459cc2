"""What corrected names teach the recogniser, once there are enough of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from newstagger.entities import Recogniser, Span
from newstagger.entities.tuning import EPOCHS, PARTS, NamedText, exact_f1, outermost, tune
from newstagger.feedback.gold import GoldMention
from newstagger.feedback.store import Corrected
from newstagger.tags import FieldName
from newstagger.text.normalise import Normalised, normalise

#: Corrected articles from which on the recogniser learns; from fewer it would unlearn as much.
FEWEST = 200


class Tuned(NamedTuple):
    """A recogniser after it learnt.

    Attributes:
        recogniser: None where what it learnt made it worse on the articles held out.
        before, after: F1 of names on a fifth of the articles, before it learnt from the others, and after.
    """

    recogniser: Recogniser | None
    before: float
    after: float


def named_texts(corrected: Iterable[Corrected]) -> list[list[NamedText]]:
    """Of each article whose names were judged, the title and the text with the names that hold."""
    found = []
    for one in corrected:
        if not one.names_judged:
            continue
        mentions = one.gold.mentions
        fields: list[tuple[FieldName, str]] = [("title", one.article.title or ""), ("text", one.article.text)]
        found.append([_named(text, [m for m in mentions if m.place.field == name]) for name, text in fields if text])
    return found


def tuned(
    load: Callable[[], Recogniser], articles: Sequence[Sequence[NamedText]], seed: int = 0, epochs: int = EPOCHS
) -> Tuned:
    """A recogniser that learnt from all articles, judged by one that learnt from four fifths of them.

    Args:
        load: gives the recogniser afresh.
        articles: as ``named_texts`` gives them.
        epochs: passes.
    """
    held = [text for article in articles[::PARTS] for text in article]
    rest = [text for number, article in enumerate(articles) if number % PARTS for text in article]
    before = exact_f1(load(), held)
    after = exact_f1(tune(load(), rest, seed, epochs), held)
    if after < before:
        return Tuned(None, before, after)
    return Tuned(tune(load(), [text for article in articles for text in article], seed, epochs), before, after)


def _named(text: str, mentions: Iterable[GoldMention]) -> NamedText:
    """A text as the recogniser reads it, with its names."""
    normalised = normalise(text)
    spans = [Span(*_normal_span(normalised, m.place.start, m.place.end), m.kind) for m in mentions]
    return NamedText(normalised.text, outermost(span for span in spans if span.start < span.end))


def _normal_span(normalised: Normalised, start: int, end: int) -> tuple[int, int]:
    """The stretch of the normalised text that stands for one of the original."""
    if normalised.starts is None or normalised.ends is None:
        return start, end
    return bisect_left(normalised.starts, start), bisect_right(normalised.ends, end)
