"""Hours: « à 20 h 30 », « vers midi », « de 8 h à 12 h », « 14 h 30 mardi », and lengths written like them, « en 4 h 42 »."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from newstagger._text.words import WEEKDAYS
from newstagger.dates import lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_number
from newstagger.dates.rule import Match, Rule
from newstagger.dates.rules.days import find_point
from newstagger.dates.rules.parts import NIGHT_BEHIND, find_day_in_night, find_night_behind
from newstagger.dates.rules.recurring import hours_recur
from newstagger.dates.tokens import is_glued_before, is_glued_to_a_word, is_plural_noun
from newstagger.dates.values import Parts, Value, add_time, count_hours_later, read_clock, read_zone

NO_SUCH_HOUR = Value("TIME", None, "there is no such hour")

_CLOCK_BEFORE = frozenset(
    "a vers dès avant apres jusqu' depuis entre journal 'ici coups coup ici et partir autour".split()
)
#: « le journal de 20 heures », « à partir de 20 heures ».
_CLOCK_BEFORE_DE = frozenset(
    "journal jt infos info flash edition messe train vol partir autour heure alentours environs coups".split()
)
#: « le film de 20 heures » begins then, « un film de deux heures » lasts that long.
_SHOWN = frozenset("film seance match debat emission concert spectacle conference rencontre reunion messe".split())
_FIRST_SHOWING = 10
_HAS_MINUTES = re.compile(r"h *\d|heures? (?:cinq|dix|quinze|vingt|trente|quarante|cinquante)")


def _read_hour(text: str) -> int | None:
    """The hour of a clock time in digits or words."""
    match = re.match(r"(\d+)|([a-z-]+(?: et un)?)", text)
    if match is None:
        return None
    return int(match[1]) if match[1] else read_number(match[2]) or None


# --- « de 8 h à 12 h », « entre 14 et 16 heures », « 8h-12h »


def _read_ends(parts: Parts) -> tuple[str, str]:
    return parts.get("c1") or parts.get("c5") or parts["c3"], parts.get("c2") or parts["c4"]


def _are_hours(match: Match) -> bool:
    hours = [12 if text.startswith("m") else _read_hour(text) for text in _read_ends(match.parts)]
    if not all(hour is not None and hour <= 24 for hour in hours):
        return False
    if match.parts.get("c3", "h").isdigit():  # « 18-22h »; « 3-4 h de route » is a length
        first, last = (hour or 0 for hour in hours)
        return (
            _FIRST_OPENING <= first < last and match.after() not in ("de", "d'", "par") and match.before() not in _LASTS
        )
    return True


#: « 18-22h » are opening hours from this hour on.
_FIRST_OPENING = 6
_LASTS = frozenset("en pendant durant dure dura durait durera duraient durent duree".split())


def _resolve_range_clocks(parts: Parts, context: Context) -> Value:
    first, last = _read_ends(parts)
    start, end = read_clock(first), read_clock(last)
    if start is None or end is None:
        return NO_SUCH_HOUR
    if hours_recur(context):
        return Value("SET", f"T{start[0]:02}:{start[1]:02}/T{end[0]:02}:{end[1]:02}")
    if night := find_night_behind(parts.get("night", ""), context):
        day, until = find_day_in_night(night, start[0]), find_day_in_night(night, end[0])
    elif behind := _find_day_behind(parts, context) or context.find_day_of_hours():
        day, until = behind, behind + timedelta(1) if end < start else behind
    else:
        return Value("TIME", None, relative=True)
    return Value(
        "TIME", f"{day}T{start[0]:02}:{start[1]:02}{read_zone(first)}/{until}T{end[0]:02}:{end[1]:02}{read_zone(last)}"
    )


def _find_day_behind(parts: Parts, context: Context) -> date | None:
    """The day of « de 14 h à 16 h samedi », where the sentence names none before."""
    if "point" not in parts or (context.anchor is not None and context.same_sentence):
        return None
    text, _, end = context.place or ("", 0, 0)
    return find_point(parts["point"], replace(context, place=(text, end, end + len(parts["point"]) + 1), _read=None))


RANGE_CLOCKS = Rule(
    "range_clocks",
    "(?:(?:{de}(?P<c1>{CLOCK}|{day}){until}?{a}|{entre}(?P<c5>{CLOCK}|{day}){and_or})(?P<c2>{CLOCK})"
    "|(?P<c3>{clock}|{day}{hour}|{day}(?={dash}{day}{hour}))(?:{dash}|{a})(?P<c4>{clock}|{day}{hour}|{noon_midnight}))"
    "(?=" + NIGHT_BEHIND + "|{comma}?{le}?(?P<point>{POINT})|)",
    needs="clock hour noon_midnight ampm",
    guard=_are_hours,
    resolve=_resolve_range_clocks,
    keeps_front=True,
)

# --- « 14 h 30 mardi »: said before its day


def _is_no_length(match: Match) -> bool:
    """« gagné en 3 h 12 dimanche » is a length and a day; « trois heures lundi » may be one."""
    text = match.parts["clock"]
    if match.before() in _LASTS and ":" not in text:
        return False
    if not text[0].isdigit() or "part2" in match.parts:
        begins = text[0].isdigit() and match.before() in ("", ":", ".")
        return (
            begins
            or match.before() in _CLOCK_BEFORE
            or (match.before() == "de" and match.before(2) in _CLOCK_BEFORE_DE)
        )
    return True


def _resolve_clock_day(parts: Parts, context: Context) -> Value:
    day = find_point(parts["point"], context) if "point" in parts else context.today
    if day is None:
        return Value("TIME", None, relative=context.today is None)
    tonight = parts.get("part2", "").startswith("nuit") and context.odds <= 0
    value = add_time(str(day), {"clock": parts["clock"]} if tonight else parts)
    return value if value.kind == "TIME" and value.value else NO_SUCH_HOUR


CLOCK_DAY = Rule(
    "clock_day",
    "(?P<clock>{CLOCK})(?:{comma}?{le}?(?P<point>{POINT})(?P<part>{part})?|{demo}(?P<part2>{part})(?!{dash}))",
    needs="clock hour noon_midnight ampm",
    guard=_is_no_length,
    resolve=_resolve_clock_day,
)

# --- « en 4 h 42 », « dure 2 h 12 », « 2 h 14 min 12 s »: lengths of time

#: « de 5 h 30 » may last that long, « de 14 h 30 » is an hour.
_LONGEST = 6


def _is_length(match: Match) -> bool:
    if is_glued_before(match.row, match.begin) or ":" in match.parts["clock"]:
        return False
    if "seconds" not in match.parts and match.end - match.begin > 1 and match.before() == "a":
        return not _says_minutes_of_an_hour(match)
    spent = match.before() != "a" and any(word.startswith("pass") for word in (match.before(), match.before(2)))
    spent = spent or (
        match.after() == "par" and match.after(2) in ("jour", "semaine", "mois", "an", "personne", "nuit")
    )
    measured = match.end - match.begin > 1 or match.before() in _LASTS or spent
    return measured or _is_length_of(match) or _is_bounded_length(match) or _is_short_length(match)


def _says_minutes_of_an_hour(match: Match) -> bool:
    """« à 14 h 30 min » is an hour, « un trajet réduit à 2 h 30 min » a length."""
    return (_read_hour(match.parts["clock"]) or 0) >= _LONGEST and not match.before(2).startswith(_BROUGHT_TO)


#: « il a fallu 1 h 45 », « il faut attendre 1 h 30 », « ils y restent 5 h 33 »: before a length.
_TAKES = (
    "fall",
    "fau",
    "attend",
    "prend",
    "pris",
    "met",
    "mis",
    "rest",
    "dur",
    "consacr",
    "total",
    "cumul",
    "gagn",
    "perd",
)
#: « réduit à 2 h 05 », « ramené à 1 h 50 »: before « à » and a length.
_BROUGHT_TO = ("redui", "ramen", "limit", "estim", "evalu")
#: « après 3 h 20 de course », « 1 h 30 de retard »; « à 5 h 30 de ce mardi » is an hour.
_BEHIND_AN_HOUR = frozenset((*WEEKDAYS, *lexicon.WORDS["demo"], "le", "la", "hier"))
#: A listing says how long a film is: « Drame (1 h 52) », « Comédie. 1 h 47. ».
_FILM = re.compile(
    r"\b(?:films?|drame|com[eé]die|thriller|documentaire|docu|animation|aventures?|policier|fantastique|biopic|western|"
    r"spectacle|pi[eè]ce|dur[eé]e|r[eé]alis|cin[eé]ma|mise en sc[eè]ne)", re.IGNORECASE)  # fmt: skip
_FILM_REACH = 60


def _is_short_length(match: Match) -> bool:
    """A few hours and minutes that something takes, lasts or lies away: « après 1 h 30 de débats », « 2 h 15 d'attente »."""
    if (_read_hour(match.parts["clock"]) or 24) >= _LONGEST:
        return False
    before, earlier, after = match.before(), match.before(2), match.after()
    if after in ("de", "d'"):
        return match.after(2) not in _BEHIND_AN_HOUR
    if before == "a":
        return earlier.startswith(_BROUGHT_TO) or (after == "du" and match.after(2) in _AWAY_FROM)
    if before.startswith(_TAKES) or (before == "+" and after != "gmt"):
        return True
    if after in ("apres", "avant") and before not in _CLOCK_BEFORE:
        return True
    alone = (before, after) in (("(", ")"), (".", "."), (":", "."), (",", "."), (":", "")) or "duree" in (
        before,
        earlier,
    )
    start = match.row.starts[match.begin]
    return alone and _FILM.search(match.row.text, max(0, start - _FILM_REACH), start) is not None


