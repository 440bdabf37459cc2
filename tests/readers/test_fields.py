"""Columns and keys by other names, tables of every kind, HTML and topics in one field. Every article is invented."""

from __future__ import annotations

import csv
import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from newstagger import Article, InputError, UsageError, read
from newstagger.readers import Notes, ReadOptions, parse_map, read_bytes
from newstagger.readers.markup import is_marked_up, remove_markup
from newstagger.readers.records import make_article
from tests.conftest import EXAMPLES, Cli


def one(record: dict[str, Any], **how: Any) -> Article:
    (item,) = read_bytes(json.dumps(record).encode(), "a.jsonl", reading=ReadOptions(**how))
    assert isinstance(item, Article), item
    return item


FRENCH = {"Identifiant": 7, "Titre": "Le pont rouvre", "Chapô": "Deux ans de travaux.", "Contenu": "Le maire a rouvert le pont.",
          "Date de publication": "14/02/2024", "Auteur": "Claire Vaudrin", "Rubrique": "Transports", "Lien": "https://gazette.example/1", "Média": "La Gazette"}  # fmt: skip
ENGLISH = {"guid": "7", "headline": "Le pont rouvre", "standfirst": "Deux ans de travaux.", "content": "Le maire a rouvert le pont.",
           "published_at": "2024-02-14", "byline": "Claire Vaudrin", "tags": [{"name": "Transports"}], "link": "https://gazette.example/1",
           "source": {"id": None, "name": "La Gazette"}}  # fmt: skip
WORDPRESS = {"id": 7, "title": {"rendered": "Le pont rouvre"}, "chapo": "Deux ans de travaux.", "content": {"rendered": "<p>Le maire a rouvert le&nbsp;pont.</p>\n"},
             "date": "2024-02-14", "authors": [{"name": "Claire Vaudrin"}], "mots-clés": "Transports", "link": "https://gazette.example/1", "site": "La Gazette"}  # fmt: skip


@pytest.mark.parametrize("record", [FRENCH, ENGLISH, WORDPRESS], ids=["french", "english", "wordpress"])
def test_names_of_fields_that_newsrooms_use(record: dict[str, Any]):
    article = one(record)
    assert (article.id, article.title, article.published) == ("7", "Le pont rouvre", date(2024, 2, 14))
    assert article.text.replace("\u00a0", " ") == "Deux ans de travaux.\n\nLe maire a rouvert le pont."
    assert (article.author, article.url, article.source) == (
        "Claire Vaudrin",
        "https://gazette.example/1",
        "La Gazette",
    )
    assert article.declared_topics == ["Transports"]
    assert article.topics is None


def test_the_own_name_of_a_field_comes_first_and_a_summary_last():
    assert one({"summary": "Court.", "content": "Long.", "text": "Vrai."}).text == "Vrai."
    assert one({"summary": "Court.", "content": "Long."}).text == "Long."
    assert one({"summary": "Court.", "content": ""}).text == "Court."


def test_a_standfirst_that_the_text_repeats_is_not_said_twice():
    assert one({"chapo": "Il pleut.", "text": "Il pleut.\n\nEt il vente."}).text == "Il pleut.\n\nEt il vente."
    assert one({"chapo": "Il pleut."}).text == "Il pleut."


def test_a_map_names_fields_with_dots_into_objects_and_lists():
    record = {"article": {"parties": [{"html": "Il pleut."}], "t.1": "Pluie"}, "text": "autre"}
    article = one(record, fields={"text": "article.parties.0.html"})
    assert article.text == "Il pleut."
    flat = one({"a.b": "Il pleut.", "rubrique": "Météo"}, fields=parse_map("text=a.b, topics = rubrique"))
    assert (flat.text, flat.topics, flat.declared_topics) == ("Il pleut.", ["Météo"], [])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("texte=contenu", 'there is no field "texte"; the fields are text'),
        ("contenu", "is not FIELD=NAME"),
        ("text=", "is not FIELD=NAME"),
    ],
)
def test_a_map_that_means_nothing_is_refused(value: str, message: str):
    with pytest.raises(UsageError, match=message):
        ReadOptions(fields=parse_map(value))


def test_options_that_mean_nothing_are_refused():
    with pytest.raises(UsageError, match="not one character"):
        ReadOptions(delimiter=";;")
    with pytest.raises(UsageError, match="is not a text encoding"):
        ReadOptions(encoding="utf-9")


