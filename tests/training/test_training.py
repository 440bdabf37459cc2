"""Training: what labels may look like, what comes out, and what is refused."""

from __future__ import annotations

import pytest

from newstagger import Article, LabelError, Model, UsageError
from newstagger._topics.regions import is_region_column
from newstagger._training.fitting import assign_folds
from newstagger._training.labels import MAX_LABEL, Vocabulary, clean_labels, find_variants
from newstagger._training.options import TrainingOptions
from newstagger._training.scoring import score_labels
from newstagger._training.train import train_classifier

SPORT = "Le club a gagné le match {n} à zéro devant son public."
SANTE = "L’hôpital a reçu {n} vaccins pour les patients de la région."
ECONOMIE = "L’entreprise supprime {n} emplois dans ses usines."


def articles(*topics: tuple[str, list[str]], count: int = 12) -> list[Article]:
    return [Article(text.format(n=n), id=f"{n}", topics=labels) for text, labels in topics for n in range(count)]


def test_topics_are_learnt_and_single_labels_recognised():
    trained = train_classifier(articles((SPORT, ["Sport"]), (SANTE, ["Santé"]), (ECONOMIE, ["Économie"])))
    assert trained.classifier.multiclass
    given = trained.classifier.assign([Article("Un match très disputé."), Article("Une pluie fine.")])
    assert [topic.label for topic in given[0]] == ["Sport"]
    assert len(given[1]) == 1
    assert trained.scores is not None
    assert trained.scores.average("micro").f1 > 0.9


def test_parents_are_implied_in_training_and_tagging():
    vocabulary = Vocabulary(parents={"Football": ("Sport",)})
    data = articles((SPORT, ["Football"]), (SANTE, ["Santé"]))
    trained = train_classifier(data, TrainingOptions(topics=vocabulary))
    assert [t.label for t in trained.classifier.topics] == ["Football", "Santé", "Sport"]
    (given,) = trained.classifier.assign([Article("Le club a perdu le match.")])
    assert {topic.label for topic in given} == {"Football", "Sport"}


def test_aliases_drops_and_rare_labels():
    vocabulary = Vocabulary(aliases={"sante": "Santé"}, drop=frozenset({"À la une"}))
    data = articles((SANTE, ["sante", "À la une"]), (SPORT, ["Sport"]))
    data.append(Article("x", topics=["Voyage"]))
    labelled = clean_labels(data, vocabulary, 5)
    assert labelled.labels == ["Santé", "Sport"]
    assert labelled.left_out == {"Voyage": "1 article, fewer than 5"}


def test_spellings_that_may_be_one_topic_are_proposed():
    data = [Article("x", topics=["Santé", "Sport"]), Article("y", topics=["sante"]), Article("z", topics=["Santé"])]
    assert find_variants(data) == [["Santé", "sante"]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([Article("x")], "no article has topics"),
        (articles((SPORT, [])), "no article has topics"),
        (articles((SPORT, ["Sport"])), 'every article has the one topic "Sport"'),
        (articles((SPORT, ["A", "B"])), "every article has every topic"),
        (articles((SPORT, ["A"]), (SANTE, ["B"]), count=2), r"no topic has 5 articles .*min_articles"),
        (articles(("", ["A"]), (" ", ["B"])), "no article has topics"),
    ],
)
def test_what_cannot_teach_is_refused_with_the_reason(data: list[Article], message: str):
    with pytest.raises(LabelError, match=message):
        train_classifier(data)


def test_a_label_of_absurd_length_is_left_out():
    data = articles((SPORT, ["Sport", "x" * 10_000]), (SANTE, ["Santé"]))
    left_out = train_classifier(data).left_out
    assert list(left_out.values()) == [f"longer than {MAX_LABEL} characters"]


def test_the_same_id_twice_is_no_trouble():
    data = articles((SPORT, ["Sport"]), (SANTE, ["Santé"]))
    assert train_classifier([*data, *data]).articles == 48


