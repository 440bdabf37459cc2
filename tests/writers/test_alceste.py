"""Corpora for IRaMuTeQ; every article is invented."""

from __future__ import annotations

import io
import json

from newstagger import read
from newstagger._writers import write
from newstagger._writers.exchange import write_alceste

RECORDS = [
    {
        "id": "news·1", "title": "La halle rouvre", "published": "2024-04-11T08:15:00", "source": "Le Quotidien de Lussac", "author": "Odile Carnac",
        "topics": [{"label": "Économie et finances", "score": 0.9}], "declared_topics": ["Œuvres"], "text": "**** La halle *neuve*.\n\nIl pleuvait.",
    },
    {"id": "2", "title": None, "topics": ["Sport"], "text": "Lussac a gagné."},
]  # fmt: skip


def test_variables_and_text():
    stream = io.BytesIO()
    write_alceste(map(json.dumps, RECORDS), stream)
    assert stream.getvalue().decode() == (
        "**** *id_news_1 *source_Le_Quotidien_de_Lussac *date_2024-04-11 *mois_2024-04 *annee_2024 *auteur_Odile_Carnac "
        "*sujet_Economie_et_finances *rubrique_Oeuvres\nLa halle rouvre.\nLa halle neuve.\nIl pleuvait.\n\n"
        "**** *id_2 *sujet_Sport\nLussac a gagné.\n\n"
    )


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "corpus.iramuteq.txt"
    write(map(json.dumps, RECORDS), path)
    first, second = read(path)
    assert (first.id, first.source, str(first.published)) == ("news_1", "Le Quotidien de Lussac", "2024-04-11")
    assert first.declared_topics == ["Economie et finances", "Oeuvres"]
    assert second.text == "Lussac a gagné."


def test_control_characters_are_left_out():
    stream = io.BytesIO()
    write_alceste([json.dumps({"id": "a", "title": "Le\0 port", "text": "À\x1b Brest."})], stream)
    assert stream.getvalue().decode() == "**** *id_a\nLe port.\nÀ Brest.\n\n"
