"""The follow-up on the screen."""

from __future__ import annotations

from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.periods import Period
from reports.queries.yearly import yearly_follow_up
from reports.tables.follow_up import FollowUp


def read_follow_up(user: User, period: Period) -> FollowUp:
    """The follow-up of *period* for *user*. That the exact figures were read is logged."""
    record(
        FigureEvent.FOLLOW_UP_READ,
        by=user,
        period_start=period.start.isoformat(),
        period_end=period.end.isoformat(),
    )
    return yearly_follow_up(period)
