"""Records of content systems, as their interfaces and exports give them. Every article is invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newstagger import Article
from newstagger.readers import ReadOptions, read_bytes
from newstagger.readers.options import Notes

BODY = "<p>La halle a rouvert jeudi.</p><p>Les étals sont loués.</p>"
TEXT = "La halle a rouvert jeudi.\n\nLes étals sont loués."
LEAD = "Deux ans de travaux s’achèvent."
WITH_LEAD = f"{LEAD}\n\n{TEXT}"


def read(value: Any, notes: list[str] | None = None) -> list[Article]:
    said = notes if notes is not None else []
    found = list(read_bytes(json.dumps(value).encode(), "a.json", reading=ReadOptions(notes=Notes(said.append))))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


WORDPRESS: dict[str, Any] = {
    "id": 7,
    "title": {"rendered": "La halle rouvre"},
    "content": {"rendered": BODY},
    "status": "publish",
}


def test_what_an_editor_wrote_as_the_extract_of_a_post_is_the_standfirst():
    (article,) = read([{**WORDPRESS, "excerpt": {"rendered": f"<p>{LEAD}</p>\n"}}])
    assert article.text == WITH_LEAD
    for made in ("<p>La halle a rouvert jeudi. Les étals [&hellip;]</p>", "<p>La halle a rouvert jeudi. Les étals</p>"):
        (article,) = read([{**WORDPRESS, "excerpt": {"rendered": made}}])
        assert article.text == TEXT


#: Posts of Ghost’s interface, of which the last one is a draft.
GHOST = [
    {
        "id": "1", "title": "La halle rouvre", "html": BODY, "excerpt": "La halle a rouvert jeudi. Les", "custom_excerpt": LEAD,
        "published_at": "2024-04-11T10:00:00.000+02:00", "primary_author": {"name": "Odile Carnac"}, "tags": [{"name": "Commerce"}],
    },
    {"id": "2", "title": "La crue recule", "html": BODY, "plaintext": "La halle [https://halle.example] a", "comment_id": "2"},
    {"id": "3", "title": "Un brouillon", "html": BODY, "mobiledoc": "{}", "status": "draft"},
]  # fmt: skip


def test_the_text_of_a_post_of_ghost_is_not_its_extract():
    first, second = read({"posts": GHOST})
    assert (first.text, first.declared_topics) == (WITH_LEAD, ["Commerce"])
    assert second.text == TEXT


@pytest.mark.parametrize("name", ["description", "excerpt", "summary", "resume"])
def test_html_is_the_text_and_not_the_description_beside_it(name: str):
    record = {"title": "La halle rouvre", name: "La halle a rouvert.", "html": BODY}
    assert read([record])[0].text == TEXT
    # A whole page has menus and more; it is a crawler’s, which has the description from it.
    assert read([{**record, "html": f"<html><body>{BODY}</body></html>"}])[0].text == "La halle a rouvert."


def test_the_summary_of_a_json_feed_is_the_standfirst():
    items = [
        {"id": "1", "title": "La halle rouvre", "summary": LEAD, "content_html": BODY},
        {"id": "2", "summary": "La halle a rouvert jeudi.", "content_text": TEXT},
    ]
    found = read({"version": "https://jsonfeed.org/version/1.1", "title": "La Gazette", "items": items})
    assert [article.text for article in found] == [WITH_LEAD, TEXT]


def test_the_text_of_joomla_is_in_two_fields():
    article = {
        "id": "3", "title": "La halle rouvre", "introtext": "<p>La halle a rouvert jeudi.</p>", "fulltext": "<p>Les étals sont loués.</p>",
        "state": "1", "created": "2024-04-01 09:00:00", "publish_up": "2024-04-11 10:00:00", "created_by_alias": "Odile Carnac",
    }  # fmt: skip
    first, second = read([article, {**article, "id": "4", "fulltext": ""}, {**article, "id": "5", "state": "0"}])
    assert (first.text, str(first.published), first.author) == (TEXT, "2024-04-11 10:00:00", "Odile Carnac")
    assert second.text == "La halle a rouvert jeudi."


@pytest.mark.parametrize(
    "drafts",
    [
        [{**WORDPRESS, "status": "draft"}],
        [{**WORDPRESS, "status": "private"}],
        {"posts": GHOST[2:]},
        {"data": [{"type": "node--article", "id": "9", "attributes": {"title": "Halle", "status": False, "body": {"value": BODY}}}]},
    ],
    ids=["wordpress", "private", "ghost", "drupal"],
)  # fmt: skip
def test_drafts_are_skipped_and_counted(drafts: object):
    notes: list[str] = []
    assert read(drafts, notes) == []
    assert notes[-1] == "a.json: 1 item was skipped: 1 not a published article"


DRUPAL = {
    "data": [
        {
            "type": "node--article",
            "id": "11",
            "attributes": {
                "title": "La halle rouvre", "status": True, "created": "2024-04-11T10:00:00+02:00", "field_chapo": LEAD,
                "body": {"value": BODY, "summary": "Elle rouvre."},
            },
            "relationships": {
                "uid": {"data": {"type": "user--user", "id": "7"}},
                "field_tags": {"data": [{"type": "taxonomy_term--tags", "id": "1"}, {"type": "taxonomy_term--tags", "id": "2"}]},
                "field_media": {"data": {"type": "media--image", "id": "5"}},
            },
        }
    ],
    "included": [
        {"type": "user--user", "id": "7", "attributes": {"name": "ocarnac", "display_name": "Odile Carnac"}},
        {"type": "taxonomy_term--tags", "id": "1", "attributes": {"name": "Commerce"}},
        {"type": "taxonomy_term--tags", "id": "2", "attributes": {"name": "Travaux"}},
        {"type": "media--image", "id": "5", "attributes": {"name": "halle.jpg"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("value", [DRUPAL, {**DRUPAL, "data": DRUPAL["data"][0]}], ids=["list", "one"])
def test_json_api_names_authors_and_topics_beside_the_articles(value: dict[str, Any]):
    (article,) = read(value)
    assert (article.id, article.title, article.text) == ("11", "La halle rouvre", WITH_LEAD)
    assert (article.author, article.declared_topics, article.source) == ("Odile Carnac", ["Commerce", "Travaux"], None)


def test_fields_of_drupal_may_be_lists():
    node = {
        "uuid": [{"value": "11"}], "title": [{"value": "La halle rouvre"}], "field_chapo": [{"value": LEAD}],
        "body": [{"value": BODY, "format": "full_html", "processed": BODY, "summary": "Elle rouvre."}],
    }  # fmt: skip
    assert read([node])[0].text == WITH_LEAD


def test_an_entry_of_contentful():
    leaf = {"nodeType": "text", "marks": []}
    link = {
        "nodeType": "hyperlink",
        "data": {"uri": "https://halle.example"},
        "content": [{**leaf, "value": "rouvert"}],
    }
    first = {"nodeType": "paragraph", "content": [{**leaf, "value": "La halle a "}, link, {**leaf, "value": " jeudi."}]}
    picture = {"nodeType": "embedded-asset-block", "data": {}, "content": [{**leaf, "value": "halle.jpg"}]}
    second = {"nodeType": "paragraph", "content": [{**leaf, "value": "Les étals sont loués."}]}
    body = {"nodeType": "document", "content": [first, picture, second]}
    author = {"sys": {"type": "Link", "linkType": "Entry", "id": "a1"}}
    entry = {
        "sys": {"id": "e1", "createdAt": "2024-04-11T10:00:00Z"},
        "fields": {"title": "La halle rouvre", "body": body, "author": author},
    }
    person = {"sys": {"id": "a1"}, "fields": {"name": "Odile Carnac", "bio": "Journaliste à Lussac."}}
    (article,) = read({"items": [entry], "includes": {"Entry": [person]}})
    assert (article.id, article.text, article.author) == ("e1", TEXT, "Odile Carnac")
    assert str(article.published) == "2024-04-11 10:00:00+00:00"


def test_relations_of_strapi():
    fields = {
        "titre": "La halle rouvre", "contenu": TEXT,
        "auteur": {"data": {"id": 3, "attributes": {"prenom": "Odile", "nom": "Carnac"}}},
        "categories": {"data": [{"id": 1, "attributes": {"nom": "Commerce"}}]},
    }  # fmt: skip
    (article,) = read({"data": [{"id": 1, "attributes": fields}], "meta": {"pagination": {"total": 1}}})
    assert (article.text, article.author, article.declared_topics) == (TEXT, "Odile Carnac", ["Commerce"])


def test_arc_has_sections_tags_and_a_newspaper():
    story = {
        "headlines": {"basic": "La halle rouvre"}, "content_elements": [{"type": "text", "content": TEXT}],
        "distributor": {"name": "La Gazette"}, "taxonomy": {"primary_section": {"name": "Commerce"}, "tags": [{"text": "halle", "slug": "x"}]},
    }  # fmt: skip
    (article,) = read([story])
    assert (article.source, article.declared_topics) == ("La Gazette", ["Commerce", "halle"])


def test_only_the_articles_of_json_ld_are_read():
    graph = [
        {
            "@type": "NewsArticle", "headline": "La halle rouvre", "articleBody": TEXT, "mainEntityOfPage": {"@id": "https://gazette.example/1"},
            "articleSection": "Commerce", "keywords": "halle, travaux",
        },
        {"@type": ["Organization", "NewsMediaOrganization"], "name": "La Gazette", "description": "Le journal de Lussac."},
        {"@type": "WebSite", "url": "https://gazette.example/", "description": "Le journal de Lussac."},
        {"@type": "BreadcrumbList", "itemListElement": []},
    ]  # fmt: skip
    (article,) = read({"@context": "https://schema.org", "@graph": graph})
    assert (article.text, article.url) == (TEXT, "https://gazette.example/1")
    assert article.declared_topics == ["Commerce", "halle", "travaux"]


def test_gdelt_names_the_time_and_the_site():
    (article,) = read([{"title": "La halle rouvre", "seendate": "20240411T101500Z", "domain": "gazette.example"}])
    assert (str(article.published), article.source) == ("2024-04-11 10:15:00+00:00", "gazette.example")
    (article,) = read([{"text": TEXT, "domain": "économie"}])  # a data set’s subject
    assert article.source is None


@pytest.mark.parametrize("section", [{"id": 3, "libelle": "Commerce"}, {"name": "Commerce"}, [{"nom": "Commerce"}]])
def test_a_section_may_be_an_object(section: object):
    assert read([{"titre": "La halle rouvre", "texte": TEXT, "rubrique": section}])[0].declared_topics == ["Commerce"]


def test_who_made_the_pictures_is_no_author():
    authors = [{"name": "Odile Carnac", "role": "author"}, {"name": "Luc Brossard", "role": "photographe"}]
    assert read([{"text": TEXT, "authors": authors}])[0].author == "Odile Carnac"
    assert read([{"text": TEXT, "authors": authors[1:]}])[0].author == "Luc Brossard"


RELATED = [{"title": "La crue recule", "url": "https://gazette.example/2"}, {"title": "Le budget est voté"}]


def test_an_article_of_which_there_is_only_a_description_is_not_replaced_by_its_related_headlines():
    article = {"title": "La halle rouvre", "description": LEAD, "author": "Odile Carnac", "articles": RELATED}
    assert [(one.title, one.text) for one in read(article)] == [("La halle rouvre", LEAD)]
    feed = {"title": "La Gazette", "description": "Le journal de Lussac.", "pubDate": "2024-04-11"}
    items = [{**one, "pubDate": "2024-04-11"} for one in RELATED]
    assert [one.title for one in read({**feed, "items": items})] == ["La crue recule", "Le budget est voté"]
