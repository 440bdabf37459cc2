"""Texts that editors' programs keep as trees, and values in lists; every article is invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newstagger import Article, InputError
from newstagger.readers import read_bytes


def article_of(record: dict[str, Any]) -> Article:
    (article,) = read_bytes(json.dumps(record).encode(), "a.jsonl")
    assert isinstance(article, Article), article
    return article


def leaf(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


@pytest.mark.parametrize(
    "tree",
    [
        {"blocks": [{"key": "a", "text": "Le pont ferme.", "type": "unstyled"}, {"text": "Fin."}], "entityMap": {}},
        {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": "Le pont <b>ferme</b>."}}, {"type": "list", "data": {"items": ["Fin."]}}]},
        {"type": "doc", "content": [{"type": "paragraph", "content": [leaf("Le pont "), leaf("ferme.", marks=[])]}, {"type": "paragraph", "content": [leaf("Fin.")]}]},
        {"root": {"children": [{"type": "paragraph", "children": [leaf("Le "), {"type": "link", "url": "u", "children": [leaf("pont")]}, leaf(" ferme.")]}, {"type": "paragraph", "children": [leaf("Fin.")]}]}},
        [{"type": "paragraph", "children": [{"text": "Le pont "}, {"text": "ferme.", "bold": True}]}, {"children": [{"text": "Fin."}]}],
        [{"_type": "block", "children": [{"_type": "span", "text": "Le pont ferme."}]}, {"_type": "image", "caption": "Photo"}, {"_type": "block", "children": [{"_type": "span", "text": "Fin."}]}],
        {"summary": ["Le pont ferme."], "sections": [{"headline": [], "paragraphs": ["Fin."]}]},
    ],
    ids=["Draft.js", "Editor.js", "ProseMirror", "Lexical", "Slate", "Portable Text", "Fundus"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["body", "text"])
def test_a_tree_of_text_is_read_as_paragraphs(tree: Any, name: str):
    assert article_of({"title": "A", name: tree}).text == "Le pont ferme.\n\nFin."


def test_a_plain_list_is_paragraphs_but_an_error_in_the_field_text_itself():
    assert article_of({"title": "A", "body": ["Le pont ferme.", "Fin."]}).text == "Le pont ferme.\n\nFin."
    (error,) = read_bytes(b'{"title": "A", "text": ["Le pont ferme.", "Fin."]}', "a.jsonl")
    assert isinstance(error, InputError)


def test_a_message_of_telegram_is_one_sentence():
    text = ["La préfète ferme ", {"type": "link", "text": "le pont"}, " mardi."]
    assert article_of({"id": 2, "type": "message", "text": text}).text == "La préfète ferme le pont mardi."


def test_a_story_of_arc():
    story = {
        "_id": "X1", "headlines": {"basic": "Le pont ferme"}, "description": {"basic": "Le chapô."}, "credits": {"by": [{"name": "S. Ferkous"}, {"name": "P. Roche"}]},
        "display_date": "2024-03-05T09:00:00Z", "first_publish_date": "2024-03-04T09:00:00Z",
        "content_elements": [{"type": "text", "content": "<p>Il pleut.</p>"}, {"type": "image", "caption": "Photo"}, {"type": "header", "content": "Crue"}, {"type": "text", "content": "Il vente."}],
    }  # fmt: skip
    article = article_of(story)
    assert (article.title, article.author, str(article.published)[:10]) == (
        "Le pont ferme",
        "S. Ferkous, P. Roche",
        "2024-03-04",
    )
    assert article.text == "Le chapô.\n\nIl pleut.\n\nCrue\n\nIl vente."


def test_an_item_of_a_feed_reader():
    item = {
        "id": "x", "title": "Pont", "published": 1709629200, "origin": {"title": "La Gazette", "htmlUrl": "https://g.example"},
        "summary": {"content": "<p>Il pleut.</p><p>Il vente.</p>"}, "canonical": [{"href": "https://g.example/1"}],
        "categories": ["user/-/state/com.google/read", "Vienne"],
    }  # fmt: skip
    article = article_of(item)
    assert (article.url, article.source, article.declared_topics) == ("https://g.example/1", "La Gazette", ["Vienne"])
    assert (article.text, str(article.published)[:10]) == ("Il pleut.\n\nIl vente.", "2024-03-05")


def test_values_in_lists_and_objects_are_never_written_as_code():
    record = {
        "text": "Il pleut.", "url": ["https://g.example/1"], "source": [{"@type": "Organization", "name": "La Gazette"}],
        "author": [{"given": "Salima", "family": "Ferkous"}, "AFP"], "issued": {"date-parts": [[2024, 3, 5]]},
    }  # fmt: skip
    article = article_of(record)
    assert (article.url, article.source, article.author) == ("https://g.example/1", "La Gazette", "Salima Ferkous, AFP")
    assert str(article.published) == "2024-03-05"


@pytest.mark.parametrize(
    "cell", ["['S. Ferkous', \"L’été d'Or\"]", "['S. Ferkous'\n \"L’été d'Or\"]", '["S. Ferkous", "L’été d\'Or"]']
)
def test_lists_that_python_wrote_into_cells(cell: str):
    article = article_of({"text": "Il pleut.", "authors": cell, "topics": cell})
    assert article.author == "S. Ferkous, L’été d'Or"
    assert article.topics == ["S. Ferkous", "L’été d'Or"]


def test_wrappers_inside_wrappers():
    assert article_of({"data": {"id": 1, "attributes": {"titre": "Pont", "texte": "Il pleut."}}}).text == "Il pleut."


@pytest.mark.parametrize("name", ["webPublicationDate", "publishedTime", "publishing_date", "created", "created_utc"])
def test_names_of_the_publication_time(name: str):
    value = 1709629200 if name == "created_utc" else "2024-03-05T09:00:00Z"
    assert str(article_of({"text": "Il pleut.", name: value}).published)[:10] == "2024-03-05"


def test_the_mark_of_a_news_api_that_cuts_texts():
    article = article_of({"title": "Pont", "content": "La préfète a ordonné la ferme… [+1200 chars]"})
    assert article.text == "La préfète a ordonné la ferme…"
    assert article.warnings == ["the text was cut short before it was saved"]