TABLE = "id;titre;contenu\n1;L’été;Il pleut, fort.\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", TABLE.encode()),
        ("a.csv", TABLE.replace(";", "|").encode()),
        ("a.csv", TABLE.replace(";", "\t").encode()),
        ("a.tsv", TABLE.replace(";", "\t").encode()),
        ("a.csv", ("sep=;\n" + TABLE).encode()),
        ("a.csv", ('"sep=;"\r\n' + TABLE).encode("utf-8-sig")),
        ("a.csv", TABLE.encode("utf-16")),
        ("a.csv", TABLE.encode("cp1252")),
        ("a.csv", TABLE.encode("utf-8-sig")),
        ("a.csv.gz", gzip.compress(TABLE.encode(), mtime=0)),
        ("a.tsv.gz", gzip.compress(TABLE.replace(";", "\t").encode("cp1252"), mtime=0)),
        ("a.json.gz", gzip.compress('[{"id": 1, "titre": "L’été", "contenu": "Il pleut, fort."}]'.encode(), mtime=0)),
        ("a.json", '{"status": "ok", "items": [{"id": 1, "titre": "L’été", "contenu": "Il pleut, fort."}]}'.encode()),
    ],
)
def test_tables_of_every_kind(name: str, data: bytes, tmp_path: Path):
    (tmp_path / name).write_bytes(data)
    (article,) = read(tmp_path / name)
    assert (article.id, article.title, article.text) == ("1", "L’été", "Il pleut, fort.")


def test_a_packed_text_is_read_and_bounded(tmp_path: Path):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Il pleut sur Rabat.", mtime=0))
    assert [article.text for article in read(tmp_path / "a.txt.gz")] == ["Il pleut sur Rabat."]
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"a" * 5_000_000, mtime=0))
    with pytest.raises(InputError, match="more than the limit of 4,000 bytes"):
        list(read(tmp_path / "a.txt.gz", max_chars=1_000))


def notes(data: bytes, name: str = "a.csv", **how: Any) -> list[str]:
    said: list[str] = []
    list(read_bytes(data, name, reading=ReadOptions(notes=Notes(said.append), **how)))
    return said


def test_what_was_guessed_is_said_once_and_not_where_it_was_given():
    said = notes(TABLE.encode("cp1252"))
    assert [re.sub("^a.csv: ", "", note) for note in said] == [
        "not UTF-8; decoded as windows-1252; override with `encoding`",
        'columns are separated by ";"; override with `delimiter`',
        'read text from "contenu", title from "titre"; override with `fields`',
    ]
    given = {"encoding": "cp1252", "delimiter": ";", "fields": {"text": "contenu", "title": "titre"}}
    assert notes(TABLE.encode("cp1252"), **given) == []
    assert notes(b"id,title,text\n1,Pluie,Il pleut.\n") == []


def test_what_was_given_wins_over_the_guess():
    (item,) = read_bytes("texte;x,note\nL’été,b\n".encode("cp1252"), "a.csv", reading=ReadOptions(delimiter=",", encoding="cp1252", fields={"text": "texte;x"}))  # fmt: skip
    assert isinstance(item, Article)
    assert item.text == "L’été"
    (wrong,) = read_bytes(TABLE.encode(), "a.csv", reading=ReadOptions(fields={"text": "corps"}))
    assert 'line 1: has no column "corps" (given for text); its columns: id, titre, contenu' in str(wrong)


# --- HTML in a field


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("<p>Emmanuel&nbsp;Macron</p><p>est à <b>Lyon</b>.</p>", "Emmanuel\u00a0Macron\n\nest à Lyon."),
        ("Emmanuel&nbsp;Macron est à Lyon.", "Emmanuel\u00a0Macron est à Lyon."),
        ("L&#8217;&eacute;t&eacute;", "L’été"),
        ("Dolce &amp; Gabbana", "Dolce & Gabbana"),
        ("Il pleut.<br/>Il vente.<br>Fin.", "Il pleut.\nIl vente.\nFin."),
        ("<p>Une phrase\nsur deux lignes.</p>\n\n<p>Fin.</p>", "Une phrase sur deux lignes.\n\nFin."),
        ("<div><script>if (a < b) { x('<p>') }</script><p>Il pleut.</p></div>", "Il pleut."),
        ('<a href="a.html" title="x > y">Rabat</a> sous la pluie', "Rabat sous la pluie"),
        ("<ul><li>un</li><li>deux</li></ul>", "un\n\ndeux"),
        ("<!-- note --><p>Il pleut.</p>", "Il pleut."),
        ("Les &amp;laquo;&amp;nbsp;bonnets rouges&amp;nbsp;&amp;raquo;", "Les «\u00a0bonnets rouges\u00a0»"),
    ],
)  # fmt: skip
def test_html_in_a_text_is_taken_off_with_a_warning(given: str, text: str):
    article = one({"title": "Pluie", "text": given})
    assert article.text == text
    assert any("was removed; offsets refer to" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    "text",
    ["a < b et b > c", "Je t’aime <3", "L’entité &nbsp; sert d’espace.", "La balise <p> ouvre un paragraphe.", "R&D; et P&L;", "x <y> z </y>",
     "« Un < deux »", "Écrire <table> ou <form> ?", "https://a.example/?a=1&copy=2", "AT&T"],
)  # fmt: skip
def test_what_is_no_html_stays_as_it_is(text: str):
    article = one({"text": text})
    assert (article.text, article.warnings) == (text, [])