def test_validation_articles_are_judged_instead_of_folds():
    data = articles((SPORT, ["Sport"]), (SANTE, ["Santé"]))
    judged = train_classifier(data, TrainingOptions(validation=[Article("Un match nul.", topics=["Sport"])])).scores
    assert judged is not None
    assert (judged.articles, judged.how) == (1, "on the validation articles")


@pytest.mark.parametrize("topics", ["new", "new beside a base", "moved"])
def test_progress_is_reported_phase_by_phase_up_to_the_total(topics: str):
    heard: dict[str, list[tuple[int, int]]] = {}

    def listen(phase: str, done: int, total: int) -> None:
        heard.setdefault(phase, []).append((done, total))

    texts = (SPORT, SANTE) if topics != "moved" else (ECONOMIE, SANTE)
    base = train_classifier(articles((texts[0], ["A"]), (texts[1], ["B"]))).model if topics != "new" else None
    labels = ("A", "B") if topics == "moved" else ("Sport", "Santé")
    data = articles((SPORT, [labels[0]]), (SANTE, [labels[1]]))
    train_classifier(data, TrainingOptions(progress=listen), base=base)
    assert list(heard) == ["vocabulary", "features", "classifiers"]
    for steps in heard.values():
        assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))
    assert heard["vocabulary"][-1] == heard["features"][-1] == (24, 24)
    assert heard["classifiers"][-1] == (12, 12)  # two topics, five folds and all articles


def test_the_table_is_the_arithmetic_of_counts():
    scores = score_labels([["A"], ["A", "B"], []], [["A"], ["A"], ["A"]])
    rows = {row.label: row for row in [*scores.rows, *scores.averages]}
    assert (rows["A"].precision, rows["A"].recall, rows["A"].f1) == (pytest.approx(2 / 3), 1, pytest.approx(0.8))
    assert (rows["B"].support, rows["B"].f1) == (1, 0)
    assert rows["micro"].f1 == pytest.approx(4 / 6)
    assert rows["macro"].f1 == pytest.approx(0.4)
    assert rows["weighted"].f1 == pytest.approx(2 / 3 * 0.8)


def make_with_one_wrong_label(count: int) -> list[Article]:
    """Articles on sport and on health; the fourth, on a match, is labelled Santé."""
    sport = "Le club a gagné le match {n} grâce au but de son attaquant {n}."
    health = "L’hôpital {n} a reçu des vaccins pour ses patients et ses médecins {n}."
    found = articles((sport, ["Sport"]), (health, ["Santé"]), count=count)
    for n, article in enumerate(found):
        article.id = f"{n}"
    found[3].topics = ["Santé"]
    return found


def test_labels_that_the_folds_contradict_are_suspects():
    found = {(s.article, s.topic, s.proposal) for s in train_classifier(make_with_one_wrong_label(30)).label_errors}
    assert {("3", "Santé", "remove"), ("3", "Sport", "add")} <= found
    assert all(article == "3" for article, _, _ in found)


def test_a_base_keeps_its_topics_and_their_scores():
    first = train_classifier(articles((SPORT, ["Sport"]), (SANTE, ["Santé"])), TrainingOptions(min_articles=5)).model
    data = articles((ECONOMIE, ["Économie"]), ("La pluie tombera {n} jours sur la côte.", ["Météo"]), count=15)
    data += [
        Article(f"Les syndicats de l’usine {n} négocient et le vent souffle.", topics=["Économie", "Météo"])
        for n in range(8)
    ]
    both = train_classifier(data, teacher=first.classifier, base=first).classifier
    assert [topic.label for topic in both.topics] == ["Météo", "Santé", "Sport", "Économie"]
    texts = [Article("Le club a gagné le match."), Article("L’hôpital manque de vaccins sous la pluie.")]
    assert first.classifier is not None
    before, after = first.classifier.scores(texts), both.scores(texts)
    assert after[:, [2, 1]] == pytest.approx(before[:, [1, 0]], abs=1e-5)
    given = both.assign([Article("L’entreprise supprime des emplois dans ses usines.")])
    assert given[0][0].label == "Économie"


