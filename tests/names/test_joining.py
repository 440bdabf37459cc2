"""Names that mean the same are one entry, and never two people. Every name is invented or used fictitiously."""

from __future__ import annotations

import pytest

from newstagger import Article, Tagger
from newstagger._names import Field, NameRules, Span, gather, refine
from newstagger._names.grouping import group_organisations, group_people, group_places
from newstagger._text.normalise import normalise
from tests.names.test_names import grouped, mentions


def people(*names: str) -> dict[str, list[str]]:
    return grouped(group_people(mentions(*names), {}))


def organisations(*names: str) -> list[set[str]]:
    return [set(names) for names in grouped(group_organisations(mentions(*names))).values()]


def places(*names: str) -> list[set[str]]:
    return [set(names) for names in grouped(group_places(mentions(*names))).values()]


def test_shorter_and_fuller_forms_of_a_person():
    assert list(people("Joseph Kabemba", "Joseph Kabemba Kabange")) == ["Joseph Kabemba Kabange"]
    assert list(people("Félix Tshibala", "Félix-Antoine Tshibala")) == ["Félix-Antoine Tshibala"]
    assert list(people("Mukoko Samba", "Daniel Mukoko Samba", "Mukoko")) == ["Daniel Mukoko Samba"]
    assert list(people("Dupont-Morel", "Nicolas Dupont-Morel")) == ["Nicolas Dupont-Morel"]


def test_a_first_name_that_one_person_has():
    assert list(people("Ségolène Arnoult", "Ségolène")) == ["Ségolène Arnoult"]
    assert len(people("Paul Arnoult", "Paul Tanguy", "Paul")) == 3
    assert len(people("Ève Martin", "Martin Tanguy", "Martin")) == 2


def test_initials_of_a_person():
    assert list(people("Dominique Sirvent-Kergoat", "DSK")) == ["Dominique Sirvent-Kergoat"]
    assert len(people("Dominique Sirvent-Kergoat", "Dsk")) == 2
    assert len(people("Dominique Sirvent-Kergoat", "Denis Sorel Kermadec", "DSK")) == 3
    assert len(people("Dominique Sirvent", "DS")) == 2


def test_a_letter_more_or_less():
    assert len(people("Volodymyr Zelenski", "Volodymyr Zelensky")) == 1
    assert len(people("Frank Buhler", "Franck Buhler")) == 1
    assert len(people("Michel Arnoult", "Michèle Arnoult")) == 2
    assert len(people("Daniel Arnoult", "Danielle Arnoult")) == 2
    assert len(people("Luc Martin", "Luc Morin")) == 2


def test_a_name_that_could_be_two_people_s_stays_alone():
    assert len(people("Mukoko Samba", "Daniel Mukoko Samba", "Ève Mukoko Samba")) == 3


def test_short_and_full_names_of_organisations():
    assert organisations("Commission européenne", "Commission") == [{"Commission européenne", "Commission"}]
    assert organisations("Bayern Munich", "Bayern") == [{"Bayern Munich", "Bayern"}]
    assert organisations("Canard déchaîné", "Le Canard déchaîné") == [{"Canard déchaîné", "Le Canard déchaîné"}]
    assert organisations("Conseil de paix de Lys", "Conseil de paix") == [{"Conseil de paix de Lys", "Conseil de paix"}]
    assert organisations("Union syndicale Verlac", "Verlac") == [{"Union syndicale Verlac", "Verlac"}]


def test_a_surname_with_and_without_its_particle():
    assert people("de Gaulle", "Gaulle") == {"de Gaulle": ["de Gaulle", "Gaulle"]}
    assert people("de Gaulle", "Gaulle", "Charles de Gaulle") == {
        "Charles de Gaulle": ["de Gaulle", "Gaulle", "Charles de Gaulle"]
    }


def test_a_company_with_and_without_its_legal_form():
    assert organisations("Orbital Inc.", "Orbital") == [{"Orbital Inc.", "Orbital"}]
    assert organisations("Verlac SA", "Verlac", "Verlac Trucks") == [{"Verlac SA", "Verlac"}, {"Verlac Trucks"}]


def test_a_hyphen_at_the_end_of_a_line():
    assert list(people("Marie-\nHélène Arnoult")) == ["Marie-Hélène Arnoult"]
    assert [group.name for group in group_places(mentions("Aix-\nen-Provence"))] == ["Aix-en-Provence"]


def test_organisations_that_are_two():
    assert len(organisations("Verlac", "Verlac Trucks")) == 2
    assert len(organisations("Radio Lys", "Radio Lys Internationale")) == 2
    assert len(organisations("Assemblée nationale", "Bureau de l’Assemblée nationale")) == 2
    assert len(organisations("Groupe d’intervention de la Garde nationale", "Garde nationale")) == 2
    assert len(organisations("Commission européenne", "Commission électorale", "Commission")) == 3


def test_acronyms_by_their_letters_and_by_the_table():
    assert organisations("Fédération lysoise de voile", "FLV") == [{"Fédération lysoise de voile", "FLV"}]
    assert organisations("Organisation des Nations unies pour l’alimentation et l’agriculture", "FAO") != []
    assert len(organisations("Cédéao", "Communauté économique des États de l’Afrique de l’Ouest", "CEDEAO")) == 1
    assert len(organisations("Fédération lysoise de voile", "Flv")) == 2
    # Written like a name, and with the letter of a small word in it.
    assert len(organisations("Fédération lysoise de voile et d’aviron", "Flva")) == 1
    assert len(organisations("Institut lysois de la santé et des études", "Ilsee")) == 1
    assert len(organisations("Fédération lysoise de voile et d’aviron", "Flvo")) == 2
    assert (
        len(organisations("Unité des forces de la RDC", "Unité des forces de la République démocratique du Congo")) == 1
    )