def test_a_title_may_hold_html_too_and_offsets_given_with_a_text_protect_it():
    assert one({"title": "L&#039;été <i>à</i> Lyon", "text": "Il pleut."}).title == "L'été à Lyon"
    gold = {"text": "<b>Rabat</b> &amp; <b>Fès</b>", "entities": [{"start": 3, "end": 8, "label": "LOC"}]}
    assert one(gold).text == gold["text"]


def test_a_name_with_an_entity_is_one_name_and_offsets_are_of_the_clean_text(cli: Cli, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": "<p>Le président Emmanuel&nbsp;Macron est à Lyon.</p>"}), "utf-8"
    )
    done = cli("tag", tmp_path / "a.jsonl", "--only", "people")
    record = json.loads(done.out)
    (person,) = record["people"]
    assert person["name"] == "Emmanuel Macron"
    mention = person["mentions"][0]
    assert record["text"][mention["start"] : mention["end"]] == "Emmanuel\u00a0Macron"


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<p", "&", "&#", "<!--", "<a href='", '<a title="', "<p>" * 2, "&amp;", "</p>", "<script>"]
)
def test_much_markup_is_read(piece: str):
    text = piece * 100_000  # in quadratic time this would take hours
    is_marked_up(text)
    remove_markup(text)


# --- neither text nor title


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "parquet"])
def test_a_title_is_enough_and_nothing_is_too_little(form: str, tmp_path: Path):
    records = [
        {"id": "1", "title": "Il pleut sur Rabat", "text": ""},
        {"id": "2", "title": "", "text": ""},
        {"id": "3", "title": " ", "text": "\n"},
    ]
    path = tmp_path / f"a.{form}"
    if form == "parquet":
        arrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        parquet.write_table(arrow.Table.from_pylist(records), path)
    elif form == "csv":
        with path.open("w", newline="") as stream:
            table = csv.DictWriter(stream, ["id", "title", "text"])
            table.writeheader()
            table.writerows(records)
    else:
        path.write_text(
            json.dumps(records) if form == "json" else "".join(json.dumps(record) + "\n" for record in records)
        )
    errors: list[InputError] = []
    (article,) = read(path, errors=errors.append)
    assert (article.title, article.text) == ("Il pleut sur Rabat", "")
    assert ["has neither a text nor a title" in str(error) for error in errors] == [True, True]


# --- topics in one cell


def topics(*cells: str, **how: Any) -> list[list[str] | None]:
    data = "".join(json.dumps({"text": "Il pleut.", "topics": cell}) + "\n" for cell in cells)
    return [
        item.topics
        for item in read_bytes(data.encode(), "a.jsonl", reading=ReadOptions(**how))
        if isinstance(item, Article)
    ]


def test_a_label_with_a_comma_stays_whole_where_a_semicolon_is_used_in_another_cell():
    found = topics("Arts, culture et médias", "Sport; Santé", "Arts, Lettres")
    assert found == [["Arts, culture et médias"], ["Sport", "Santé"], ["Arts, Lettres"]]


def test_words_that_are_never_apart_are_one_label():
    often = ["Banques, Assurances"] * 3
    assert topics(*often, "Sport")[0] == ["Banques, Assurances"]
    assert topics(*often, "Banques, Sport")[0] == ["Banques", "Assurances"]
    assert topics("Arts, culture et médias", "Sport, Santé") == [["Arts, culture et médias"], ["Sport", "Santé"]]


