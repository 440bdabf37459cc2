"""Tables as spreadsheets and databases write them. Every article is invented."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article, InputError, read
from newstagger._writers import write
from newstagger._writers.tables import protect
from newstagger.readers import Notes, ReadOptions, read_bytes
from newstagger.readers.delimited import is_whole_table, unprotect
from newstagger.tags import TaggedArticle

ROWS = "titre;texte\nPont;La préfète ferme le pont.\nCoupe;Le Stade a gagné.\n"
WANTED = [("Pont", "La préfète ferme le pont."), ("Coupe", "Le Stade a gagné.")]


def items(data: str | bytes, name: str = "a.csv", **options: object) -> list[Article | InputError]:
    return list(read_bytes(data.encode() if isinstance(data, str) else data, name, reading=ReadOptions(**options)))


def found(data: str | bytes, name: str = "a.csv", **options: object) -> list[tuple[str | None, str]]:
    given = items(data, name, **options)
    assert all(isinstance(item, Article) for item in given), given
    return [(item.title, item.text) for item in given if isinstance(item, Article)]


def notes_of(data: str, name: str = "a.csv") -> list[str]:
    said: list[str] = []
    items(data, name, notes=Notes(said.append))
    return said


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("delimiter", [None, ";"])
def test_rows_end_as_any_system_ends_them(end: str, delimiter: str | None):
    assert found(ROWS.replace("\n", end), delimiter=delimiter) == WANTED
    assert found("sep=;" + end + ROWS.replace("\n", end)) == WANTED


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("titre;texte\rPont;La préfète ferme\nle pont.\r", [("Pont", "La préfète ferme\nle pont.")]),
        ("titre;texte\r\nPont;La préfète ferme\rle pont.\r\n", [("Pont", "La préfète ferme\rle pont.")]),
        ('titre;texte\rPont;"La préfète\rferme\nle pont."\r', [("Pont", "La préfète\rferme\nle pont.")]),
        ("titre;texte\rPont;La préfète.\nCoupe;Le Stade.\n", [("Pont", "La préfète."), ("Coupe", "Le Stade.")]),
        ('"Titre\r\nde l’article";"Texte"\r\nPont;La préfète.\r\n', [("Pont", "La préfète.")]),
        ("texte\rIl pleut.\rIl vente.\r", [(None, "Il pleut."), (None, "Il vente.")]),
        ("texte\nIl pleut, fort.\nIl vente.\n", [(None, "Il pleut, fort."), (None, "Il vente.")]),
        ("titre;texte\nPont;La préfète.;;\n", [("Pont", "La préfète.")]),
    ],
    ids=[
        "LF in a cell",
        "CR in a cell",
        "quoted",
        "mixed",
        "header of two lines",
        "one column",
        "comma in one column",
        "empty cells",
    ],
)
def test_line_breaks_in_cells(data: str, wanted: list[tuple[str | None, str]]):
    assert found(data) == wanted


LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="<&ÃâÂ\ufeff") | st.sampled_from(
    "\r\n\t;,\"'|"
)


@given(
    st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(",;\t|"),
)
def test_whatever_python_quotes_is_read_as_it_was(texts: list[str], end: str, delimiter: str):
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=end, delimiter=delimiter)
    writer.writerow(["id", "text"])
    writer.writerows((str(number), text + "x") for number, text in enumerate(texts))
    assert [item.text for item in items(out.getvalue()) if isinstance(item, Article)] == [text + "x" for text in texts]


def test_a_title_above_the_header_is_passed_over():
    data = "Export du 06/03/2024;;\nNombre : 2;;\n;;\n" + ROWS
    assert found(data) == WANTED
    assert found(data.replace("\n", "\r\n"), delimiter=";") == WANTED
    assert "a.csv: the header is row 4; the rows above it were not read" in notes_of(data)
    (error,) = items("1;La préfète;x\n2;Le Stade;y\n")
    assert 'no column "text"' in str(error)


def test_columns_that_were_not_read_are_named():
    said = notes_of("titre;texte;Audience;Tonalité\nPont;La préfète.;12;Neutre\n")
    assert 'a.csv: columns that were not read: "Audience", "Tonalité"; assign them with `fields`' in said


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Titre de l'article", "title"), ("Titre de l’article", "title"), ("Texte intégral", "text"), ("Corps de l'article", "text"),
        ("Date de parution", "published"), ("Date de diffusion", "published"), ("Rédacteur", "author"), ("Nom du média", "source"),
    ],
)  # fmt: skip
def test_longer_names_of_columns(name: str, field: str):
    value = {"published": "05/03/2024"}.get(field, "La Gazette")
    other = "Texte" if field != "text" else "Titre"
    (article,) = items(f"{other};{name}\nIl pleut;{value}\n")
    assert isinstance(article, Article)
    assert str(getattr(article, field)) == {"published": "2024-03-05"}.get(field, value)


def test_the_days_of_excel_are_read_in_tables_alone():
    first, second = items("texte;date\nIl pleut.;45356\nIl vente.;45356,5\n")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.published, second.published) == (date(2024, 3, 5), datetime(2024, 3, 5, 12))
    (article,) = items('{"text": "Il pleut.", "published": 45356}\n', "a.jsonl")
    assert isinstance(article, Article)
    assert article.published is None


def test_what_programs_write_for_no_value_is_none():
    (article,) = items("titre;texte;auteur;url\nnan;Il pleut.;NULL;\\N\n")
    assert isinstance(article, Article)
    assert (article.title, article.author, article.url) == (None, None, None)
    (article,) = items('{"text": "Il pleut.", "topics": NaN, "title": NaN}\n', "a.jsonl")
    assert isinstance(article, Article)
    assert (article.title, article.topics) == (None, None)


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Id\tTitre\tContenu\n1\tPont\tLa préfète.\n", True),
        (ROWS, True),
        (ROWS.replace("\n", "\r"), True),
        ("Titre, date et lieu\nIl pleut, à Rabat.", False),
        ("Titre, texte\nIl pleut, à Rabat.", False),
        ("Date;Lieu\nIl pleut.\nIl vente.", False),
        ("Titre;Texte", False),
        ("Auteur : Léa\n\nIl pleut.", False),
        ("", False),
        ("texte\nIl pleut.", False),
    ],
)
def test_a_table_that_is_called_txt(text: str, table: bool):
    assert is_whole_table(text) is table
    if table:
        assert found(text.encode("utf-16"), "a.txt")[0][0] == "Pont"


@pytest.mark.parametrize("cell", ["- 40 pour cent", "=1+1", "'quoted'", "'=1", "''-x", "'", "", "+", "\tx", "@a", "’x"])
def test_what_the_program_writes_as_csv_is_read_back_as_it_was(tmp_path: Path, cell: str):
    assert unprotect(protect(cell)) == cell
    tags = TaggedArticle(
        id="a 1/é",
        author="Par Léa Vidal",
        url="https://g.example/a?b=1&c=2",
        text=f"{cell} Il <b>pleut</b> &amp; fort.\r\nÀ Rabat.\rFin.\n",
        title=cell + "x",
        source="Gazette",
        declared_topics=["Météo", "Pluie"],
    )
    for name in ("a.csv", "a.jsonl", "a.json", "a.parquet", "a.ninjs.jsonl", "a.newsml.xml"):
        if name == "a.parquet":
            pytest.importorskip("pyarrow")
        write([tags.to_json()], tmp_path / name)
        (article,) = read(tmp_path / name)
        got = (article.id, article.title, article.text, article.author, article.source, article.url)
        assert got == (tags.id, tags.title, tags.text, tags.author, tags.source, tags.url), name
        if "ninjs" not in name and "newsml" not in name:  # these have subjects, which are the topics given
            assert article.declared_topics == tags.declared_topics, name


@pytest.mark.parametrize("text", ["Il écrit <p>gras</p> et <b>x</b>.", "&amp;eacute; se lit &eacute;"])
def test_a_record_of_tags_keeps_its_text(tmp_path: Path, text: str):
    pytest.importorskip("pyarrow")
    line = TaggedArticle(id="a", text=text, title="&amp;").to_json()
    for name in ("a.jsonl", "a.json", "a.parquet", "a.csv"):
        write([line], tmp_path / name)
        (article,) = read(tmp_path / name)
        assert (article.text, article.title) == (text, "&amp;"), name


def test_a_million_carriage_returns_are_read():
    """In quadratic time this would not end."""
    number = 300_000
    data = "\r" * number + "titre;texte" + "\r\n" * number + "a;b\rc;d\r" * number
    assert len(items(data)) >= 1


def test_json_of_other_shapes_is_still_named(tmp_path: Path):
    (error,) = items(json.dumps({"meta": {"n": 2}, "lignes": [{"corps": None, "n": 1}]}), "a.json")
    assert "extract them (jq -c '.lignes[]' FILE)" in str(error)


def read_noted(text: str, name: str = "a.csv") -> tuple[list[Article | InputError], list[str]]:
    said: list[str] = []
    return list(read_bytes(text.encode(), name, reading=ReadOptions(notes=Notes(said.append)))), said


def test_a_quote_that_is_never_closed_is_an_error_and_no_article():
    found, _ = read_noted('id;texte\n1;Il pleut.\n2;"Il vente.\n3;Il neige.\n')
    assert [item.text if isinstance(item, Article) else item.line for item in found] == ["Il pleut.", 3]
    assert "a quote that is never closed" in str(found[1])
    for sound in ('id;texte\n1;Il fait 5" de plus.\n', 'id;texte\n1;"Il pleut."', 'id;texte\n1;"Il\npleut."\n'):
        (article,), _ = read_noted(sound)
        assert isinstance(article, Article)


def test_headers_of_joined_tables_are_not_articles():
    found, said = read_noted("\ufefftitre;texte\nA;Il pleut.\n\ufeffTitre;texte\n\ufefftitre;texte\nB;Il vente.\n")
    assert [item.title for item in found if isinstance(item, Article)] == ["A", "B"]
    assert any("repeat the header" in one for one in said)


def test_of_columns_with_the_same_name_the_first_is_read():
    (article,), said = read_noted("titre;texte;texte\nA;Il pleut.;Il vente.\n")
    assert isinstance(article, Article)
    assert article.text == "Il pleut."
    assert any('the first was read: "texte"' in one for one in said)