def test_one_organisation_spelt_in_two_ways():
    assert len(organisations("Radio-Lys", "RadioLys")) == 1
    assert len(organisations("Gardiens du fleuve", "Gardienns du fleuve")) == 1
    assert len(organisations("Commission fédérale", "Commission fédérales")) == 2
    assert len(organisations("Groupe A", "Groupe B")) == 2
    assert len(organisations("Brigade 1234567", "Brigade 1234568")) == 2
    assert len(organisations("université de Lysbourg", "Lysbourg")) == 1


def test_short_and_full_names_of_places():
    assert places("Brives-sur-Lys", "Brives") == [{"Brives-sur-Lys", "Brives"}]
    assert places("esplanade du Grand-Lys", "Grand-Lys") == [{"esplanade du Grand-Lys", "Grand-Lys"}]
    assert places("République unie de Tanzanie", "Tanzanie") == [{"République unie de Tanzanie", "Tanzanie"}]
    assert places("route nationale 4", "RN4") == [{"route nationale 4", "RN4"}]
    assert places("rue du Lysbourg", "rue Lysbourg") == [{"rue du Lysbourg", "rue Lysbourg"}]
    assert places("RDC", "Congo") == [{"RDC", "Congo"}]
    assert places("mont Lys", "Lys") == [{"mont Lys", "Lys"}]
    assert places("RDC", "RD Congo") == [{"RDC", "RD Congo"}]
    assert len(places("République de Côte d’Ivoire", "Côte d’Ivoire")) == 1
    assert len(places("Lysserbourg", "Lyserbourg")) == 1
    assert len(places("Canada", "Québec")) == 2
    assert len(places("Royaume-Uni", "Grande-Bretagne", "Angleterre", "Écosse")) == 3
    assert places("Gaza", "bande de Gaza", "Cisjordanie") == [{"Gaza", "bande de Gaza"}, {"Cisjordanie"}]
    assert len(places("Saint-Denis", "Saint-Genis")) == 2
    assert len(places("gare de Bruxelles", "Bruxelles")) == 2
    assert len(places("aérodrome de Lysse", "Lysse")) == 2
    assert len(places("RDC", "Congo-Brazzaville", "Congo")) == 2


def test_an_organisation_with_the_adjective_of_its_country():
    assert organisations("Croix-Rouge", "Croix-Rouge ivoirienne") == [{"Croix-Rouge", "Croix-Rouge ivoirienne"}]
    assert len(organisations("Croix-Rouge", "Croix-Rouge ivoirienne", "Croix-Rouge suisse")) == 3
    assert len(organisations("Radio Lys", "Radio Lys française")) == 1


def test_islands_by_their_name_alone():
    assert places("La Réunion", "île de la Réunion") == [{"La Réunion", "île de la Réunion"}]
    assert places("Lysoé", "île de Lysoé") == [{"Lysoé", "île de Lysoé"}]
    assert len(places("Nantes", "île de Nantes")) == 2
    assert len(places("France", "Île-de-France")) == 2


def test_other_names_that_the_text_gives_to_a_person():
    text = "Maud Sirvent, alias Lila Morvan, chante à Brest. Lila Morvan a vingt ans."
    one, other, again = (
        Span(0, 12, "people"),
        Span(text.index("Lila"), text.index(", chante"), "people"),
        Span(text.rindex("Lila"), text.rindex(" a "), "people"),
    )
    assert refine(text, [one, other, again]).other_names == [("Maud Sirvent", "Lila Morvan")]
    field = Field("text", text, normalise(text), [one, other, again])
    (person,) = gather([field], NameRules()).people
    assert [mention.text for mention in person.mentions] == ["Maud Sirvent", "Lila Morvan", "Lila Morvan"]


def test_who_was_born_under_another_name_keeps_the_one_of_today():
    text = "Lila Zan, née Maud Anne Sirvent, chante à Brest. Paul Ferrand, né Kamara, écoute."
    spans = [Span(text.index(name), text.index(name) + len(name), "people") for name in ("Lila Zan", "Maud Anne Sirvent", "Paul Ferrand", "Kamara")]  # fmt: skip
    people = gather([Field("text", text, normalise(text), spans)], NameRules()).people
    # a surname alone may be a family's
    assert [(one.name, one.aliases) for one in people] == [("Lila Zan", ["Maud Anne Sirvent"]), ("Paul Ferrand", []), ("Kamara", [])]  # fmt: skip


@pytest.mark.parametrize(
    ("between", "same"),
    [
        (" dit ", True),
        (", surnommée « ", True),
        (" (de son vrai nom ", True),
        (", de son nom de scène ", True),
        (", de son nom complet ", True),
        (", plus connue sous le nom de ", True),
        (", née ", True),
        (" et ", False),
        (", dit-elle, ", False),
        (" a dit ", False),
        (", ", False),
    ],
)
def test_what_stands_between_two_names_of_one_person(between: str, same: bool):
    text = f"Maud Sirvent{between}Lila Morvan"
    spans = [Span(0, 12, "people"), Span(12 + len(between), len(text), "people")]
    assert (refine(text, spans).other_names == [("Maud Sirvent", "Lila Morvan")]) == same


def test_one_kind_in_title_and_text(tagger: Tagger):
    article = Article("Charleroi gagne encore. À Charleroi, on fête la victoire.", title="Charleroi en fête")
    tags = tagger.tag(article)
    kinds = [
        kind
        for kind in ("people", "organisations", "places")
        for entity in getattr(tags, kind)
        if entity.name == "Charleroi"
    ]
    assert len(kinds) == 1
