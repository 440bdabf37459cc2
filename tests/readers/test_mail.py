"""Letters (.eml); every one is invented."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from newstagger import Article, InputError, read
from newstagger.readers import Notes, ReadOptions, read_bytes, stream
from tests.conftest import Cli

TEXT = "La préfète a ordonné mardi la fermeture du pont de Valmont, après la crue de la Vienne."
PAGE = f"<html><head><title>Lettre</title></head><body><article><h1>Le pont ferme</h1><p>{TEXT}</p></article></body></html>"
MOMENT = datetime(2024, 3, 5, 10, 0, tzinfo=timezone(timedelta(hours=1)))


def letter(text: str | None = TEXT, html: str | None = None, **fields: str) -> EmailMessage:
    message = EmailMessage()
    said = {
        "Subject": "Le pont ferme à l’été",
        "From": "Zoé Vaudrin <zoe@gazette.example>",
        "Date": "Tue, 05 Mar 2024 10:00:00 +0100",
        **fields,
    }
    for name, value in said.items():
        if value:
            message[name] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message


def article_of(data: bytes | EmailMessage, **options: str) -> Article:
    sent = data if isinstance(data, bytes) else data.as_bytes(policy=SMTP)
    (article,) = read_bytes(sent, "a.eml", reading=ReadOptions(**options))
    assert isinstance(article, Article), article
    return article


def error_of(data: bytes) -> str:
    (error,) = read_bytes(data, "a.eml")
    assert isinstance(error, InputError)
    return str(error)


def test_subject_sender_date_and_text():
    article = article_of(letter(f"{TEXT}\n\nIl pleut."))
    assert (article.title, article.author, article.published) == ("Le pont ferme à l’été", "Zoé Vaudrin", MOMENT)
    assert article.text == f"{TEXT}\n\nIl pleut."
    assert (article.id, article.warnings) == ("a.eml", [])


def test_plain_text_is_read_before_html_and_attachments_are_not_read():
    message = letter("\n", PAGE.replace("Vienne", "Creuse"))
    message.add_attachment("Un communiqué.", filename="communique.txt")
    message.add_attachment(letter("Une lettre jointe."))
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="pont.png")
    pytest.importorskip("trafilatura")
    assert "Creuse" in article_of(message).text  # the plain text is blank
    message = letter(TEXT, PAGE.replace("Vienne", "Creuse"))
    message.add_attachment("Un communiqué.", filename="communique.txt")
    assert article_of(message).text == TEXT


def test_a_letter_of_html_alone():
    pytest.importorskip("trafilatura")
    article = article_of(letter(None, PAGE))
    assert (article.title, article.author, article.published) == ("Le pont ferme à l’été", "Zoé Vaudrin", MOMENT)
    assert TEXT in article.text
    assert "<" not in article.text
    assert article_of(letter(None, PAGE, Subject="")).title == "Le pont ferme"


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "windows-1252", "iso-8859-15", "utf-8", "utf-16", "us-ascii", "x-inconnu", None]
)
def test_the_encoding_that_is_named_is_heeded_where_it_is_sound(charset: str | None):
    written = TEXT.encode(charset if charset in ("iso-8859-15", "utf-8", "utf-16") else "latin-1")
    named = f'Content-Type: text/plain; charset="{charset}"\n' if charset else ""
    head = f"From: a@gazette.example\nSubject: =?iso-8859-1?q?=C9t=E9?=\n{named}Content-Transfer-Encoding: base64\n\n"
    article = article_of(head.encode() + base64.encodebytes(written))
    assert (article.title, article.author, article.text) == ("Été", "a@gazette.example", TEXT)
    assert bool(article.warnings) == (charset in ("us-ascii", "x-inconnu", None))


def test_the_encoding_of_the_user_is_heeded_before():
    data = b"From: a@gazette.example\nContent-Type: text/plain; charset=utf-8\n\n" + "Été à Łódź.".encode(
        "iso8859-2", "replace"
    )
    assert article_of(data, encoding="iso8859-2").text == "Été ? Łódź."


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_head_that_is_not_encoded(encoding: str):
    data = f"From: Zoé Vaudrin <zoe@gazette.example>\nSubject: L'été\n à Rabat\n\n{TEXT}".encode(encoding)
    article = article_of(data)
    assert (article.title, article.author, article.text) == ("L'été à Rabat", "Zoé Vaudrin", TEXT)


def test_no_date_and_a_date_that_is_none():
    assert article_of(letter(Date="")).published is None
    data = b"From: a@gazette.example\nSubject: Pont\nDate: hier\n\nIl pleut."
    article = article_of(data)
    assert article.published is None
    assert "published: 'hier' is not a recognised date" in article.warnings[0]


def test_neither_subject_nor_sender():
    article = article_of(b"Received: from mx.example\n\nIl pleut.")
    assert (article.title, article.author, article.text) == (None, None, "Il pleut.")


@pytest.mark.parametrize("word", ["=?utf-8?b?w?=", "=?x-inconnu?q?Pont?=", "=?punycode?q?Pont?=", "=?utf-8?q?=E9?="])
def test_a_damaged_word_in_the_head_costs_nothing_else(word: str):
    article = article_of(f"From: a@gazette.example\nSubject: {word}\n\nIl pleut.".encode())
    assert (article.text, bool(article.title)) == ("Il pleut.", True)


def test_what_is_no_mail_or_damaged_is_named():
    assert "is not a mail" in error_of(TEXT.encode())
    assert "is empty" in error_of(b"\n")
    head = b"From: a@gazette.example\n"
    assert "contains no text" in error_of(head + b"Content-Type: image/png\n\nx")
    assert "is damaged" in error_of(head + b"Content-Type: multipart/mixed; boundary=b\n\nIl pleut.")
    assert "nested too deeply" in error_of(b"From: " + b"(" * 9_000 + b"\n\nIl pleut.")
    assert "is damaged" in error_of(head + b"Content-Transfer-Encoding: base64\n\nSWwgc")


def test_a_letter_that_is_cut_is_read_with_a_warning():
    sent = letter(TEXT, PAGE).as_bytes()
    article = article_of(sent[: sent.index(b"<html>")])
    assert article.text == TEXT
    assert "the mail is damaged" in article.warnings[0]


def test_a_folder_of_letters(tmp_path: Path):
    (tmp_path / "a.eml").write_bytes(letter().as_bytes())
    (tmp_path / "b.EML").write_bytes(letter("Il pleut.").as_bytes())
    (tmp_path / "c.eml").write_bytes(b"Il pleut.")
    (tmp_path / "d.mbox").write_bytes(b"From a")
    said: list[str] = []
    errors: list[InputError] = []
    found = list(read(tmp_path, errors=errors.append, reading=ReadOptions(notes=Notes(said.append))))
    assert [article.text for article in found] == [TEXT, "Il pleut."]
    assert len(errors) == 1
    assert "1 .mbox" in said[0]


def test_the_command_line_reads_and_names_it(cli: Cli, tmp_path: Path):
    path = tmp_path / "a.eml"
    path.write_bytes(letter().as_bytes())
    record = json.loads(cli("tag", path, "--only", "dates", "-o", "-").out)
    assert (record["title"], record["author"]) == ("Le pont ferme à l’été", "Zoé Vaudrin")
    assert ".eml" in cli("tag", "--help").out
    (tmp_path / "a.xyz").write_bytes(b"x")
    (error,) = stream(tmp_path / "a.xyz")
    assert ".eml" in str(error)


def test_a_text_that_is_divided_at_pictures_is_read_whole():
    message = letter("Il pleut.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", filename="pont.png")
    message.attach(letter("Il vente à Évreux.", Subject="", From="", Date=""))
    assert article_of(message).text.split() == "Il pleut. Il vente à Évreux.".split()


def test_lines_broken_for_sending_are_joined_and_the_signature_is_left_out():
    text = "La préfète a ordonné le 12 \r\nmars 2024 la fermeture.\r\n\r\n From Valmont.\r\n-- \r\nZoé Vaudrin\r\nLa Gazette\r\n"
    head = "From: a@gazette.example\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    article = article_of((head + text).encode())
    assert article.text == "La préfète a ordonné le 12 mars 2024 la fermeture.\n\nFrom Valmont."
    assert article.left_out == ["Zoé Vaudrin", "La Gazette"]


def test_a_mail_that_is_attached_is_named():
    message = letter("Pour information.")
    message.add_attachment(letter("Une lettre jointe."))
    assert any("attached" in warning for warning in article_of(message).warnings)


def test_attachments_that_may_hold_a_text_are_named():
    message = letter("Veuillez trouver ci-joint notre communiqué.")
    message.add_attachment(b"PK", maintype="application", subtype="octet-stream", filename="communiqué.docx")
    (warning,) = article_of(message).warnings
    assert warning.startswith("1 attachment was not read: communiqué.docx;")
    for number in range(6):
        message.add_attachment(TEXT, filename=f"annexe {number}.txt")
    (warning,) = article_of(message).warnings
    assert warning.startswith("7 attachments were not read: communiqué.docx, annexe 0.txt,")
    assert "annexe 3.txt …" in warning
    head = b"From: a@gazette.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nIl pleut.\n--b\n"
    part = b'Content-Type: application/pdf; name="=?utf-8?q?communiqu=C3=A9.pdf?="\n\n%PDF\n--b--\n'
    assert "communiqué.pdf" in article_of(head + part).warnings[0]


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "text/calendar", "text/vcard", "application/pkcs7-signature"]
)
def test_logos_cards_and_signatures_are_not_named(kind: str):
    message = letter()
    message.add_attachment(b"x", maintype=kind.partition("/")[0], subtype=kind.partition("/")[2], filename="x.dat")
    assert article_of(message).warnings == []


def test_only_a_line_with_a_date_divides_a_mailbox():
    head, more = "From: a@gazette.example\nSubject: Pont\n\nIl pleut.\n\n", "Titre: Pont\nAuteur: Zoé\n\nFin.\n"
    assert article_of(f"{head}From Paris with love, the story\n{more}".encode()).text.endswith("Fin.")
    for date_ in ("Tue Mar  5 10:00:00 2024", "Tue Mar 05 10:00:00 +0000 2024", "Tue Mar  5 10:00 CET 2024"):
        assert "is a mailbox" in error_of(f"{head}From a@b.example {date_}\n{more}".encode())


def test_a_saved_page_whose_header_is_folded():
    pytest.importorskip("trafilatura")
    head = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://g.example/1\r\nContent-Type:\r\n multipart/related;\r\n boundary=b\r\n"
    page = f"\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}\r\n--b--\r\n"
    (article,) = read_bytes((head + page).encode(), "a.txt")
    assert isinstance(article, Article)
    assert (article.title, article.url) == ("Le pont ferme", "https://g.example/1")


STUBS = ["Votre logiciel ne lit pas le HTML.", "Voir ce message dans le navigateur : https://gazette.example/7"]


@pytest.mark.parametrize("stub", STUBS)
def test_a_plain_text_that_only_points_to_the_html_is_not_the_article(stub: str):
    pytest.importorskip("trafilatura")
    long = PAGE.replace(f"<p>{TEXT}</p>", f"<p>{TEXT}</p>" * 6 + f"<p>{STUBS[1]}</p>")
    assert TEXT in article_of(letter(stub, long)).text
    # A short letter whose HTML has the same words, with a long signature, is a letter.
    assert (
        article_of(letter("Le pont rouvre.", long.replace("<h1>Le pont ferme</h1>", "<p>Le pont rouvre.</p>"))).text
        == "Le pont rouvre."
    )


@pytest.mark.parametrize("mark", ["TR: ", "Re : ", "RE: TR: ", "Fwd: "])
def test_the_marks_of_answers_are_no_part_of_the_headline(mark: str):
    assert article_of(letter(Subject=f"{mark}Le pont rouvre")).title == "Le pont rouvre"
    assert article_of(letter(Subject="Retraites: la réforme")).title == "Retraites: la réforme"


@pytest.mark.parametrize(
    "below",
    [
        "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour Android",
        "Sent from my iPhone",
        f"{'_' * 47}\nListe Presse\nhttps://liste.example/presse",
    ],
)
def test_what_programs_put_below_a_mail_is_left_out(below: str):
    article = article_of(letter(f"Le pont rouvre mardi.\n\n{below}\n"))
    assert (article.text, article.left_out) == ("Le pont rouvre mardi.", below.split("\n"))
