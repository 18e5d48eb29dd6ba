"""Numbers as they are written in the language in use."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.utils.formats import number_format

NONE = "–"


def number(value: float) -> str:
    """A count with its thousands apart; a part of an hour with one decimal."""
    rounded = round(value, 1)
    decimals = 0 if rounded == int(rounded) else 1
    return number_format(rounded, decimals, use_l10n=True, force_grouping=True)


def percent(share: float | None) -> str:
    """A share between 0 and 1 in per cent, ``–`` when there is none.

    One decimal, and never rounded to "all" or "nobody": 999 of 1,000 are 99.9 %.
    """
    if share is None:
        return NONE
    exact = Decimal(str(round(share, 12))) * 100
    rounded = round(exact, 1)
    if exact < 100 and rounded == 100:
        rounded = exact.quantize(Decimal("0.1"), ROUND_DOWN)
    if exact > 0 and rounded == 0:
        rounded = exact.quantize(Decimal("0.1"), ROUND_UP)
    decimals = 0 if rounded == int(rounded) else 1
    return f"{number_format(rounded, decimals, use_l10n=True)}\u00a0%"
