"""ninjs and NewsML-G2: what an editorial system takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from newstagger import TaggedArticle
from newstagger._writers import write
from tests.writers.test_writers import OTHER, TAGS

NAR = "{http://iptc.org/std/nar/2006-10-01/}"
CODED = TaggedArticle.model_validate(
    {
        "id": "dépêche 1/2",
        "title": "Bilan <provisoire> & « définitif »",
        "published": "2023-05-01",
        "url": "https://exemple.test/a?b=1&c=2",
        "author": "Maud Sirvent",
        "source": "L’Agence",
        "topics": [
            {"label": "Terrorisme", "score": 0.914, "code": "medtop:20000139"},
            {"label": "Faits du jour", "score": 0.5},
        ],
        "organisations": [{"name": "A & B \"Cie\""}],
        "places": [{"name": "Rabat", "country": "MA"}],
        "text": "Un ]]> et un \x00 \x1b.\nFin.",
    }
)  # fmt: skip


def ninjs_of(path: Path, *articles: TaggedArticle) -> list[dict[str, Any]]:
    write([article.to_json() for article in articles], path / "o.ninjs.jsonl")
    return [json.loads(line) for line in (path / "o.ninjs.jsonl").read_text("utf-8").splitlines()]


def newsml_of(path: Path, *articles: TaggedArticle) -> ElementTree.Element:
    write([article.to_json() for article in articles], path / "o.newsml.xml")
    return ElementTree.parse(path / "o.newsml.xml").getroot()


def test_ninjs_has_topics_as_subjects_with_their_codes(tmp_path: Path):
    record, _ = ninjs_of(tmp_path, CODED, OTHER)
    assert record["subjects"] == [
        {"name": "Terrorisme", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000139", "confidence": 91},
        {"name": "Faits du jour", "literal": "Faits du jour", "confidence": 50},
    ]
    assert record["organisations"] == [{"name": 'A & B "Cie"'}]
    assert record["places"] == [{"name": "Rabat", "literal": "MA"}]
    assert (record["uri"], record["type"], record["language"]) == (
        "urn:x-newstagger:d%C3%A9p%C3%AAche%201%2F2",
        "text",
        "fr",
    )
    assert record["bodies"] == [{"contenttype": "text/plain", "value": CODED.text}]
    assert record["headlines"] == [{"value": CODED.title}]


@pytest.mark.parametrize(
    ("published", "written"),
    [
        ("2023-05-01", "2023-05-01T00:00:00+00:00"),
        ("2023-05-01T14:30", "2023-05-01T14:30:00+00:00"),
        ("2023-05-01T14:30:00+02:00", "2023-05-01T14:30:00+02:00"),
        (None, None),
    ],
)
def test_times_have_a_zone(tmp_path: Path, published: str | None, written: str | None):
    article = TaggedArticle.model_validate({"id": "a", "text": "Un texte.", "published": published})
    assert ninjs_of(tmp_path, article)[0].get("contentcreated") == written
    created = newsml_of(tmp_path, article).find(f".//{NAR}contentCreated")
    assert (created.text if created is not None else None) == written


def test_newsml_has_one_item_an_article(tmp_path: Path):
    root = newsml_of(tmp_path, CODED, TAGS, OTHER)
    assert root.tag == f"{NAR}newsMessage"
    items = root.findall(f"{NAR}itemSet/{NAR}newsItem")
    assert [item.get("guid") for item in items] == [
        "urn:x-newstagger:d%C3%A9p%C3%AAche%201%2F2",
        "urn:x-newstagger:a1",
        "urn:x-newstagger:%3D1%2B1",
    ]
    assert [child.tag.removeprefix(NAR) for child in items[0]] == [
        "catalogRef",
        "itemMeta",
        "contentMeta",
        "contentSet",
    ]


def test_newsml_has_subjects_by_kind_and_escapes_what_it_is_given(tmp_path: Path):
    item = newsml_of(tmp_path, CODED).find(f".//{NAR}newsItem")
    assert item is not None
    subjects = [
        (s.get("type"), s.get("qcode"), s.get("literal"), s.findtext(f"{NAR}name"))
        for s in item.iter(f"{NAR}subject")
    ]  # fmt: skip
    assert subjects == [
        ("cpnat:abstract", "medtop:20000139", None, "Terrorisme"),
        ("cpnat:abstract", None, "Faits du jour", "Faits du jour"),
        ("cpnat:organisation", None, 'A & B "Cie"', 'A & B "Cie"'),
        ("cpnat:geoArea", None, "Rabat", "Rabat"),
    ]
    assert item.findtext(f".//{NAR}headline") == CODED.title
    assert item.findtext(f".//{NAR}inlineData") == "Un ]]> et un  .\nFin."
    assert item.findtext(f".//{NAR}altId") == CODED.url


def test_a_message_without_articles_is_still_a_message(tmp_path: Path):
    assert [child.tag.removeprefix(NAR) for child in newsml_of(tmp_path)] == ["header", "itemSet"]
