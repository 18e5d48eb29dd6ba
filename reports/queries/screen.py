"""The follow-up on the screen: our own work of any period, and nothing about people."""

from __future__ import annotations

from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.disclosure.safe import SafeTable
from reports.periods import Period
from reports.queries.own_work import count_own_work, own_work_of
from reports.tables.own_work import ABOUT_PEOPLE


def read_own_work(user: User, period: Period) -> list[SafeTable]:
    """Our own work of *period*, for *user*; that it was read is logged.

    Where nobody was met is left out: of a day or a week it says that nobody was met there, and the
    rest that somebody was. Editions tell it, of whole registered periods.
    """
    record(
        FigureEvent.FOLLOW_UP_READ,
        by=user,
        period_start=period.start.isoformat(),
        period_end=period.end.isoformat(),
    )
    stored = [table for table in count_own_work(period) if table["code"] not in ABOUT_PEOPLE]
    return own_work_of(stored)
