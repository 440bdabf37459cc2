"""Days named by a feast: « Noël », « le lundi de Pâques », « la veille de la Toussaint ».

Feasts lie on a fixed day, move with Easter, or belong to another calendar. Streets, churches, islands, towns and people that
are named after one are not days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from newstagger._text.normalise import fold
from newstagger._text.words import STREETS, TITLES, WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.rule import WEEKEND_CLASSES, Match, Rule
from newstagger.dates.values import UNRESOLVED, Parts, Value, choose_day, make_week_value, read_direction

_FEAST = (
    "(?:{demo}?{weekday}(?:{de}{le}?|{du}){holiday}|{holiday}{church}?|{weekday}(?:{gras}|{saint})|{weekday}{du}{ashes_palms}"
    "|{aid}{dash}?{eid_name}{0,2}|(?:(?:{day_unit}|{ordinal}){de}{le}|{nouvel}){year_unit}(?:{new_year_of}|{church})?"
    "|{fete}(?:{du}|{de}{le})?{feast_of}|{saint}{saint_name}|(?:{day_unit}|{fete}){du}{dead})"
)
_FEAST_CLASSES = "holiday weekday aid day_unit year_unit nouvel fete saint_name"
#: Feasts on a fixed day, (month, day), by a word of their name.
_FIXED = {
    "noel": (12, 25), "sylvestre": (12, 31), "toussaint": (11, 1), "assomption": (8, 15), "epiphanie": (1, 6),
    "chandeleur": (2, 2), "halloween": (10, 31), "valentin": (2, 14), "an": (1, 1), "travail": (5, 1),
    "nationale": (7, 14), "morts": (11, 2), "defunts": (11, 2), "musique": (6, 21), "victoire": (5, 8),
    "catherine": (11, 25),
}  # fmt: skip
#: Feasts that move with Easter: days after it.
_AFTER_EASTER = {
    "lundi gras": -48, "mardi gras": -47, "cendres": -46, "rameaux": -7, "jeudi saint": -3, "vendredi saint": -2, "samedi saint": -1,
    "lundi de paques": 1, "paques": 0, "ascension": 39, "lundi de pentecote": 50, "pentecote": 49,
}  # fmt: skip
#: Feasts of other calendars, which are not computed here.
_OTHER_CALENDAR = re.compile(
    rf"\b(?:ramadan|aid|tabaski|{'|'.join(lexicon.WORDS['new_year_of'] + lexicon.WORDS['church'])})\b"
)


def _find_feast(name: str) -> Callable[[int], date] | None:
    """The function from a year to the feast's day; None for what is not a feast of a known calendar."""
    plain = re.sub(r"\bde la\b", "de", name)
    for words, days in _AFTER_EASTER.items():
        if words in plain:
            return lambda year: easter(year) + timedelta(days)
    if "meres" in name:
        return _find_mothers_day
    if "peres" in name:
        return lambda year: calendar.find_nth_weekday(year, 6, 7, 3) or date(year, 6, 15)
    for word in re.findall(r"[a-z]+", name):
        if word in _FIXED:
            month, day = _FIXED[word]
            return lambda year: date(year, month, day)
    return None


def _find_mothers_day(year: int) -> date:
    """Last Sunday of May, or the first of June where that is Whitsun (Code de l'action sociale, D215-1)."""
    last = calendar.find_nth_weekday(year, 5, 7, -1) or date(year, 5, 31)
    return last + timedelta(7) if last == easter(year) + timedelta(49) else last


def _find_weekday_of(name: str, day: date) -> date:
    """« le vendredi de l’Ascension », « le mardi de Pâques »: the nearest such weekday to the feast."""
    weekday = next((WEEKDAYS[word] for word in name.split()[:2] if word in WEEKDAYS), None)
    return day if weekday is None else day + timedelta((weekday - day.isoweekday() + 3) % 7 - 3)


#: For the month of a feast, which for most is that of every year.
_ANY_YEAR = 2000


