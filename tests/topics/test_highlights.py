"""The words that spoke for a topic, where they stand. Every article is invented."""

from __future__ import annotations

from newstagger import Article, Tagger
from newstagger.topics.highlights import MARKED, marks

ARTICLE = Article(
    "La police marocaine a interpellé quatre hommes à Tanger. La cour d’appel de Salé jugera l’attentat. Le Maroc et "
    "l’État islamique s’opposent ; l’État a saisi la cour.",
    title="Attentat déjoué au Maroc",
)


def test_marks_are_in_order_do_not_overlap_and_say_what_they_mark(tagger: Tagger):
    assert tagger.classifier is not None
    for label in ("Terrorisme", "Afrique", "Justice", "Europe"):
        end = {"title": 0, "text": 0}
        for mark in marks(tagger.classifier, ARTICLE, label):
            text = (ARTICLE.title or "") if mark.field == "title" else ARTICLE.text
            assert text[mark.start : mark.end] == mark.term
            assert mark.start >= end[mark.field]
            assert mark.weight > 0
            end[mark.field] = mark.end


def test_pairs_and_countries_are_marked_whole(tagger: Tagger):
    assert tagger.classifier is not None
    assert "cour d’appel" in [mark.term for mark in marks(tagger.classifier, ARTICLE, "Justice")]
    assert {"Maroc", "marocaine"} <= {mark.term for mark in marks(tagger.classifier, ARTICLE, "Afrique")}
    assert "État islamique" in [mark.term for mark in marks(tagger.classifier, ARTICLE, "Terrorisme")]


def test_the_weights_are_those_of_the_explanation(tagger: Tagger):
    assert tagger.classifier is not None
    strongest = [e for e in tagger.explain(ARTICLE, "Terrorisme").terms if e.weight > 0][:MARKED]
    found = {mark.weight for mark in marks(tagger.classifier, ARTICLE, "Terrorisme")}
    assert found <= {round(e.weight, 4) for e in strongest}
    assert round(strongest[0].weight, 4) in found


def test_an_empty_article_has_no_marks(tagger: Tagger):
    assert tagger.classifier is not None
    assert marks(tagger.classifier, Article(""), "Terrorisme") == []
