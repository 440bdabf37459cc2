"""The patterns of French time expressions, as regular expressions over a row of word classes.

A text is read as a row of word classes, one character a word; in the patterns ``{name}`` stands for a class of
``lexicon.WORDS`` or ``lexicon.SIGNS`` or for a fragment of ``FRAGMENTS``.

Values follow TIMEX3 (ISO-TimeML, ISO 24617-1), which rests on ISO 8601.
"""

from __future__ import annotations

from typing import Final

#: The patterns, more specific first: of those that match at a place, the first one wins.
#: ``(?P<span>…)`` marks what the mention covers where that is less than the match.
PATTERNS: Final[dict[str, str]] = {
    # --- nights and parts of a day said before their day
    "night": "(?:{dans}{le})?(?P<part>{part})(?:{de}|{du})(?:(?P<w1>{weekday})(?P<d1>{day}|{first})?"
    "(?P<m1>{MONTH})?(?:{a}|{au})(?P<w2>{weekday})(?:(?P<d2>{DAY})(?P<m2>{MONTH})?(?P<y2>{year})?)?"
    "|{DAY}{MONTH}?{au}(?P<d2b>{DAY})(?P<m2b>{MONTH})(?P<y2b>{year})?)",
    "part_of": "(?:{dans}{le}|{demo})?(?P<part>{part})(?:{de}|{du}|{de}{le}|{de}{demo})?(?P<point>{POINT})",
    # --- positions
    "feast_of": "(?P<word>{veille}|{lendemain}|{weekend})(?:{de}|{du}|{de}{le})?(?P<feast>{FEAST})(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    "eve_of": "(?P<word>{veille}|{lendemain})(?:{de}|{du}|{de}{le})(?:{ordinal}?{event}(?:{de}|{du}|{de}{le}))?(?P<point>{POINT})",
    "feast": "(?P<feast>{FEAST})(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    "nth_weekday": "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<weekday>{weekday}){MONTH_OF}",
    "nth_week": "(?:{begin}{de}{le}?)?(?P<nth>{ordinal}|{first}|{nth}|{last}|{second})(?P<unit>{week}|{weekend}|{approx}|{day_unit})"
    "(?:{MONTH_OF}|(?:{de}|{de}{le}{annee})(?P<year2>{year}))",
    "week_of": "(?P<unit>{week}|{weekend}){du}{weekday}?(?P<day>{DAY})(?:(?:{et}|{dash}){weekday}?{DAY})?(?!{au})(?P<month>{MONTH})?"
    "(?P<year>(?:{de}|{dash})?{year})?",
    "weekday_of_week": "{demo}?(?P<weekday>{weekday})(?P<part>{part})?(?:{de}{demo}|{de}{le}|{demo})(?P<unit>{week})(?P<rel>{RELATIVE})?",
    "weekday_after": "(?P<point>{weekday}|{deictic}){en}(?P<n>{number})",
    "day_of_month": "(?P<day>{day}|{first})(?:{du}|{de}{demo})(?P<unit>{mois})(?P<rel>{RELATIVE})?",
    # --- ranges
    "range_days": "(?:{du}|{de}|(?P<span>))(?P<w1>{weekday})?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?"
    "(?:{au}|{a})(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{comma}?{year})?(?P<rel>{RELATIVE})?",
    "between_days": "{entre}{le}?(?P<w1>{weekday})?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?{et}{le}?"
    "(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    "range_numeric": "(?:{du}|{de}|{entre}{le})(?P<p1>{numeric}|{iso})(?:{au}|{a}|{et}{le})"
    "(?P<p2>{numeric}|{iso})|(?P<p3>{numeric}|{iso}){dash}(?P<p4>{numeric}|{iso})",
    "dash_days": "(?P<w1>{weekday})?(?P<d1>{day}|{first})(?P<m1>{MONTH})?{dash}(?P<w2>{weekday})?(?P<d2>{day})(?P<m2>{MONTH})(?P<y2>{year})?",
    # Days of one month that do not follow each other: each is a mention, its month said at the end.
    "listed_day": "(?P<day>{day}|{first})(?=(?:{comma}(?:{day}|{first})){0,5}{et}(?:{day}|{first})(?P<month>{MONTH})(?P<year>{year})?)",
    "list_days": "(?P<w1>{weekday})?(?P<d1>{DAY})(?P<more>(?:{comma}{DAY}){0,5}){et}(?P<w2>{weekday})?"
    "(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    "range_months": "(?:{de}|{du}{mois}{de})(?P<m1>{MONTH})(?P<y1>{year})?(?:{a}|{au}{mois}{de})"
    "(?P<m2>{MONTH})(?P<y2>{year})?",
    "between_months": "{entre}(?P<m1>{MONTH})(?P<y1>{year})?{et}(?P<m2>{MONTH})(?P<y2>{year})?",
    "dash_months": "(?P<m1>{MONTH})(?P<y1>{year})?{dash}(?P<m2>{MONTH})(?P<y2>{year})",
    "range_years": "(?:{de}(?P<y1>{year})(?:{a}|{dash})|{entre}(?P<y5>{year})(?:{et}|{dash}))(?P<y2>{year})"
    "|(?P<y3>{year})(?:{dash}|{slash})(?P<y4>{year}|{two}|{day})",
    "range_clocks": "(?:{de}(?P<c1>{CLOCK}|{day}){a}|{entre}(?P<c5>{CLOCK}|{day}){et})(?P<c2>{CLOCK})"
    "|(?P<c3>{clock}|{day}{hour}){dash}(?P<c4>{clock}|{day}{hour})",
    "range_weekdays": "(?:(?:{de}|{du})(?P<w1>{weekday})(?:{a}|{au})|{entre}(?P<w3>{weekday}){et})(?P<w2>{weekday})",
    # --- clock time said before its day
    "clock_day": "(?P<clock>(?:{clock}|{day}{hour}){zone}?){comma}?{le}?(?P<point>{POINT})",
    # --- sets
    "set_weekday": "(?:{chaque}(?P<weekday>{weekday})|{tous}{le}(?P<weekdays>{weekdays}))(?P<part>{part})?",
    "set_weekdays": "(?P<weekdays>{weekdays})(?P<part>{part})?",
    "set_day": "(?:{chaque}|{tous}{le})(?P<day>{DAY})(?P<month>{MONTH})",
    # « chaque 5 du mois », « le 5 de chaque mois »
    "set_monthday": "(?:(?:{chaque}|{tous}{le})(?P<day>{day}|{first}){du}|(?P<day2>{day}|{first}){de}{chaque}){mois}",
    "set_month": "{chaque}(?:{annee}{en})?(?P<month>{month})",
    "set_part": "(?:{chaque}|{tous}{le})(?P<part>{part}|{season})",
    "set_unit": "(?:{chaque}|{tous}{le})(?P<n>{NUM})?(?P<unit>{UNIT})",
    "set_times": "{NUM}{fois}{par}(?P<unit>{UNIT})",
    # --- relative to the publication time, or to another date
    "ago": "(?:{il}{y}{a}|{y}{a}|{il}{ya}|{ilya}|{voila})(?:{a}?{ABOUT}{a}?{ABOUT}?{de}?)?{COUNTED}(?P<half>{et}{demi})?",
    "ahead": "(?:{dans}|{de}{ici}{a}?)(?:{ABOUT}{de}?)?{COUNTED}(?P<half>{et}{demi})?",
    "shift": "{COUNTED}(?P<half>{et}{demi})?(?:{about}(?P<tard>{tard})|(?P<before>{auparavant}))",
    "unit_after": "(?P<unit>{week}|{mois}|{annee}|{day_unit}){de}(?P<way>{avant})",
    "unit_rel": "(?P<unit>{CALENDAR})(?P<rel>{RELATIVE}|{following}|{preceding})",
    "rel_unit": "{demo}(?P<unit>{CALENDAR})(?:{dash}(?P<ci>{ci}|{le}))?",
    "part_bare": "(?P<part>{dans}{le}{part}|(?:(?<={en})|(?<={a}{le})){begin}{de}{le}?{part}|(?<={en}){part}|(?<={au}){petit}{part})",
    "this_part": "{demo}(?P<part>{part}|{noon})(?:{dash}(?P<ci>{ci}|{le}))?(?:{comma}?(?:{a}|{vers})(?P<clock>{CLOCK}))?",
    "rel_month": "(?:{demo}|(?P<rel>{next}))(?P<month>{month})",
    "month_rel": "(?:{begin}{dash}?)?(?P<month>{MONTH})(?P<rel>{RELATIVE})",
    "season_rel": "(?P<demo>{demo})?(?P<season>{season})(?P<rel>{RELATIVE})",
    "this_season": "{demo}(?P<season>{season})",
    # --- months, seasons, quarters, years
    "edge_unit": "{begin}(?:{de}|{du}|{de}{le})(?:{mois}{de})?(?:(?P<month>{MONTH})(?P<year>{year})?"
    "|(?:{annee})?(?P<year2>{year})|(?P<unit>{mois}|{annee}|{week}|{siecle})(?P<rel>{RELATIVE})?"
    "|{annees}(?P<decade>{DECADE})|(?P<century>{century}){siecle})",
    "edge_month": "{begin}{dash}?(?P<month>{MONTH})(?P<year>{year})?",
    "month_year": "(?P<month>{MONTH}){de}?(?P<year>{year})",
    "month_short_year": "(?P<month>{month}){dash}?(?P<two>(?:{two}|{day})(?!{hour}|{UNIT}|{MONTH}|{dash}|{cent}|{mille}|{et}))",
    "month_bare": "(?:(?<={mois}{de})|(?<=[{en}{depuis}{ici}{vers}{till}{avant}{de}{demo}])|(?<=[{ici}{jusqu}]{a})|(?<={month}[{et}{comma}]))(?P<month>{month})",
    "season_year": "(?P<season>{season}){de}?(?P<year>{year})",
    "season_bare": "(?<=[{le}{en}{au}])(?P<season>{season})",
    "quarter": "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<unit>{quarter})(?:(?:{de}(?:{le}{annee})?)?(?P<year>{year}))?",
    "term": "(?P<term>{term})(?:{de}?(?P<year>{year}))?",
    "decade": "{annees}(?P<decade>{DECADE})",
    "century": "(?P<century>{century}){siecle}(?P<era>{era})?",
    "era_year": "(?P<year>{year}|{num}|{day}|{two})(?P<era>{era})",
    "edge_year": "{begin}{dash}?(?P<year>{year})",
    "named_year": "(?<=[{annee}{year_unit}])(?P<year>{year})",
    "year": "(?P<year>{year})",
    "year_month": "(?P<ym>{ym})",
    # --- hours
    # « en 4 h 42 », « 2 h 14 min 12 s »
    "clock_length": "(?P<clock>{clock})(?:{minute}(?:(?P<seconds>{day}|{two})(?:{sec}|{second})?)?)?",
    "clock": "(?P<clock>{CLOCK})",
    # --- durations
    "last_n": "(?:{demo})?(?P<n>{NUM})(?:{last}|{next})(?P<unit>{UNIT})",
    "approx": "(?:{one}|{demo})?(?P<n>{approx}){de}(?P<unit>{UNIT})",
    "half_hour": "(?P<n>{NUM})?(?P<half>{demi_heure}|{demi_journee})",
    "quarters": "(?P<quarters>{NUM}{quart}{de}{hour})",
    # « 30-minutes », « deux et demi heures »: seen in translated talk.
    "duration": "(?P<n>{dec}|{NUM})(?:{dash}|(?P<half_before>{et}{demi}))?(?P<unit>{UNIT})(?:{last}|(?P<half>{et}(?:{demi}|{quart}))"
    "|(?P<more>(?:(?:{et}|{comma})?{NUM}(?:{mois}|{day_unit}|{minute}|{second}|{hour})){1,3}))?",
    "dawn": "(?:(?<={a}{le})|(?<={au}))(?P<part>{part})",
}