def test_a_topic_in_both_is_moved():
    first = train_classifier(articles((SPORT, ["Sport"]), (SANTE, ["Santé"]))).model
    data = articles(("La natation a réuni {n} nageurs dans le bassin.", ["Sport"]), (ECONOMIE, ["Économie"]))
    both = train_classifier(data, teacher=first.classifier, base=first).classifier
    assert [topic.label for topic in both.topics] == ["Santé", "Sport", "Économie"]
    assert both.topics[1].support == 24
    given = both.assign([Article("Les nageurs ont quitté le bassin.")])
    assert "Sport" in [topic.label for topic in given[0]]


def test_a_label_that_all_others_contradict_is_not_learnt_from():
    trained = train_classifier(make_with_one_wrong_label(40))
    assert trained.distrusted == 1
    assert trained.articles == 80  # it is judged on all the same


def test_labels_that_words_do_not_show_are_all_learnt_from():
    data = [Article(f"Il pleut sur la côte {n}.", topics=["Lundi" if n % 2 else "Mardi"]) for n in range(60)]
    assert train_classifier(data).distrusted == 0


def test_articles_of_a_source_stay_in_one_fold():
    data = [Article(f"{SPORT} {n}", id=str(n), source=f"journal {n % 7}") for n in range(70)]
    folds = assign_folds(data, TrainingOptions(by_source=True)).of_article
    for source in {article.source for article in data}:
        assert len({int(f) for f, article in zip(folds, data, strict=True) if article.source == source}) == 1
    assert len(set(assign_folds(data, TrainingOptions()).of_article.tolist())) > 1


def test_rare_terms_can_be_left_out_and_the_penalty_be_chosen():
    data = articles((SPORT, ["Sport"]), (SANTE, ["Santé"]), (ECONOMIE, ["Économie"]), count=6)
    data[0].text += " Zarbouk"
    data[1].text += " Zarbouk"
    plain, pruned = (train_classifier(data, TrainingOptions(min_count=n)).classifier for n in (2, 3))
    assert [c.featuriser.idf[c.featuriser.terms.index("zarbouk")] > 0 for c in (plain,)] == [True]
    assert not any(
        t == "zarbouk" and i > 0 for t, i in zip(pruned.featuriser.terms, pruned.featuriser.idf, strict=True)
    )
    weak, strong = (train_classifier(data, TrainingOptions(penalty=c)).classifier for c in (0.01, 10.0))
    assert abs(weak.terms).sum() < abs(strong.terms).sum()


@pytest.fixture(scope="module")
def with_regions() -> Model:
    data = articles((SPORT, ["Sport"]), ("Le ministre du Maroc est à Tokyo pour {n} jours.", ["Monde"]))
    return train_classifier(data, TrainingOptions(regions=True)).model


@pytest.mark.parametrize(("regions", "wanted"), [(None, True), (True, True), (False, False)])
def test_regions_are_learnt_from_a_teacher_unless_they_are_refused(
    with_regions: Model, regions: bool | None, wanted: bool
):
    data = articles((SANTE, ["Santé"]), (ECONOMIE, ["Économie"]))
    options = TrainingOptions(regions=regions, min_count=1)
    trained = train_classifier(data, options, teacher=with_regions.classifier).classifier
    assert any(map(is_region_column, trained.featuriser.terms)) is wanted


def test_regions_that_a_base_does_not_have_cannot_be_added_nor_its_own_taken(with_regions: Model):
    data = articles((SANTE, ["Santé"]), (ECONOMIE, ["Économie"]))
    without = train_classifier(data).model
    with pytest.raises(UsageError, match="`regions`: .* with regions"):
        train_classifier(data, TrainingOptions(regions=False), base=with_regions)
    with pytest.raises(UsageError, match="`regions`: .* without regions"):
        train_classifier(data, TrainingOptions(regions=True), base=without)
