"""Invented web pages for the tests of what is read off them."""

from __future__ import annotations

import json

from newstagger import Article
from newstagger.readers.html import read_html

FIRST = "Le maire de Valmont a rouvert mardi le pont Neuf, fermé aux voitures depuis deux ans à cause de fissures."
SECOND = (
    "Les travaux ont coûté deux millions d’euros à la ville, a-t-il dit devant une centaine d’habitants venus à pied."
)
THIRD = "Une fête est prévue sur les quais dès que la passerelle voisine sera rendue aux promeneurs et aux cyclistes."


def page(head: str = "", body: str = "", before: str = "", title: str = "Le pont rouvre à Valmont") -> Article:
    """The article of a page whose text is three paragraphs, with something before or amid them."""
    text = f"<p>{FIRST}</p>{body}<p>{SECOND}</p><p>{THIRD}</p>"
    return read_html(
        f"<html><head><title>{title}</title>{head}</head><body><main><article><h1>{title}</h1>{before}{text}</article></main></body></html>",
        "a.html",
    )


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta property="{name}" content="{content}">'


def linked(**fields: object) -> str:
    """JSON-LD of an article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'
