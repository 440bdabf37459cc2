"""Topics that saved pages declare; every page is invented."""

from __future__ import annotations

import pytest

from tests.readers.pages import linked, meta, page

pytest.importorskip("trafilatura")


def keywords(*words: str) -> str:
    return f'<meta name="news_keywords" content="{", ".join(words)}">'


@pytest.mark.parametrize(
    "junk",
    ["Lite:true", "LockedPostSource:LOCKED_POST_SOURCE_NONE", "/meteo/", "article-payant-classique", "actualités", "news", "A la Une générale", "Encadrés",
     "à la une", "https://gazette.example/x", "gazette.fr", "2023", "N°3785", "Non classé", "Angleterre:"],
)  # fmt: skip
def test_junk_of_search_engines_and_parts_of_the_site_are_no_topics(junk: str):
    assert page(keywords("Travaux", junk, "Transports")).declared_topics == ["Travaux", "Transports"]


def test_words_of_the_headline_are_no_topics():
    assert (
        page(
            keywords("brise", "couvre-feu", "surpris", "volant"), title="Surpris au volant, il brise le couvre-feu"
        ).declared_topics
        == []
    )
    assert (
        page(keywords("Valmont", "pont", "rouvre", "maire"), title="À Valmont, le maire rouvre le pont").declared_topics
        == []
    )


def test_names_that_the_headline_has_too_may_be_topics():
    assert page(keywords("Valmont", "Transports"), title="À Valmont, le pont rouvre").declared_topics == [
        "Valmont",
        "Transports",
    ]
    assert page(keywords("Poutine", "Ukraine", "Otan"), title="Ukraine : Poutine menace l’Otan").declared_topics == [
        "Poutine",
        "Ukraine",
        "Otan",
    ]


def test_tags_with_a_tight_comma_are_several_and_a_joined_list_is_none_beside_them():
    assert page(
        meta("article:tag", "à la une,Société") + meta("article:tag", "Ponts, quais et rives")
    ).declared_topics == ["Société", "Ponts, quais et rives"]
    assert page(linked(headline="x", articleSection=["Ponts, Travaux", "Ponts", "Travaux"])).declared_topics == [
        "Ponts",
        "Travaux",
    ]


def test_one_topic_in_several_spellings_is_one():
    assert page(meta("article:tag", "Pop Culture") + meta("article:tag", "pop-culture")).declared_topics == [
        "Pop Culture"
    ]
