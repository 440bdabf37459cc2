"""Spreadsheets and Word files as desks have them. Every article is invented."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from newstagger import Article, InputError, MissingExtraError, read
from newstagger.readers import Notes, ReadOptions, read_bytes, stream

HEAD = ["Titre", "Date de parution", "Texte", "Audience"]
ROW = ["Pont", 45356, "La préfète a fermé le pont.", 12]


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            # OpenDocument asks for its first file unpacked, so that programs recognise it.
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def xlsx(**sheets: list[list[object]]) -> bytes:
    """A workbook as Excel's standard (ECMA-376) asks for at least, with its strings in the cells."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value is not None else "<c/>"

    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{relation}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{at}" Type="{relation}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in numbers
        )
        + "</Relationships>",
    }
    for at, rows in zip(numbers, sheets.values(), strict=True):
        lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {space}><sheetData>{lines}</sheetData></worksheet>"
    return packed(**parts)


def merge(data: bytes, *ranges: str) -> bytes:
    """A workbook with merged cells in its first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")
    return packed(**parts)


def ods(rows: list[list[str]]) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="F">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    return packed(**{"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def told(data: bytes, name: str) -> tuple[list[Article], list[str], list[str]]:
    said: list[str] = []
    items = list(read_bytes(data, name, reading=ReadOptions(notes=Notes(said.append))))
    return (
        [one for one in items if isinstance(one, Article)],
        [str(one) for one in items if isinstance(one, InputError)],
        said,
    )


def test_a_sheet_gives_an_article_a_row():
    pytest.importorskip("python_calamine")
    (article,), errors, said = told(xlsx(Feuil1=[HEAD, ROW, [None, None, None, None]]), "a.xlsx")
    assert errors == []
    assert (article.id, article.title, article.published, article.text) == (
        "a.xlsx:2",
        "Pont",
        date(2024, 3, 5),
        ROW[2],
    )
    assert 'a.xlsx: columns that were not read: "Audience"; assign them with `fields`' in said


def test_a_title_above_the_header_and_several_sheets():
    pytest.importorskip("python_calamine")
    rows = [["Export du 06/03/2024"], [None], HEAD, ROW]
    articles, errors, said = told(xlsx(Une=rows, Notes=[["Remarque"], ["x"]], Sport=[HEAD, ROW, ROW]), "a.xlsx")
    assert errors == []
    assert [article.id for article in articles] == ["a.xlsx, Une:4", "a.xlsx, Sport:2", "a.xlsx, Sport:3"]
    assert any("the header is row 3" in one for one in said)
    assert any("Une, Sport of 3" in one for one in said)


def test_ods_is_read_and_standard_input_is_recognised(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("python_calamine")
    for data, name in (
        (ods([["titre", "texte"], ["Pont", "La préfète."]]), "a.ods"),
        (xlsx(F=[["titre", "texte"], ["Pont", "La préfète."]]), "a.xlsx"),
    ):
        (article,), errors, _ = told(data, name)
        assert (article.title, article.text, errors) == ("Pont", "La préfète.", [])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        (sent,) = stream("-")
        assert isinstance(sent, Article)
        assert sent.title == "Pont"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 no", "cannot be read as a spreadsheet"), (b"Il pleut.", "cannot be read as a spreadsheet"), (b"", "is empty"),
        (packed(**{"xl/workbook.xml": "x"}), "cannot be read as a spreadsheet"),
    ],
    ids=["no archive", "text", "nothing", "an archive without sheets"],
)  # fmt: skip
def test_damaged_sheets_are_errors(data: bytes, message: str):
    pytest.importorskip("python_calamine")
    assert message in told(data, "a.xlsx")[1][0]


def test_a_sheet_without_texts_is_named():
    pytest.importorskip("python_calamine")
    assert 'no column "text"; its columns: a, b' in told(xlsx(F=[["a", "b"], [1, 2]]), "a.xlsx")[1][0]
    assert "contains no table" in told(xlsx(F=[]), "a.xlsx")[1][0]


def test_a_cell_as_long_as_excel_allows_may_be_cut():
    pytest.importorskip("python_calamine")
    _, _, said = told(xlsx(F=[["texte"], ["x" * 32_767]]), "a.xlsx")
    assert any("may be cut" in one for one in said)


def test_without_calamine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    (error,) = read_bytes(b"x", "a.xlsx")
    assert isinstance(error, MissingExtraError)
    assert "pip install 'newstagger[office]'" in str(error)


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'


def test_what_rows_share_in_merged_cells_is_of_each():
    head = ["Journal", "Date", "Titre", "Texte"]
    rows = [
        ["La Gazette", "2024-03-05", "Pont", "La préfète."],
        [None, None, "Coupe", "Le Stade."],
        [None, None, "Port", "La grève."],
        [None, None, None, None],
    ]
    articles, errors, _ = told(merge(xlsx(F=[["Revue"], head, *rows]), "A3:A4", "B3:B6", "A1:D1"), "a.xlsx")
    assert [(one.source, one.published) for one in articles] == [
        ("La Gazette", date(2024, 3, 5)), ("La Gazette", date(2024, 3, 5)), (None, date(2024, 3, 5)),
    ]  # fmt: skip
    assert not errors


def test_merged_cells_of_an_opendocument_sheet_are_of_each_row():
    head, first, second, third = [["Date", "Titre", "Texte"], ["2024-03-05", "Pont", "La préfète."], ["", "Coupe", "Le Stade."], ["", "Port", "La grève."]]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(ods([head, first, second, third]))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    day = '<table:table-cell office:value-type="string"><text:p>2024-03-05</text:p>'
    assert day in parts["content.xml"]
    merged = parts["content.xml"].replace(day, day.replace("table-cell ", 'table-cell table:number-rows-spanned="2" '))
    articles, _, _ = told(packed(**{**parts, "content.xml": merged}), "a.ods")
    assert [(one.title, one.published) for one in articles] == [
        ("Pont", date(2024, 3, 5)), ("Coupe", date(2024, 3, 5)), ("Port", None),
    ]  # fmt: skip


def test_a_text_in_merged_cells_is_one_article():
    rows = [["Pont", "La préfète.", "pont"], [None, None, "route"]]
    articles, _, _ = told(
        merge(xlsx(F=[["Titre", "Texte", "Note"], *rows]), "A2:A3", "B2:B3", "B2:B99", "Z1:Z9"), "a.xlsx"
    )
    assert [one.text for one in articles] == ["La préfète."]


def docx_of(tmp_path: Path, body: str, *, title: str = "", author: str = "") -> Article:
    docx = pytest.importorskip("docx")
    from docx.oxml import parse_xml

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    inner = document.element.body
    for element in list(inner):
        inner.remove(element)
    for element in parse_xml(f"<w:body {WORD}>{body}</w:body>"):
        inner.append(element)
    document.save(tmp_path / "a.docx")
    (article,) = read(tmp_path / "a.docx")
    return article


def words(text: str, style: str = "") -> str:
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{kind}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_tracked_changes_are_read_as_accepted(tmp_path: Path):
    body = (
        '<w:p><w:r><w:t xml:space="preserve">La préfète </w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>Hélène Garnier</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>ancienne</w:delText></w:r></w:del><w:moveFrom w:id="3"><w:r><w:t>parti</w:t></w:r></w:moveFrom>'
        '<w:r><w:t xml:space="preserve"> ferme</w:t></w:r><w:r><w:tab/><w:t>le</w:t><w:br/><w:t>pont</w:t></w:r><w:hyperlink><w:r><w:t>.</w:t></w:r></w:hyperlink></w:p>'
        f'<w:sdt><w:sdtContent>{words("Un contrôle.")}</w:sdtContent></w:sdt><w:ins w:id="4" w:author="a"/>'
    )
    assert docx_of(tmp_path, body).text == "La préfète Hélène Garnier ferme\tle\npont.\n\nUn contrôle."


def test_tables_and_text_boxes_are_read_where_they_stand(tmp_path: Path):
    cell = "<w:tc><w:tcPr/>{}</w:tc>"
    row = "<w:tr>" + cell.format(words("Contact presse :")) + cell.format(words("Paul Roche")) + "</w:tr>"
    long = "<w:tr>" + cell.format(words("Un.") + words("Deux.")) + "</w:tr>"
    box = f"<w:txbxContent>{words('Encadré.')}</w:txbxContent>"
    anchored = (
        f"<w:p><w:r><w:t>Avant.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    body = f"{anchored}<w:tbl>{row}{long}</w:tbl>{words('Après.')}"
    assert (
        docx_of(tmp_path, body).text == "Avant.\n\nEncadré.\n\nContact presse :\tPaul Roche\n\nUn.\n\nDeux.\n\nAprès."
    )


@pytest.mark.parametrize(
    ("body", "said", "wanted"),
    [
        (words("Le pont", "Title") + words("Il pleut."), "Autre titre", ("Le pont", "Il pleut.")),
        (
            words("Communiqué") + words("Le pont", "Title") + words("Il pleut."),
            "",
            ("Le pont", "Communiqué\n\nIl pleut."),
        ),
        (words("Le pont", "Heading1") + words("Il pleut."), "", ("Le pont", "Il pleut.")),
        (words("Il pleut.") + words("Fin."), "Le pont ferme", ("Le pont ferme", "Il pleut.\n\nFin.")),
        (words("Il pleut."), "Microsoft Word - pont", (None, "Il pleut.")),
        (words("Il pleut."), "pont ferme.docx", (None, "Il pleut.")),
        (words("Il pleut."), "Document1", (None, "Il pleut.")),
    ],
)
def test_the_title_of_a_word_file(tmp_path: Path, body: str, said: str, wanted: tuple[str | None, str]):
    article = docx_of(tmp_path, body, title=said)
    assert (article.title, article.text) == wanted


BODY = words("La préfète ferme le pont de Valmont aux camions.") + words("Ils passeront par Lussac.")


def test_the_author_of_a_word_file_is_the_one_in_its_byline(tmp_path: Path):
    byline = words("Par Luc Brossard") + words("Publié le 5 mars 2024")
    for title in (words("Le pont ferme", "Title"), words("Le pont ferme")):
        article = docx_of(tmp_path, title + byline + BODY, author="Odile Carnac")
        assert (article.title, article.author, article.published) == ("Le pont ferme", "Luc Brossard", date(2024, 3, 5))
    for line in ("Par temps de crue", "Par Lussac pour les camions", "La crue monte"):
        article = docx_of(tmp_path, words("Le pont ferme", "Title") + words(line) + BODY, author="Odile Carnac")
        assert (article.author, article.published) == ("Odile Carnac", None)
        assert article.text.startswith(line)


def test_the_headline_of_a_word_file_without_styles_is_its_first_line(tmp_path: Path):
    headline = words("Le pont ferme")
    assert docx_of(tmp_path, headline + BODY, title="Budget de la ville").title == "Le pont ferme"
    above = docx_of(tmp_path, words("Transports") + headline + BODY, title="Le pont ferme")
    assert (above.title, above.text.split("\n")[0]) == ("Le pont ferme", "Transports")
    broken = "<w:p><w:r><w:t>La préfète ferme</w:t><w:br/><w:t>le pont.</w:t></w:r></w:p>"
    assert docx_of(tmp_path, broken + BODY).text.startswith("La préfète ferme\nle pont.")


def test_a_page_pasted_into_word_is_read_as_a_page(tmp_path: Path):
    furniture = [
        words(line) for line in ("Accueil > Politique", "Partager", "Le pont ferme", "Publié le 5 mars 2024 à 7h15")
    ]
    article = docx_of(tmp_path, "".join(furniture) + BODY, author="Odile Carnac")
    assert (article.title, article.text.split("\n")[0]) == (
        "Le pont ferme",
        "La préfète ferme le pont de Valmont aux camions.",
    )
    assert "Partager" in article.left_out
