"""Invented web pages for the tests of what is read off them."""

from __future__ import annotations

import json

from newstagger import Article
from newstagger.readers.pages.html import read_html

FIRST = "Le maire de Valmont a rouvert mardi le pont Neuf, fermé aux voitures depuis deux ans à cause de fissures."
SECOND = (
    "Les travaux ont coûté deux millions d’euros à la ville, a-t-il dit devant une centaine d’habitants venus à pied."
)
THIRD = "Une fête est prévue sur les quais dès que la passerelle voisine sera rendue aux promeneurs et aux cyclistes."
#: Lines of a site, with entities where a page writes them.
FURNITURE = [
    "Il vous reste 57 % de cet article à lire. La suite est réservée aux abonnés.", "Il vous reste 57.09% de cet article à lire.", "Passer la publicité",
    "Publicité", "Temps de lecture : 4 min", "Durée de lecture : 8 minutes", "Ajouter à mes favoris", "L’article a été ajouté à vos favoris",
    "À lire aussi : La piscine rouvre samedi", "À LIRE AUSSI &gt;&gt; La piscine rouvre", "» À LIRE AUSSI : La piscine rouvre", "LIRE AUSSI - La piscine rouvre",
    "Inscrivez-vous gratuitement à la newsletter", "👉 Recevez chaque matin notre newsletter", "Accueil &gt; Politique", "La suite après cette publicité",
    "L’article Le pont rouvre est apparu en premier sur La Gazette.", "The post Le pont rouvre appeared first on La Gazette.", "Crédit photo : La Gazette",
    "Suivez toute l’actualité de La Gazette sur Google Actualités et sur WhatsApp", "Partager sur Facebook", "Toute reproduction interdite",
    "Pour afficher ce contenu YouTube, vous devez accepter les cookies Publicité.", "En poursuivant votre navigation sur ce site, vous acceptez les cookies.",
    "Vous avez trouvé une erreur ? Merci de nous la signaler.", "Cette vidéo peut vous intéresser", "La rédaction vous conseille :", "Je m’abonne pour 1 €",
    "Consultez notre dossier : Les ponts", "À voir également sur La Gazette :", "— Robert (@robert_v) 3 mai 2021", "Facebook : https://www.facebook.com/gazette",
    "Voir les contributions", "Lecture audio réservée aux abonnés", "Restez informé en temps réel grâce aux réseaux sociaux",
]  # fmt: skip


def page(
    head: str = "", body: str = "", before: str = "", title: str = "Le pont rouvre à Valmont", after: str = ""
) -> Article:
    """The article of a page whose text is three paragraphs, with something before, amid or after them."""
    text = f"<p>{FIRST}</p>{body}<p>{SECOND}</p><p>{THIRD}</p>"
    return read_html(
        f"<html><head><title>{title}</title>{head}</head><body><main><article><h1>{title}</h1>{before}{text}{after}</article></main></body></html>",
        "a.html",
    )


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta property="{name}" content="{content}">'


def linked(**fields: object) -> str:
    """JSON-LD of an article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'
