"""Text that is safe to print: what would steer a terminal or hide what is written is shown as a sign of its own."""

from __future__ import annotations

import re

# C0 and C1 controls (escape sequences begin with ESC or U+009B), DEL, separators of lines, and the characters by which
# text is reordered or hidden (Unicode Technical Report 36, 2.8; "Trojan Source", Boucher and Anderson 2021).
# Joiners (U+200C, U+200D) and the soft hyphen belong to ordinary text.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_LINE_BREAKS = re.compile("\r\n|\n")


def make_visible(text: str) -> str:
    """One line of text without control characters: ``␛`` for an escape, ``␊`` for a line break, ``<U+202E>`` and the like.

    Text without such characters is returned as it is.
    """
    return _UNSAFE.sub(_sign, text)


def make_lines_visible(text: str) -> str:
    """The same for text of several lines, whose line breaks stay."""
    return "\n".join(map(make_visible, _LINE_BREAKS.split(text)))


def escape_json(line: str) -> str:
    """A line of JSON in which those characters are written as ``\\uXXXX``: the same value, safe on a terminal."""
    return _UNSAFE.sub(lambda match: "".join(f"\\u{unit:04x}" for unit in _utf16(match[0])), line)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's own pictures of the control codes
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _utf16(character: str) -> list[int]:
    data = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
