"""ninjs of three versions; every item is invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newstagger import Article
from newstagger.readers import ReadOptions, read_bytes
from newstagger.readers.options import Notes

ITEM: dict[str, Any] = {
    "uri": "urn:agence:1", "type": "text", "versioncreated": "2024-04-11T10:00:00+02:00", "pubstatus": "usable", "language": "fr",
    "headlines": [{"role": "main", "value": "La halle rouvre"}], "bodies": [{"contenttype": "text/plain", "value": "La halle a rouvert."}],
}  # fmt: skip


def read(item: dict[str, Any], notes: list[str] | None = None) -> list[Article]:
    said = notes if notes is not None else []
    found = list(read_bytes(json.dumps([item]).encode(), "a.json", reading=ReadOptions(notes=Notes(said.append))))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


@pytest.mark.parametrize(
    "lead",
    [
        {"descriptions": [{"role": "lead", "contenttype": "text/plain", "value": "Deux ans de travaux."}]},
        {
            "descriptions": [
                {"role": "caption", "value": "La halle, jeudi."},
                {"role": "drol:summary", "contentType": "text/html", "value": "<p>Deux ans de travaux.</p>"},
            ]
        },
        {"descriptions": [{"value": "Deux ans de travaux."}]},
        {"description_text": "Deux ans de travaux."},
        {"description_summary": "Deux ans de travaux."},
        {"description_caption": "La halle, jeudi.", "description_xhtml": "<div><p>Deux ans de travaux.</p></div>"},
    ],
)
def test_descriptions_are_the_standfirst(lead: dict[str, Any]):
    (article,) = read({**ITEM, **lead})
    assert article.text == "Deux ans de travaux.\n\nLa halle a rouvert."
    (article,) = read({name: value for name, value in {**ITEM, **lead}.items() if name != "bodies"})
    assert article.text == "Deux ans de travaux."


def test_a_description_that_the_body_has_is_not_written_twice():
    (article,) = read({**ITEM, "descriptions": [{"role": "text", "value": "La halle a rouv"}]})
    assert article.text == "La halle a rouvert."


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>x</title></head><body><article><section><h1>La halle rouvre</h1><p>La halle a rouvert.</p></section></article></body></html>",
        "<!DOCTYPE html><html lang='fr'><body><p>La halle a rouvert.</p></body></html>",
        "<?xml version='1.0'?><nitf><body><body.content><p>La halle a rouvert.</p></body.content></body></nitf>",
        "<p>La halle a rouvert.</p>",
    ],
)
def test_bodies_that_are_whole_documents(body: str):
    (article,) = read({**ITEM, "bodies": [{"contenttype": "text/html5", "value": body}]})
    assert article.text == "La halle a rouvert."


@pytest.mark.parametrize(
    "status",
    [
        {"pubstatus": "canceled"},
        {"pubstatus": "withheld"},
        {"pubstatus": None, "pubStatus": "canceled"},
        {"pubstatus": "stat:canceled"},
    ],
)
def test_cancelled_and_withheld_items_are_passed_over_with_a_message(status: dict[str, Any]):
    notes: list[str] = []
    assert read({**ITEM, **status}, notes) == []
    (note,) = notes
    assert "a.json: 1 item was skipped: 1 " in note
    assert "by its agency" in note


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "event"])
def test_items_without_text_are_counted(kind: str):
    notes: list[str] = []
    picture = {**ITEM, "type": kind, "bodies": [], "descriptions": [{"role": "caption", "value": "La halle, jeudi."}]}
    assert read(picture, notes) == []
    assert "without a text" in notes[0]


def test_who_wrote_and_who_owns():
    (article,) = read({**ITEM, "by": "Par Odile Carnac", "copyrightHolder": "Agence de Lussac"})
    assert (article.author, article.source) == ("Odile Carnac", "Agence de Lussac")
    (article,) = read(
        {**ITEM, "infosources": [{"name": "AL"}], "copyrightholder": "Agence de Lussac", "provider": "Agence"}
    )
    assert article.source == "AL"


def test_of_several_headlines_and_bodies_the_main_ones_are_read():
    headlines = [{"role": "sms", "value": "Halle"}, {"role": "hld:Main", "value": "La halle rouvre"}]
    short = {"role": "short", "contenttype": "text/plain", "value": "Elle rouvre."}
    for main in ({"role": "main"}, {}):
        body = {**main, "contenttype": "text/html", "value": "<p>La halle a rouvert.</p>"}
        (article,) = read({**ITEM, "headlines": headlines, "bodies": [short, body]})
        assert (article.title, article.text) == ("La halle rouvre", "La halle a rouvert.")
    (article,) = read({**ITEM, "bodies": [short]})
    assert article.text == "Elle rouvre."


def test_version_1():
    item = {
        "uri": "http://agence.example/1",
        "type": "text",
        "versioncreated": "2024-04-11T10:00:00Z",
        "headline": "La halle rouvre",
        "byline": "Par Odile Carnac",
    }
    (article,) = read(
        {**item, "description_text": "Deux ans de travaux.", "body_xhtml": "<div><p>La halle a rouvert.</p></div>"}
    )
    assert (article.title, article.author, article.url) == (
        "La halle rouvre",
        "Odile Carnac",
        "http://agence.example/1",
    )
    assert article.text == "Deux ans de travaux.\n\nLa halle a rouvert."


def test_of_several_languages_the_french_one_is_read():
    item = {
        **ITEM,
        "language": "nl",
        "headlines": [
            {"role": "main", "language": "nl", "value": "De hal heropent"},
            {"role": "main", "language": "fr-BE", "value": "La halle rouvre"},
        ],
        "bodies": [
            {"role": "main", "language": "nl", "value": "De hal is weer open."},
            {"role": "main", "language": "fr-BE", "value": "La halle a rouvert."},
        ],
        "descriptions": [
            {"role": "summary", "language": "nl", "value": "Twee jaar werken."},
            {"role": "summary", "language": "fr-BE", "value": "Deux ans de travaux."},
        ],
    }
    (article,) = read(item)
    assert (article.title, article.text) == ("La halle rouvre", "Deux ans de travaux.\n\nLa halle a rouvert.")


def test_without_french_it_is_the_language_of_the_item():
    item = {
        **ITEM,
        "language": "nl",
        "headlines": [{"language": "de", "value": "Die Halle öffnet"}, {"language": "nl", "value": "De hal heropent"}],
        "bodies": [{"language": "de", "value": "Sie ist offen."}, {"language": "nl", "value": "Zij is weer open."}],
        "descriptions": [{"role": "summary", "language": "de", "value": "Zwei Jahre."}],
    }
    (article,) = read(item)
    assert (article.title, article.text) == ("De hal heropent", "Zij is weer open.")


def test_roles_may_be_addresses():
    roles = "http://cv.iptc.org/newscodes/"
    item = {
        **ITEM,
        "headlines": [
            {"role": f"{roles}headlinerole/subHeadline", "value": "Après deux ans"},
            {"role": f"{roles}headlinerole/main", "value": "La halle rouvre"},
        ],
        "descriptions": [
            {"role": f"{roles}descriptionrole/caption", "value": "La halle, jeudi."},
            {"role": f"{roles}descriptionrole/summary", "value": "Deux ans de travaux."},
        ],
    }
    (article,) = read(item)
    assert (article.title, article.text) == ("La halle rouvre", "Deux ans de travaux.\n\nLa halle a rouvert.")


@pytest.mark.parametrize("listed", [True, False], ids=["version 2", "version 1"])
def test_a_package_is_the_articles_in_it(listed: bool):
    second = {**ITEM, "uri": "urn:agence:2", "headlines": [{"value": "La crue recule"}]}
    picture = {"uri": "urn:agence:3", "type": "picture", "headlines": [{"value": "La halle, jeudi"}]}
    inside = [ITEM, picture, second] if listed else {"main-0": ITEM, "image": picture, "main-1": second}
    package = {
        "uri": "urn:agence:9",
        "type": "composite",
        "versioncreated": ITEM["versioncreated"],
        "headlines": [{"value": "Le dossier"}],
    }
    found = read({**package, "associations": inside})
    assert [article.title for article in found] == ["La halle rouvre", "La crue recule"]
    assert [article.id for article in found] == ["urn:agence:1", "urn:agence:2"]


def test_a_package_that_only_names_its_items_is_skipped():
    notes: list[str] = []
    package = {**ITEM, "type": "composite", "bodies": [], "associations": [{"uri": "urn:agence:2", "type": "text"}]}
    assert read(package, notes) == []
    assert notes == ["a.json: 1 item was skipped: 1 without a text (a picture, a film, a sound, an event)"]


def test_superdesk_names_the_agency_and_has_an_abstract():
    item = {
        "uri": "urn:newsml:agence:1", "type": "text", "versioncreated": "2024-04-11T10:00:00+02:00", "source": "Belga",
        "headline": "La halle rouvre", "abstract": "<p>Deux ans de travaux.</p>", "body_html": "<p>La halle a rouvert.</p>",
        "authors": [{"name": "Odile Carnac", "role": "writer"}],
    }  # fmt: skip
    (article,) = read(item)
    assert (article.source, article.author) == ("Belga", "Odile Carnac")
    assert article.text == "Deux ans de travaux.\n\nLa halle a rouvert."
