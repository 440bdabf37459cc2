"""The fields above a text -> those of its article.

Front matter of Hugo, Jekyll, Quarto or Obsidian, in YAML or TOML, and lines with labels: « Titre : … », « Auteur : … ».
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from newstagger._text.normalise import fold
from newstagger.article import Article
from newstagger.readers.fields import SUMMARIES, find_role, fold_name, move_address, rename
from newstagger.readers.markup import is_markdown
from newstagger.readers.published import read_published
from newstagger.readers.terms import read_labels, remove_repeats, split_keywords

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

#: Lines of fields, of lists and of tables between two fences.
_FRONT = re.compile(
    r"\A\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n"
    r"(?P<fields>(?:(?:\w[\w.-]{0,60}(?: [\w.-]{1,20}){0,5}(?::(?=\s)| ?=)[^\n]*|[ \t\[\]{}#-][^\n]*|\r?)\n){1,200}?)(?P=fence)[ \t]*(?:\r?\n|\Z)"
)
_NAME = re.compile(r"^(\w[\w .-]*?) ?[:=]", re.MULTILINE)
#: Bounds of what is parsed, since srsly’s YAML takes quadratic time where brackets are nested, and aliases multiply values.
_LONGEST, _BRACKETS, _VALUES = 10_000, 200, 1_000
#: A plain value in one line. « Valmont : le pont ferme » is no YAML, but it is what people write; and of
#: « 2024-03-05T18:30:00+01:00 », srsly would lose the zone.
_PLAIN = re.compile(
    r"^(?P<name>\w[\w .-]*: +)(?P<value>(?!null\b)[^\s\"'\[{|>&*!#%@`?~-].*?)(?:[ \t]+#.*|[ \t]*)$(?!\n[ \t])",
    re.MULTILINE,
)
#: « Titre : Le pont ferme ».
_LABELLED = re.compile(
    r"[\ufeff\s]*(?P<name>[^\W\d_][^:\n]{0,40}?)[ \t\u00a0\u202f]*:(?!//|\d)[ \t\u00a0\u202f]*(?P<value>[^\n]*)(?:\n|\Z)"
)
_ENDS = (".", "!", "?", "…", "»", '"', "”")
_MOST_LABELS, _LABEL_WORDS, _SHORT_VALUE, _LONGEST_VALUE = 30, 3, 100, 1_000
#: « [[Hélène Garnier]] », « [[notes/hg|Hélène Garnier]] »: a link to another note.
_NOTE = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
#: Fields of an article that front matter gives; the text is below it, and the id is the name of the file.
_GIVEN = ("title", "published", "author", "source", "url")


def split_front(text: str) -> tuple[re.Match[str] | None, str]:
    """The front matter above a text, if there is any, and the text.

    Three dashes may also frame other lines; it is front matter if a line names a field of an article, or above Markdown.
    """
    match = _FRONT.match(text)
    if match is None:
        return None, text
    below = text[match.end() :]
    named = any(map(find_role, _NAME.findall(match["fields"])))
    return (match, below) if named or is_markdown(below) else (None, text)


def split_labels(text: str) -> tuple[dict[str, str], list[str], str]:
    """The fields in the labelled lines above a text, these lines, and the text; none if no line says what the title is.

    A label without a field, « Langue : français », may be among them; « Texte : » is above the text.
    """
    fields: dict[str, str] = {}
    lines: list[str] = []
    at = 0
    while len(lines) < _MOST_LABELS and (match := _LABELLED.match(text, at)) is not None:
        role = (find_role(match["name"]) or ("",))[0]
        if role == "text" and fold_name(match["name"]) not in SUMMARIES:
            at = match.start("value")
            break
        known = role and len(match["value"]) <= _LONGEST_VALUE
        if match["name"] in fields or not (known or (lines and _is_label(match["name"], match["value"].strip()))):
            break
        fields[match["name"]] = match["value"].strip()
        lines.append(match.group().strip())
        at = match.end()
    roles = {role[0] for role in map(find_role, fields) if role is not None}
    told = "title" in roles and len(roles) > 1 and text[at:].strip() != ""
    return (fields, lines, text[at:]) if told else ({}, [], text)


def _is_label(name: str, value: str) -> bool:
    """Whether a line among labelled ones is another one, such as « Langue : français », and no sentence."""
    return len(name.split()) <= _LABEL_WORDS and len(value) <= _SHORT_VALUE and not value.endswith((*'.!?…»"”',))


def fill_labels(article: Article, fields: dict[str, str], lines: list[str]) -> None:
    """Give an article the fields of labelled lines, which are preferred to those found in the text."""
    article.left_out[:0] = lines
    _fill(article, fields)
    renamed = rename(fields, {})[0]
    if short := renamed.get("standfirst") or renamed.get("text"):
        article.text = f"{short}\n\n{article.text}"


def fill_fields(article: Article, front: re.Match[str]) -> None:
    """Give an article the fields of its front matter, which are preferred to those found in the text."""
    article.left_out[:0] = filter(None, map(str.strip, front["fields"].split("\n")))
    try:
        _fill(article, _parse(front["fields"].replace("\r\n", "\n"), toml=front["fence"] == "+++"))
    except ValueError:
        article.warnings.append("the front matter cannot be read; its lines are in `left_out`")


def _fill(article: Article, fields: dict[str, Any]) -> None:
    renamed = rename(fields, {})[0]
    move_address(renamed)
    about = Article.from_record(
        {"text": "", **{name: _strip(renamed[name]) for name in _GIVEN if name in renamed}}, read_published
    )
    topics = remove_repeats(_list_topics(fields))
    if about.title and article.title and fold(about.title) != fold(article.title):
        article.text = f"{article.title}\n\n{article.text}"  # it was only the first line of the text
    for name in _GIVEN:
        setattr(article, name, getattr(about, name) or getattr(article, name))
    article.declared_topics = topics or article.declared_topics
    article.warnings += about.warnings


def _parse(text: str, *, toml: bool) -> dict[str, Any]:
    """The fields of front matter.

    Raises:
        ValueError: they cannot be read, or exceed the bounds.
    """
    text = _NOTE.sub(r"\1", text)
    if len(text) > _LONGEST or text.count("[") + text.count("{") > _BRACKETS:
        raise ValueError("too large")
    if toml:
        fields = tomllib.loads(text)
    else:
        import srsly

        fields = srsly.yaml_loads(_PLAIN.sub(_quote, text))
    waiting, seen = [fields], 0
    while waiting:
        one, seen = waiting.pop(), seen + 1
        if seen > _VALUES:
            raise ValueError("too many values")
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    if not isinstance(fields, dict):
        raise ValueError("no fields")
    # In Zola, the topics are a level deeper.
    return {**fields, **(found if isinstance(found := fields.get("taxonomies"), dict) else {})}


def _quote(plain: re.Match[str]) -> str:
    return plain["name"] + json.dumps(plain["value"], ensure_ascii=False)


def _strip(value: Any) -> Any:
    """A value without the line break at the end of a folded text (« > »)."""
    return value.strip() if isinstance(value, str) else value


def _list_topics(fields: dict[str, Any]) -> Iterator[str]:
    """The labels of all fields of topics: most programs have both categories and tags."""
    for name, value in fields.items():
        if (find_role(str(name)) or ("",))[0] in ("topics", "declared_topics"):
            yield from split_keywords(value) if isinstance(value, str) else read_labels(value) or ()
