"""Ordered reports for the screens, and opening one."""

from __future__ import annotations

from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.enums import ReportState
from reports.models import ReportRequest
from reports.models.report_request import ReportRequestQuerySet


def my_reports(user: User, state: str = "") -> ReportRequestQuerySet:
    """The reports that *user* ordered, without their files; *state* keeps one state."""
    reports = ReportRequest.objects.visible_to(user).without_results()
    return reports.filter(state=state) if state in ReportState.values else reports


def opened_report(user: User, report: ReportRequest) -> bytes:
    """The finished file of *report*, which *user* may see. That it was opened is in the log."""
    record(FigureEvent.REPORT_DOWNLOADED, by=user, obj=report, form=report.format)
    if report.exchange is not None:
        record(
            FigureEvent.EXCHANGE_FETCHED,
            by=user,
            obj=report.exchange,
            purpose=report.exchange.purpose,
            receiver=report.exchange.receiver,
        )
    return report.open_result()