def test_one_mark_parts_all_cells():
    assert topics("Sport / Santé", "Lyon, Rhône", "Paris / Lyon, Rhône") == [
        ["Sport", "Santé"],
        ["Lyon, Rhône"],
        ["Paris", "Lyon, Rhône"],
    ]
    assert topics("Sport, Santé", topic_separator="+") == [["Sport, Santé"]]
    assert topics("Sport + Santé", topic_separator="+") == [["Sport", "Santé"]]


@pytest.mark.parametrize("name", ["topics", "Rubrique", "tags", "labels"])
@pytest.mark.parametrize(
    "value",
    [
        "Culture &amp; m&eacute;dias; Sant&eacute;",
        "Culture &amp; m&eacute;dias, Sant&eacute;",
        ["Culture &#038; médias", "Santé"],
        '["Culture &amp; médias", "Sant&eacute;"]',
        "['Culture &amp;amp; médias', 'Santé']",
    ],
    ids=str,
)
def test_an_entity_in_topics_is_what_it_stands_for_and_separates_nothing(name: str, value: object):
    article = one({"text": "Il pleut.", name: value})
    assert (article.topics or article.declared_topics) == ["Culture & médias", "Santé"]


def test_an_entity_in_a_cell_says_nothing_of_what_separates_the_topics_of_others():
    rows = 'texte,rubrique\nIl pleut.,Culture &amp; médias\nIl neige.,"Sport, Santé"\n'
    found = [item.declared_topics for item in read_bytes(rows.encode(), "a.csv") if isinstance(item, Article)]
    assert found == [["Culture & médias"], ["Sport", "Santé"]]
    assert topics("Recherche & développement", "R&D;Sport") == [["Recherche & développement"], ["R&D", "Sport"]]


def test_entities_in_author_and_source():
    article = one({"text": "Il pleut.", "auteur": "H&eacute;l&egrave;ne Garnier", "source": "L&#8217;&Eacute;cho"})
    assert (article.author, article.source) == ("Hélène Garnier", "L’Écho")
    assert one({"text": "Il pleut.", "tags": [{"name": "Arts &amp; cinéma"}]}).declared_topics == ["Arts & cinéma"]


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Par Hélène Garnier", "Hélène Garnier"),
        ("par : Hélène Garnier, envoyée spéciale à Valmont", "Hélène Garnier, envoyée spéciale à Valmont"),
        ("Propos recueillis par Hélène Garnier", "Hélène Garnier"),
        ("Recueilli par Hélène Garnier et Paul Roy", "Hélène Garnier et Paul Roy"),
        ("By Hélène Garnier", "Hélène Garnier"),
        ("Parfait Mba", "Parfait Mba"),
        ("Von Arx, Élise", "Von Arx, Élise"),
    ],
)
def test_a_person_is_the_author_with_and_without_par_before_the_name(byline: str, author: str):
    assert one({"text": "Il pleut.", "auteur": byline}).author == author
    assert one({"text": "Il pleut.", "authors": [{"name": byline}]}).author == author


def test_training_tells_what_parts_topics(cli: Cli, tmp_path: Path):
    records = [json.loads(line) for line in (EXAMPLES / "labelled.jsonl").read_text("utf-8").splitlines()]
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({**record, "topics": ", ".join([*record["topics"], "Presse"])}) + "\n" for record in records)
    )
    done = cli("train", tmp_path / "a.jsonl", "-o", tmp_path / "model", "--jobs", "1")
    assert done.status == 0
    assert 'topics in one cell were split at ","; override with --topic-separator' in done.err


# --- the command line


def test_tag_and_convert_take_the_names_of_fields_and_say_what_they_guess(cli: Cli, tmp_path: Path):
    (tmp_path / "a.csv").write_text("n°;accroche;papier\n1;Pluie;Il pleut sur Rabat.\n", "utf-8")
    refused = cli("tag", tmp_path / "a.csv", "--only", "places")
    assert refused.status == 2
    assert "name the one with the text in --map" in refused.err
    for command in (("tag", "--only", "places"), ("convert",)):
        done = cli(
            command[0],
            tmp_path / "a.csv",
            *command[1:],
            "--map",
            "text=papier,title=accroche",
            "-o",
            tmp_path / f"{command[0]}.jsonl",
        )
        assert done.status == 0, done.err
        assert 'columns are separated by ";"' in done.err
        record = json.loads((tmp_path / f"{command[0]}.jsonl").read_text("utf-8"))
        assert (record["title"], record["text"]) == ("Pluie", "Il pleut sur Rabat.")
    done = cli("tag", tmp_path / "a.csv", "--only", "places", "--map", "text=papier", "--log-json")
    assert all(json.loads(line)["event"] for line in done.err.splitlines())


