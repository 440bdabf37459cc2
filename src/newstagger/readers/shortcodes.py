"""Shortcodes of WordPress, « [gallery ids="1,2"] », which only its own site turns into something (https://codex.wordpress.org/Shortcode)."""

from __future__ import annotations

import re

#: A shortcode's tag: « [name a="b"] », « [/name] », « [name/] ».
_TAG = re.compile(r"\[(?P<close>/?)(?P<name>[A-Za-z][\w-]{0,40})(?P<rest>(?:\s[^\[\]<>]{0,500})?)\]")
#: Those whose contents are no words of the article: pictures with their captions, films, addresses of embedded things.
_UNREAD = frozenset(
    "caption wp_caption gallery embed audio video playlist youtube dailymotion vimeo twitter tweet instagram facebook soundcloud "
    "googlemaps contact-form-7 mailpoet_form newsletter ad ads adrotate sc_embed_player iframe script".split()
)


def without_shortcodes(text: str) -> str:
    """A text without shortcodes; words between the tags of others, such as « [dropcap]L[/dropcap] », stay.

    A word in square brackets stays too, unless it is a known name, has attributes or is closed somewhere.
    """
    closed = {match["name"].lower() for match in _TAG.finditer(text) if match["close"]}
    parts: list[str] = []
    unread: str | None = None
    end = 0
    last: dict[str, int] = {}  # where the last closing tag of each name stands: what is never closed hides nothing
    for match in _TAG.finditer(text):
        if match["close"]:
            last[match["name"].lower()] = match.start()
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if unread is not None:
            if match["close"] and name == unread:
                unread, end = None, match.end()
            continue
        if name not in _UNREAD and name not in closed and "=" not in match["rest"]:
            continue
        parts.append(text[end : match.start()])
        end = match.end()
        if name in _UNREAD and not match["close"] and last.get(name, -1) > match.start():
            unread = name
    if unread is None:
        parts.append(text[end:])
    return "".join(parts)
