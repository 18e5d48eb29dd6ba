"""Numbers as they are written in the language in use."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import pgettext_lazy

NONE = "–"
_WORDS = (
    pgettext_lazy("number that opens a sentence", "None"),
    pgettext_lazy("number that opens a sentence", "One"),
    pgettext_lazy("number that opens a sentence", "Two"),
    pgettext_lazy("number that opens a sentence", "Three"),
    pgettext_lazy("number that opens a sentence", "Four"),
    pgettext_lazy("number that opens a sentence", "Five"),
    pgettext_lazy("number that opens a sentence", "Six"),
    pgettext_lazy("number that opens a sentence", "Seven"),
    pgettext_lazy("number that opens a sentence", "Eight"),
    pgettext_lazy("number that opens a sentence", "Nine"),
    pgettext_lazy("number that opens a sentence", "Ten"),
    pgettext_lazy("number that opens a sentence", "Eleven"),
    pgettext_lazy("number that opens a sentence", "Twelve"),
)


def number(value: float) -> str:
    """A count with its thousands apart; a part of an hour with one decimal."""
    rounded = round(value, 1)
    decimals = 0 if rounded == int(rounded) else 1
    return number_format(rounded, decimals, use_l10n=True, force_grouping=True)


def opening(count: int) -> str:
    """A count that opens a sentence: as a word up to twelve, "None" for nobody."""
    return str(_WORDS[count]) if count < len(_WORDS) else number(count)


def percent(share: float | None, *, aligned: bool = False) -> str:
    """A share between 0 and 1 in per cent, ``–`` when there is none.

    One decimal, and never rounded to "all" or "nobody": 999 of 1,000 are 99.9 %. In a sentence a
    whole number stands without it; *aligned* keeps it, for a column.
    """
    if share is None:
        return NONE
    exact = Decimal(str(round(share, 12))) * 100
    rounded = round(exact, 1)
    if exact < 100 and rounded == 100:
        rounded = exact.quantize(Decimal("0.1"), ROUND_DOWN)
    if exact > 0 and rounded == 0:
        rounded = exact.quantize(Decimal("0.1"), ROUND_UP)
    decimals = 0 if rounded == int(rounded) and not aligned else 1
    return f"{number_format(rounded, decimals, use_l10n=True)}\u00a0%"