#: « à 1 h 26 du record », « à 1 h 10 du centre ».
_AWAY_FROM = frozenset("record vainqueur leader premier gagnant centre sommet bourg refuge".split())


def _is_length_of(match: Match) -> bool:
    """« un trajet d'1 h 30 »; « le train de 14 h 30 » is an hour."""
    hour = _read_hour(match.parts["clock"]) or 24
    return match.before() in ("de", "d'") and match.before(2) not in _CLOCK_BEFORE_DE and hour < _LONGEST


def _is_bounded_length(match: Match) -> bool:
    """« d'au moins 2 h 30 », « plus de 3 h 15 »."""
    if match.before() == "de" and match.before(2) in ("plus", "moins"):
        return True
    return (
        match.before() == "moins" and match.before(2) == "au" and match.before(3) in ("d'", "pendant", "durant", "dure")
    )


def _resolve_clock_length(parts: Parts, context: Context) -> Value:
    hours, minutes = (int(n) for n in re.findall(r"\d+", parts["clock"])[:2])
    seconds = f"{int(parts['seconds'])}S" if "seconds" in parts else ""
    return Value("DURATION", f"PT{hours}H{f'{minutes}M' if minutes or seconds else ''}{seconds}")


CLOCK_LENGTH = Rule(
    "clock_length",
    "(?P<clock>{clock})(?:{minute}(?:(?P<seconds>{day}|{two})(?:{sec}|{second})?)?)?",
    needs="clock",
    guard=_is_length,
    resolve=_resolve_clock_length,
)