def _resolve_feast_day(parts: Parts, context: Context) -> date | Value:
    """The day of a feast in the year given, or else in the nearest one by tense; a value for a feast that is not known."""
    name = parts["feast"]
    if _OTHER_CALENDAR.search(name):
        return Value("DATE", None, "the calendar of this feast is not known")
    day_in = _find_feast(name)
    if day_in is None:
        return Value("DATE", None, "no such feast")
    year = re.sub(r"\D", "", parts.get("year", ""))
    if year:
        return _find_weekday_of(name, day_in(int(year)))
    today, way = context.today, read_direction(parts.get("rel", ""))
    said = None if way else context.find_stated_year(day_in(_ANY_YEAR).month)
    if said is not None:
        return _find_weekday_of(name, day_in(said))
    if today is None:
        return UNRESOLVED
    years = range(max(1, today.year - 1), min(9999, today.year + 1) + 1)
    days = [_find_weekday_of(name, day_in(y)) for y in years]

    def find(way: int) -> date | None:
        return calendar.choose_nearest(days, today, way)

    return (find(way) if way else choose_day(find, context)) or UNRESOLVED


# --- « la veille de Noël », « le week-end de la Toussaint »: the day next to the feast, or the week-end with or next to it


def _resolve_feast_of(parts: Parts, context: Context) -> Value:
    day = _resolve_feast_day(parts, context)
    if isinstance(day, Value):
        return day
    if parts["word"].startswith("week"):
        return make_week_value(
            day - timedelta((day.isoweekday() + 1) % 7) if day.isoweekday() <= 2 else day, weekend=True
        )
    if parts["word"] == "reveillon":
        return Value("DATE", (day - timedelta("noel" in parts["feast"])).isoformat())
    return Value("DATE", (day + timedelta(lexicon.EVES[parts["word"]])).isoformat())


def _is_next_to_a_feast(match: Match) -> bool:
    """« le lendemain de l’ascension de l’Everest » is no feast’s."""
    return match.parts["feast"] not in _COMMON_NOUNS or match.after() not in _OF


FEAST_OF = Rule(
    "feast_of",
    "(?P<word>{veille}|{lendemain}|{WEEKEND})(?:{de}|{du}|{de}{le})?(?P<feast>"
    + _FEAST
    + ")(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    needs=f"veille lendemain {WEEKEND_CLASSES}",
    guard=_is_next_to_a_feast,
    resolve=_resolve_feast_of,
)

# --- « Noël », « lundi de Pâques 2021 », « l'Aïd el-Fitr »

#: « la nuit de Noël » names the day, « le marché de Noël » does not.
_NIGHT_OF = frozenset("jour veille nuit soir lendemain matin periode week-end vacances treve".split())
#: « à deux semaines de Noël », « à l’approche de Pâques », « les fêtes de Pâques ».
_COUNTED_TO = frozenset(
    "approche autour celebration celebrations compter fete fetes heures jours lors messe mois occasion partir religieuse religieux semaines weekend".split()
)
#: After these a feast is a day even without its article: « le pont de Pentecôte », « un dîner Saint-Valentin ».
_TIME_OF = _NIGHT_OF | frozenset(
    "weekend prolonge reveillon soiree fete fetes ferie pont conge conges messe bal repas diner menu special speciale offre cadeau".split()
)
#: Words between such a noun, or that of a place, and the feast.
_LINKS = frozenset("de d' du des la l' le les -".split())
#: What is named after feasts: « la rue de l’Ascension », « l’île de Pâques », « l’église de la Toussaint ».
_NAMED_AFTER_FEASTS = frozenset(
    (*map(fold, STREETS), *"place route chemin sentier parc jardin gare station port quartier cite residence lotissement".split(),
     *"eglise chapelle basilique cathedrale collegiale paroisse abbaye prieure monastere couvent temple notre-dame dame soeurs".split(),
     *"ecole college lycee institut institution hopital clinique maternite musee theatre salle".split(),
     *"ile iles commune village hameau ville bourg canton massif plage".split())
)  # fmt: skip
#: « la Toussaint », « l'Ascension »: without the article it is a town, an island or a family.
_WITH_ARTICLE = frozenset(
    "toussaint ascension pentecote assomption epiphanie chandeleur saint-valentin saint-sylvestre sainte-catherine".split()
)
#: Words that replace the article: « avant Pentecôte », « Pâques et Pentecôte ».
_BEFORE_FEASTS = frozenset(
    "la l' une cette chaque cet et ou avant apres depuis pour dès jusqu' feter fete fetent".split()
)
#: Common nouns too: « une ascension fulgurante », « l’épiphanie d’un lecteur ».
_COMMON_NOUNS = frozenset("ascension assomption epiphanie".split())
_OF = frozenset(("de", "d'", "du", "des"))


