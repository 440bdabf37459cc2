"""Vocabularies as people have them. The topics are invented, their codes too."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from newstagger import InputError, MissingExtraError, train
from newstagger._training.labels import Vocabulary
from newstagger._training.vocabulary import Concept, make_vocabulary, read_topics
from tests.conftest import EXAMPLES, Cli

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <http://exemple.test/> .
t:1 a skos:Concept ; skos:prefLabel "Sport"@fr, "sport"@en ; skos:notation "ex:1" .
t:2 a skos:Concept ; skos:prefLabel "Football"@fr-FR ; skos:altLabel "Ballon rond"@fr, "soccer"@en ;
    skos:broader t:1 ; skos:notation "ex:2" ; skos:definition "Le jeu à onze."@fr .
t:3 a skos:Concept ; skos:prefLabel "Santé"@fr ; skos:notation "ex:3" .
t:4 a skos:Concept ; skos:prefLabel "Économie" ; skos:narrower t:5 .
t:5 a skos:Concept ; skos:prefLabel "Prix"@fr .
t:6 a skos:Concept ; skos:prefLabel "Prix"@fr ; skos:broader t:2 .
t:7 a skos:Concept ; skos:prefLabel "strikes"@en ; skos:notation "ex:7" .
t:8 a skos:Concept ; skos:prefLabel "Télégraphe"@fr ; owl:deprecated true .
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def in_form(form: str) -> str:
    rdflib = pytest.importorskip("rdflib", reason="the extra skos is not installed")
    graph = rdflib.Graph().parse(data=TURTLE, format="turtle")
    return str(graph.serialize(format=form))


@pytest.fixture(
    params=[("a.ttl", "turtle"), ("a.rdf", "xml"), ("a.jsonld", "json-ld"), ("a.nt", "nt")], ids=lambda p: p[1]
)
def thesaurus(request: pytest.FixtureRequest, tmp_path: Path) -> Vocabulary:
    name, form = request.param
    return read_topics(write(tmp_path, name, in_form(form)))


def test_skos_gives_french_labels_parents_aliases_and_codes(thesaurus: Vocabulary):
    assert thesaurus.parents["Football"] == ("Sport",)
    assert thesaurus.aliases["Ballon rond"] == "Football"
    assert "soccer" not in thesaurus.aliases
    assert thesaurus.codes["Santé"] == "ex:3"
    assert thesaurus.aliases["ex:3"] == "Santé"
    assert thesaurus.aliases["sante"] == "Santé"
    assert thesaurus.definitions["Football"] == "Le jeu à onze."


def test_a_concept_without_a_french_name_keeps_another_and_a_deprecated_one_goes(thesaurus: Vocabulary):
    assert thesaurus.codes["strikes"] == "ex:7"
    assert "Télégraphe" not in {*thesaurus.codes, *thesaurus.parents, *thesaurus.aliases.values()}
    assert thesaurus.parents["Prix"] == ("Économie",)


def test_two_concepts_of_one_name_are_told_apart_by_their_parent(thesaurus: Vocabulary):
    assert thesaurus.parents["Prix (Football)"] == ("Football",)


def test_a_circle_of_parents_ends():
    found = make_vocabulary([Concept("a", "A", broader=("b",)), Concept("b", "B", broader=("a",))], Path("v.ttl"))
    assert found.parents == {"A": ("B",), "B": ("A",)}


def test_a_name_of_two_topics_says_neither():
    found = make_vocabulary([Concept("a", "A", aliases=("x",)), Concept("b", "B", aliases=("x", "y"))], Path("v.ttl"))
    assert "x" not in found.aliases
    assert found.aliases["y"] == "B"


@pytest.mark.parametrize(
    "text",
    [
        "code\tbroader\tname_fr\tdefinition_fr\tretired\nex:1\t\tSport\tLes jeux.\t\nex:2\tex:1\tFootball\t\t\nex:3\t\tBilboquet\t\t2019\n",
        "label;parents;code;definition\nSport;;ex:1;Les jeux.\nFootball;Sport;ex:2;\n",
        "Étiquette,Parent,Notation,Définition\nSport,,ex:1,Les jeux.\nFootball,Sport,ex:2,\n",
    ],
)
def test_a_table_names_its_columns_in_english_or_french(tmp_path: Path, text: str):
    found = read_topics(write(tmp_path, "v.tsv", text.replace("Étiquette", "Etiquette")))
    assert found.parents == {"Football": ("Sport",)}
    assert found.codes == {"Sport": "ex:1", "Football": "ex:2"}
    assert found.definitions == {"Sport": "Les jeux."}


def test_cells_of_a_table_may_hold_several_names(tmp_path: Path):
    text = "label,aliases,keywords\nSport,Sports; Jeux,match|but\nSanté,,\n"
    found = read_topics(write(tmp_path, "v.csv", text))
    assert (found.aliases["Sports"], found.aliases["Jeux"]) == ("Sport", "Sport")
    assert found.keywords == {"Sport": ("match", "but")}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("v.tsv", "a\tb\n1\t2\n", "has no column of labels, such as `label`; its columns: a, b"),
        ("v.csv", "label\n", "contains no topic with a name"),
        ("v.ttl", "@prefix", "cannot be read as SKOS"),
        ("v.rdf", '<!DOCTYPE r [<!ENTITY a "b">]><r/>', "declares entities"),
        ("v.jsonld", '{"@context": "https://exemple.test/c.json"}', "is on another host, which is not contacted"),
        ("v.jsonld", '{"@graph": [{"@context": ["http://exemple.test/c"]}]}', "is on another host"),
        ("v.jsonld", "{", "is not valid JSON"),
        ("v.toml", "label\tparents\n", "name tables .tsv or .csv, SKOS files .ttl"),
    ],
)
def test_what_is_no_vocabulary_is_refused(tmp_path: Path, name: str, text: str, message: str):
    pytest.importorskip("rdflib", reason="the extra skos is not installed")
    with pytest.raises(InputError, match=message):
        read_topics(write(tmp_path, name, text))


def test_a_vocabulary_in_another_encoding_is_named(tmp_path: Path):
    path = tmp_path / "v.tsv"
    path.write_bytes("label\nSanté\n".encode("cp1252"))
    with pytest.raises(InputError, match="is not UTF-8"):
        read_topics(path)


def test_without_rdflib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(MissingExtraError, match="skos"):
        read_topics(write(tmp_path, "v.ttl", TURTLE))


def test_training_takes_codes_for_labels_and_implies_parents(tmp_path: Path, cli: Cli):
    pytest.importorskip("rdflib", reason="the extra skos is not installed")
    lines = (EXAMPLES / "labelled.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    for record in records:
        record["topics"] = ["ex:2" if label == "Football" else label for label in record["topics"]]
    data = write(tmp_path, "d.jsonl", "\n".join(map(json.dumps, records)))
    vocabulary = write(tmp_path, "v.ttl", TURTLE)
    result = cli("train", data, "-o", tmp_path / "m", "--topics-file", vocabulary)
    assert result.status == 0, result.err
    topics = {t["label"]: t for t in json.loads((tmp_path / "m" / "manifest.json").read_text("utf-8"))["topics"]}
    assert topics["Football"]["parents"] == ["Sport"]
    assert topics["Sport"]["support"] >= topics["Football"]["support"]
    assert topics["Football"]["code"] == "ex:2"


def test_the_library_takes_a_path(labelled: list[object], tmp_path: Path):
    path = write(tmp_path, "v.tsv", "label\tcode\nFootball\tex:2\n")
    model = train(labelled, topics=path)  # type: ignore[arg-type]
    assert model.classifier is not None
    assert next(t.code for t in model.classifier.topics if t.label == "Football") == "ex:2"
