"""Numbers, plurals and days as French prints them."""

from __future__ import annotations

from datetime import date

#: French parts thousands, and a sign from what stands before it, by spaces that no line breaks at.
NARROW, FIXED = "\u202f", "\u00a0"
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def number(value: int) -> str:
    """A whole number: « 1 234 »."""
    return f"{value:,}".replace(",", NARROW)


def counted(value: int, noun: str, plural: str = "") -> str:
    """A number with its noun: « 0 article », « 1 article », « 2 articles »; the plural begins with two."""
    return f"{number(value)}{FIXED}{noun if abs(value) < 2 else plural or noun + 's'}"


def percent(share: float) -> str:
    """A share: « 12 % »."""
    return f"{share * 100:.0f}{NARROW}%"


def day(value: date) -> str:
    """A day: « 1er mars 2024 »."""
    return f"{value.day}{'er' if value.day == 1 else ''} {MONTHS[value.month - 1]} {value.year}"
