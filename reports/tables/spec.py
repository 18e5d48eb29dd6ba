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
    """What a table is about, in the order of the tables."""

    SHIFTS = "shifts"
    PEOPLE = "people"
    EXPLOITED = "exploited"
    BUYERS = "suspected-buyers"
    SUPPORT = "support"
    CHILDREN = "children"
    QUALITY = "quality"


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
