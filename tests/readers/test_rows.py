"""What quotes mean in tables of other programs, and columns without a name; every article is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import Article
from newstagger.readers import Notes, ReadOptions, read_bytes

TEXT = "La préfète a ordonné mardi la fermeture du pont de Valmont."


def read_table(content: str, name: str = "a.csv") -> tuple[list[tuple[str | None, str]], list[str]]:
    said: list[str] = []
    found = list(read_bytes(content.encode(), name, reading=ReadOptions(notes=Notes(said.append))))
    assert all(isinstance(item, Article) for item in found), found
    return [(item.title, item.text) for item in found if isinstance(item, Article)], said


def test_quotes_are_letters_where_the_standard_would_swallow_rows():
    table = (
        f'id\ttitre\ttexte\n1\tPont\t"Fermez le pont.\n2\tCoupe\t{TEXT}\n3\tNotaire\tIl a dit : "non"\n4\tFin\t"Ouf.\n'
    )
    found, said = read_table(table, "a.tsv")
    assert found == [("Pont", '"Fermez le pont.'), ("Coupe", TEXT), ("Notaire", 'Il a dit : "non"'), ("Fin", '"Ouf.')]
    assert any("quotes are part of the cells" in one for one in said)


def test_quotes_are_escaped_by_a_backslash():
    table = '"id","titre","auteur","texte"\n"1","Pont",\\N,"Elle a dit : \\"Fermez le pont\\", mardi."\n"2","A",\\N,"Le \\"Stade\\"."\n'
    found, said = read_table(table)
    assert found == [("Pont", 'Elle a dit : "Fermez le pont", mardi.'), ("A", 'Le "Stade".')]
    assert any("escaped by a backslash" in one for one in said)


def test_quotes_follow_a_space():
    found, _ = read_table('"titre", "texte"\n"Pont", "Il pleut, il vente."\n"Coupe", "Le Stade gagne."\n')
    assert found == [("Pont", "Il pleut, il vente."), ("Coupe", "Le Stade gagne.")]


@pytest.mark.parametrize(
    "cell", ['"Il a dit : ""non"".\nLigne, deux."', '"C:\\dossier\\""x"""', '"a\tb\nc"', "« l'été »", '"« Non »"']
)
def test_tables_by_the_standard_stay_as_they_are(cell: str):
    for mark in ",;\t":
        found, said = read_table(f"titre{mark}texte\nPont{mark}{cell}\nCoupe{mark}{TEXT}\n")
        assert found[-1] == ("Coupe", TEXT)
        assert not any("quotes are" in one for one in said)


def test_line_breaks_that_a_database_writes_as_letters():
    table = f"titre\tauteur\ttexte\nPont\t\\N\tIl\\tpleut.\\r\\n\\nHélène vente dans C:\\\\notes.\nCoupe\tZoé\t{TEXT}\n"
    found, said = read_table(table, "a.tsv")
    assert found == [("Pont", "Il\tpleut.\r\n\nHélène vente dans C:\\notes."), ("Coupe", TEXT)]
    assert any("backslashes in the cells are escapes" in one for one in said)


def test_line_breaks_behind_a_backslash_as_mysql_writes_them_to_a_file():
    found, _ = read_table(f"titre\ttexte\turl\nPont\tIl pleut.\\\nIl\\\tvente.\t\\N\nCoupe\t{TEXT}\t\\N\n", "a.tsv")
    assert found == [("Pont", "Il pleut.\nIl\tvente."), ("Coupe", TEXT)]


@pytest.mark.parametrize(
    "table",
    [
        f"titre\ttexte\nPont\tC:\\notes et C:\\dossier\nCoupe\t{TEXT}\n",
        f"titre\ttexte\nPont\\\tIl pleut.\nCoupe\t{TEXT}\n",
        f"titre\ttexte\nPont\tIl pleut.\\\nCoupe\t{TEXT}\n",
        f"titre,texte\nPont,C:\\notes\nCoupe,{TEXT}\n",
    ],
)
def test_other_backslashes_are_letters(table: str):
    cells = [tuple(line.replace(",", "\t").split("\t")) for line in table.split("\n")[1:-1]]
    assert read_table(table, "a.tsv")[0] == cells


def test_columns_without_a_name_are_left_out():
    found, said = read_table(f",titre,texte\n0,Pont,{TEXT}\n1,Coupe,Il pleut.\n")
    assert found == [("Pont", TEXT), ("Coupe", "Il pleut.")]
    assert any("columns without a name were not read" in one for one in said)


def test_a_spreadsheet_with_the_row_numbers_of_pandas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("python_calamine")
    from newstagger.readers import spreadsheets

    rows = [
        ["", "Titre", "Texte", ""],
        [0.0, "Pont", TEXT, ""],
        [1.0, "Coupe", "Il pleut.", "à revoir"],
        ["", "", "", ""],
    ]
    said: list[str] = []
    found = list(spreadsheets._read_tables([("Feuil1", rows, [])], "a.xlsx", ReadOptions(notes=Notes(said.append))))
    assert [item.title for item in found if isinstance(item, Article)] == ["Pont", "Coupe"]
    assert any("columns without a name were not read" in one for one in said)
