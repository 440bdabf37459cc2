"""One article through the three rooms, and many of them."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, Model, ModelError, RecordError, TaggedArticle, Tagger, UsageError, read
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def rabat(tagger: Tagger) -> TaggedArticle:
    (article,) = read(EXAMPLES / "page-rabat.txt")
    return tagger.tag(article)


def test_a_page_gives_topics_people_organisations_places_and_dates(rabat: TaggedArticle):
    assert "Terrorisme" in [topic.label for topic in rabat.topics]
    assert "Driss Belkadi" in [person.name for person in rabat.people]
    assert any("BCIJ" in organisation.aliases for organisation in rabat.organisations)
    assert {"Tanger", "Rabat"} <= {place.name for place in rabat.places}
    assert ("mardi", "2023-03-14") in [(d.text, d.value) for d in rabat.dates]


def test_what_a_page_declares_is_kept_apart(rabat: TaggedArticle):
    assert rabat.declared_topics == ["Terrorisme", "Maroc", "Attentat"]
    assert "Sujets associés" not in rabat.text


def test_every_mention_is_where_it_says(rabat: TaggedArticle):
    fields = {"title": rabat.title or "", "text": rabat.text}
    mentions = [m for e in [*rabat.people, *rabat.organisations, *rabat.places] for m in e.mentions] + list(rabat.dates)
    assert len(mentions) > 10
    for mention in mentions:
        assert fields[mention.field][mention.start : mention.end] == mention.text


def test_topics_are_sorted_scored_and_explained(rabat: TaggedArticle):
    scores = [topic.score for topic in rabat.topics]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert all(0 < len(topic.evidence) <= 5 for topic in rabat.topics)
    words = (rabat.title or "").lower() + rabat.text.lower()
    assert all(evidence.term.lower() in words for evidence in rabat.topics[0].evidence)


def test_a_text_alone_may_be_tagged(tagger: Tagger):
    tags = tagger.tag("Hier, le roi Mohammed VI a reçu Emmanuel Macron à Rabat.", published="2021-01-02", id="x")
    assert (tags.id, tags.published) == ("x", date(2021, 1, 2))
    assert [d.value for d in tags.dates] == ["2021-01-01"]
    assert [p.name for p in tags.people] == ["Mohammed VI", "Emmanuel Macron"]
    assert [(p.name, p.country) for p in tags.places] == [("Rabat", "MA")]


def test_a_publication_time_may_be_given_beside_an_article_that_has_none(tagger: Tagger):
    article = Article("Hier.")
    tags = tagger.tag(article, published="2021-01-02")
    assert tags.dates[0].value == "2021-01-01"
    assert article.published is None
    with pytest.raises(ValueError, match="ISO 8601"):
        tagger.tag("Hier.", published="demain")


@pytest.mark.parametrize(("name", "value"), [("published", "1999-01-01"), ("title", "Autre titre"), ("id", "b")])
def test_an_argument_that_contradicts_the_article_is_refused(tagger: Tagger, name: str, value: str):
    article = Article("Hier.", id="a", title="Titre", published="2021-01-02")
    with pytest.raises(UsageError, match=name):
        tagger.tag(article, **{name: value})
    own = {"published": "2021-01-02", "title": "Titre", "id": "a"}[name]
    assert tagger.tag(article, **{name: own}) == tagger.tag(article)


def test_tags_share_no_list_with_the_article(tagger: Tagger):
    article = Article("Le maire a démissionné.", declared_topics=["Politique"])
    tags = tagger.tag(article)
    tags.declared_topics.append("Sport")
    tags.warnings.append("lu")
    assert (article.declared_topics, article.warnings) == (["Politique"], [])


def test_without_a_publication_time_relative_dates_warn_once(tagger: Tagger):
    tags = tagger.tag("Hier et demain, puis vendredi.")
    assert {d.value for d in tags.dates} == {None}
    assert sum("no publication time" in warning for warning in tags.warnings) == 1


def test_only_gives_what_is_asked_for(tagger: Tagger):
    small = Tagger(tagger.classifier, tagger.recogniser, only=["dates", "places"])
    assert small.classifier is None
    tags = small.tag("Emmanuel Macron était à Paris le 3 mai 2021 pour la fête de la musique.")
    assert (tags.topics, tags.people) == ([], [])
    assert [p.name for p in tags.places] == ["Paris"]
    assert [d.value for d in tags.dates] == ["2021-05-03"]


def test_only_topics_loads_no_recogniser():
    assert Tagger.load(only=["topics"]).recogniser is None


@pytest.mark.parametrize("only", [[], ["topic"]])
def test_only_knows_its_parts(only: list[str]):
    with pytest.raises(UsageError, match="topics, people, organisations, places, dates"):
        Tagger.load(only=only)


def test_another_pipeline_may_be_named():
    tagger = Tagger.load(spacy="fr_core_news_md", only=["people"])
    assert [p.name for p in tagger.tag("Emmanuel Macron a parlé.").people] == ["Emmanuel Macron"]
    with pytest.raises(ModelError, match="fr_core_news_xxl is not installed"):
        Tagger.load(spacy="fr_core_news_xxl")


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_an_empty_text_has_empty_tags(tagger: Tagger, text: str):
    tags = tagger.tag(text)
    assert (tags.topics, tags.people, tags.dates, tags.text) == ([], [], [], text)
    assert tags.warnings


def test_other_languages_are_tagged_with_a_warning(tagger: Tagger):
    tags = tagger.tag("The city council of Paris has voted for the renovation of the station, which will be closed.")
    assert any("not look French (English)" in warning for warning in tags.warnings)
    arabic = tagger.tag(
        "وافق المجلس البلدي يوم الثلاثاء على تجديد المحطة التي ستغلق لمدة عامين بسبب الأشغال الكبرى في المدينة"
    )
    assert any("not look French (Arabic)" in warning for warning in arabic.warnings)


def test_a_text_beyond_the_limit_is_refused(tagger: Tagger):
    small = Tagger(None, None, only=["dates"], max_chars=100)
    with pytest.raises(RecordError, match=r"long: the text has 101 characters, more than the limit of 100"):
        small.tag(Article("x" * 101, id="long"))


def test_impossible_dates_are_kept_with_a_warning(tagger: Tagger):
    tags = tagger.tag("Le contrat court jusqu’au 31 février 2020.")
    assert [(d.text, d.value) for d in tags.dates] == [("31 février 2020", None)]
    assert any("there is no such day" in warning for warning in tags.warnings)


def test_explain_adds_up_and_names_unknown_topics(tagger: Tagger):
    explanation = tagger.explain("Les gardes-côtes ont secouru cent migrants près de Lampedusa.", "Migration")
    assert explanation.log_odds == pytest.approx(sum(e.weight for e in explanation.terms) + explanation.rest)
    assert 1 / (1 + 2.718281828459045**-explanation.log_odds) == pytest.approx(explanation.score, abs=1e-3)
    assert {"migrants", "lampedusa"} == {e.term for e in explanation.terms[:2]}
    with pytest.raises(UsageError, match="no topic 'Migrations'"):
        tagger.explain("x", "Migrations")


def test_many_articles_come_lazily_and_in_order(tagger: Tagger):
    taken = []

    def articles():
        for n in range(100):
            taken.append(n)
            yield Article(f"Il pleut le {n % 28 + 1} mai 2020.", id=str(n))

    tags = tagger.tag_many(articles())
    assert next(tags).id == "0"
    assert len(taken) <= 32
    assert [t.id for t in tags] == [str(n) for n in range(1, 100)]


def test_the_same_tags_alone_and_among_others(tagger: Tagger):
    articles = list(read(EXAMPLES / "labelled.jsonl"))
    together = [t.to_json() for t in tagger.tag_many(articles)]
    assert together == [tagger.tag(article).to_json() for article in articles]


def test_what_was_tagged_before_changes_nothing(labelled: list[Article]):
    forward, backward = Tagger.load(only=["topics"]), Tagger.load(only=["topics"])
    articles = labelled + list(read(EXAMPLES / "gold.jsonl"))
    there = {article.id: forward.tag(article).to_json() for article in articles}
    back = {article.id: backward.tag(article).to_json() for article in reversed(articles)}
    assert there == back


#: What remembers things between articles, and how much of it, by module and name.
LIMITS = (
    ("newstagger._topics.features", "MEMORY"),
    ("newstagger._names.embedding", "MEMORY"),
    ("newstagger.dates.tokens", "MEMORY"),
)


@pytest.fixture(scope="module")
def small(small_model: Model) -> Tagger:
    return Tagger(small_model.classifier, small_model.recogniser())


@settings(max_examples=15)
@given(
    limits=st.tuples(*(st.sampled_from([0, 40, 300, 100_000]) for _ in LIMITS)),
    order=st.permutations(range(30)),
    count=st.integers(1, 30),
)
def test_neither_memory_nor_order_nor_length_of_the_stream_changes_a_tag(
    small: Tagger, labelled: list[Article], limits: tuple[int, ...], order: list[int], count: int
):
    chosen = order[:count]
    alone = [small.tag(labelled[i]).to_json() for i in chosen]
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), limit in zip(LIMITS, limits, strict=True):
            patch.setattr(sys.modules[module], name, limit)
        together = [tags.to_json() for tags in small.tag_many(labelled[i] for i in chosen)]
    assert together == alone


def test_long_streams_of_new_words_are_tagged_to_their_end(tagger: Tagger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newstagger._topics.features.MEMORY", 3_000)
    small = Tagger(tagger.classifier, None, only=["topics"])
    texts = [f"Le président vote. {' '.join(f'mot{n}x{i}' for i in range(300))}" for n in range(100)]
    together = [tags.to_json() for tags in small.tag_many(Article(text) for text in texts)]
    assert together == [small.tag(text).to_json() for text in texts]


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_can_be_tagged(tagger: Tagger, text: str):
    tags = tagger.tag(text, published="2021-01-01")
    assert tags.text == text
    TaggedArticle.model_validate_json(tags.model_copy(update={"text": ""}).to_json())


def test_no_articles_give_no_tags(tagger: Tagger):
    assert tagger.tag_batch([]) == []
    assert tagger.doubts([]) == []
    assert list(tagger.tag_many([])) == []


# --- what is given in other shapes


@pytest.mark.parametrize("given", [None, 123, b"octets", {"text": "Il pleut."}, ["Il pleut."]])
def test_what_is_neither_an_article_nor_a_text_is_named(tagger: Tagger, given: object):
    called = "None" if given is None else type(given).__name__
    with pytest.raises(UsageError, match=f"an article must be a newstagger.Article or a string, not {called}"):
        tagger.tag(given)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="an article must be"):
        list(tagger.tag_many([given]))  # type: ignore[list-item]
    with pytest.raises(UsageError, match="an article must be"):
        tagger.explain(given, "Migration")  # type: ignore[arg-type]


def test_many_texts_are_tagged_as_one_is(tagger: Tagger):
    texts = ["Hier, Emmanuel Macron était à Rabat.", "Il pleut le 3 mai 2020."]
    one_by_one = [tagger.tag(text).to_json() for text in texts]
    assert [tags.to_json() for tags in tagger.tag_many(texts)] == one_by_one
    assert [tags.to_json() for tags in tagger.tag_many(iter(texts), workers=2)] == one_by_one


@pytest.mark.parametrize("given", ["Il pleut.", Article("Il pleut."), {"text": "Il pleut."}, None, 5])
def test_one_article_is_not_many(tagger: Tagger, given: object):
    with pytest.raises(UsageError, match="an iterable of articles or texts"):
        tagger.tag_many(given)  # type: ignore[arg-type]


def test_a_text_that_is_none_is_a_bad_record(tagger: Tagger):
    article = Article("", id="a7")
    article.text = None  # type: ignore[assignment]
    with pytest.raises(RecordError, match="a7: the text must be a string, not None"):
        tagger.tag(article)


def test_parts_may_be_one_text():
    assert Tagger.load(only="topics").only == {"topics"}
    assert Tagger.load(only="topics, dates").only == {"topics", "dates"}
    with pytest.raises(UsageError, match="not topic$"):
        Tagger.load(only="topic")


def test_a_tagger_shows_its_model_and_its_parts(tagger: Tagger):
    shown = repr(Tagger.load(only="topics,dates"))
    assert re.fullmatch(r"<Tagger fr-news \S+: topics \(82\), dates>", shown), shown
    assert repr(Tagger(None, None, only=["dates"])) == "<Tagger made by hand: dates>"


@pytest.mark.parametrize("workers", [1, 2])
def test_repetitions_are_named_where_that_is_asked_for(workers: int):
    dates_only = Tagger(None, None, only=["dates"])
    text = "Le pont de Valmont ferme mardi pour travaux ; les bus passent par le quai, a annoncé la mairie du village."
    other = (
        "Le club de Valmont a gagné la finale à la dernière minute, devant deux mille personnes venues de la région."
    )
    articles = [Article(text, id="a"), Article(other, id="b"), Article(text.upper(), id="c"), Article(text, id="d")]
    tags = list(dates_only.tag_many(articles, workers=workers, duplicates=True))
    assert [one.duplicate_of for one in tags] == [None, None, "a", "a"]
    assert [one.duplicate_of for one in dates_only.tag_many(articles, workers=workers)] == [None] * 4


def test_repetitions_need_ids():
    with pytest.raises(UsageError, match="give every article an id of its own"):
        next(Tagger(None, None, only=["dates"]).tag_many(["Un texte."], duplicates=True))


@pytest.mark.parametrize("title", [None, "", "  ", "\u00a0"])
def test_a_title_of_spaces_is_none(title: str | None):
    assert Tagger(None, None, only=["dates"]).tag(Article(" ", title=title)).warnings == ["the text is empty"]


def test_a_tagger_that_was_warmed_up_tags_the_same(model_dir: Path):
    cold, warm = Tagger.load(model_dir), Tagger.load(model_dir, max_chars=400)
    warm.warm_up()
    article = Article("Le maire de Rabat, Maud Sirvent, a reçu mardi les pompiers.", published="2024-05-02")
    assert warm.tag(article) == cold.tag(article)


def test_warming_up_respects_the_limits_and_parts_of_a_tagger():
    Tagger(None, None, only=["dates"], max_chars=5).warm_up()