def test_files_of_a_folder_that_are_not_read_are_counted(cli: Cli, tmp_path: Path):
    for name in ("a.txt", "b.pdf", "deep/c.pdf", "d.odt", "README", ".e.pdf"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("Il pleut sur Rabat.")
    done = cli("tag", tmp_path / "in", "--only", "dates", "-o", tmp_path / "out.jsonl")
    assert done.status == 0
    assert "4 files were not read because of their extension: 2 .pdf, 1 .odt, 1 without an extension" in done.err.replace("1 without an extension, 1 .odt", "1 .odt, 1 without an extension")  # fmt: skip


NINJS_1 = {"uri": "urn:av:1", "versioncreated": "2024-02-14T18:30:00+01:00", "headline": "Le pont rouvre", "byline": "Claire Vaudrin",
             "body_xhtml": "<div><p>Le maire a rouvert le&#160;pont.</p><p>Il pleut.</p></div>",
             "subject": [{"name": "Transports", "code": "20000337"}, {"code": "x"}]}  # fmt: skip
NINJS_2 = {"uri": "https://av.example/2", "versioncreated": "2024-02-14T18:30:00+01:00", "by": "Claire Vaudrin",
              "headlines": [{"role": "short", "value": "Pont"}, {"role": "main", "value": "Le pont rouvre"}],
              "bodies": [{"contenttype": "text/html", "value": "<p>x</p>"}, {"contenttype": "text/plain", "value": "Le maire a rouvert le\u00a0pont.\n\nIl pleut."}],
              "infosources": [{"name": "Agence Valmont"}], "subjects": [{"name": "Transports"}], "keywords": ["Travaux"]}  # fmt: skip


#: Version 3 has the same names in camel case.
NINJS_3 = {
    {"versioncreated": "versionCreated", "infosources": "infoSources"}.get(name, name): value
    for name, value in json.loads(json.dumps(NINJS_2).replace("contenttype", "contentType")).items()
}


def test_ninjs_of_all_versions():
    for item, identifier in (
        (NINJS_1, "urn:av:1"),
        (NINJS_2, "https://av.example/2"),
        (NINJS_3, "https://av.example/2"),
    ):
        article = one(item)
        assert (article.id, article.title, article.author) == (identifier, "Le pont rouvre", "Claire Vaudrin")
        assert article.text == "Le maire a rouvert le\u00a0pont.\n\nIl pleut."
        assert str(article.published) == "2024-02-14 18:30:00+01:00"
        assert article.declared_topics[0] == "Transports"
        assert article.source == (None if item is NINJS_1 else "Agence Valmont")
        assert article.warnings == []


@pytest.mark.parametrize("field", [{"entities": ["Paris"]}, {"dates": "2021-01-01"}, {"entities": [{"name": "Paris"}]}])
def test_another_program_s_entities_switch_nothing_off(field: dict[str, object]):
    record = {"chapo": "Un jour gris.", "text": "<p>Bonjour <b>Paris</b>.</p>", **field}
    assert make_article(record, "a.jsonl", 1).text == "Un jour gris.\n\nBonjour Paris."


BODY = "La préfète a fermé le pont. " * 20


def notes_of(record: dict[str, Any]) -> list[str]:
    said: list[str] = []
    list(read_bytes(json.dumps(record).encode(), "a.jsonl", reading=ReadOptions(notes=Notes(said.append))))
    return said


def test_the_longest_field_that_was_passed_over_is_named():
    said = notes_of({"titre": "Pont", "description": "Un pont.", "papier_long": BODY})
    assert any(f'the longest field, "papier_long" ({len(BODY)} characters), was not read' in one for one in said)
    assert not any("longest" in one for one in notes_of({"text": BODY, "content_html": f"<p>{BODY}</p>"}))
    assert not any("longest" in one for one in notes_of({"text": BODY, "note": "x" * 150}))


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ({"maintext": BODY, "description": "Un pont.", "date_publish": "2024-03-05 10:00:00", "source_domain": "g.example"}, {"published": "2024-03-05 10:00:00", "source": "g.example"}),
        ({"text": BODY, "publish_date": "2024-03-05", "summary": "Un pont."}, {"published": "2024-03-05"}),
        ({"paragraphs": [BODY, "Fin."]}, {"text": f"{BODY.strip()}\n\nFin."}),
        ({"text": BODY, "date": {"$date": "2024-03-05T10:00:00Z"}, "_id": {"$oid": "5f"}}, {"published": "2024-03-05 10:00:00+00:00", "id": "5f"}),
        ({"rawContent": BODY, "user": {"username": "g", "displayname": "Gazette"}}, {"author": "Gazette"}),
        ({"id_str": "1", "full_text": BODY, "source": "<a>Web</a>", "user": {"name": "Gazette"}}, {"author": "Gazette", "source": None}),
        ({"text": BODY, "fingerprint": "x", "hostname": "g.example", "source": "https://g.example/0", "source-hostname": "Gazette"}, {"url": "https://g.example/0", "source": "Gazette"}),
        ({"id": "GDV-1902-03-05-a-i0001", "t": "Crue", "ft": BODY}, {"title": "Crue", "published": "1902-03-05", "source": "GDV"}),
        ({"text": BODY, "source": "https://g.example/a"}, {"url": "https://g.example/a", "source": None}),
        ({"tweet": {"id_str": "1", "full_text": BODY}}, {"id": "1"}),
        ({"_id": "7", "_source": {"titre": "Pont", "texte": BODY}}, {"id": "7", "title": "Pont"}),
        ({"text": BODY, "keywords": "pont, crue"}, {"declared_topics": ["pont", "crue"]}),
        ({"content": {"text": BODY, "html": "x"}}, {}),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else None,
)  # fmt: skip
def test_records_of_other_programs(record: dict[str, Any], wanted: dict[str, Any]):
    article = make_article(record, "a.jsonl", 1)
    wanted = {"text": BODY, **wanted}
    assert article.text.strip() == wanted.pop("text").strip()
    for name, value in wanted.items():
        found = getattr(article, name)
        assert (str(found) if name == "published" else found) == value