# --- « à 20 h 30 », « 20h », « vers midi », « à trois heures du matin »

#: Before « 3 heures » and the like: then it is a length.
_LENGTH_BEFORE = ("en", "pendant", "durant", "de", "d'")
#: Before « 20h » too.
_SHORT_LENGTH_BEFORE = frozenset("en pendant durant quelque environ pres plus moins de d' chaque les".split())
#: Up to this hour, a time after a late one belongs to the next day.
_SMALL_HOURS, _LATE_HOUR = 5, 21
_NOON, _MIDNIGHT = 12, 24


def _is_clock(match: Match) -> bool:
    text = match.parts["clock"]
    if is_glued_before(match.row, match.begin) or is_glued_to_a_word(match.row, match.end - 1):
        return False
    if match.after() == "'" and match.after(2).isdigit():  # « 13h59'17 », the time of a runner
        return False
    if _HALF_DAY.search(text):
        return _is_half_day(match)
    if text.startswith(("midi", "minuit")):
        return _is_noon(match)
    if _names_part_or_zone(text):
        return True
    if match.before() == "/":
        return False
    if match.before() == "de" and match.before(2) in _CLOCK_BEFORE_DE:
        return True
    shown = match.before() == "de" and match.before(2) in _SHOWN
    if match.before() in _LENGTH_BEFORE and not shown and match.after() != "a" and ":" not in text:
        return match.before() == "de" and _HAS_MINUTES.search(text) is not None
    if ":" in text:
        return re.match(r"\d\d:", text) is not None or match.before() in _CLOCK_BEFORE
    if "demi" in text and not _HAS_MINUTES.search(text):
        # « une heure et demie » is a length of time, « à une heure et demie » an hour.
        return match.before() in _CLOCK_BEFORE and match.after() not in ("de", "d'")
    if _HAS_MINUTES.search(text):
        return text[0].isdigit() or match.before() in _CLOCK_BEFORE or match.before() in ("", ".", ":", ",")
    return _is_full_hour(match)


