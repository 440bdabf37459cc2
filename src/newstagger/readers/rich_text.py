"""Texts that editors' programs keep as trees: Draft.js, Editor.js, ProseMirror, Lexical, Slate, Portable Text, Arc XP,
Telegram, Fundus, Contentful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newstagger.readers.markup import is_marked_up, remove_markup

#: Keys that lead to words; others hold styles, addresses, pictures and their captions.
_KEYS = frozenset(
    "text content html value body children blocks paragraphs sections headline summary data items nodes root content_elements".split()
)
#: Types of elements inside a sentence, and of line breaks in it.
_INLINE = frozenset(
    "text span link a autolink text_link bold italic strong em underline strikethrough code spoiler mention text_mention mention_name "
    "hashtag cashtag email phone custom_emoji hyperlink entry-hyperlink asset-hyperlink resource-hyperlink".split()
)
_BREAKS = frozenset("hardbreak hard_break linebreak br break".split())
#: Types of elements beside the article.
_BESIDE = frozenset(
    "image picture photo video audio gallery embed oembed oembed_response raw_html iframe reference interstitial_link related_content "
    "list_element ad advertisement divider delimiter embedded-asset-block embedded-entry-block embedded-entry-inline embedded-resource-block".split()
)
#: Maximum number of levels.
_DEPTH = 30


def join_rich_text(value: object) -> str | None:
    """The paragraphs of a tree of text, with blank lines between them; None if it has no words."""
    blocks = (remove_markup(one) if is_marked_up(one) else one.strip() for one in _read_blocks(value, "", _DEPTH))
    return "\n\n".join(filter(None, blocks)) or None


def _read_blocks(value: object, key: str, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        if value and all(_is_inline(one, key) for one in value) and not all(isinstance(one, str) for one in value):
            yield "".join(_read_words(value, depth))
        else:
            for one in value:
                yield from _read_blocks(one, key, depth - 1)
    elif isinstance(value, Mapping) and depth and _type_of(value) not in _BESIDE:
        for name, inner in value.items():
            if name in _KEYS:
                yield from _read_blocks(inner, name, depth - 1)


def _is_inline(one: object, key: str) -> bool:
    """Whether an element is part of a sentence; without a type, it is if it is a leaf of another element."""
    if not isinstance(one, Mapping):
        return isinstance(one, str)
    kind = _type_of(one)
    if kind in _BREAKS:
        return True
    worded = isinstance(one.get("text"), str)
    if "nodeType" in one:  # Contentful
        return kind in _INLINE
    return (kind in _INLINE and (worded or "children" in one)) or (
        not kind and worded and key in ("children", "content")
    )


def _read_words(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _read_words(one, depth - 1)
    elif isinstance(value, Mapping) and depth:
        if _type_of(value) in _BREAKS:
            yield "\n"
        for name, inner in value.items():
            if name in _KEYS:
                yield from _read_words(inner, depth - 1)


def _type_of(element: Mapping[object, object]) -> str:
    return str(element.get("type") or element.get("_type") or element.get("nodeType") or "").lower()