def test_a_post_of_wordpress_has_the_names_that_were_embedded():
    post = {
        "id": 1, "author": 7, "title": {"rendered": "Pont"}, "content": {"rendered": "<p>La préfète.</p>"}, "tags": [33],
        "_embedded": {"author": [{"name": "Salima Ferkous"}], "wp:term": [[{"name": "Météo"}], [{"name": "crue"}]]},
        "yoast_head_json": {"og_site_name": "La Gazette"},
    }  # fmt: skip
    article = make_article(post, "a.json", 1)
    assert (article.author, article.declared_topics, article.source) == (
        "Salima Ferkous",
        ["Météo", "crue"],
        "La Gazette",
    )
    bare = make_article({name: post[name] for name in ("author", "title", "content", "tags")}, "a.json", 1)
    assert (bare.author, bare.declared_topics, bare.text) == (None, [], "La préfète.")


ONE, TWO = {"titre": "Pont", "texte": "La préfète."}, {"titre": "Coupe", "texte": "Le Stade."}


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"data": {"items": [{"item": ONE}, {"item": TWO}]}}, ".data.items[]"),
        ({"0": ONE, "1": TWO}, ".[]"),
        ({"newsObjects": [ONE, TWO], "total": 2}, ".newsObjects[]"),
        ({"response": {"docs": [{"headline": "Pont", "news": ["La préfète."]}, {"headline": "Coupe", "news": ["Le Stade."]}]}}, ".response.docs[]"),
        ({"hits": {"hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}}, ".hits.hits[]"),
        ([{"nom": "A", "papiers": [ONE]}, {"nom": "B", "papiers": [TWO]}], ".[].papiers[]"),
        ({"a b": {"x": [ONE, TWO]}}, '["a b"].x[]'),
        ({"articles": [ONE, TWO]}, None),
        ({"item": [ONE, TWO]}, ".item[]"),
    ],
    ids=str,
)  # fmt: skip
def test_json_whose_articles_stand_deeper(value: object, path: str | None):
    said: list[str] = []
    found = list(read_bytes(json.dumps(value).encode(), "a.json", reading=ReadOptions(notes=Notes(said.append))))
    assert [(one.title, one.text) for one in found if isinstance(one, Article)] == [
        ("Pont", "La préfète."),
        ("Coupe", "Le Stade."),
    ]
    assert [one for one in said if "found under" in one] == (
        [f"a.json: articles were found under {path}"] if path else []
    )


def test_json_of_several_lists_of_articles_names_them():
    (error,) = read_bytes(json.dumps({"sport": [ONE], "une": [TWO, ONE]}).encode(), "a.json")
    assert isinstance(error, InputError)
    assert ".sport[] (1), .une[] (2)" in str(error)
    assert "jq -c '.sport[]' FILE" in str(error)


def test_of_the_usual_lists_two_with_articles_are_named_and_an_empty_one_hides_none():
    (error,) = read_bytes(json.dumps({"items": [ONE, TWO], "posts": [ONE]}).encode(), "a.json")
    assert isinstance(error, InputError)
    assert ".items[] (2), .posts[] (1)" in str(error)
    assert titles({"articles": [], "results": [ONE]}) == ["Pont"]
    assert titles({"articles": [], "total": 0}) == []
    assert titles({"documents": [{"titre": "Carte (PDF)"}], "results": [ONE]}) == ["Pont"]


HEADLINES = [{"titre": "Crue : la baignade interdite", "url": "https://gazette.example/1"}]


@pytest.mark.parametrize("name", ["documents", "articles", "posts"])
def test_an_article_in_json_is_not_replaced_by_what_hangs_on_it(name: str):
    assert titles({**ONE, name: HEADLINES}) == ["Pont"]
    assert titles({**ONE, name: [{**HEADLINES[0], "description": "La rivière monte."}]}) == ["Pont"]
    assert titles({**ONE, name: []}) == ["Pont"]
    assert titles({"article": ONE, name: HEADLINES}) == ["Pont"]


def test_a_dossier_in_json_and_its_articles_are_all_read():
    said: list[str] = []
    assert titles({**ONE, "articles": [TWO]}, said) == ["Pont", "Coupe"]
    assert "a.json: articles were found under ., .articles[]" in said
    assert titles({**ONE, "entries": [{"texte": "Le Stade."}]}) == ["Pont", None]


def test_the_description_of_a_list_of_articles_is_not_an_article():
    assert titles({"title": "La Gazette", "description": "Un journal inventé.", "items": [TWO]}) == ["Coupe"]
    assert titles({"title": "La Gazette", "description": "Un journal inventé.", "items": HEADLINES}) == [
        "Crue : la baignade interdite"
    ]
    assert titles({"status": "ok", "message": "Voici.", "articles": [TWO]}) == ["Coupe"]


@pytest.mark.parametrize("authors", [{"authors": [{"name": "La rédaction"}]}, {"author": {"name": "La rédaction"}}])
def test_title_and_authors_of_a_json_feed_hold_for_its_items(authors: dict[str, object]):
    items = [
        {"id": "1", "title": "Pont", "content_html": "<p>La préfète.</p>"},
        {"id": "2", "content_text": "Le Stade.", "authors": [{"name": "Hélène Garnier"}]},
        {"id": "3", "content_text": "Il pleut.", "author": {"name": "Paul Roy"}},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Arts &amp; Loire", **authors, "items": items}
    found = [one for one in read_bytes(json.dumps(feed).encode(), "a.json") if isinstance(one, Article)]
    assert [one.author for one in found] == ["La rédaction", "Hélène Garnier", "Paul Roy"]
    assert {one.source for one in found} == {"Arts & Loire"}
    assert titles({**feed, "items": []}) == []


@pytest.mark.parametrize("name", ["Date de publication", "date_published", "pubDate", "Date de parution"])
def test_a_column_that_names_the_publication_is_preferred_to_any_date(name: str):
    assert one({"texte": "Il pleut.", "Date": "01/01/2023", name: "05/03/2024"}).published == date(2024, 3, 5)
    assert one({"texte": "Il pleut.", "Date": "01/01/2023", name: ""}).published == date(2023, 1, 1)


def titles(value: object, said: list[str] | None = None) -> list[str | None]:
    notes = Notes((said if said is not None else []).append)
    found = read_bytes(json.dumps(value).encode(), "a.json", reading=ReadOptions(notes=notes))
    return [one.title for one in found if isinstance(one, Article)]


@pytest.mark.parametrize(
    "text",
    [
        {"fr": "Il pleut.", "en": "It rains."},
        {"en": "It rains.", "fr-CH": "Il pleut."},
        {"fr": {"rendered": "<p>Il pleut.</p><p></p>"}, "de": None},
        {"de": "", "und": "Il pleut."},
    ],
)
def test_of_a_text_in_several_languages_the_french_is_read(text: dict[str, object]):
    (article,) = read_bytes(json.dumps({"title": {"en": "Rain", "fr": "La pluie"}, "content": text}).encode(), "a.json")
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("La pluie", "Il pleut.")


@pytest.mark.parametrize(
    ("day", "want"),
    [
        ({"date": "2024-03-05 10:00:00.000000", "timezone_type": 3, "timezone": "Europe/Paris"}, "2024-03-05 10:00:00"),
        ({"date": "2024-03-05 10:00:00.000000", "timezone_type": 1, "timezone": "+01:00"}, "2024-03-05 10:00:00+01:00"),
        ({"year": 2024, "month": 3, "day": 5}, "2024-03-05"),
    ],
)
def test_times_that_are_objects(day: object, want: str):
    (article,) = read_bytes(json.dumps({"title": "La pluie", "content": "Il pleut.", "date": day}).encode(), "a.json")
    assert isinstance(article, Article)
    assert str(article.published) == want


TREE = {
    "time": 1,
    "blocks": [
        {"type": "paragraph", "data": {"text": "Il pleut."}},
        {"type": "paragraph", "data": {"text": "Il neige."}},
    ],
}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (json.dumps(TREE), "Il pleut.\n\nIl neige."),
        ('{"a": 1}', '{"a": 1}'),
        ('{"Le pont" rouvre', '{"Le pont" rouvre'),
    ],
)
def test_a_tree_written_as_a_text_gives_its_paragraphs(content: str, text: str):
    (article,) = read_bytes(json.dumps({"title": "La pluie", "content": content}).encode(), "a.json")
    assert isinstance(article, Article)
    assert article.text == text
    assert bool(article.warnings) == (content != text)


