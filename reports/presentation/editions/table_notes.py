"""What is said beneath a released table, or in its place."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from reports.presentation.editions.released import ANY, Number, Pin, Released, ReleasedTable
from reports.presentation.editions.words import value_label
from reports.presentation.numbers import number

# More names than this are not read by anybody; the data files have them.
MOST_NAMED = 24


def instead_of(released: Released, label: str, whole: str) -> str:
    """What is said where a table would have nothing but "fewer than 5" and its sum.

    *label* and *whole* are the line of everybody, as it would be printed.
    """
    return _(
        "There are fewer than %(number)s in every line of this table, so it is not drawn here; the "
        "data files have all of it. %(everybody)s: %(sum)s."
    ) % {
        "number": number(released.bound + 1),
        "everybody": label,
        "sum": whole,
    }


def left_out(released: Released, labels: list[str]) -> list[str]:
    """The lines and columns that are not listed, by their names."""
    if not labels:
        return []
    if len(labels) > MOST_NAMED:
        return [
            _("Fewer than %(number)s in each of those that are not listed.")
            % {"number": number(released.bound + 1)}
        ]
    names = "; ".join(dict.fromkeys(labels))
    return [
        _("Fewer than %(number)s each: %(names)s.")
        % {"number": number(released.bound + 1), "names": names}
    ]


def sums(table: ReleasedTable) -> list[str]:
    """Why the lines don't add up to everybody, where they don't."""
    several = {axis.variable for axis in table.axes if axis.multiple}
    if "offer" in several:
        return [
            _(
                "One person can be offered several kinds of support, and some are offered none: "
                "the lines don't add up to everybody."
            )
        ]
    if several:
        return [
            _("The same may stand in several lines or in none: they don't add up to everybody.")
        ]
    return []


def beside(released: Released, table: ReleasedTable) -> list[str]:
    """Exact figures beside the rounded ones, and the released captions."""
    notes = []
    for pin in released.pins:
        found = _pinned_in(released, table, pin.at)
        if found is not None:
            notes.append(pinned_words(pin, found))
    return notes + [text for code, text in released.captions if code == table.code]


def _pinned_in(
    released: Released, table: ReleasedTable, wanted: Mapping[str, str]
) -> Number | None:
    """The number of *table* that an exact figure stands beside, if any."""
    if table.where or any(axis.multiple for axis in table.axes):
        return None
    places = [ANY] * len(table.axes)
    for level, value in wanted.items():
        inside = [i for i, axis in enumerate(table.axes) if level in axis.levels]
        if not inside:
            return None
        places[inside[0]] = f"{level}={value}"
    return released.number(table.code, tuple(places))


def pinned_words(pin: Pin, found: Number) -> str:
    """The exact figure in words, with the rounded one that it stands beside."""
    whom = ", ".join(value_label(level, value) for level, value in pin.at.items())
    return _("%(whom)s: exactly %(exact)s; the sum %(sum)s of the table is rounded.") % {
        "whom": whom or _("Everybody"),
        "exact": number(pin.count),
        "sum": number(found.value),
    }
