"""What the statistics views count, exactly, for tests alone: no page, file or command shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.disclosure.protect import protect
from reports.disclosure.safe import SafeTable
from reports.periods import Period
from reports.queries.counting import raw_tables
from reports.tables.definitions import TABLES


@dataclass(frozen=True)
class Headline:
    """The key figures. A share is between 0 and 1, and ``None`` where there is nobody to share."""

    shifts: int
    hours: float
    nobody_met: int
    exploited: int
    exploited_under_18: int
    suspected_buyers: int
    suspected_buyers_under_18: int
    informed: int
    offered_support: int

    @property
    def informed_share(self) -> float | None:
        """Of the exploited: informed of support, protection and rights."""
        return _share(self.informed, self.exploited)

    @property
    def offered_support_share(self) -> float | None:
        """Of the exploited: offered support."""
        return _share(self.offered_support, self.exploited)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True)
class FollowUp:
    """The tables of *period* under their codes. Everything shown or written is read from here."""

    period: Period
    tables: Mapping[str, SafeTable]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was recorded in the period."""
        return not any(table.total for table in self.tables.values())

    @property
    def headline(self) -> Headline:
        """The key figures, read from the tables: they can't differ from them."""
        shifts = self.tables["shifts_by_shift_kind"]
        roles = self.tables["people_by_role"]
        under_18 = self.tables["people_under_18"]
        told = self.tables["exploited_informed_and_offered"]
        return Headline(
            shifts=int(shifts.column_total("shifts")),
            hours=float(shifts.column_total("hours")),
            nobody_met=int(shifts.column_total("nobody_met")),
            exploited=int(roles.row_total("exploited")),
            exploited_under_18=int(under_18.value("exploited", "yes")),
            suspected_buyers=int(roles.row_total("suspected_buyer")),
            suspected_buyers_under_18=int(under_18.value("suspected_buyer", "yes")),
            informed=int(told.row_total("yes")),
            offered_support=int(told.column_total("yes")),
        )


def yearly_follow_up(period: Period) -> FollowUp:
    """Every table of *period*, counted in three queries whatever the number of tables and rows."""
    return FollowUp(period, {raw.code: protect(raw) for raw in raw_tables(TABLES, period)})