@pytest.mark.parametrize("name", ["post_content", "full_content", "article_content", "Contenu complet", "Texte (HTML)"])
def test_more_names_of_the_text(name: str):
    record = {"post_title": "La pluie", "post_date": "2024-03-05", "description": "Court.", name: "Il pleut."}
    (article,) = read_bytes(json.dumps(record).encode(), "a.json")
    assert isinstance(article, Article)
    assert (article.title, article.text, str(article.published)) == ("La pluie", "Il pleut.", "2024-03-05")


def test_a_text_that_a_news_service_cut_without_a_plus():
    (article,) = read_bytes(json.dumps({"title": "La pluie", "content": "Il pleut... [245 chars]"}).encode(), "a.json")
    assert isinstance(article, Article)
    assert (article.text, article.warnings) == ("Il pleut…", ["the text was cut short before it was saved"])


def test_names_of_wordpress_are_html():
    post = {
        "title": {"rendered": "La pluie"},
        "content": {"rendered": "<p>Il pleut.</p>"},
        "_embedded": {"author": [{"name": "Jean N&#039;Guessan"}], "wp:term": [[{"name": "Arts &amp; spectacles"}]]},
    }
    (article,) = read_bytes(json.dumps(post).encode(), "a.json")
    assert isinstance(article, Article)
    assert (article.author, article.declared_topics) == ("Jean N'Guessan", ["Arts & spectacles"])


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"Corps de texte": "Il pleut.", "Chapeau": "Alerte."}, {"text": "Alerte.\n\nIl pleut."}),
        ({"Corps du texte": "Il pleut."}, {"text": "Il pleut."}),
        ({"Le texte": "Il pleut.", "Sous-titre": "Alerte."}, {"text": "Alerte.\n\nIl pleut."}),
        ({"texte": "Il pleut.", "Nom du support": "La Gazette"}, {"source": "La Gazette"}),
        ({"texte": "Il pleut.", "Date de la publication": "2024-03-05"}, {"published": date(2024, 3, 5)}),
        ({"titre_journal": "La Gazette", "texte_ocr": "Il pleut."}, {"text": "Il pleut.", "source": "La Gazette"}),
        # INA
        (
            {"Titre propre": "La pluie", "Résumé": "Il pleut.", "Chaîne": "France 2", "Descripteurs": "pluie; crue"},
            {"title": "La pluie", "source": "France 2", "declared_topics": ["pluie", "crue"]},
        ),
        # ProQuest and Gale
        (
            {"Abstract": "Il pleut.", "pubtitle": "La Gazette", "DocumentURL": "https://a.example/1", "subjectTerms": "Pluie; Crue"},
            {"source": "La Gazette", "url": "https://a.example/1", "declared_topics": ["Pluie", "Crue"]},
        ),
        ({"Document Title": "La pluie", "Full Text": "Il pleut."}, {"title": "La pluie", "text": "Il pleut."}),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else None,
)  # fmt: skip
def test_columns_of_databases(columns: dict[str, str], wanted: dict[str, Any]):
    data = ("\n".join(";".join(f'"{cell}"' for cell in row) for row in (columns, columns.values()))).encode()
    (article,) = read_bytes(data, "a.csv")
    assert isinstance(article, Article)
    assert {name: getattr(article, name) for name in wanted} == wanted
