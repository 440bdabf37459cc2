"""Counted from the publication or from what the text named: « il y a trois jours », « deux ans plus tard », « ce mois-ci »."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_amount, read_number, read_unit
from newstagger.dates.rule import UNIT_CLASSES, WEEKEND_CLASSES, Match, Rule, is_said_to_come
from newstagger.dates.values import UNRESOLVED, Parts, Value, format_year, read_century_years, read_quarter_minutes

#: « trois ans », « une dizaine d'années », « trois quarts d'heure »
_COUNTED = (
    "(?:(?:{one}(?={approx}))?(?P<n>{dec}|{NUM}|{approx}(?={de})){de}?(?P<unit>{UNIT})"
    "|(?P<quarters>{NUM}{quarter}{de}{hour}|{NUM}?{demi_heure})|(?P<share>{NUM}{quarter}{de}{siecle}|{NUM}?{demi_siecle}))"
)
_COUNTED_CLASSES = f"{UNIT_CLASSES} demi_heure demi_siecle"
#: « il y a [un peu plus de] dix ans », « il y a [déjà] dix ans », « dans [à peine] dix jours »
_ABOUT = "(?:{about}|{moins}|{adverb}|{a}|{au}|{de}|{one}(?={about})){0,6}"
_CALENDAR = "(?:{day_unit}|{WEEKEND}|{week}|{mois}|{year_unit}|{annee}|{trimester_semester}|{decade}|{siecle})"
_CALENDAR_CLASSES = "day_unit week weekend english_week mois year_unit annee trimester_semester decade siecle"


def shift_publication(count: int, name: str, context: Context) -> Value:
    """The publication time moved by ``count`` units, as precise as the unit."""
    letters, factor = read_unit(name)
    if name.rstrip("s") in ("trimestre", "semestre") and context.today is not None:
        return Value("DATE", calendar.shift_term(context.today, count, name.rstrip("s")))
    steps = count * factor
    if letters.startswith("T"):
        if not isinstance(context.published, datetime):
            return Value("TIME", None, relative=context.published is None)
        seconds = steps * {"TH": 3600, "TM": 60, "TS": 1}[letters]
        moment = context.published.replace(tzinfo=None) + timedelta(seconds=seconds)
        return Value("TIME", moment.isoformat(timespec="minutes"))
    if context.today is None:
        return UNRESOLVED
    return Value("DATE", calendar.shift(context.today, steps, letters))


def _shift_anchor(count: int, name: str, context: Context) -> Value:
    """``count`` units from what the text named last."""
    if context.period is not None:
        moved = calendar.shift_period(context.period, count, *read_unit(name))
        return Value("DATE", moved) if moved else UNRESOLVED
    if context.anchor is None:
        return UNRESOLVED
    return shift_publication(count, name, Context(context.anchor))


# --- « il y a trois jours », « dans une demi-heure »

#: Unit -> (how many of the smaller unit make it, the smaller unit), for decimals.
_SMALLER = {"Y": (12, "mois"), "M": (30, "jours"), "W": (7, "jours"), "D": (24, "heures"), "TH": (60, "minutes")}
#: Unit -> (how many of the smaller unit make half of it, the smaller unit).
_HALVES = {"Y": (6, "M"), "M": (15, "D"), "W": (3, "D"), "D": (0, "D")}


def _resolve_distance(way: int, parts: Parts, context: Context) -> Value:
    if "quarters" in parts:
        return shift_publication(way * read_quarter_minutes(parts["quarters"]), "minutes", context)
    if "share" in parts:
        return shift_publication(way * read_century_years(parts["share"]), "ans", context)
    count = read_amount(parts["n"])
    letters, factor = read_unit(parts["unit"])
    if "half" in parts and letters.startswith("T"):
        count += 0.5
    elif "half" in parts:
        return _add_half(way, int(count), parts["unit"], context)
    if isinstance(count, int):
        return shift_publication(way * count, parts["unit"], context)
    if letters not in _SMALLER or factor != 1:
        return UNRESOLVED
    per, name = _SMALLER[letters]
    return shift_publication(way * round(count * per), name, context)


def _add_half(way: int, count: int, name: str, context: Context) -> Value:
    """« il y a une semaine et demie »: half a unit further, as precise as the unit."""
    letters, factor = read_unit(name)
    if context.today is None or letters not in _HALVES:
        return UNRESOLVED
    steps, smaller = _HALVES[letters]
    half = calendar.shift(context.today, way * steps * factor, smaller)
    return shift_publication(way * count, name, Context(date.fromisoformat(half if smaller == "D" else f"{half}-01")))


def _resolve_ago(parts: Parts, context: Context) -> Value:
    if "unit2" not in parts or context.today is None:
        return _resolve_distance(-1, parts, context)
    # « il y a deux ans et trois mois » is as precise as its smaller unit.
    letters, factor = read_unit(parts["unit"])
    back = calendar.shift_day(context.today, -read_number(parts["n"]) * factor, letters)
    return shift_publication(-read_number(parts["n2"]), parts["unit2"], Context(back))


#: Unit -> what may follow it in one length.
_FINER = {"an": ("mois", "semaine", "jour"), "annee": ("mois",), "moi": ("semaine", "jour"), "semaine": ("jour",)}


def _is_one_length(match: Match) -> bool:
    """« il y a deux ans et trois mois »; in « il y a trois mois et deux ans de travaux » the second is another.

    « il y a encore trois mois de travaux », « il y a désormais deux minutes d'écart » are what there is now.
    """
    if match.after() in ("de", "d'", "avant") and any(
        match.row.word(at) in ("encore", "desormais") for at in range(match.begin, match.end)
    ):
        return False
    if "unit2" in match.parts:
        finer = _FINER.get(match.parts.get("unit", "").rstrip("s"), ())
        if match.parts["unit2"] not in finer and match.parts["unit2"].rstrip("s") not in finer:
            match.end = match.matched.start("n2") - 1
            del match.parts["n2"], match.parts["unit2"]
    return True


AGO = Rule(
    "ago",
    "(?:{il}{y}{a}|{y}{a}|{il}{ya}|{ilya}|{voila})"
    + _ABOUT
    + _COUNTED
    + "(?:(?P<half>{and_or}{demi})|{and_or}(?P<n2>{NUM})(?P<unit2>{mois}|{week}|{day_unit}))?",
    needs=_COUNTED_CLASSES,
    guard=_is_one_length,
    resolve=_resolve_ago,
)


def _is_ahead(match: Match) -> bool:
    """« dans un jour », « dans une minute » are too vague."""
    if match.row.raw(match.end - 1) == "Minutes":  # « dans 20 Minutes » is a newspaper
        return False
    return match.parts.get("n") not in ("un", "une") or match.parts["unit"] not in ("jour", "seconde", "minute")


def _resolve_ahead(parts: Parts, context: Context) -> Value:
    return _resolve_distance(1, parts, context)


AHEAD = Rule(
    "ahead",
    "(?:{dans}|{de}{ici})" + _ABOUT + _COUNTED + "(?P<half>{and_or}{demi})?",
    needs=_COUNTED_CLASSES,
    guard=_is_ahead,
    resolve=_resolve_ahead,
)

# --- « deux jours plus tard »: from the last day, or else the last year, term or month that the text named


def _resolve_later(parts: Parts, context: Context) -> Value:
    back = "before" in parts or parts.get("way") == "avant" or parts.get("tard", "").endswith("tot")
    if "share" in parts:
        return _shift_anchor((-1 if back else 1) * read_century_years(parts["share"]), "ans", context)
    if "quarters" in parts or read_unit(parts["unit"])[0].startswith("T"):
        return Value("TIME", None, relative=True)
    count = -read_number(parts["n"]) if back else read_number(parts["n"])
    return _shift_anchor(count, parts["unit"], context)


#: What ends a clause: « un an après, »; « un an après la guerre » counts from the war.
_CLAUSE_ENDS = frozenset(["", ".", ",", ";", ":", ")", "!", "?", "…"])


def _ends_a_clause(match: Match) -> bool:
    return "way" not in match.parts or match.after() in _CLAUSE_ENDS


LATER = Rule(
    "later",
    _COUNTED + "(?:{and_or}{demi})?(?:{about}(?P<tard>{late_early})|(?P<before>{auparavant})|(?P<way>{before_after}))",
    needs=_COUNTED_CLASSES,
    guard=_ends_a_clause,
    resolve=_resolve_later,
)

# --- « l'année d'après », « la semaine d'avant »


def _resolve_unit_after(parts: Parts, context: Context) -> Value:
    return _shift_anchor(1 if parts["way"] == "apres" else -1, parts["unit"], context)


UNIT_AFTER = Rule(
    "unit_after",
    "(?P<unit>{week}|{mois}|{annee}|{day_unit}){de}(?P<way>{before_after})",
    needs="week mois annee day_unit",
    resolve=_resolve_unit_after,
)

# --- « la semaine prochaine », « l'année suivante », « le siècle dernier »

#: Before « an passé » and the like; « trois mois passés à l'hôpital » were spent.
_BEFORE_PAST = ("l'", "la", "le", "d'", "annee")
#: Units of which one cannot be the last or next one.
_NO_SINGLE_UNIT = frozenset(
    "jours semaines ans annees trimestres semestres week-ends weekends decennies siecles jour".split()
)
#: Units that are a range of years when they are named as such: years, and the first year's remainder.
_LONG = {"siecle": (100, 1), "decennie": (10, 0)}


def _is_one_unit(match: Match) -> bool:
    name = match.parts["unit"]
    if "rel" not in match.parts:  # « la semaine qui vient »
        if not is_said_to_come(match):
            return False
        match.parts["rel"] = "prochain"
        match.end += 2
    rel = match.parts["rel"]
    spent = rel.startswith("passe") and match.before() not in _BEFORE_PAST
    several = name in _NO_SINGLE_UNIT or (name == "mois" and match.before() == "les")
    return not spent and not several


def resolve_unit_beside(parts: Parts, context: Context) -> Value:
    """The unit before or after the present one, or before or after what the text named last."""
    rel, name = parts["rel"], parts["unit"]
    ahead = rel in lexicon.WORDS["next"] or rel in lexicon.WORDS["following"]
    steps = 1 if ahead else -1
    if rel in lexicon.WORDS["following"] or rel in lexicon.WORDS["preceding"]:
        if name == "annee" and context.period is not None:
            return Value("DATE", f"{int(context.period[:4]) + steps:04}")
        return _shift_anchor(steps, name, context)
    return resolve_present_unit(steps, name, context)


def resolve_present_unit(steps: int, name: str, context: Context) -> Value:
    """The unit of the publication, or the one ``steps`` away; a century or decade is a range of years."""
    if name not in _LONG or context.today is None:
        return shift_publication(steps, name, context)
    length, rest = _LONG[name]
    first = (context.today.year - rest) // length * length + rest + steps * length
    return Value("DATE", calendar.format_years(first, length))


_ENDS_A_STRETCH = r"(?<={le}[{day_unit}{weekend}{week}{mois}{year_unit}{annee}{trimester_semester}{decade}{siecle}])\Z"
UNIT_BESIDE = Rule(
    "unit_beside",
    # « qui vient » is not in the row of classes: the unit ends its stretch.
    "(?P<unit>" + _CALENDAR + ")(?:(?P<rel>{RELATIVE}|{following}|{preceding})|" + _ENDS_A_STRETCH + ")",
    needs=_CALENDAR_CLASSES,
    guard=_is_one_unit,
    resolve=resolve_unit_beside,
)

# --- « cette semaine », « ce mois-ci », « ce week-end »

#: Up to this day of the week (Thursday) « ce week-end » may be the one that is over.
_MIDWEEK = 4
#: Where no verb says when, up to this one (Tuesday).
_EARLY_IN_WEEK = 2


def _is_this_unit(match: Match) -> bool:
    many = match.row.word(match.begin) == "ces"
    return not many and match.parts["unit"] not in ("jour", "siecle", "decennie", "an")


def _resolve_this_unit(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la":  # « cette année-là », « ce mois-là »: of the day or period named last
        year = context.find_named_year()
        if parts["unit"] in ("an", "annee") and year is not None:
            return Value("DATE", format_year(year))
        return _shift_anchor(0, parts["unit"], context) if context.period is None else UNRESOLVED
    return shift_publication(-1 if _is_last_weekend(parts["unit"], context) else 0, parts["unit"], context)


def _is_last_weekend(name: str, context: Context) -> bool:
    """« ce week-end » is the last one early in the week where the sentence is about the past."""
    last = _MIDWEEK if context.has_tense else _EARLY_IN_WEEK
    early = context.today is not None and context.today.isoweekday() <= last
    return early and name.startswith("week") and context.odds < 0


THIS_UNIT = Rule(
    "this_unit",
    "{demo}(?P<unit>" + _CALENDAR + ")(?:{dash}(?P<ci>{ci}|{le}))?",
    needs=_CALENDAR_CLASSES,
    guard=_is_this_unit,
    resolve=_resolve_this_unit,
)

# --- « au cours du week-end », « durant la semaine »


def _is_during(match: Match) -> bool:
    if is_said_to_come(match):
        return False
    said = match.before() in ("cours", "durant", "pendant") or (match.before() == "de" and match.before(2) == "cours")
    return said and match.after() not in ("de", "du", "des", "d'", "sainte")


DURING_UNIT = Rule(
    "during_unit",
    "(?:{du}|{le})(?P<unit>{WEEKEND}|{week})",
    needs=f"{WEEKEND_CLASSES} week",
    guard=_is_during,
    resolve=_resolve_this_unit,
)

# --- « la même année »


def _resolve_same_year(parts: Parts, context: Context) -> Value:
    year = context.find_named_year()
    return Value("DATE", format_year(year)) if year is not None else UNRESOLVED


def _is_said_of_one(match: Match) -> bool:
    return match.before() in ("la", "cette") or match.row.word(match.begin) == "cette"


SAME_YEAR = Rule("same_year", "{demo}?{meme}{annee}", needs="annee", guard=_is_said_of_one, resolve=_resolve_same_year)

RULES = (SAME_YEAR, AGO, AHEAD, LATER, UNIT_AFTER, UNIT_BESIDE, THIS_UNIT, DURING_UNIT)
