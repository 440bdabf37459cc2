"""Names of an article's fields in the files of newsrooms and other programs, in French and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from newstagger.readers.options import FIELDS
from newstagger.readers.rich_text import join_rich_text
from newstagger.readers.terms import find_related, read_python_list

#: Other names of fields, the most reliable first, folded: without accents, capitals, spaces and punctuation.
_NAMES = {
    "text": "text texte contenu content textcontent corps body maintext rawcontent article contenttext bodytext fulltext articletext articlebody "
    "contenthtml bodyhtml bodyxhtml textecomplet texteintegral contenuarticle corpsarticle corpsdelarticle corpsdutexte corpstexte texteocr ocrtext textearticle "
    "textedelarticle contenudelarticle contenuintegral contenucomplet postcontent fullcontent articlecontent textehtml textebrut plaintext rawtext paragraphs paragraphes contentelements selftext news "
    "message story hitsentence openingtext leadparagraph description summary excerpt resume extrait abstract html",
    "standfirst": "standfirst chapo chapeau chapo1 deck dek soustitre subtitle subheadline trailtext",
    "title": "title titre headline headlines headlinemain titrearticle titredelarticle articletitle manchette webtitle linktext posttitle documenttitle titrepropre",
    "published": "published publishedat publisheddate datepublished datepublish publishdate publicationdate datepublication datedepublication "
    "pubdate dateparution datedeparution date publication datetime timestamp parution datedelarticle datearticle publiele "
    "datedediffusion datediffusion firstpublished publishedtime publishingdate publicationtime webpublicationdate datemiseenligne "
    "datedemiseenligne dateheure displaydate firstpublishdate issued postcreated createdat versioncreated created datecreated createdutc "
    "localtime timestamputc postdate seendate publishup",
    "author": "author auteur authors auteurs byline signature creator journaliste journalistes redacteur redactrice redacteurs "
    "auteurdelarticle nomdelauteur influencer extraauthorattributesname user username account",
    "url": "url link lien permalink adresse uri weburl pageurl canonicalurl articleurl urlarticle urldelarticle lienverslarticle requestedurl documenturl",
    "source": "source media nomdumedia medianame journalclean journal publisher editeur site sitename nomdusite provider sourcename "
    "sourcehostname pagename support containertitle publicationtitle titredepublication hostname sourcedomain nomsupport titrejournal nomjournal pubtitle chaine extrasourceattributesname",
    "id": "id identifiant identifier guid uuid articleid idarticle idstr uno",
    "topics": "topics topic labels label",
    "declared_topics": "declaredtopics rubrique rubriques motscles motcle tags tag keywords keyword categorie categories category "
    "section sections sectionname theme themes thematique thematiques sujets etiquettes descripteurs subjectterms",
}  # fmt: skip
_ROLES = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split())}
#: Keys of the value in an object that wraps one: « rendered » in WordPress, « name » in news APIs.
_INNER = (
    "rendered",
    "value",
    "#text",
    "name",
    "displayname",
    "display_name",
    "label",
    "libelle",
    "title",
    "basic",
    "nom",
    "$oid",
)
#: Keys of the text in an object that wraps one.
_INNER_TEXTS = ("rendered", "value", "#text", "text", "plain", "html", "body", "content")
#: Keys of given and family names.
_PERSON = (
    ("given", "givenName", "firstName", "first_name", "prenom"),
    ("family", "familyName", "lastName", "last_name", "nom"),
)
#: Roles of authors who did not write the text.
_PICTURES = frozenset(
    "photographer photographe photo photos illustrator illustrateur illustratrice dessinateur dessinatrice".split()
)
#: Keys of an object with a value for each language: « fr », « de-CH »; « und » is none in Drupal.
_LANGUAGE = re.compile(r"(?:ar|br|ca|co|de|en|es|eu|fr|it|lb|nl|oc|pt|rm|und)(?:[-_][A-Za-z]{2})?", re.IGNORECASE)
#: What programs write into a cell without a value.
_NO_VALUE = frozenset(("nan", "NaN", "NaT", "NULL", "None", "\\N", "<NA>"))


#: Words that names of columns may have or not, « Corps de texte », « Nom du support », and the prefix of Drupal's own fields.
_SMALL = re.compile(r"^field_|(?<![^\W_])(?:de|du|des|le|la|les|d|l)(?![^\W_])", re.IGNORECASE)


@lru_cache(4_096)
def find_role(name: str) -> tuple[str, int] | None:
    """The field that a column or key of this name contains, and how uncertain that is (0: not at all)."""
    return _ROLES.get(fold_name(name)) or _ROLES.get(fold_name(_SMALL.sub(" ", name)))


def fold_name(name: str) -> str:
    """A name without accents, capitals, spaces and punctuation; empty if it is too long to be a name."""
    plain = unicodedata.normalize("NFKD", name.lower()) if len(name) <= 40 else ""
    return re.sub(r"[^a-z0-9#]", "", plain)


def find_roles(names: Iterable[str], given: Mapping[str, str]) -> dict[str, list[str]]:
    """Field -> the names by which it is searched for, in order.

    A name given by the user is the only one; otherwise the field's own name comes first.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if name in FIELDS:
            found.setdefault(name, []).append((-1, name))
        elif role := find_role(name):
            found.setdefault(role[0], []).append((role[1], name))
    roles = {field: [name for _, name in sorted(ranked)] for field, ranked in found.items() if field not in given}
    taken = set(given.values())
    return {field: [name for name in names if name not in taken] for field, names in roles.items()}