_HALF_DAY = re.compile(r"[ap]\.? ?m\.?$")


def _is_half_day(match: Match) -> bool:
    """« à 7 PM », « 10 a.m. », « 9:30 AM »; not « les 12 PM »."""
    text, hour = match.parts["clock"], _read_hour(match.parts["clock"]) or 0
    said = "." in text or not re.fullmatch(r"\d+ ?[ap]m", text) or match.before() in _CLOCK_BEFORE
    return said and 1 <= hour <= (_NOON if re.fullmatch(r"\d+ ?\D+", text) else 24)


def _is_noon(match: Match) -> bool:
    """Not « Midi libre », « du midi de la France », « à midi dix personnes »."""
    row, before = match.row, match.before()
    counted = re.search(r" (?!et|moins)", match.parts["clock"]) and is_plural_noun(match.after())
    if counted and row.raw(match.end)[:1].islower():
        match.end = match.begin + 1
        match.parts["clock"] = row.word(match.begin)
    raw = row.text[row.starts[match.begin] : row.ends[match.end - 1]]
    if raw[:1].isupper() and not raw.isupper() and before not in ("", "."):
        return False
    return before not in ("du", "le") or (before == "le" and match.before(2) != "")


def _names_part_or_zone(text: str) -> bool:
    """« 3 heures du matin », « 14 h GMT »."""
    return text.endswith(("gmt", "utc", "tu")) or any(part in text for part in lexicon.PARTS)


def _is_full_hour(match: Match) -> bool:
    """« 20 heures » is a time of day or a length of time."""
    hour, before, earlier = _read_hour(match.parts["clock"]), match.before(), match.before(2)
    if hour is None:
        return False
    if _leaves_a_place(match, hour):
        return True
    if hour > 24 or _is_distance_or_race(match):
        return False
    if before == "de" and earlier in _SHOWN and match.before(3) in ("le", "la", "du", "au"):
        return hour >= _FIRST_SHOWING
    if before in _ABOUT and earlier == "a" and match.before(3) not in ("superieur", "inferieur", "grace"):
        return True
    if (before == "les" and earlier in ("vers", "apres", "avant", "dès")) or (before == "est" and earlier == "il"):
        return True
    if before == "et" and not _CLOCK_WORD.search(earlier):  # « tous les soirs et trois heures le week-end »
        return False
    if before in _CLOCK_BEFORE and not (before == "a" and earlier in ("superieur", "inferieur")):
        return True
    # « 20h » by itself is a time of day, « 20 heures » a length of time, « le 20h » a programme.
    if before in ("le", "du", "au") and earlier not in _CLOCK_BEFORE_DE:
        return False
    return re.fullmatch(r"\d+ ?h", match.parts["clock"]) is not None and before not in _SHORT_LENGTH_BEFORE


