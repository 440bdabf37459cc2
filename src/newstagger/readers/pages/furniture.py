"""What the furniture of a French news page looks like: menus, links, share buttons, teasers.

The rules are for French news sites in general. Lines are compared folded (``normalise.fold``). A single pattern proves
nothing, since any line may be in a plain text, even « Retour sur les faits. » and « Publicité ». So a text is taken for a
page only if it shows signs of several kinds.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from newstagger._text.normalise import fold, normalise

_NETWORKS = "whatsapp|telegram|google news|google actualites|facebook|twitter|x|instagram|linkedin|youtube|tiktok|threads|bluesky"


class Sign(Enum):
    """A kind of furniture."""

    MENU = "menu"
    SHARE = "share"
    SUBSCRIBE = "subscribe"
    TEASER = "teaser"
    CREDIT = "credit"
    READING = "reading"
    COOKIES = "cookies"
    TOPICS = "topics"
    END = "end"
    DATELINE = "dateline"
    BYLINE = "byline"


#: An arrow, a bullet or an emoji before a line; quotation marks and characters of names are kept.
_BULLET = re.compile(r"^[^\w«“\"'@#©(.…]+|^\((?=(?:a |re)?\)?lire)")
_TO_READ = r"(?:\(?(?:a |re)?\)?(?:lire|relire|voir|revoir|ecouter|decouvrir|consulter))"
_WHEN = r"(?:publiee?|postee?|mise?s? (?:a jour|en ligne)|modifiee?|actualisee?)"
_LINES = {
    Sign.MENU: (
        r"menu|accueil|rechercher|se connecter|s'inscrire|connexion|mon compte|aller au contenu(?: principal)?|"
        r"navigation|services|.{2,40} - retour a la page d'accueil|afficher plus|voir plus|retour(?: a l'accueil| en haut(?: de (?:la )?page)?| au sommaire| a la liste| au menu)?|"
        r"accueil (?:>|›|/|»).*|je cree mon compte|creer (?:un|mon|votre) compte"
    ),
    Sign.SHARE: (
        r"partager ?:?|partagez ?:?|partager? (?:sur|par|via|cet? article|l'article|cette page|la page|le lien).{0,40}|imprimer|"
        r"partagez (?:sur|cet? article|cette page).{0,40}|envoyer(?: par (?:e-?mail|courriel))?|copier le lien|enregistrer|"
        r"(?:l'article a ete )?ajoute(?:r)? a (?:mes|vos) (?:favoris|selections)|reutiliser ce contenu|contribuer|commenter|classer|sauvegarder|offrir(?: (?:l'|cet )article)?|"
        rf"suivre|suivez[- ]nous.{{0,60}}|suivez \S.{{0,80}} sur (?:{_NETWORKS}).{{0,80}}|nous suivre(?: sur .{{0,40}})?|"
        rf"(?:\S.{{0,30}} )?(?:{_NETWORKS}) suivez \S.{{0,40}} sur (?:{_NETWORKS}).{{0,20}}|"
        rf"(?:retrouvez|rejoignez)[- ](?:nous|\S.{{0,30}}) sur (?:{_NETWORKS}|les reseaux sociaux).{{0,60}}|"
        rf"(?:{_NETWORKS}|e-?mail|messenger|pinterest)|(?:{_NETWORKS}) ?: ?(?:https?://|www\.|@)\S+|lire plus tard|voir (?:les|toutes les|\d+) (?:contributions|commentaires|reactions)|cet article vous a (?:plu|interesse).{{0,80}}|"
        r"vous avez (?:trouve|repere|vu|remarque) une (?:erreur|faute|coquille).{0,80}|signaler une erreur.{0,40}"
    ),
    Sign.SUBSCRIBE: (
        r"je m'abonne.{0,40}|s'abonner(?: permet .{0,120}| (?:pour|a partir|des) .{0,60})?|abonnez-vous.{0,80}|deja abonne.{0,60}|(?:cet )?(?:article|contenu)(?: est)? reserve aux abonnes.{0,60}|"
        r"inscrivez-vous.{0,120}|telechargez (?:notre|l'appli).{0,60}|newsletters?(?: ?: .{0,80})?|"
        r"(?:newsletter ?: )?(?:tous les matins, |chaque (?:matin|jour|semaine|soir),? )?recevez .{0,80}(?:newsletter|alertes?|courriel|e-?mail).{0,80}|"
        r"pour vous abonner,.{0,80}|pour lire la suite.{0,80}|vous (?:voulez|souhaitez|avez envie).{0,20} (?:lire la suite|participer au debat|offrir|d'offrir).{0,60}|"
        r"(?:il|qu'il) (?:vous )?reste (?:encore )?\d+(?:[.,]\d+)? ?%.{0,160}|la suite (?:de (?:cet|l')article )?est reservee aux abonnes.{0,60}|"
        r"(?:votre|saisissez votre|entrez votre) adresse e-?mail.{0,80}|ne manquez rien de l'actu.{0,120}|"
        r"(?:cliquez sur|en cliquant sur) .{0,4}(?:autoriser|s'abonner|s'inscrire|je m'inscris).{0,200}|rejoignez la communaute .{0,120}|"
        r"(?:offre|profitez|exclu) ?:? .{0,40}(?:abonnement|premiere? annee|premier mois|€ ?/ ?(?:mois|semaine)|sans engagement).{0,60}|"
        r"(?:vous voulez|pour) (?:tout )?savoir .{0,160}(?:abonnez|inscrivez)-vous.*|(?:faire|faites) un don.{0,80}|soutenez(?:-nous|[- ](?:notre|le|la) .{2,60})|"
        r"(?:acces|accedez) a cet article .{0,60}|lecture audio reservee.{0,40}|ne manquez (?:jamais|plus) (?:un|aucun) article.{0,60}|restez informe.{0,200}|"
        r"je (?:commande|precommande) .{0,80}|votre journal du jour|lire l'edition|feuilleter (?:le|l').{0,40}|lire le journal"
    ),
    Sign.TEASER: (
        r"(?:a )?lire (?:aussi|egalement)\S.+|(?:a )?(?:surtout |ne pas )?(?:re)?(?:lire|voir|ecouter|regarder|manquer)(?: (?:aussi|egalement))?(?: (?:le|la|les|sur|l') ?.{1,140})? ?(?::|\.\.\.|…)|"
        rf"{_TO_READ}(?: (?:aussi|egalement|en plus))?(?: (?:sur|dans) [^:>]{{2,40}})? ?(?::|>+|»|→|\||<) ?.+|"
        r"(?:a )?(?:lire|voir|ecouter) (?:aussi|egalement) .+|(?:lire|voir) la suite(?: (?:de l'article|sur) .{0,60})?|en savoir plus ?(?::|>+).*|"
        r"(?:consultez|retrouvez|decouvrez) (?:tous )?(?:notre|nos|le|la) (?:dossier|selection|codes? promo|newsletter).{0,120}|service ?: .{0,160}|"
        r"(?:sur le meme (?:sujet|theme)|notre dossier|dossier special|pour aller plus loin|plus d'infos?) ?(?::|>+|→) ?.+|"
        r"(?:voir|regarder|ecouter) (?:la |le |notre )?(?:videos?|podcasts?|diaporama|reportage) ?: ?.+|"
        r"la redaction vous (?:conseille|recommande) ?:?.*|(?:cette|ces) videos? (?:peut|peuvent|pourrait|pourraient) (?:aussi )?vous interesser.*|"
        r"pour suivre les dernieres actualites .{0,80}|(?:cliquez ici|retrouvez (?:ici )?(?:tous nos|toutes nos|l'ensemble de nos|toute l'actualite|tous les articles)).{0,120}|"
        r"(?:l'article|cet article|the post|le post) .{0,200}(?:est apparu en premier|est d'abord paru|appeared first|first appeared|a ete publie en premier) (?:sur|on|dans) .{0,80}"
    ),
    Sign.CREDIT: (
        r"publicite|annonce|(?:passer|fermer|ignorer) (?:la|cette) (?:publicite|annonce)|(?:la suite|l'article continue) (?:de l'article )?apres (?:la|cette) (?:publicite|annonce)|©.{0,80}|"
        r"(?:credits? ?)?photos? ?©.{0,80}|credits?(?: photos?)? ?:.{0,80}|(?:\(c\)|copyright) .{0,60}|(?:toute )?reproduction interdite.{0,60}|"
        r"photos? ?: ?(?:afp|reuters|ap|belga|dr|d\.r\.?|getty.{0,20}|[^.!?]{1,30}/[^.!?]{1,30})"
    ),
    Sign.READING: (
        r"(?:temps|duree) de lecture ?:? ?\d.{0,20}|lecture ?:? ?\d.{0,12}|\d+ min(?:utes?)?(?: de lecture)?|temps de lecture ?:?|"
        r"ecouter(?: (?:l'|cet )article.{0,30})?(?: ?[-–—:(] ?\d+:\d\d\)?)?|\d{1,2}:\d\d(?::\d\d)?|"
        r"\d{1,2}:\d\d ?/ ?\d{1,2}:\d\d|"
        rf"(?:{_WHEN} )?il y a (?:environ |moins d'|plus d')?(?:\d{{1,2}}|une?) ?(?:secondes?|minutes?|min|heures?|h|jours?|j)|"
        rf"{_WHEN} (?:aujourd'hui|hier|avant-hier|ce (?:matin|midi|soir|jour))(?:,? ?(?:a|vers)? ?\d{{1,2}} ?[h:] ?\d{{0,2}})?|"
        r"publiee? (?:le|a) ?:?(?: ?\d{1,2}[:h]\d\d(?::\d\d)?)?|(?:premiere|derniere) publication ?:? ?[\d/. ]{0,12}|(?:dernieres? )?mise?s? a jour(?: le| a)? ?:?|publiee? ?:"
    ),
    Sign.COOKIES: (
        r"pour (?:afficher|voir|visionner|consulter|lire) (?:ce|cette|le|la) (?:contenu|video|tweet|publication|post).{0,40}cookies.{0,120}|"
        r"(?:ces|les) cookies permettent .{0,200}|ce contenu (?:est bloque|n'est pas disponible|ne peut pas (?:etre affiche|s'afficher)).{0,200}|"
        r"en cliquant sur « ?(?:j'accepte|accepter|tout accepter).{0,300}|en poursuivant votre navigation.{0,300}|vous ne pouvez pas (?:visionner|voir) ce contenu.{0,80}|"
        r"vous avez refuse les cookies.{0,200}|vous utilisez un bloqueur de publicite.{0,160}|si vous n'etes dans aucun de ces deux cas.{0,120}|"
        r"(?:veuillez )?(?:activer|autoriser) (?:javascript|les cookies).{0,100}|votre navigateur ne (?:supporte|prend) pas .{0,100}|"
        r"(?:cette|la) video n'est (?:pas|plus) disponible.{0,60}|(?:voir|afficher) (?:ce|le) (?:tweet|contenu|post)(?: sur .{0,30})?|"
        r".{1,60} \(@\w{1,20}\)(?: |,)+(?:[a-z]+ \d{1,2},? \d{4}|\d{1,2} [a-z]+ \d{4})|feed digiteka|lecture automatique"
    ),
}
_FURNITURE = re.compile("^(?:" + "|".join(f"(?P<{sign.name}>{pattern})" for sign, pattern in _LINES.items()) + r")\s*$")
#: Furniture or headlines: they count only next to a line that is certainly furniture.
_DOUBTFUL = re.compile(rf"^(?:.{{1,40}} sur (?:{_NETWORKS})|.{{1,40}} google news)$")
#: The page's place in the site: « Politique > Transports ».
_PATH = re.compile(r"^[^.!?]{2,30}(?: (?:>|›) [^.!?]{2,40}){1,4}$")
#: Lines of pages that are as often headings in an article, and so no sign of a page.
_NO_SIGN = re.compile(
    rf"^(?:{_NETWORKS}|messenger|pinterest|publicite|annonce|connexion|rechercher|enregistrer|suivre|navigation|services|"
    r"contribuer|commenter|classer|sauvegarder|offrir|\d{1,2}:\d\d(?::\d\d)?|(?:re)?(?:voir|ecouter|decouvrir|consulter) ?: ?.+|mises? a jour ?:?|publiee? ?:|"
    r"vous (?:voulez|souhaitez|avez envie).*|dossier special.*|offre ?:? .*|ecouter)$"
)
#: Headings of lists of other articles, which end the article unless the page prints them between two paragraphs.
_LISTS = re.compile(
    r"^(?:(?:pour )?aller plus loin|ces articles (?:devraient|pourraient) .{0,60}|articles? (?:similaires?|lies?|connexes?|recommandes?|associes?)|"
    r"sur le meme (?:sujet|theme)|dans la meme (?:rubrique|categorie)|les plus lue?s|a la une|a decouvrir|a voir aussi|"
    r"vous aimerez aussi|vous pourriez aussi aimer|nos derniers articles|derniers articles|dernieres actualites|toute l'actualite.{0,40}|"
    r"plus d'articles(?: du meme theme)?|recommande pour vous|contenus? (?:sponsorises?|de nos partenaires|partenaires?)|"
    r"(?:les )?dernieres (?:diffusions|publications|nouvelles)|"
    r"\+? ?(?:articles? )?(?:les )?plus (?:populaires|partages|commentes)|populaires|fil d'actualites?)\s*:?$"
)
#: Lines after which nothing belongs to the article.
_END = re.compile(
    r"^(?:(?:\d+ )?commentaires?(?: \(\d+\))?|laisser un commentaire|reagir(?: a cet article)?|vos reactions|"
    r"mentions legales.{0,60}|tous droits reserves.{0,60}|(?:la )?suite (?:est )?reservee aux abonnes.{0,60}|"
    r"il vous reste \d+.{0,40}a lire.{0,60}|cet article est reserve aux abonnes.{0,60}|"
    r"tous les sujets de l'article|sujets d'actualite|nos partenaires|"
    r"articles? precedents?|articles? suivants?|voir tous les articles.{0,40}|a propos de l'auteur)\s*:?$"
)
#: « Lire aussi » by itself: the headlines after it are those of other articles.
_TEASERS = re.compile(
    r"^(?:lire aussi|a lire|a lire aussi|a lire egalement|voir aussi|lire egalement|la redaction vous (?:conseille|recommande))\s*:?$"
)
#: A line of this length or longer that ends in « ? » or the like is a paragraph: so do 3.2% of the paragraphs in newspapers, and 0.7% of
#: the headlines. A full stop ends 77% and 0.6%.
_LONG = 120
#: A full stop, also before a quotation mark, at the end of a paragraph.
_FULL_STOP = re.compile(r"\.(?:\s*[»”])?$")
_NAMED_TOPICS = r"sujets? (?:associes?|lies?)|mots?[- ]?cles?|tags?|etiquettes?|themes associes"
_SURE_TOPICS = re.compile(rf"^(?:{_NAMED_TOPICS})(?:\s*:\s*.*)?$")
#: Names of lists of topics that may also begin a headline: « Dossier : la réforme des retraites ».
_PERHAPS_TOPICS = re.compile(
    r"^(?:themes?|thematiques?|plus sur|en savoir plus sur|rubriques?|categories?|dossiers?|classe dans|sur le sujet)"
    r"\s*:\s*.*$"
)
#: A menu in one line: « Économie | Vidéos | Opinions ».
_BAR = re.compile(r"^[A-ZÀ-Þ][^.!?:;«»|•·]{1,24}(?:\s+[|•·]\s+[A-ZÀ-Þ][^.!?:;«»|•·]{1,24}){2,}$")
#: An entry of a menu: a few words that begin with a capital and do not end like a sentence.
_ENTRY = re.compile(r"^[A-ZÀ-Þ][^.!?:;«»\d]{1,24}$")
#: Minimum number of entries in a row that make a menu.
_MENU = 3


@lru_cache(4_096)
def fold_line(line: str) -> str:
    """A line for comparison: folded, with plain spaces and apostrophes, without a leading arrow or bullet."""
    return _BULLET.sub("", fold(normalise(line).text)).strip()


@lru_cache(4_096)
def find_sign(plain: str) -> Sign | None:
    """The kind of furniture of a folded line; None for a line of an article."""
    if match := _FURNITURE.match(plain):
        return Sign[str(match.lastgroup)]
    if _SURE_TOPICS.match(plain):
        return Sign.TOPICS
    if _TEASERS.match(plain):
        return Sign.TEASER
    return Sign.END if is_end(plain) else None


def find_page_sign(plain: str) -> Sign | None:
    """The kind of furniture of a folded line that cannot be part of an article; else None."""
    return None if _NO_SIGN.match(plain) else find_sign(plain)


def is_topics(plain: str, *, on_page: bool) -> bool:
    """Whether a folded line gives the topics of the article."""
    return bool(_SURE_TOPICS.match(plain) or (on_page and _PERHAPS_TOPICS.match(plain)))


def is_end(plain: str) -> bool:
    """Whether a folded line shows that the article has ended."""
    return (_LISTS.match(plain) or _END.match(plain)) is not None


def lists_articles(plain: str) -> bool:
    """Whether a folded line opens a list of other articles, after which the article may go on."""
    return _LISTS.match(plain) is not None


def is_paragraph(line: str) -> bool:
    """Whether a line ends as sentences do and headlines do not."""
    return _FULL_STOP.search(line) is not None or (len(line) >= _LONG and line.endswith(("…", "!", "?", "»", "”")))


def opens_teasers(plain: str) -> bool:
    """Whether a folded line introduces headlines of other articles."""
    return _TEASERS.match(plain) is not None


def is_doubtful(plain: str) -> bool:
    """Whether a folded line is furniture if its neighbour is."""
    return (_DOUBTFUL.match(plain) or _PATH.match(plain)) is not None


def is_path(plain: str) -> bool:
    """Whether a folded line above the headline is the page's place in the site."""
    return _PATH.match(plain) is not None


def is_bar(line: str) -> bool:
    """Whether a line above the headline is a menu by itself."""
    return _BAR.match(line) is not None


def is_entry(line: str) -> bool:
    """Whether a line may be an entry of a menu: one or two words."""
    return _ENTRY.match(line) is not None and len(line.split()) <= 2


def skip_menu(lines: list[str], end: int) -> int:
    """The index of the first line after a menu (a row of short entries) before ``end``, if a headline follows it.

    Lines above a menu are the site's name and the like.
    """
    behind = row = 0
    for at, line in enumerate(lines[:end]):
        if not line or find_sign(fold_line(line)) is not None:
            continue
        row = row + 1 if _ENTRY.match(line) and len(line.split()) <= 3 else 0
        if row >= _MENU:
            behind = at + 1
    return behind if any(len(line.split()) > 2 for line in lines[behind:end]) else 0


def has_furniture_beside(lines: list[str], at: int) -> bool:
    """Whether the line above or below is certainly furniture."""
    for step in (-1, 1):
        beside = at + step
        while 0 <= beside < len(lines) and not lines[beside]:
            beside += step
        if 0 <= beside < len(lines) and find_sign(fold_line(lines[beside])) is not None:
            return True
    return False