def find_fields(names: Iterable[str], given: Mapping[str, str]) -> set[str]:
    """The fields in a table with these columns."""
    return {*find_roles(names, given), *given}


#: Gold annotations, and the labels that an export of corrections marks as not reviewed; they have only these names.
AS_IT_IS = ("entities", "dates", "unreviewed")


def rename(record: Mapping[Any, Any], given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A record with its fields under their own names, and the fields that had another name.

    Args:
        given: names of fields given by the user; dots lead into objects and lists.
    """
    renamed: dict[str, Any] = {name: record[name] for name in AS_IT_IS if name in record}
    others: dict[str, str] = {}
    for field, names in find_roles((name for name in record if isinstance(name, str)), given).items():
        for name in names:
            value = record[name]
            # A `text` that is a plain list is an error; under other names, it is paragraphs.
            value = value if name == "text" and _is_plain_list(value) else _unwrap_value(value, field)
            if value is not None and (field not in renamed or _is_blank(renamed[field])):
                renamed[field] = value
                others.pop(field, None)
                if name.lower() != field:
                    others[field] = name
    for field, path in given.items():
        value = _unwrap_value(dig(record, path), field)
        if value is not None:
            renamed[field] = value
    return renamed, others


def _is_plain_list(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(one, (Mapping, list)) for one in value)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def dig(record: object, path: str) -> object:
    """The value at a path, or None; a name that itself contains dots comes first."""
    if isinstance(record, Mapping) and path in record:
        found: object = record[path]
        return found
    for step in path.split("."):
        if isinstance(record, Mapping):
            record = record.get(step)
        elif isinstance(record, list) and step.isdigit() and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record


def _unwrap_value(value: object, field: str) -> Any:
    """The value in an object or list that wraps it; None for what programs write where there is no value."""
    if isinstance(value, float) and value != value:  # NaN, which pandas writes for missing values
        return None
    if field != "text" and isinstance(value, str) and value.strip() in _NO_VALUE:
        return None
    if field in ("topics", "declared_topics"):
        return value
    if field in ("author", "url", "source") and isinstance(value, str) and value.lstrip().startswith("["):
        value = read_python_list(value) or value
    if isinstance(value, Mapping):
        if field == "published" and "$date" in value:
            return value
        if (related := find_related(value)) is not None:
            return _unwrap_value(related, field)
        if field == "author" and (name := _join_person(value)):
            return name
        if (said := _choose_language(value)) is not None:
            return _unwrap_value(said, field)
        names = _INNER_TEXTS if field == "text" else _INNER
        found = next((value[name] for name in names if isinstance(value.get(name), str)), None)
        return _read_structure(value, field) if found is None else found
    if isinstance(value, list):
        if field == "text":
            only = value[0] if len(value) == 1 else None  # Drupal has « value », « processed » and « summary »
            if isinstance(only, Mapping) and "format" in only and isinstance(only.get("value"), str):
                return only["value"]
            return join_rich_text(value)
        if field == "author":
            value = [one for one in value if not _is_of_pictures(one)] or value
        found_ = [
            inner
            for inner in (_unwrap_value(one, field) for one in value if not isinstance(one, list))
            if not _is_blank(inner)
        ]
        return ", ".join(map(str, found_)) if field == "author" and found_ else next(iter(found_), None)
    return value


def _choose_language(value: Mapping[Any, Any]) -> Any:
    """The French value of an object with one for each language, else the first; None for any other object."""
    filled = {name: one for name, one in value.items() if not _is_blank(one)}
    if not filled or not all(isinstance(name, str) and _LANGUAGE.fullmatch(name) for name in value):
        return None
    return next((filled[name] for name in filled if name.lower().startswith("fr")), next(iter(filled.values())))


def _read_structure(value: Mapping[Any, Any], field: str) -> Any:
    """The value of an object without a key that is known for it; an id may be any object, as in MongoDB."""
    if field in ("text", "standfirst"):
        return join_rich_text(value)
    if field == "author":
        return _join_person(value, whole=False)
    if field == "published" and isinstance(day := dig(value, "date-parts.0"), list):  # [[2024, 3, 5]] in CSL
        return "-".join(str(part).rjust(2, "0") for part in day[:3])
    if field == "published":
        return _read_day(value)
    return value if field == "id" else None


def _join_person(value: Mapping[Any, Any], *, whole: bool = True) -> str | None:
    """Given and family names, as in CSL and JSON-LD; with ``whole``, only if there are both."""
    parts = [next((value[key] for key in keys if isinstance(value.get(key), str)), "") for keys in _PERSON]
    return None if whole and not all(parts) else " ".join(filter(None, parts)) or None


def _is_of_pictures(value: object) -> bool:
    return isinstance(value, Mapping) and str(value.get("role")).lower() in _PICTURES


def _read_day(value: Mapping[Any, Any]) -> str | None:
    """The time in an object of PHP (« date » and « timezone »), or with year, month and day."""
    if isinstance(value.get("date"), str):
        zone = str(value.get("timezone") or "")
        return f"{value['date']}{zone}" if re.fullmatch(r"[+-]\d\d:\d\d", zone) else str(value["date"])
    parts = [value.get(name) for name in ("year", "month", "day")]
    return "-".join(str(part).rjust(2, "0") for part in parts) if all(str(part).isdigit() for part in parts) else None


Record = Mapping[Any, Any]
#: Keys of the article in a record that wraps it: in news APIs, Twitter's archive, Elasticsearch.
WRAPPERS = (
    "item",
    "article",
    "post",
    "tweet",
    "document",
    "doc",
    "story",
    "_source",
    "data",
    "attributes",
    "fields",
    "node",
    "record",
    "row",
)
#: Folded names of texts that a list of articles has, too.
SUMMARIES = frozenset("message description summary excerpt resume extrait abstract".split())
_ADDRESS = re.compile(r"https?://\S+")


def has_words(record: object) -> bool:
    """Whether a record has a text or a title, under any name."""
    return bool(rank_words(record))


def rank_words(record: object) -> int:
    """2 for a record with a text, 1 for one with only a title, 0 for any other."""
    if not isinstance(record, Mapping):
        return 0
    renamed, _ = rename(record, {})
    text, title = (
        isinstance(value, str) and bool(value.strip()) for value in (renamed.get("text"), renamed.get("title"))
    )
    return 2 if text else int(title)


def has_full_text(record: Record) -> bool:
    """Whether a record has a text that is not only a description, as feeds and answers of services have one."""
    return rank_words(record) == 2 and fold_name(rename(record, {})[1].get("text", "")) not in SUMMARIES


def unwrap_record(record: Record, depth: int = 4) -> Record:
    """The article that a record wraps in a field, completed by the record's other fields."""
    if isinstance(record.get("text"), str) or not depth:
        return record
    for name in WRAPPERS:
        inner = record.get(name)
        inner = unwrap_record(inner, depth - 1) if isinstance(inner, Mapping) else inner
        if isinstance(inner, Mapping) and has_words(inner) and (rank_words(inner) == 2 or rank_words(record) < 2):
            around = {key: value for key, value in record.items() if key != name}
            return {**around, **inner}
    return record


def move_address(record: dict[str, Any]) -> None:
    """Move an address from ``source`` to ``url``."""
    source = record.get("source")
    if isinstance(source, str) and _ADDRESS.fullmatch(source.strip()) and not record.get("url"):
        record["url"] = record.pop("source").strip()
