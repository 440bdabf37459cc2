"""Tables of articles and events on a terminal, which no text in them can control."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, ConsoleRenderable, Group, RenderHook
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from newstagger._reports.timeline import Event
from newstagger._text.normalise import make_lines_visible, make_visible
from newstagger._topics.classifier import Explanation
from newstagger._writers.page import when
from newstagger.tags import Entity, TaggedArticle


class SafeConsole(Console):
    """Prints control characters as visible ones, anywhere in tables and titles.

    rich itself does not remove the escape character.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.push_render_hook(_Hook())


class _Hook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Visible(renderable) for renderable in renderables]


class _Visible:
    """Something to print with its control characters made visible, except rich's own codes."""

    def __init__(self, renderable: ConsoleRenderable) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(make_lines_visible(segment.text), segment.style)


#: Entities and dates shown per kind; the others are counted.
SHOWN = 12
_BAR = 10


def show(article: TaggedArticle, console: Console, explanations: Iterable[Explanation] = ()) -> None:
    """Print one article: title, dateline, topics with their evidence, entities, dates, warnings."""
    head = [when(article.published), article.author, article.source]
    parts: list[Text | Table | Padding] = []
    if line := " · ".join(part for part in head if part):
        parts.append(_line(line, style="dim"))
    parts.append(_topics(article))
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, entities in (
        ("People", article.people), ("Organisations", article.organisations), ("Places", article.places)
    ):  # fmt: skip
        if entities:
            facts.add_row(name, _entities(entities))
    if article.dates:
        facts.add_row("Dates", _dates(article))
    if article.suggested:
        facts.add_row("Suggested", _line(", ".join(f"{topic.label} {topic.score:.2f}" for topic in article.suggested)))
    if article.declared_topics:
        facts.add_row("Page’s topics", _line(", ".join(article.declared_topics), style="dim"))
    if article.duplicate_of is not None:
        facts.add_row("Repeats", _line(article.duplicate_of))
    for warning in article.warnings:
        facts.add_row(Text("Warning", style="yellow"), _line(warning, style="yellow"))
    parts.append(facts)
    parts += [Padding(_explanation(e), (1, 0, 0, 0)) for e in explanations]
    title = _line(article.title or article.id or "article", style="bold")
    console.print(Panel(Group(*parts), title=title, title_align="left", border_style="dim", padding=(1, 2)))


def _topics(article: TaggedArticle) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for topic in article.topics:
        filled = round(topic.score * _BAR)
        bar = Text("━" * filled, style="cyan") + Text("━" * (_BAR - filled), style="bright_black")
        terms = ", ".join(evidence.term for evidence in topic.evidence)
        table.add_row(_line(topic.label), bar + Text(f" {topic.score:.2f}", style="default"), _line(terms))
    if not article.topics:
        table.add_row(Text("no topic", style="dim"), "", "")
    table.add_row("", "", "")
    return table


def _entities(entities: Iterable[Entity]) -> Text:
    listed = list(entities)
    text = Text()
    for number, entity in enumerate(listed[:SHOWN]):
        if number:
            text.append("\n")
        text.append(make_visible(entity.name))
        notes = [*getattr(entity, "titles", []), *entity.aliases]
        if country := getattr(entity, "country", None):
            notes.append(country)
        if notes:
            text.append(make_visible(f" ({', '.join(notes)})"), style="dim")
        if len(entity.mentions) > 1:
            text.append(f" ×{len(entity.mentions)}", style="dim")
    return _and_more(text, len(listed))


def _dates(article: TaggedArticle) -> Text:
    text = Text()
    for number, date in enumerate(article.dates[:SHOWN]):
        if number:
            text.append("\n")
        text.append(make_visible(date.text))
        text.append(make_visible(f" → {date.value or 'unknown'}"), style="dim")
    return _and_more(text, len(article.dates))


def _and_more(text: Text, count: int) -> Text:
    if count > SHOWN:
        text.append(f"\n… and {count - SHOWN} more", style="dim")
    return text


def _explanation(explanation: Explanation) -> Group:
    verdict = "given" if explanation.score >= explanation.threshold else "not given"
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column()
    strongest = explanation.terms[:SHOWN]
    for evidence in strongest:
        table.add_row(f"{evidence.weight:+.2f}", _line(evidence.term))
    rest = sum(e.weight for e in explanation.terms[SHOWN:])
    if len(explanation.terms) > SHOWN:
        table.add_row(f"{rest:+.2f}", Text(f"{len(explanation.terms) - SHOWN} other terms", style="dim"))
    table.add_row(f"{explanation.rest:+.2f}", Text("the topic’s offset", style="dim"))
    table.add_row(f"{explanation.log_odds:+.2f}", Text("log-odds, in all", style="bold"))
    heading = f"{explanation.label}: {verdict}, score {explanation.score:.2f}, threshold {explanation.threshold:.2f}"
    return Group(Rule(_line(heading), align="left", style="dim"), table)


def _line(text: str, style: str = "") -> Text:
    """Text of an article on one line, not read as markup."""
    return Text(make_visible(text), style)


def show_events(events: Iterable[Event], console: Console) -> None:
    """Print a timeline: day, sentence and article of each event."""
    table = Table.grid(padding=(0, 2, 1, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for event in events:
        days = event.first.isoformat() if event.first == event.last else f"{event.first} – {event.last}"
        source = " · ".join(part for part in (event.title or event.id, event.published[:10]) if part)
        table.add_row(days, Text.assemble(make_visible(event.sentence), ("\n" + make_visible(source), "dim")))
    console.print(table)
