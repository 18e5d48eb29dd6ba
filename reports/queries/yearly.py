"""The yearly follow-up: counted, protected, ready to be shown or written."""

from __future__ import annotations

from types import MappingProxyType

from reports.disclosure.protect import protect
from reports.periods import Period
from reports.queries.counting import raw_tables
from reports.tables.definitions import TABLES
from reports.tables.follow_up import FollowUp


def yearly_follow_up(period: Period) -> FollowUp:
    """Every table of *period* (whole days, both ends included), each through the protection.

    Three queries on the de-identified views, whatever the number of tables and rows.
    """
    protected = {raw.code: protect(raw) for raw in raw_tables(TABLES, period)}
    return FollowUp(period, MappingProxyType({spec.code: protected[spec.code] for spec in TABLES}))
