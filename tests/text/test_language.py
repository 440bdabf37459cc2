from __future__ import annotations

import subprocess
import sys

import pytest

from newstagger._text.french import find_foreign_language

FRENCH = (
    "Le conseil municipal a voté mardi la rénovation de la gare, qui sera fermée pendant deux ans pour les travaux."
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The city council has voted for the renovation of the station, which will be closed for two years.", "English"),
        ("El consejo municipal ha votado la renovación de la estación que se cerrará durante dos años para las obras.", "Spanish"),
        ("Der Stadtrat hat am Dienstag die Sanierung des Bahnhofs beschlossen, der für zwei Jahre nicht mit dem Zug erreichbar ist.", "German"),
        ("O governo aprovou na terça-feira o orçamento para o próximo ano, que não aumenta os impostos das famílias.", "Portuguese"),
        ("De gemeenteraad heeft dinsdag besloten dat het station twee jaar lang gesloten wordt voor de werkzaamheden.", "Dutch"),
        ("Il consiglio comunale ha votato martedì la ristrutturazione della stazione, che sarà chiusa per due anni.", "Italian"),
        ("A câmara municipal votou na terça-feira a renovação da estação, que será fechada por dois anos para as obras.", "Portuguese"),
        ("De gemeenteraad heeft dinsdag gestemd voor de renovatie van het station, dat twee jaar dicht zal zijn voor werken.", "Dutch"),
        ("Il consiglio comunale ha votato martedì la ristrutturazione della stazione, che sarà chiusa per due anni per i lavori.", "Italian"),
        ("Consiliul local a votat marți renovarea gării, care va fi închisă timp de doi ani pentru lucrări ample.", "Romanian"),
        ("L’ajuntament ha votat dimarts la renovació de l’estació, que estarà tancada durant dos anys per les obres.", "Catalan"),
        ("Rada miejska przegłosowała we wtorek remont dworca, który będzie zamknięty przez dwa lata z powodu prac.", "Polish"),
        ("Belediye meclisi salı günü iki yıl boyunca kapalı kalacak olan garın yenilenmesi için oy kullandı ve karar verdi.", "Turkish"),
        ("وافق المجلس البلدي يوم الثلاثاء على تجديد المحطة التي ستغلق لمدة عامين بسبب الأشغال الكبرى في المدينة القديمة", "Arabic"),
        ("Городской совет проголосовал во вторник за реконструкцию вокзала который будет закрыт на два года из за работ", "Russian"),
    ],
)  # fmt: skip
def test_other_languages_are_noticed(text: str, name: str):
    assert find_foreign_language(text) == name


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "En septembre, l’inflation a reculé à 1,2 % sur un an, après 1,8 % en août.",
        "En août, l’Ademe a aidé à financer en un an l’achat de 10 000 vélos en Île-de-France.",
        FRENCH.upper(),
        "En mars, en avril et en mai, un emploi sur dix a été créé en Bretagne, se félicite un élu.",
        "Que se passe-t-il à Madrid ? Un accord a été trouvé en une nuit, en secret, par un ministre.",
        "",
        "Bref.",
        "The New York Times",
        "Bayonne, Pau, Dax, Tarbes, Auch, Agen, Mont-de-Marsan, Biarritz, Anglet, Lourdes, Orthez, Oloron, Hendaye, Mauléon",
        FRENCH + " « The show must go on », a-t-il dit.",
    ],
)
def test_french_and_what_is_too_short_to_tell_is_let_pass(text: str):
    assert find_foreign_language(text) is None


def test_a_french_text_is_recognised_without_the_library():
    code = (
        "import sys; from newstagger._text.french import find_foreign_language\n"
        "sys.exit(bool(find_foreign_language(sys.argv[1])) or 'py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, FRENCH], check=False).returncode == 0


def test_a_language_without_a_name_here_is_given_by_its_code():
    tamil = "நகர சபை செவ்வாயன்று ரயில் நிலையத்தை புதுப்பிக்க வாக்களித்தது, அது இரண்டு ஆண்டுகளுக்கு மூடப்படும் என்று தலைவர் கூறினார்."
    assert find_foreign_language(tamil) == "ta"
