"""Writing the follow-up from the command line."""

from __future__ import annotations

from casework.actions.base import action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from reports.enums import ReportFormat
from reports.exports.files import written
from reports.periods import Period
from reports.queries.colophon import colophon
from reports.queries.yearly import yearly_follow_up
from reports.tables.follow_up import FollowUp


@action
def export_follow_up(
    *, by: SystemActor, period: Period, form: ReportFormat, language: str
) -> tuple[FollowUp, bytes]:
    """The follow-up of *period* and the file it makes. That it was exported is in the log."""
    follow_up = yearly_follow_up(period)
    content = written(follow_up, form=form, language=language, colophon=colophon(period))
    record(
        Event.FOLLOW_UP_EXPORTED,
        by=by,
        form=form.value,
        period_start=period.start.isoformat(),
        period_end=period.end.isoformat(),
    )
    return follow_up, content
