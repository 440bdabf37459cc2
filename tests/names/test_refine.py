"""Spans put right by what always holds in French."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger._names import Span, refine

KINDS = {"P": "people", "O": "organisations", "L": "places"}


def refined(marked: str) -> tuple[list[tuple[str, str]], dict[str, str], list[tuple[str, str]]]:
    """Refine « [P Luc Martin] vit à [L Brest] »; names with their kinds, titles, acronyms."""
    text, spans, rest = "", [], marked
    while "[" in rest:
        before, _, rest = rest.partition("[")
        inside, _, rest = rest.partition("]")
        text += before
        spans.append(Span(len(text), len(text) + len(inside) - 2, KINDS[inside[0]]))
        text += inside[2:]
    text += rest
    result = refine(text, spans)
    titles = {title: text[span.start : span.end] for span in result.spans if (title := result.titles.get(span.start))}
    letters = {kind: letter for letter, kind in KINDS.items()}
    return [(text[s.start : s.end], letters[s.kind]) for s in result.spans], titles, result.acronyms


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[P le président Emmanuel Macron] parle", [("Emmanuel Macron", "P")]),
        ("[P Président de l'Institut Prospective] parle", [("Institut Prospective", "O")]),
        ("comme [P Roi]", []),
        ("le [P SBFC] joue, avec [P JUL]", [("SBFC", "O"), ("JUL", "P")]),
        ("au [L XIIe siècle]", []),
        ("[O l'ONU] et [O L'OTAN]", [("ONU", "O"), ("OTAN", "O")]),
        ("« [P Le Pen] » reste", [("Le Pen", "P")]),
        ("Groupe B : [L Russie - Slovaquie]", [("Russie", "L"), ("Slovaquie", "L")]),
        ("une marche [P anti-Trump]", [("Trump", "P")]),
        ("au [O Conseil de sécurité des][O  Nations unies]", [("Conseil de sécurité des Nations unies", "O")]),
        ("sur le boulevard [P Haussmann]", [("boulevard Haussmann", "L")]),
        ("rue de [L Rivoli]", [("rue de Rivoli", "L")]),
        ("le Tour de [L France]", []),
        ("selon [L Europol]", [("Europol", "O")]),
        ("au [P Burkina Faso]", [("Burkina Faso", "L")]),
        ("le ministère des Affaires étrangères dit", [("ministère des Affaires étrangères", "O")]),
        ("le tribunal correctionnel de [L Pau]", [("tribunal correctionnel de Pau", "O")]),
        ("la cour d'assises spéciale", [("cour d'assises spéciale", "O")]),
        ("à l'hôpital [P Tichrine]", [("hôpital Tichrine", "O")]),
        ("le glacier d'[L Aletsch]", [("glacier d'Aletsch", "L")]),
        ("une interview accordée à Atlasinfo", [("Atlasinfo", "O")]),
        ("l'[O Institut de la paix en Europe]", [("Institut de la paix en Europe", "O"), ("Europe", "L")]),
        ("[P Luc Lelandais] part. [L Lelandais] ment. Et Lelandais", [("Luc Lelandais", "P"), ("Lelandais", "P"), ("Lelandais", "P")]),
        # functions, movements, networks, diseases and groups are no names
        ("le ministre de l'[O Intérieur] parle", []),
        ("le [L Garde des Sceaux] parle", []),
        ("les « [O Gilets jaunes] » défilent", []),
        ("il écrit sur [O Twitter] que le [O Covid-19] recule", []),
        ("[O Twitter] rachète une société", [("Twitter", "O")]),
        ("[O Groupe B] : tirage", []),
        # seats of power are places, their governments organisations
        ("la [O Maison Blanche] et l'[O Élysée]", [("Maison Blanche", "L"), ("Élysée", "L")]),
        ("le gouvernement congolais et l'armée française", [("gouvernement congolais", "O"), ("armée française", "O")]),
        ("le gouvernement dit, la police aussi", []),
        # known organisations: found where they were missed, whole, and whatever they were taken for
        ("selon L'[O Équipe], OpenAI et Google discutent", [("L'Équipe", "O"), ("OpenAI", "O"), ("Google", "O")]),
        ("la [P N-VA], le [L Pastef] et la CEDH", [("N-VA", "O"), ("Pastef", "O"), ("CEDH", "O")]),
        ("la [O CFE]-[O CGC] et le [O CD]&V", [("CFE-CGC", "O"), ("CD&V", "O")]),
        ("Le Monde change. Casino fermé.", []),
        ("[P Charles Leclerc] gagne. [P Leclerc] exulte", [("Charles Leclerc", "P"), ("Leclerc", "P")]),
        # what is called after a person
        ("[O Apollo 11] et [O COP 28] avant [L Paris 2024]", []),
        ("sur [O Europe 1] et [O France 2]", [("Europe 1", "O"), ("France 2", "O")]),
        ("la loi [P Veil], la tempête [P Lothar] et le film « [P Emilia Perez] »", []),
        ("le porte-avions [L Charles-de-Gaulle] et [P Simone Veil]", [("Simone Veil", "P")]),
        # towns of two words that look like people
        ("à [P Sidi Bouzid] et [P Khan Younès]", [("Sidi Bouzid", "L"), ("Khan Younès", "L")]),
        # roads
        ("sur l'A7 et la RN20, 10 km", [("A7", "L"), ("RN20", "L")]),
        ("une feuille A4, le vitamine D3", []),
        ("sur la [L N57 Soignies-Lessines]", [("N57", "L"), ("Soignies", "L"), ("Lessines", "L")]),
        ("sur l'A9 ([L Perpignan-Montpellier])", [("A9", "L"), ("Perpignan", "L"), ("Montpellier", "L")]),
        ("l'échangeur [L Nivelles-A54]", [("Nivelles", "L"), ("A54", "L")]),
        ("la [L N4 Marche-en-Famenne] et [L Clermont-Ferrand]", [("N4", "L"), ("Marche-en-Famenne", "L"), ("Clermont-Ferrand", "L")]),
        ("le pays de [L Galles] et la princesse de [L Galles], à [L Galles]", [("pays de Galles", "L"), ("Galles", "L")]),
        ("la [L Province de Hainaut] et la [L wilaya d'Oran]", [("Hainaut", "L"), ("Oran", "L")]),
        # halls and stadiums, whoever plays there; numbers of a database; an index and a weapon
        ("à l'[O Accor Arena], au [O Stade de France]", [("Accor Arena", "L"), ("Stade de France", "L")]),
        ("la [L France] [O 3f1b930b5fe88b8ded] gagne", [("France", "L")]),
        ("le [O CAC 40], un [O LBD40]", []),
        # people whom a title introduces, and surnames behind a first name
        ("Mme Sirvent et M. [L Vosgien] parlent, Mme la maire aussi", [("Sirvent", "P"), ("Vosgien", "P")]),
        ("Mgr Luc Lebrun prêche, M. de trop", [("Luc Lebrun", "P")]),
        ("[P Maud] Sirvent gagne, [P Kylian] But gagne, [P Luc] [P Martin]", [("Maud Sirvent", "P"), ("Kylian", "P"), ("Luc", "P"), ("Martin", "P")]),
        ("[P Mrs] [P Dalloway], Mrs. [P Sirvent]", [("Dalloway", "P"), ("Sirvent", "P")]),
        # what the word before a name calls it
        ("la région ukrainienne de [P Lysoumy], le village de [P Sirvent]", [("Lysoumy", "L"), ("Sirvent", "P")]),
        ("le parti [L Horizons], puis [L Horizons], l'enseigne [P Bagelstein], le ministre [P Bagelstein Luc]", [("Horizons", "O"), ("Horizons", "O"), ("Bagelstein", "O"), ("Bagelstein Luc", "P")]),
        # the dot of an initial
        ("[P Stéphane I], puis [P Nadia K]. Elle part", [("Stéphane I", "P"), ("Nadia K.", "P")]),
        ("[P S. B.], né en 1974, et [P Sammy Davis Jr.]", [("S. B.", "P"), ("Sammy Davis Jr.", "P")]),
        ("[P Luc Martin]. Fin", [("Luc Martin", "P")]),
        # no name ends in a preposition
        ("la [O commission des forêts à l']Assemblée, la [O Ligue du Lys dans] tout", [("commission des forêts", "O"), ("Ligue du Lys", "O")]),
        # edges: footnotes, symbols, scores, the Breton c'h
        ("le [O RN ✊] gagne", [("RN", "O")]),
        ("[P Alok Sharma1] préside", [("Alok Sharma", "P")]),
        ("le [O Giec²] alerte, Greenpeace³ aussi", [("Giec", "O"), ("Greenpeace", "O")]),
        ("[O OM 3-1] : large victoire", [("OM", "O")]),
        ("[L Lens] bat [O Nice 2]-1 hier", [("Lens", "L"), ("Nice", "O")]),
        ("la radio [O Lys 11] part", [("Lys 11", "O")]),
        ("[O Équipe et Sud Ouest] l'ont écrit, L'[O Équipe et Sud Ouest] aussi", [("Équipe et Sud Ouest", "O"), ("L'Équipe", "O"), ("Sud Ouest", "O")]),
        ("le [O Sdis] 07 et le Samu 31 interviennent", [("Sdis 07", "O"), ("Samu 31", "O")]),
        ("[P Yann Ar Floc]'h court", [("Yann Ar Floc'h", "P")]),
        # elided letters and particles that belong to a name, and those that do not
        ("N'[P Golo Kamara] et N'[P Guessan] jouent", [("N'Golo Kamara", "P"), ("N'Guessan", "P")]),
        ("[P D'Almeida] parle, l'armateur [O D'Amico] aussi", [("D'Almeida", "P"), ("D'Amico", "O")]),
        ("[P Mme L'Hostis] et M. D'[P Souza]", [("L'Hostis", "P"), ("D'Souza", "P")]),
        ("(1) [P D'Emmanuel Macron], rien", [("Emmanuel Macron", "P")]),
        ("D'[P Hollande] à [P Macron]. D'[P Emmanuel Macron], rien", [("Hollande", "P"), ("Macron", "P"), ("Emmanuel Macron", "P")]),
        ("le [P général de Gaulle] et Mme de [P La Gontrie]", [("de Gaulle", "P"), ("de La Gontrie", "P")]),
        # an initial that looks like « Monsieur »
        ("[P Léa] M. a parlé, [P Jean-Luc] M. aussi", [("Léa M.", "P"), ("Jean-Luc M.", "P")]),
        ("[P Paul] M. Il nie. [P Luc] M. Dupont", [("Paul M.", "P"), ("Luc", "P"), ("Dupont", "P")]),
        # companies with and without their legal form
        ("[O Orbital Inc]. gagne, [O Verlac SA] perd, [P Verlac] vend", [("Orbital Inc.", "O"), ("Verlac SA", "O"), ("Verlac", "O")]),
        # ships, storms and operations; the rank of a tennis player
        ("le paquebot « [P Costa Rubis] », la dépression [P Nelson], l'opération [L Barkhane]", []),
        ("en voilier au [L Panama], le cargo quitte [L Brest], le voilier école [P Zénobe Arnoult]", [("Panama", "L"), ("Brest", "L")]),
        ("le ferry [O Corsica Linea] et l'opération [P Luc Martin]", [("Corsica Linea", "O"), ("Luc Martin", "P")]),
        ("[P Iga Lévy] ([O POL/N.1]) bat [P Zoé Lambert] ([L FRA]/N.20)", [("Iga Lévy", "P"), ("Zoé Lambert", "P")]),
    ],
)  # fmt: skip
def test_names(marked: str, names: list[tuple[str, str]]):
    assert refined(marked)[0] == names


def test_a_title_is_kept_of_people_whom_it_alone_gives_away():
    names, titles, _ = refined("Mme Sirvent et M. Casino parlent, M. [L Vosgien] aussi")
    assert names == [("Sirvent", "P"), ("Casino", "P"), ("Vosgien", "P")]
    assert titles == {"Mme": "Sirvent", "M.": "Vosgien"}  # by title, so that the second « M. » stays


@pytest.mark.parametrize(
    ("marked", "title"),
    [
        ("M. [P Dupuy] part", "M."),
        ("le roi [P Mohammed VI]", "roi"),
        ("[P Me Lasserre]", "Me"),
        ("le général [P Castel]", "général"),
    ],
)
def test_titles_are_kept_beside_the_name(marked: str, title: str):
    assert list(refined(marked)[1]) == [title]


@pytest.mark.parametrize(
    ("marked", "pair"),
    [
        (
            "l'[O Institut Prospective et sécurité en Europe] (IPSE)",
            ("Institut Prospective et sécurité en Europe", "IPSE"),
        ),
        ("l'[O Agence spatiale européenne] ([O ESA])", ("Agence spatiale européenne", "ESA")),
        ("l'[O Union nationale des étudiants de France] (Unef)", ("Union nationale des étudiants de France", "Unef")),
        ("la [O Conférence lysoise sur la voile] ([O ICASA])", ("Conférence lysoise sur la voile", "ICASA")),
        ("[O Al-Qaïda au Maghreb islamique] (Aqmi)", ("Al-Qaïda au Maghreb islamique", "Aqmi")),
    ],
)
def test_acronyms_name_their_long_form(marked: str, pair: tuple[str, str]):
    assert pair in refined(marked)[2]


def test_a_bracket_that_explains_nothing_is_no_acronym():
    assert refined("[L Furiana] (2B) et [P Luc Martin] (PS)")[2] == []
    assert refined("la [O Ligue lysoise de voile] ([O CGT])")[2] == []
    assert refined("[O Verlac] ([O FLV])")[2] == []


@given(
    st.text(max_size=120),
    st.lists(st.tuples(st.integers(0, 120), st.integers(1, 30), st.sampled_from(list(KINDS.values()))), max_size=8),
)
def test_any_spans_of_any_text_give_spans_inside_it(text: str, raw: list[tuple[int, int, str]]):
    spans, at = [], 0
    for start, length, kind in sorted(raw):
        begin = max(start, at)
        at = min(len(text), begin + length)
        if begin < at:
            spans.append(Span(begin, at, kind))
    result = refine(text, spans)
    assert all(0 <= s.start < s.end <= len(text) for s in result.spans)
    assert result.spans == sorted(result.spans)


def test_an_acronym_in_square_brackets_is_one():
    text = "la Direction des ports du Nord [DPN] ouvre"
    spans = [Span(text.index("Direction"), text.index(" ["), "organisations")]
    assert refine(text, spans).acronyms == [("Direction des ports du Nord", "DPN")]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("la [P négociation»Juan Sirvent] dit", ["Juan Sirvent"]),
        ("des [O Lysois»).Le Conseil du fleuve] siège", ["Lysois", "Le Conseil du fleuve"]),
        ("le groupe [O «Front du fleuve»] siège", ["Front du fleuve"]),
    ],
)
def test_a_quotation_mark_between_letters_parts_names(marked: str, names: list[str]):
    assert [name for name, _ in refined(marked)[0]] == names


def test_a_link_in_markdown_is_no_part_of_a_name():
    text = "[Luc Martin](https://exemple.fr/luc-martin) vit à [Brest](https://exemple.fr/Brest)."
    spans = [Span(1, text.index("/luc"), "people"), Span(text.index("Brest]"), text.index("](https", 40), "places")]
    spans.append(Span(text.index("/Brest") + 1, text.index("/Brest") + 6, "places"))
    assert [text[s.start : s.end] for s in refine(text, spans).spans] == ["Luc Martin", "Brest"]
