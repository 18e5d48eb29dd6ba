"""What a table is: data that the counting, the screens and the files all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.tables.variables import Variable, Words


class Section(StrEnum):
    """The chapters of the follow-up, in order. The value is the anchor in the page."""

    SHIFTS = "shifts"
    PEOPLE = "people"
    EXPLOITED = "exploited"
    BUYERS = "suspected-buyers"
    SUPPORT = "support"
    CHILDREN = "children"
    QUALITY = "quality"


SECTION_TITLES: dict[Section, Words] = {
    Section.SHIFTS: _("Shifts"),
    Section.PEOPLE: _("People met"),
    Section.EXPLOITED: _("Exploited people"),
    Section.BUYERS: _("Suspected buyers of a sexual act"),
    Section.SUPPORT: _("Offers of support"),
    Section.CHILDREN: _("Children"),
    Section.QUALITY: _("Quality of the data"),
}
SECTION_INTROS: dict[Section, Words] = {
    Section.SHIFTS: _(
        "Shifts that were held, also those where nobody was met. Social workers and police "
        "officers are counted once for each shift that they took part in."
    ),
    Section.PEOPLE: _(
        "Each person is counted once for each time they were met. Anonymous people can't be told "
        "apart: the same person may be counted on several shifts."
    ),
    Section.EXPLOITED: _("People exposed to exploitation, whatever its form."),
    Section.BUYERS: _("People suspected of having bought a sexual act."),
    Section.SUPPORT: _("One person may be offered several kinds of support and answer each."),
    Section.CHILDREN: _(
        "A child is a person under 18, or possibly under 18. A child who is exploited is a child "
        "exposed to exploitation, whatever the circumstances."
    ),
    Section.QUALITY: _(
        "Rows imported from an earlier log keep what was written in it. Where a row breaks a rule "
        "that would have stopped it here, it is counted as a deviation."
    ),
}


@dataclass(frozen=True)
class Measures:
    """Columns that are different measures of our own work instead of values of a variable."""

    label: Words
    labels: Mapping[str, Words]

    def label_of(self, value: str) -> str:
        """What the measure is called."""
        return str(self.labels.get(value, value))


SHIFT_MEASURES = Measures(
    _("Our own work"),
    {
        "shifts": _("Shifts"),
        "nobody_met": _("of which nobody met"),
        "hours": _("Hours"),
        "social_workers": _("Social workers"),
        "officers": _("Police officers"),
    },
)

Chart = Literal["bars", "columns", "stacked"]


@dataclass(frozen=True)
class TableSpec:
    """One table: *universe* is the view, *where* keeps only rows with one of these values."""

    code: str
    title: str | Promise
    section: Section
    universe: Literal["encounter", "offer", "shift"]
    rows: Variable
    columns: Variable | Measures
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    chart: Chart | None = None

    @property
    def counted_by(self) -> frozenset[str]:
        """The columns of the view that the cells are counted by."""
        across = {self.columns.column} if isinstance(self.columns, Variable) else set()
        return frozenset({self.rows.column, *across, *self.where})
