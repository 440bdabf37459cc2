"""TimeML documents: TIMEX3 inline by the conventions of its corpora, the text unchanged."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import find_dates
from newstagger._writers import write
from newstagger._writers.timeml import make_timexes, to_timeml, write_folder
from newstagger.errors import OutputError
from newstagger.tags import TaggedArticle

PUBLISHED = "2025-03-12"


def tagged(text: str, **fields: str) -> TaggedArticle:
    return TaggedArticle(text=text, published=PUBLISHED, dates=find_dates(text, PUBLISHED), **fields)


def found(text: str, *, references: bool = False) -> list[tuple[str, str, str]]:
    mentions = find_dates(text, PUBLISHED)
    return [(text[t.start : t.end], t.type, t.value) for t in make_timexes(text, mentions, references=references)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il part le 3 mai 2021.", [("le 3 mai 2021", "DATE", "2021-05-03")]),
        ("La semaine dernière, il neigeait.", [("La semaine dernière", "DATE", "2025-W10")]),
        ("L’an dernier, il pleuvait.", [("L’an dernier", "DATE", "2024")]),
        ("Fermé du 3 au 9 mai 2020.", [("3", "DATE", "2020-05-03"), ("9 mai 2020", "DATE", "2020-05-09")]),
        ("Entre le 3 et le 9 mai 2020.", [("le 3", "DATE", "2020-05-03"), ("le 9 mai 2020", "DATE", "2020-05-09")]),
        ("De mai à juin 2020.", [("mai", "DATE", "2020-05"), ("juin 2020", "DATE", "2020-06")]),
        ("Le mandat 2020-2026.", [("2020", "DATE", "2020"), ("2026", "DATE", "2026")]),
        ("Les 5 et 6 mai 2020.", [("Les 5", "DATE", "2020-05-05"), ("6 mai 2020", "DATE", "2020-05-06")]),
        ("De 9 h à 12 h.", [("9 h", "TIME", "2025-03-12T09:00"), ("12 h", "TIME", "2025-03-12T12:00")]),
        ("Mardi à 8 h 30, il a plu.", [("Mardi", "DATE", "2025-03-11"), ("8 h 30", "TIME", "2025-03-11T08:30")]),
        ("Il a plu mardi matin.", [("mardi matin", "TIME", "2025-03-11TMO")]),
        (
            "Mardi soir vers 9 h, il a plu.",
            [("Mardi soir", "TIME", "2025-03-11TEV"), ("9 h", "TIME", "2025-03-11T21:00")],
        ),
        (
            "Dans la nuit de samedi à dimanche, il a plu.",
            [("la nuit de samedi à dimanche", "TIME", "2025-03-08TNI")],
        ),
        ("Il viendra dans deux semaines.", [("deux semaines", "DATE", "2025-W13")]),
        ("Il y a trois jours, il pleuvait.", [("Il y a trois jours", "DATE", "2025-03-09")]),
        ("Les années 1990 furent douces.", [("Les années 1990", "DATE", "199")]),
        ("Un décor du XXe siècle.", [("XXe siècle", "DATE", "19")]),
        ("Il mourut en 44 av. J.-C.", [("44 av. J.-C.", "DATE", "BC0044")]),
        ("Chaque lundi, il chante.", [("Chaque lundi", "SET", "XXXX-WXX-1")]),
        ("La veille, il chantait.", [("La veille", "DATE", "")]),
    ],
)
def test_conventions(text: str, expected: list[tuple[str, str, str]]):
    assert found(text) == expected


def test_beginnings_and_ends_are_an_attribute():
    text = "Début 2018, fin mai 2019 et à la mi-juin 2020."
    assert [t.mod for t in make_timexes(text, find_dates(text))] == ["START", "END", "MID"]


def test_references_and_vague_lengths_on_request():
    text = "Actuellement, rien ; récemment, il a dormi quelques heures, bientôt plusieurs années, en 2019."
    assert found(text) == [("2019", "DATE", "2019")]
    assert found(text, references=True) == [
        ("Actuellement", "DATE", "PRESENT_REF"),
        ("récemment", "DATE", "PAST_REF"),
        ("quelques heures", "DURATION", "PTXH"),
        ("bientôt", "DATE", "FUTURE_REF"),
        ("plusieurs années", "DURATION", "PXY"),
        ("2019", "DATE", "2019"),
    ]


@given(st.text(max_size=60), st.text(max_size=20), st.sampled_from(["du 3 au 9 mai", "mardi à 8 h", "<b>2019</b>", ""]))
def test_documents_are_well_formed_and_keep_the_text(text: str, title: str, date: str):
    article = tagged(text + date + text, title=title, id=title)
    root = ElementTree.fromstring(to_timeml(article).encode())
    kept = "".join(root.find("TEXT").itertext())
    assert kept == re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", article.text)
    assert len({t.get("tid") for t in root.iter("TIMEX3")}) == len(list(root.iter("TIMEX3")))


def test_a_folder_holds_a_document_an_article_named_by_its_id(tmp_path: Path):
    articles = [tagged("Hier.", id=name) for name in ("frtb/01.txt", "b", "b", "", "../../etc")]
    write([article.to_json() for article in articles], tmp_path / "out.tml")
    names = sorted(path.name for path in (tmp_path / "out.tml").iterdir())
    assert names == ["000004.tml", "b-000003.tml", "b.tml", "etc.tml", "frtb-01.tml"]
    assert 'functionInDocument="CREATION_TIME"' in (tmp_path / "out.tml" / "b.tml").read_text("utf-8")


def test_a_folder_with_other_things_is_never_replaced(tmp_path: Path):
    folder = tmp_path / "out.tml"
    folder.mkdir()
    (folder / "photo.jpg").write_text("precious")
    with pytest.raises(OutputError, match="contains other files"):
        write_folder([tagged("Hier.")], folder)
    assert (folder / "photo.jpg").read_text() == "precious"
    (tmp_path / "file.tml").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        write_folder([tagged("Hier.")], tmp_path / "file.tml")
