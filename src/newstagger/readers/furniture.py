"""What the furniture of a French news page looks like: menus, links, share buttons, teasers.

General rules for French news sites, none for a single one. Lines are compared folded (``normalise.fold``). A pattern alone
proves nothing: a plain text may hold any line, « Retour sur les faits. » and « Publicité » among them. So a text is taken
for a page only where signs of several kinds meet.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from newstagger.text.normalise import fold, normalise

_NETWORKS = "whatsapp|telegram|google news|google actualites|facebook|twitter|x|instagram|linkedin|youtube|tiktok|threads|bluesky"


class Sign(Enum):
    """A kind of furniture."""

    MENU = "menu"
    SHARE = "share"
    SUBSCRIBE = "subscribe"
    TEASER = "teaser"
    CREDIT = "credit"
    READING = "reading"
    TOPICS = "topics"
    END = "end"
    DATELINE = "dateline"
    BYLINE = "byline"


_LINES = {
    Sign.MENU: (
        r"menu|accueil|rechercher|se connecter|s'inscrire|connexion|mon compte|aller au contenu(?: principal)?|"
        r"navigation|services|.{2,40} - retour a la page d'accueil|afficher plus|voir plus|retour(?: a l'accueil| en haut(?: de (?:la )?page)?| au sommaire| a la liste)?|"
        r"accueil (?:>|›|/|»).*"
    ),
    Sign.SHARE: (
        r"partager|partagez|partager? (?:sur|par|via|cet? article|l'article|cette page|la page|le lien).{0,40}|imprimer|"
        r"partagez (?:sur|cet? article|cette page).{0,40}|envoyer(?: par (?:e-?mail|courriel))?|copier le lien|enregistrer|"
        rf"ajouter a (?:mes|vos) (?:favoris|selections)|reutiliser ce contenu|contribuer|commenter|classer|sauvegarder|offrir(?: l'article)?|"
        rf"suivre|suivez[- ]nous.{{0,60}}|suivez \S.{{0,40}} sur (?:{_NETWORKS}).{{0,20}}|"
        rf"(?:{_NETWORKS}|e-?mail|messenger|pinterest)"
    ),
    Sign.SUBSCRIBE: (
        r"je m'abonne|s'abonner|abonnez-vous.{0,80}|deja abonne.{0,60}|(?:article )?reserve aux abonnes|"
        r"inscrivez-vous.{0,80}|telechargez (?:notre|l').{0,60}|newsletters?(?: ?: .{0,80})?|"
        r"(?:newsletter ?: )?recevez .{0,60}(?:newsletter|alertes?|courriel|e-?mail).{0,60}"
    ),
    Sign.TEASER: r"(?:a )?(?:lire|voir)(?: aussi| egalement)? ?:.+|(?:a )?lire (?:aussi|egalement) .+|lire la suite",
    Sign.CREDIT: (
        r"publicite|annonce|(?:la suite|l'article continue) apres (?:la|cette) (?:publicite|annonce)|©.{0,80}|"
        r"(?:credits? ?)?photos? ?©.{0,80}|credits?(?: photos?)? ?:.{0,80}|(?:\(c\)|copyright) .{0,60}|"
        r"photos? ?: ?(?:afp|reuters|ap|belga|dr|d\.r\.?|getty.{0,20}|[^.!?]{1,30}/[^.!?]{1,30})"
    ),
    Sign.READING: (
        r"temps de lecture ?:? ?\d.{0,20}|lecture ?:? ?\d.{0,12}|\d+ min(?:utes?)?(?: de lecture)?|"
        r"ecouter(?: (?:l'|cet )article.{0,30})?(?: ?[-–—:(] ?\d+:\d\d\)?)?|\d{1,2}:\d\d(?::\d\d)?"
    ),
}
_FURNITURE = re.compile("^(?:" + "|".join(f"(?P<{sign.name}>{pattern})" for sign, pattern in _LINES.items()) + r")\s*$")
#: So may furniture look, and so may a headline: it counts only beside a line that is furniture.
_DOUBTFUL = re.compile(rf"^(?:.{{1,40}} sur (?:{_NETWORKS})|.{{1,40}} google news)$")
#: Where in the site the page is: « Politique > Transports ».
_PATH = re.compile(r"^[^.!?]{2,30}(?: (?:>|›) [^.!?]{2,40}){1,4}$")
#: Lines of a page that as often are a heading of an article, and so are no sign of a page.
_NO_SIGN = re.compile(
    rf"^(?:{_NETWORKS}|messenger|pinterest|publicite|annonce|connexion|rechercher|enregistrer|suivre|navigation|services|"
    r"contribuer|commenter|classer|sauvegarder|offrir|\d{1,2}:\d\d(?::\d\d)?)$"
)
#: From here on nothing of the article follows.
_END = re.compile(
    r"^(?:aller plus loin|pour aller plus loin|ces articles (?:devraient|pourraient) .{0,60}|articles? (?:similaires?|"
    r"lies?|connexes?|recommandes?|associes?)|sur le meme (?:sujet|theme)|dans la meme (?:rubrique|categorie)|"
    r"(?:\d+ )?commentaires?(?: \(\d+\))?|laisser un commentaire|reagir(?: a cet article)?|vos reactions|"
    r"les plus lus|les plus lues|a la une|a decouvrir|a voir aussi|vous aimerez aussi|vous pourriez aussi aimer|"
    r"nos derniers articles|derniers articles|dernieres actualites|toute l'actualite.{0,40}|plus d'articles|"
    r"recommande pour vous|contenus? sponsorises?|mentions legales.{0,60}|tous droits reserves.{0,60}|"
    r"(?:la )?suite (?:est )?reservee aux abonnes.{0,60}|il vous reste \d+.{0,40}a lire.{0,60}|"
    r"cet article est reserve aux abonnes.{0,60}|"
    r"articles? precedents?|articles? suivants?|voir tous les articles.{0,40}|a propos de l'auteur)\s*:?$"
)
#: « Lire aussi » alone: the headlines behind it are not of this article.
_TEASERS = re.compile(r"^(?:lire aussi|a lire|a lire aussi|a lire egalement|voir aussi|lire egalement)\s*:?$")
_NAMED_TOPICS = r"sujets? (?:associes?|lies?)|mots?[- ]?cles?|tags?|etiquettes?|themes associes"
_SURE_TOPICS = re.compile(rf"^(?:{_NAMED_TOPICS})(?:\s*:\s*.*)?$")
#: Names of lists of topics that may also begin a headline: « Dossier : la réforme des retraites ».
_PERHAPS_TOPICS = re.compile(
    r"^(?:themes?|thematiques?|plus sur|en savoir plus sur|rubriques?|categories?|dossiers?|classe dans|sur le sujet)"
    r"\s*:\s*.*$"
)
#: A menu in one line: « Économie | Vidéos | Opinions ».
_BAR = re.compile(r"^[A-ZÀ-Þ][^.!?:;«»|•·]{1,24}(?:\s+[|•·]\s+[A-ZÀ-Þ][^.!?:;«»|•·]{1,24}){2,}$")
#: An entry of a menu: a few words that begin with a capital and end like no sentence.
_ENTRY = re.compile(r"^[A-ZÀ-Þ][^.!?:;«»\d]{1,24}$")
#: So many entries in a row make a menu.
_MENU = 3


@lru_cache(4_096)
def folded(line: str) -> str:
    """A line for comparison: folded, plain spaces and apostrophes."""
    return fold(normalise(line).text)


@lru_cache(4_096)
def sign_of(plain: str) -> Sign | None:
    """The kind of furniture that a folded line is, None for a line of an article."""
    if match := _FURNITURE.match(plain):
        return Sign[str(match.lastgroup)]
    if _SURE_TOPICS.match(plain):
        return Sign.TOPICS
    if _TEASERS.match(plain):
        return Sign.TEASER
    return Sign.END if _END.match(plain) else None


def tells_a_page(plain: str) -> Sign | None:
    """The kind of furniture that a folded line is, where it is that beyond doubt."""
    return None if _NO_SIGN.match(plain) else sign_of(plain)


def is_topics(plain: str, *, on_page: bool) -> bool:
    """Does a folded line give the topics of the article?"""
    return bool(_SURE_TOPICS.match(plain) or (on_page and _PERHAPS_TOPICS.match(plain)))


def is_end(plain: str) -> bool:
    """Does a folded line say that the article has ended?"""
    return _END.match(plain) is not None


def opens_teasers(plain: str) -> bool:
    """Does a folded line stand above headlines of other articles?"""
    return _TEASERS.match(plain) is not None


def is_doubtful(plain: str) -> bool:
    """May a folded line be furniture, if its neighbour is?"""
    return (_DOUBTFUL.match(plain) or _PATH.match(plain)) is not None


def is_path(plain: str) -> bool:
    """Does a folded line above the headline say where in the site the page is?"""
    return _PATH.match(plain) is not None


def is_bar(line: str) -> bool:
    """Is a line above the headline a menu by itself?"""
    return _BAR.match(line) is not None


def behind_menu(lines: list[str], end: int) -> int:
    """Where the lines before ``end`` have a menu (a row of short entries) with a headline below it, the first line below it.

    What stands above a menu is the name of the site and the like.
    """
    behind = row = 0
    for at, line in enumerate(lines[:end]):
        if not line or sign_of(folded(line)) is not None:
            continue
        row = row + 1 if _ENTRY.match(line) and len(line.split()) <= 3 else 0
        if row >= _MENU:
            behind = at + 1
    return behind if any(len(line.split()) > 2 for line in lines[behind:end]) else 0
