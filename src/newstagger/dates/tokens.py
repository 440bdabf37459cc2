"""The text as a row of tokens, each of a class: « mardi 3 mai » is a weekday, a day's number and a month.

Time grows linearly with the text: the look-ahead of the tokeniser is bounded.

The second half answers what several guards ask about the words directly beside a number or a day, which decide whether it
is a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from newstagger._text.normalise import fold
from newstagger._text.words import MONTHS, STREETS
from newstagger.dates import lexicon
from newstagger.dates.lexicon import read_words

#: Words that look like others but have their own class: « XIXe » before « siècle », « av. J.-C. », « UTC+1 », « T3 2025 ».
_SPECIAL = r"""
    (?P<century>(?:[IVXivx]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])(?=\s+s(?:i[eè]|I[EÈ])cles?\b)|[IVX]{1,5}\ ?E(?=\s+SI[EÈ]CLE)
      |(?:[IVX]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])(?=(?:\s(?:et|au|ou|à)\s(?:l[ea]\s)?|\s?[-–/]\s?)(?:[IVX]{1,5}|\d{1,2})\ ?(?:er|[eè]me|[eᵉ])\ssi[eè]cles?\b))
  | (?P<era>(?:[Aa]v(?:ant|\.)?|[Aa]p(?:r[eè]s|r?\.)?)\ ?(?:J\.?\ ?-?\ ?C(?:\.|\b)|J[eé]sus[- ]Christ|(?:notre|l')\ ?[eè]re(?:\ chr[eé]tienne|\ commune)?)|AEC\b)
  | (?P<zone>(?:UTC|GMT|gmt|utc|TU)(?:\ ?[+\u2212–-]\ ?(?:1[0-4]|0?\d)(?::?[0-5]\d)?)?(?![\w]))
  | (?P<term>(?:[TQ][1-4]|S[12])(?:\ ?-\ ?(?=20\d\d\b)|(?![\w/]))|(?<![\w.,/-])[1-4][TSQ](?:\d\d|(?=\ 20\d\d\b)|(?=20\d\d\b))(?![\w]*[a-zA-Z]))
  | (?P<premier>I\ ?er(?=\s(?:janv|f[eé]v|mars|avr|mai|jui|ao[uû]t|sept|oct|nov|d[eé]c)))
  | (?P<ampm>[AaPp]\.\ ?[Mm]\.)
  | (?P<afternoon>(?:(?<=cet\ )|(?<=di\ )|(?<=che\ )|(?<=ain\ )|(?<=ier\ ))[Aa]pr[eè]s\ midi\b)
"""
#: Behind « 22/23 »: then it is a list of days, « les 22/23 mars ».
_MONTH_BEHIND = (
    r"\ (?i:janv(?:ier)?|f[eé]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juill?(?:et)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?"
    r"|d[eé]c(?:embre)?)\b"
)
#: « à 20.30 heures », « de 8.30 h à 12.30 h », as Belgium and Switzerland write it; « à 2.25 heures de route » is a length.
_DOTTED_CLOCK = (
    r"(?:(?<=[àÀ]\ )|(?<=[Dd]ès\ )|(?<=[Vv]ers\ )|(?<=[Dd]e\ )(?=[\d.]+\ ?[hH](?:eures?)?\ à\ \d))"
    r"(?:[01]?\d|2[0-3])\.[0-5]\d\ ?(?:heures|[hH])\b(?!\ d[e'u])"
)
# Most words begin with a letter that none of the special ones begins with: these are tried first.
_TOKEN = re.compile(
    rf"""
    (?P<word>(?!(?=[AaGgIiPpQSTUuVvXx])(?:{re.sub(r"[(][?]P<[a-z]+>", "(?:", _SPECIAL)}))[^\W\d_]+(?:-[^\W\d_]+)*(?:'(?:hui|HUI)\b|')?)
  | (?=[\dAaGgIiPpQSTUuVvXx])(?:{_SPECIAL})
  | (?=\d)(?:
        (?P<iso>(?<![\w/.-])\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]|[./:]\d))
      | (?P<numeric>(?<![\d/.,:-])(?:\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}}(?!(?<=[/-]\d\d){_MONTH_BEHIND}))|1er(?P<sep1>[/.-])\d{{1,2}}(?P=sep1)\d{{4}}|\d{{4}}(?P<sep2>[/.])\d\d(?P=sep2)\d\d)(?![\w]|[/.,:-]\d)
          |(?:(?<=[.\d]-)(?<!\d\d\d-)(?<![/.-]\d-)(?<![/.-]\d\d-)|(?<=\d[/.]\d\d-))\d{{1,2}}(?P<sep3>[/.])\d{{1,2}}(?P=sep3)(?:\d{{4}}|\d{{2}})(?![\w]|[/.,:-]\d))
      | (?P<dm>(?<![\d/.,:-])\d{{1,2}}/\d{{1,2}}(?![\w%]|[/.,:]\d|-\d(?!\d?/\d\d?/\d)|{_MONTH_BEHIND}))
      | (?P<clock>(?:(?<![\d/.,:-])|(?<=[hH]-)|(?<=[hH]\d\d-)|(?<=:\d\d-))(?:[01]?\d|2[0-4])(?:\ ?[hH]\ ?[0-5]\d|:[0-5]\d(?::[0-5]\d)?)(?![\d%]|[:/.,]\d|-\d(?!\d?[hH:])|\ ?\d+[ap]m)|{_DOTTED_CLOCK})
      | (?P<first>(?<![\d.,/-])1\ ?(?:(?:er|ᵉʳ|ER)\b(?!\s*-(?![^\W\d]))|[°º](?=\ ?(?:janv|f[eé]v|mars|avr|mai|jui|ao[uû]t|sept|oct|nov|d[eé]c))))
      | (?P<nth>(?<![\d.,/-])\d{{1,2}}(?:[eè]me|nde?|[eᵉ]|[eè]re)\b)
      | (?P<ym>(?<![\d/.,:-])(?:(?:19|20)\d\d[/-](?:0[1-9]|1[0-2]|[1-9](?=\s*$))|(?:0[1-9]|1[0-2])[/-](?:19|20)\d\d)(?![\w]|[/.,:-]\d))
      | (?P<old>(?:(?<=[Ee]n\ )|(?<=bataille\ de\ ))[1-9]\d\d(?![\w%€$°'/+]|[.,:-]\d|\ \d))
      | (?P<number>\d+(?:[ ]\d{{3}}(?!\d))+|\d+(?:[.,]\d+)+|\d+)
    )
  | (?P<sign>[^\s\w]|_)
    """,
    re.VERBOSE,
)
#: Signs and shapes of digits, beside the classes of words.
SIGNS: Final = (
    "other", "dot", "comma", "dash", "slash", "sign",
    "day", "two", "year", "num", "dec", "first", "nth", "iso", "numeric", "dm", "clock", "century", "zone", "term", "era",
    "ym", "old",
)  # fmt: skip
_WORDS: Final = {
    **lexicon.WORDS,
    "number": [*lexicon.WORDS["number"], *lexicon.HYPHENATED],
    "high_nth": list(lexicon.NTH),
}
#: Class -> the character that represents it in a row.
CODES: Final = {name: chr(0xE000 + i) for i, name in enumerate([*_WORDS, *SIGNS])}
_OTHER = CODES["other"]
_SIGN_CODES = {
    ".": CODES["dot"], ",": CODES["comma"], "-": CODES["dash"], "–": CODES["dash"], "—": CODES["dash"], "‒": CODES["dash"],
    "/": CODES["slash"], ">": CODES["dash"], "→": CODES["dash"], "&": CODES["and_or"],
}  # fmt: skip
_WORD_CODES = {word: CODES[name] for name, words in _WORDS.items() for word in words}
#: Shapes of a class that has other words too: « Ier mai », « samedi après midi ».
_CLASS_OF_SHAPE = {"premier": "first", "afternoon": "part"}
#: Words kept in the memory of the classifier; then it starts again.
MEMORY = 50_000


class _Classes(dict[str, str]):
    """Word -> class character, or "" for a hyphenated word that is read part by part."""

    def __missing__(self, word: str) -> str:
        folded = _fold_word(word)
        code = _WORD_CODES.get(folded)
        if code is None:
            code = _OTHER
            if "-" in word and any(part in _WORD_CODES for part in folded.rstrip("'").split("-")):
                code = ""
        if len(self) > MEMORY:
            self.clear()
        self[word] = code
        return code


@lru_cache(MEMORY)
def _fold_word(word: str) -> str:
    """A word as it is compared; « dès » is the only one that keeps its accent, which distinguishes it from « des »."""
    return "dès" if word.lower() == "dès" else fold(word)


_classes = _Classes()


@dataclass(slots=True)
class Row:
    """A stretch of a text as a row of tokens.

    Attributes:
        text: the whole text, normalised.
        codes: the class characters of the tokens.
        starts, ends: offsets of the tokens in the text, end exclusive.
    """

    text: str
    codes: str
    starts: list[int]
    ends: list[int]

    def word(self, index: int) -> str:
        """Token ``index`` folded; "" outside the row."""
        if not 0 <= index < len(self.starts):
            return ""
        return _fold_word(self.text[self.starts[index] : self.ends[index]])

    def raw(self, index: int) -> str:
        """Token ``index`` as written; "" outside the row."""
        if not 0 <= index < len(self.starts):
            return ""
        return self.text[self.starts[index] : self.ends[index]]


def read_row(text: str, start: int, end: int, wanted: re.Pattern[str]) -> Row | None:
    """The tokens of a stretch of a normalised text; None where no class character of ``wanted`` is among them."""
    classes = _classes
    tokens = list(_TOKEN.finditer(text, start, end))
    codes = [classes[token[0]] if token.lastgroup == "word" else _encode_sign(token) for token in tokens]
    if "" in codes:
        return _split_hyphens(text, tokens, codes)
    row = "".join(codes)
    if wanted.search(row) is None:
        return None
    return Row(text, row, [token.start() for token in tokens], [token.end() for token in tokens])


def _encode_sign(token: re.Match[str]) -> str:
    """The class of a token that is not a word."""
    kind = token.lastgroup or ""
    if kind == "number":
        return _encode_number(token[0], token.string, token.start())
    if kind == "sign":
        return _SIGN_CODES.get(token[0], CODES["sign"])
    return CODES[_CLASS_OF_SHAPE.get(kind, kind)]


def _split_hyphens(text: str, tokens: list[re.Match[str]], codes: list[str]) -> Row:
    """The row of a text with hyphenated words that are read part by part, each part a token."""
    split: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token, code in zip(tokens, codes, strict=True):
        start = token.start()
        pieces = re.finditer(r"[^-]+|-", token[0]) if not code else ()
        for piece in pieces:
            split.append(CODES["dash"] if piece[0] == "-" else _classes[piece[0]] or _OTHER)
            starts.append(start + piece.start())
            ends.append(start + piece.end())
        if code:
            split.append(code)
            starts.append(start)
            ends.append(token.end())
    return Row(text, "".join(split), starts, ends)


def _encode_number(digits: str, text: str, start: int) -> str:
    """The class of a number, by its length and what it is glued to."""
    if "," in digits or "." in digits:
        return CODES["dec"] if re.fullmatch(r"\d{1,3}[.,]\d{1,2}", digits) else _OTHER
    before = text[start - 1] if start else " "
    if before.isalnum() or (before in ".,:" and start > 1 and text[start - 2].isdigit()):
        return _OTHER
    if " " in digits or len(digits) == 3 or len(digits) > 4:
        return CODES["num"]
    value = int(digits)
    if len(digits) == 4:
        return CODES["year"] if 1000 <= value < 2200 else CODES["num"]
    return CODES["day"] if 1 <= value <= 31 else CODES["two"]


#: Before « 12/2024 » or « 3/5 »: the number of a paper.
REFERENCES = frozenset(
    "dossier reference ref affaire article numero n no arrete arret decision rapport bulletin".split()
)
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
COUNTED_NOUNS = frozenset(
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
    (
        *map(fold, STREETS),
        *"place lycee college ecole universite campus amphitheatre gymnase hopital stade station pont caserne cite residence".split(),
    )
)
#: « le Mouvement du 23 mars », « la coalition du 14-Mars »: so named, where a capital says so; « le mouvement du 5 décembre » is a
#: strike.
_NAMED_WITH_CAPITAL = frozenset(
    "mouvement mouvements parti front alliance coalition brigade brigades forces armee bloc collectif comite groupe organisation".split()
)
#: « plus de 2000 », « au nombre de 1500 ».
_COUNTED_OF = frozenset("plus moins pres nombre environ quelque total".split())
#: « supérieur à 2000 », « jusqu'à 1500 ».
_COMPARED_TO = frozenset("superieur inferieur egal jusqu'".split())
#: Years that news write in four digits.
_YEARS = range(1400, 2101)


def is_glued_before(row: Row, at: int) -> bool:
    """Is token ``at`` glued to a letter, a digit, a currency sign or a number sign before it?"""
    before = row.text[row.starts[at] - 1 : row.starts[at]]
    return bool(before) and (before.isalnum() or before in "$€£#°_@")


def is_glued_after(row: Row, at: int) -> bool:
    """Is token ``at`` glued to a letter, a digit or a sign after it?"""
    behind = row.text[row.ends[at] : row.ends[at] + 1]
    return bool(behind) and (behind.isalnum() or behind in "€%$£°_@")


def is_glued_to_a_word(row: Row, at: int) -> bool:
    """Is token ``at`` glued to a letter or a digit after it?"""
    return row.text[row.ends[at] : row.ends[at] + 1].isalnum()


def is_glued(row: Row, begin: int, end: int) -> bool:
    """Is the stretch of tokens glued to something before or after it?"""
    return is_glued_before(row, begin) or is_glued_after(row, end - 1)


def follows_without_space(row: Row, at: int) -> bool:
    """Does token ``at`` follow the one before it without a space?"""
    return at > 0 and row.ends[at - 1] == row.starts[at]


def find_every_nth(row: Row, begin: int, end: int) -> int | None:
    """« un mardi sur deux », « une semaine sur trois »: the end of a recurring time that begins at ``begin``, or None."""
    recurs = row.word(begin) in ("un", "une") and row.word(end) == "sur" and read_words(row.word(end + 1)) > 0
    return end + 2 if recurs else None


def is_in_a_place_name(row: Row, begin: int) -> bool:
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
    if row.word(at) != "du":
        return False
    return row.word(at - 1) in _NAMED_AFTER_DAYS or (row.word(at - 1) in _NAMED_WITH_CAPITAL and _has_capital(row, at))


#: « les forces du 14-Mars », « l'alliance du 8 Mars »: a month with a capital is enough.
_CAMPS = frozenset("forces alliance coalition brigade brigades bloc parti armee".split())


def _has_capital(row: Row, at: int) -> bool:
    """« le Mouvement du 23 mars », « les forces du 14-Mars », « Mouvement du 23 mars (M23) »; not « MOUVEMENT DU 5 MARS »."""
    noun, month = row.raw(at - 1), row.raw(at + 3) if row.raw(at + 2) == "-" else row.raw(at + 2)
    if noun.isupper():
        return False
    named = re.match(r"[^(\n]{0,12}\(M", row.text[row.starts[at] + 3 :][:20]) is not None
    return (
        named
        or (month[:1].isupper() and row.word(at - 1) in _CAMPS)
        or (noun[:1].isupper() and row.word(at - 2) not in ("", ".", ":", "-"))
    )


def is_plural_noun(word: str) -> bool:
    """Has a word after a number the ending of what is counted?"""
    return len(word) > 3 and word[-1] in "sx" and word not in _NOT_NOUNS


def is_year(row: Row, begin: int, end: int, year: int) -> bool:
    """Is the four-digit number of the tokens from ``begin`` to ``end`` a year, by the words beside it?"""
    if is_glued(row, begin, end):
        return False
    before = row.word(begin - 1)
    if before in _YEAR_AFTER or row.raw(begin - 1) == "CES":  # the fair of Las Vegas
        return True
    if before in NO_YEAR_AFTER or year not in _YEARS or (before == "vert" and row.word(begin - 2) == "numero"):
        return False
    if (before == "de" and is_a_change(row, begin)) or (before == "a" and is_a_change(row, begin - 2)):
        return False
    return not (_is_a_price(row, begin, end) or _is_compared(row, begin) or _counts_what_follows(row, begin, end))


#: Behind a year or before it: it is one of the Islamic calendar, « 1445 de l'hégire », « l'année hégirienne 1445 », « 1445 H. ».
_HIJRA = ("hegire", "hegirien", "hegirienne")
#: Last words of its months, as they are spelled in French: « 12 rabi' al-awwal 1445 ».
_HIJRI_MONTHS = frozenset(
    "muharram mouharram moharram moharrem safar rabi awwal awal aouel aoual thani akhir akhira joumada jumada oula rajab radjab "
    "chaabane chaaban shaaban shaban chawwal chaoual chawal shawwal shawal qida kaada qada hijja hidja".split()
)
#: The years in which news of our time may count so.
_HIJRI_YEARS = range(1300, 1500)


def is_hijri_year(row: Row, at: int) -> bool:
    """Is the year of token ``at`` counted from the Hijra?"""
    if not row.word(at).isdigit() or int(row.word(at)) not in _HIJRI_YEARS:
        return False
    before, after = row.word(at - 1), row.word(at + 1)
    if before in _HIJRA or before in _HIJRI_MONTHS or row.raw(at + 1) in ("H", "AH") or after in _HIJRA:
        return True
    return after == "de" and row.word(at + 2) == "l'" and row.word(at + 3) in _HIJRA


#: « le nombre de cas est passé de 1950 à 2010 », before « passé »: what is counted.
_COUNTS = re.compile(
    r"\b(?:nombre|effectifs?|total|quantit[eé]|population|prix|tarif|loyer|salaire|budget|capacit[eé]|production|altitude|indice)\b",
    re.IGNORECASE,
)
_COUNTS_REACH = 100


def is_a_change(row: Row, first: int) -> bool:
    """Does the number of token ``first`` begin a change of a quantity, « est passé de 2020 à 2150 »?"""
    if row.word(first - 1) != "de" or row.word(first + 1) != "a" or not row.word(first - 2).startswith("pass"):
        return False
    last = row.word(first + 2)
    if not last.isdigit() or (row.word(first + 3) == "de" and row.word(first + 4).isdigit()):
        return False  # « le prix est passé de 2010 à 2020 de 12 à 15 euros »
    start = row.starts[first]
    clause = re.split(r"[.!?;]\s", row.text[max(0, start - _COUNTS_REACH) : start])[-1]
    return (
        int(last) not in _YEARS or _counts_what_follows(row, first + 2, first + 3) or _COUNTS.search(clause) is not None
    )


def _is_a_price(row: Row, begin: int, end: int) -> bool:
    return row.word(begin - 1) in ("°", "#", "$", "€") or row.word(end) in ("€", "%", "$", "°")


def _is_compared(row: Row, begin: int) -> bool:
    """« plus de 2000 », « supérieur à 2000 »."""
    before, earlier = row.word(begin - 1), row.word(begin - 2)
    return (before == "de" and earlier in _COUNTED_OF) or (before == "a" and earlier in _COMPARED_TO)


def _counts_what_follows(row: Row, begin: int, end: int) -> bool:
    """« 2000 euros », « 1500 grévistes »."""
    after = row.word(end)
    if after in COUNTED_NOUNS:
        return True
    return row.raw(end)[:1].islower() and is_plural_noun(after) and row.word(begin - 1) != "("
