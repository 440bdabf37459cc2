"""What stands directly beside a number or a day and says whether it is a date: questions that several guards ask."""

from __future__ import annotations

from newstagger._text.words import MONTHS
from newstagger.dates.numbers import in_words
from newstagger.dates.tokens import Row

#: Before a bare four-digit number: then it is a count, a price, a reference or a product.
NO_YEAR_AFTER = frozenset(
    "code dossier reference ref affaire article articles art loi decret n no numero num mirage peugeot windows boeing renault citroen airbus office "
    "playstation xbox rn bp cs iso page pages p les des ces plus quelque quelques environ pres moins vol "
    "chambre cles rue avenue porsche bmw mercedes audi falcon rafale directive reglement resolution "
    "departementale nationale euros dollars usd eur x par cent cents route version la le un une bus".split()
)
#: After these a four-digit number is a year, whatever follows.
_YEAR_AFTER = frozenset("en dès depuis debut fin mi annee an mois printemps automne hiver".split())
#: After a four-digit number these make it a quantity.
UNITS = frozenset(
    "m km cm mm kg mg g t ha l cl kw mw gw kwh mwh hz mhz ghz euro euros dollar dollars livres yens francs franc "
    "roubles dirhams dinars personnes habitants fois metres metre kilometres pages places soldats hommes femmes "
    "enfants morts blesses victimes manifestants policiers gendarmes emplois postes salaries logements mots "
    "points voix signatures ans jours heures minutes secondes mois semaines tonnes tonne litres hectares "
    "watts degres cas tests lits doses eleves etudiants migrants refugies volts et-quelques milliards millions "
    "milliard million mille pour-cent".split()
)
#: Words in -s or -x that may follow a year without making it a count.
_NOT_NOUNS = frozenset(
    "pres dans sous mais apres tres puis sans vers des depuis plus pas alors lors ces ses les nous vous ils elles jamais "
    "toujours moins chez selon divers contre jusqu' hors deux trois six dix aux ceux eux celles mes tes nos vos "
    "leurs quels quelques plusieurs certains autres tous toutes dames messieurs seniors juniors ailleurs desormais "
    "est suis es vais".split()
)
#: Before « du » and a day: streets, stations and the like that are named after it.
_NAMED_AFTER_DAYS = frozenset(
    "rue avenue boulevard place quai square allee impasse esplanade rond-point lycee college stade station pont "
    "caserne cite residence".split()
)
#: « plus de 2000 », « au nombre de 1500 ».
_COUNTED_OF = frozenset("plus moins pres nombre environ quelque total".split())
#: « supérieur à 2000 », « jusqu'à 1500 ».
_COMPARED_TO = frozenset("superieur inferieur egal jusqu'".split())
#: Years that news write in four digits.
_YEARS = range(1400, 2101)


def glued_before(row: Row, at: int) -> bool:
    """Is token ``at`` glued to a letter, a digit, a currency sign or a number sign before it?"""
    before = row.text[row.starts[at] - 1 : row.starts[at]]
    return bool(before) and (before.isalnum() or before in "$€£#°_@")


def glued_behind(row: Row, at: int) -> bool:
    """Is token ``at`` glued to a letter, a digit or a sign behind it?"""
    behind = row.text[row.ends[at] : row.ends[at] + 1]
    return bool(behind) and (behind.isalnum() or behind in "€%$£°_@")


def glued_to_a_word(row: Row, at: int) -> bool:
    """Is token ``at`` glued to a letter or a digit behind it?"""
    return row.text[row.ends[at] : row.ends[at] + 1].isalnum()


def glued(row: Row, begin: int, end: int) -> bool:
    """Is the stretch of tokens glued to something before or behind it?"""
    return glued_before(row, begin) or glued_behind(row, end - 1)


def follows_without_space(row: Row, at: int) -> bool:
    """Does token ``at`` stand directly behind the one before it?"""
    return at > 0 and row.ends[at - 1] == row.starts[at]


def every_nth(row: Row, begin: int, end: int) -> int | None:
    """« un mardi sur deux », « une semaine sur trois »: the end of a recurring time that begins at ``begin``, or None."""
    recurs = row.word(begin) in ("un", "une") and row.word(end) == "sur" and in_words(row.word(end + 1)) > 0
    return end + 2 if recurs else None


def in_a_place_name(row: Row, begin: int) -> bool:
    """« rue du 8 mai 1945 »: does a street, a station or the like named after a day reach up to this token?"""
    at = begin - 1
    if (
        row.word(at) == "du"
        and row.word(at - 1) == "pont"
        and row.word(begin + 3) != "-"
        and not row.word(begin + 2).isdigit()
    ):
        return False  # « le pont du 8-Mai » is a long week-end
    while at > begin - 5 and (row.word(at) == "-" or row.word(at).isdigit() or row.word(at) in MONTHS):
        at -= 1
    return row.word(at) == "du" and row.word(at - 1) in _NAMED_AFTER_DAYS


def is_plural_noun(word: str) -> bool:
    """Has a word behind a number the ending of what is counted?"""
    return len(word) > 3 and word[-1] in "sx" and word not in _NOT_NOUNS


def is_year(row: Row, begin: int, end: int, year: int) -> bool:
    """Is the four-digit number of the tokens from ``begin`` to ``end`` a year, by the words beside it?"""
    if glued(row, begin, end):
        return False
    before = row.word(begin - 1)
    if before in _YEAR_AFTER:
        return True
    if before in NO_YEAR_AFTER or year not in _YEARS:
        return False
    return not (_is_a_price(row, begin, end) or _is_compared(row, begin) or _counts_what_follows(row, begin, end))


def _is_a_price(row: Row, begin: int, end: int) -> bool:
    return row.word(begin - 1) in ("°", "#", "$", "€") or row.word(end) in ("€", "%", "$", "°")


def _is_compared(row: Row, begin: int) -> bool:
    """« plus de 2000 », « supérieur à 2000 »."""
    before, earlier = row.word(begin - 1), row.word(begin - 2)
    return (before == "de" and earlier in _COUNTED_OF) or (before == "a" and earlier in _COMPARED_TO)


def _counts_what_follows(row: Row, begin: int, end: int) -> bool:
    """« 2000 euros », « 1500 grévistes »."""
    after = row.word(end)
    if after in UNITS:
        return True
    return row.raw(end)[:1].islower() and is_plural_noun(after) and row.word(begin - 1) != "("