def _is_a_day(match: Match) -> bool:
    """« le marché de Noël », « le père Noël » and « Noël Mamère » are not days, nor is « la Fête de la musique », an event."""
    feast = match.parts["feast"]
    if _is_a_place(match):
        return False
    if "year" in match.parts or "rel" in match.parts:
        return True
    if _begins_a_name(match) or _ends_a_name(match):
        return False
    if feast.startswith("fete") and not feast.endswith(
        ("morts", "defunts")
    ):  # an event by itself; « la veille de la fête nationale » is a day
        return False
    if feast in _COMMON_NOUNS and _is_a_common_noun(match):
        return False
    if feast.replace(" ", "-") in _WITH_ARTICLE:
        return _has_article(match)
    if feast == "aid":  # « US Aid », « l’AID »
        return match.row.raw(match.begin) != "AID" and (match.before() == "l'" or "ï" in match.row.raw(match.begin))
    if feast in ("noel", "paques") and match.before() == "de":  # « les œufs de Pâques »
        noun = match.before(2)
        return noun in _NIGHT_OF or noun in _COUNTED_TO or noun in WEEKDAYS
    return not (feast == "noel" and match.before() in ("les", "et"))


def _find_noun_before(match: Match) -> str:
    """The first word before the feast that is neither an article nor « de »."""
    steps = 1
    while match.before(steps) in _LINKS and steps < 5:
        steps += 1
    return match.before(steps)


def _is_a_place(match: Match) -> bool:
    named_by_weekday = any(word in WEEKDAYS for word in match.parts["feast"].split()[:2])
    return not named_by_weekday and _find_noun_before(match) in _NAMED_AFTER_FEASTS


def _is_a_common_noun(match: Match) -> bool:
    """« l’ascension du candidat »; « L’Ascension de Skywalker » is a title, « le pont de l’ascension » the feast."""
    if match.after() in _OF:
        return True
    return match.row.raw(match.begin)[:1].islower() and _find_noun_before(match) not in _TIME_OF


def _has_article(match: Match) -> bool:
    """« à la Saint-Valentin », or a word that replaces the article; « à Saint-Valentin » is a town.

    A headline leaves the article out: « Saint-Valentin : dix idées ».
    """
    before = match.before()
    if not any(map(str.isalnum, before)):
        return match.after() != "("
    noun = _find_noun_before(match)
    return before in _BEFORE_FEASTS or noun in _TIME_OF or noun in WEEKDAYS  # « ce lundi de Pentecôte »


def _begins_a_name(match: Match) -> bool:
    """« Noël Mamère », « Noël-Antoine », « Tariq Ramadan »."""
    after, before = match.row.raw(match.end), match.row.raw(match.begin - 1)
    one_word, capital = match.end - match.begin == 1, before[:1].isupper() and not before.isupper()
    if one_word and capital and before.isalpha() and match.begin > 1:
        said = before.lower() in ("le", "la", "l", "à", "a", "de", "pour", "joyeux")
        return match.row.raw(match.begin)[:1].isupper() and not said
    return after == "-" or (after[:1].isupper() and not match.row.raw(match.begin).isupper())


def _ends_a_name(match: Match) -> bool:
    """« M. Toussaint », « son frère Noël », « les pères Noël »."""
    before = match.before(2) if match.before() == "." else match.before()
    return match.end - match.begin == 1 and (before in TITLES or before == "peres")


def _resolve_feast(parts: Parts, context: Context) -> Value:
    day = _resolve_feast_day(parts, context)
    return day if isinstance(day, Value) else Value("DATE", day.isoformat())


FEAST = Rule(
    "feast",
    "(?P<feast>" + _FEAST + ")(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    needs=_FEAST_CLASSES,
    guard=_is_a_day,
    resolve=_resolve_feast,
)

RULES = (FEAST_OF, FEAST)
