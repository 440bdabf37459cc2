from __future__ import annotations

import pytest

from newstagger.language import foreign

FRENCH = (
    "Le conseil municipal a voté mardi la rénovation de la gare, qui sera fermée pendant deux ans pour les travaux."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The city council has voted for the renovation of the station, which will be closed for two years.", "English"),
        ("El consejo municipal ha votado la renovación de la estación que se cerrará durante dos años para las obras.", "Spanish"),
        ("Der Stadtrat hat am Dienstag die Sanierung des Bahnhofs beschlossen, der für zwei Jahre nicht mit dem Zug erreichbar ist.", "German"),
        ("وافق المجلس البلدي يوم الثلاثاء على تجديد المحطة التي ستغلق لمدة عامين بسبب الأشغال الكبرى في المدينة القديمة", "Arabic script"),
        ("Городской совет проголосовал во вторник за реконструкцию вокзала который будет закрыт на два года из за работ", "Cyrillic script"),
    ],
)  # fmt: skip
def test_other_languages_are_noticed(text: str, language: str):
    assert foreign(text) == language


@pytest.mark.parametrize(
    "text",
    [FRENCH, FRENCH.upper(), "", "Bref.", "The New York Times", FRENCH + " « The show must go on », a-t-il dit."],
)
def test_french_and_what_is_too_short_to_tell_is_let_pass(text: str):
    assert foreign(text) is None
