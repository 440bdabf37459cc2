"""What saved pages say about themselves; every one is invented."""

from __future__ import annotations

import json

import pytest

from newstagger import Article
from newstagger.readers.pages.html import read_html

pytest.importorskip("trafilatura")
BODY = """<p>Le maire de Valmont a rouvert mardi le pont Neuf, fermé aux voitures depuis deux ans à cause de fissures.</p>
<p>Les travaux ont coûté deux millions d’euros à la ville, a-t-il dit le 3 mai 2021 devant une centaine d’habitants.</p>"""


def page(head: str = "", title: str = "Le pont rouvre", before: str = "", h1: str = "") -> Article:
    heading = f"<h1>{h1}</h1>" if h1 else ""
    return read_html(
        f"<html><head><title>{title}</title>{head}</head><body>{before}<article>{heading}{BODY}</article></body></html>",
        "a.html",
    )


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


SAID = "2022-10-12T07:15:00+02:00"


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (meta("article:published_time", SAID), ""),
        (f'<meta content="{SAID}" name="DC.date.issued"/>', ""),
        (linked(datePublished=SAID), ""),
        (f'<script type="application/ld+json">{{"datePublished": "{SAID}", broken</script>', ""),
        (f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "WebSite"}, {"datePublished": SAID, "headline": "x"}]})}</script>', ""),
        ("", f'<header><time datetime="{SAID}">mercredi</time></header>'),
        ("", f'<header><time class="updated" datetime="2023-01-01">x</time><time datetime="{SAID}">x</time></header>'),
        (meta("article:published_time", SAID) + meta("article:modified_time", "2024-01-01T00:00:00Z"), "<time datetime='2024-01-01'>x</time>"),
    ],
)  # fmt: skip
def test_a_time_that_the_page_gives_wins_over_one_that_its_text_names(head: str, before: str):
    assert str(page(head, before=before).published) == "2022-10-12 07:15:00+02:00"


def test_the_hour_of_a_day_that_was_guessed_is_taken_from_the_page():
    times = "".join(f"<time datetime='{day}T18:00:00Z'>x</time>" for day in ("2021-05-03", "2023-01-01", "2023-02-01"))
    assert str(page(before=times).published) == "2021-05-03 18:00:00+00:00"


def test_a_comment_s_time_is_not_the_article_s():
    comment = "<div id='comments'><p>Bravo. <time pubdate datetime='2023-05-01T08:00:00Z'>lundi</time></p></div>"
    assert str(page(before=f"<time datetime='{SAID}'>x</time>" + comment).published) == "2022-10-12 07:15:00+02:00"


def test_a_time_that_is_none_is_passed_over():
    found = page(meta("article:published_time", "bientôt") + linked(datePublished=SAID))
    assert str(found.published) == "2022-10-12 07:15:00+02:00"


@pytest.mark.parametrize(
    ("title", "head", "h1"),
    [
        ("Le pont rouvre - Bondy Gazette", meta("og:site_name", "Bondy Gazette"), ""),
        ("Le pont rouvre | La Gazette", linked(publisher={"name": "La Gazette"}, headline="Le pont rouvre"), ""),
        ("Le pont rouvre | LaGazette", '<link rel="canonical" href="https://www.lagazette.example/pont">', ""),
        (
            "Le pont rouvre | Chroniques | Gazette de Valmont",
            meta("og:site_name", "Gazette de Valmont"),
            "Le pont rouvre",
        ),
        ("Le pont rouvre – Vie locale", "", "Le pont rouvre"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, head: str, h1: str):
    assert page(head, title, h1=h1).title == "Le pont rouvre"


def test_a_title_keeps_its_own_dashes():
    for title in ("Paris - Lyon en deux heures", "Pont Neuf : le maire rouvre - enfin"):
        assert page(meta("og:site_name", "La Gazette"), title, h1=title).title == title


def test_the_source_is_the_site_and_never_the_title():
    assert (
        page(meta("og:site_name", "Le pont rouvre") + linked(publisher={"name": "La Gazette"})).source == "La Gazette"
    )
    assert page(meta("og:site_name", "La Gazette")).source == "La Gazette"


@pytest.mark.parametrize(
    ("author", "want"),
    [("Par Claire Vaudrin", "Claire Vaudrin"), ("Auteur : Claire Vaudrin", "Claire Vaudrin"), ("Un documentaire de Claire Vaudrin", "Claire Vaudrin"),
     ("Propos recueillis par Claire Vaudrin", "Claire Vaudrin"), ("Claire Vaudrin", "Claire Vaudrin"), ("La Gazette", None)],
)  # fmt: skip
def test_an_author_is_a_name_alone(author: str, want: str | None):
    head = meta("og:site_name", "La Gazette") + f'<meta name="author" content="{author}">'
    assert page(head).author == want


@pytest.mark.parametrize(
    ("head", "want"),
    [
        (meta("article:tag", "Arts, culture et médias") + meta("article:tag", "Ponts"), ["Arts, culture et médias", "Ponts"]),
        (meta("article:tag", "Ponts, Travaux"), ["Ponts", "Travaux"]),
        (meta("article:section", "Vie locale") + '<meta name="keywords" content="ponts; travaux;Vie locale">', ["Vie locale", "ponts", "travaux"]),
        (linked(keywords=["Ponts", "Travaux"], articleSection="Vie locale", headline="x"), ["Vie locale", "Ponts", "Travaux"]),
        (linked(keywords="Ponts,Travaux", headline="x"), ["Ponts", "Travaux"]),
        (meta("og:site_name", "La Gazette") + '<meta name="keywords" content="La Gazette, Ponts, Le pont rouvre">', ["Ponts"]),
        ('<meta name="keywords" content="' + ", ".join(f"mot {n}" for n in range(40)) + '">', []),
    ],
)  # fmt: skip
def test_topics_that_a_page_declares(head: str, want: list[str]):
    assert page(head).declared_topics == want


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{}", '"x"', "[[[]]]", '{"@graph": 7}', '[{"author": 5, "publisher": [1], "keywords": {}}]']
)
def test_any_json_ld_is_survived(text: str):
    assert page(f'<script type="application/ld+json">{text}</script>').title == "Le pont rouvre"