_CLOCK_WORD = re.compile(r"^\d+$|^h(?:eures?)?$|\d[h:]\d|^midi$|^minuit$|^demie?$|^quart$")
#: « à environ 17 heures », « à peu près 17 heures » is said of a time.
_ABOUT = ("environ", "presque")


def _leaves_a_place(match: Match, hour: int) -> bool:
    """« partira à 10 heures de la place », « a décollé peu après 13 heures de l'aérodrome »; « à deux heures de route » and « à 3 heures de Paris » are distances."""
    from_a_place = match.after() in ("du", "des") or (match.after() == "de" and match.after(2) in ("la", "l'"))
    said = match.before() == "a" or (match.before() in ("apres", "avant") and match.before(2) in ("peu", "juste"))
    return from_a_place and said and 7 <= hour <= 23 and match.parts["clock"][0].isdigit()


def _is_distance_or_race(match: Match) -> bool:
    """« à deux heures de route », « 35 heures par semaine », « les 24 heures du Mans »."""
    return match.after() in ("de", "d'", "par", "/", "plus") or (match.after() == "du" and match.after(2) == "mans")


def _resolve_clock(parts: Parts, context: Context) -> Value:
    time = read_clock(parts["clock"])
    if time is None:
        return NO_SUCH_HOUR
    if night := find_night_behind(parts.get("night", ""), context):
        return Value(
            "TIME", f"{find_day_in_night(night, time[0])}T{time[0]:02}:{time[1]:02}{read_zone(parts['clock'])}"
        )
    if context.at_each:
        return Value("SET", f"T{time[0]:02}:{time[1]:02}")
    day = context.find_day_of_hours()
    if day is None:
        return Value("TIME", None, relative=True)
    if time[0] == _MIDNIGHT and day == context.today != context.anchor and context.has_tense and context.odds < 0:
        before = context.read_sentence()[0].lower().split()[-1:]
        if before == ["avant"]:
            day -= timedelta(1)
        elif before != ["jusqu'à"]:
            return Value("TIME", f"{day}T00:00")  # « l'accident s'est produit peu après minuit »
    later = count_hours_later(context.part, time[0]) if day == context.anchor and context.same_sentence else 0
    if later and time[0] > 0:  # « mercredi soir, à 8 h 30 »
        return Value("TIME", f"{day}T{time[0] + later:02}:{time[1]:02}{read_zone(parts['clock'])}")
    if day == context.anchor and _is_next_day(time[0], context):
        day += timedelta(1)
    return Value("TIME", f"{day}T{time[0]:02}:{time[1]:02}{read_zone(parts['clock'])}")


def _is_next_day(hour: int, context: Context) -> bool:
    """« 00h15 » after « 23h59 », « vers 2 heures » after « dans la nuit de samedi à dimanche »."""
    late = context.hour is not None and context.hour >= _LATE_HOUR
    return (context.night and hour < _NOON) or (late and hour <= _SMALL_HOURS)


CLOCK = Rule(
    "clock",
    "(?P<clock>{CLOCK})(?=" + NIGHT_BEHIND + "|)",
    needs="clock hour noon_midnight ampm",
    guard=_is_clock,
    resolve=_resolve_clock,
)

RULES = (RANGE_CLOCKS, CLOCK_DAY, CLOCK_LENGTH, CLOCK)
