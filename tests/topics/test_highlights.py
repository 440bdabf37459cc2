"""The words that spoke for a topic, where they stand. Every article is invented."""

from __future__ import annotations

from newstagger import Article, Tagger
from newstagger._topics.classifier import MOST_TERMS, find_highlights

ARTICLE = Article(
    "La police marocaine a interpellé quatre hommes à Tanger. La cour d’appel de Salé jugera l’attentat. Le Maroc et "
    "l’État islamique s’opposent ; l’État a saisi la cour.",
    title="Attentat déjoué au Maroc",
)


def test_highlights_are_in_order_do_not_overlap_and_say_what_they_highlight(tagger: Tagger):
    assert tagger.classifier is not None
    for label in ("Terrorisme", "Afrique", "Justice", "Europe"):
        end = {"title": 0, "text": 0}
        for highlight in find_highlights(tagger.classifier, ARTICLE, label):
            text = (ARTICLE.title or "") if highlight.field == "title" else ARTICLE.text
            assert text[highlight.start : highlight.end] == highlight.term
            assert highlight.start >= end[highlight.field]
            assert highlight.weight > 0
            end[highlight.field] = highlight.end


def test_pairs_and_countries_are_highlighted_whole(tagger: Tagger):
    assert tagger.classifier is not None
    assert "cour d’appel" in [highlight.term for highlight in find_highlights(tagger.classifier, ARTICLE, "Justice")]
    assert {"Maroc", "marocaine"} <= {
        highlight.term for highlight in find_highlights(tagger.classifier, ARTICLE, "Afrique")
    }
    assert "État islamique" in [
        highlight.term for highlight in find_highlights(tagger.classifier, ARTICLE, "Terrorisme")
    ]


def test_the_weights_are_those_of_the_explanation(tagger: Tagger):
    assert tagger.classifier is not None
    strongest = [e for e in tagger.explain(ARTICLE, "Terrorisme").terms if e.weight > 0][:MOST_TERMS]
    found = {highlight.weight for highlight in find_highlights(tagger.classifier, ARTICLE, "Terrorisme")}
    assert found <= {round(e.weight, 4) for e in strongest}
    assert round(strongest[0].weight, 4) in found


def test_an_empty_article_has_no_highlights(tagger: Tagger):
    assert tagger.classifier is not None
    assert find_highlights(tagger.classifier, Article(""), "Terrorisme") == []
