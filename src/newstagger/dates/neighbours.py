"""Words beside a number that say whether it is a date, folded as the finder sees them."""

from __future__ import annotations

#: Before a bare four-digit number: then it is a count, a price, a reference or a product.
NO_YEAR_AFTER = frozenset(
    "article articles art loi decret n no numero num mirage peugeot windows boeing renault citroen airbus office "
    "playstation xbox rn bp cs iso page pages p les des ces plus quelque quelques environ pres moins vol "
    "chambre cles rue avenue porsche bmw mercedes audi falcon rafale directive reglement resolution "
    "departementale nationale euros dollars usd eur x par cent cents route version la le un une bus".split()
)
#: After these a four-digit number is a year, whatever follows.
YEAR_AFTER = frozenset("en dès depuis debut fin mi annee an mois printemps automne hiver".split())
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
NOT_NOUNS = frozenset(
    "dans sous mais apres tres puis sans vers des depuis plus pas alors lors ces ses les nous vous ils elles jamais "
    "toujours moins chez selon divers contre jusqu' hors deux trois six dix aux ceux eux celles mes tes nos vos "
    "leurs quels quelques plusieurs certains autres tous toutes dames messieurs seniors juniors ailleurs desormais "
    "est suis es vais".split()
)
#: Before « du » and a day: streets, stations and the like that are named after it.
NAMED_AFTER_DAYS = frozenset(
    "rue avenue boulevard place quai square allee impasse esplanade rond-point lycee college stade station pont "
    "caserne cite residence".split()
)
AGE_BEFORE = frozenset("age agee ages agees".split())
#: What lasts « N ans »: after any other noun it is somebody's age (« un tueur de 26 ans »).
LASTING = frozenset(
    "peine prison contrat duree periode delai bail mandat regne guerre conflit retard plus moins pres total credit "
    "programme plan accord cycle horizon espace bout terme exil absence attente reclusion surete sursis travaux "
    "travail recherche recherches vie mariage carriere service ecart recul minimum maximum quinquennat pret emprunt "
    "garantie record anniversaire experience embargo moratoire treve projet inegibilite ineligibilite pouvoir jour "
    "lendemain quelque issue cours presque echeance obligation obligations taux baisse hausse histoire bilan "
    "dictature lutte lutter combat bataille feuilleton saga quete querelle proces enquete parcours occupation blocus interdit probation stage chantier siege etudes formation".split()
)
#: Endings of nouns for what happens or lasts: condamnation, emprisonnement, présidence, activité.
LASTING_ENDINGS = ("tion", "sion", "ment", "ence", "ance", "ite", "ure", "isme", "ees")
#: People whose name ends like a length: « un retraité de 53 ans ».
AGED = frozenset("retraite retraites retraitee retraitees employees invitees deputees".split())
#: Before a weekday with a capital inside a sentence: then it is a title or a name.
NAME_BEFORE = frozenset(
    "du et film roman livre magazine journal hebdomadaire serie groupe avec contre par pour chez".split()
)
CLOCK_BEFORE = frozenset(
    "a vers dès avant apres jusqu' depuis entre journal 'ici coups coup ici et partir autour".split()
)
#: « le journal de 20 heures », « à partir de 20 heures ».
CLOCK_BEFORE_DE = frozenset("journal jt edition messe train vol partir autour heure".split())
DURATION_BEFORE = frozenset("en pendant durant quelque environ pres plus moins de d' chaque les".split())
HAVE = frozenset("a ont avait avaient aurait auraient aura auront ai as avons avez ayant eu pas jamais deja "
                  "toujours eut avais avions aient ait avoir n'a aussi ensuite egalement".split())  # fmt: skip
