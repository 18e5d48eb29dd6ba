"""What the owner does with reports: order, order again after a failure, delete."""

from __future__ import annotations

import uuid
from datetime import datetime

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.access import can_see_follow_up
from reports.enums import ReportFormat, ReportState, ReportStep
from reports.models import ReportRequest
from reports.models.report_request import KEPT, OPEN_STATES
from reports.periods import Period

TASK = "reports.run_report"


def send_when_committed(report_id: uuid.UUID, owner_id: uuid.UUID) -> None:
    """Hand a report to the workers once its row is there.

    The row is what counts: where the broker can't be reached, the sweeper sends it again.
    """
    arguments = [str(report_id), str(owner_id)]
    transaction.on_commit(lambda: current_app.send_task(TASK, args=arguments), robust=True)


@action
def request_report(
    *, by: User, period: Period, form: ReportFormat, language: str, press: uuid.UUID
) -> ReportRequest:
    """Order a report of *period*. Raises ``ActionRefused`` for whoever may not see the figures.

    No page calls it: exact figures stay on the screen, and what leaves the house is an edition.
    *press* belongs to the form that was shown. The same press again, and the same order while one
    is being made, give the report that there already is.
    """
    if not can_see_follow_up(by):
        raise ActionRefused(_("Only a statistics manager orders reports."))
    if form is ReportFormat.HTCDS:
        raise ActionRefused(_("A file for exchange needs a second person's yes."))
    report, is_new = _found_or_made(by, period, form, language, press)
    if is_new:
        send_when_committed(report.pk, by.pk)
    record(
        FigureEvent.REPORT_REQUESTED,
        by=by,
        obj=report,
        form=form.value,
        period_start=period.start.isoformat(),
        period_end=period.end.isoformat(),
        is_new=is_new,
    )
    return report


def _found_or_made(
    by: User, period: Period, form: ReportFormat, language: str, press: uuid.UUID
) -> tuple[ReportRequest, bool]:
    now = timezone.now()
    try:
        with transaction.atomic():
            made = ReportRequest.objects.create(
                owner=by,
                period_start=period.start,
                period_end=period.end,
                format=form,
                language=language,
                press=press,
                seen_at=now,
                expires_at=now + KEPT,
            )
    except IntegrityError:
        # The database decides between two presses: whoever came second gets the first's report.
        mine = ReportRequest.objects.visible_to(by).without_results()
        same_press = mine.filter(press=press).first()
        return same_press or mine.get(
            period_start=period.start,
            period_end=period.end,
            format=form,
            language=language,
            state__in=OPEN_STATES,
        ), False
    return made, True


@action
def retry_report(*, by: User, report_id: uuid.UUID) -> ReportRequest:
    """Order a failed report again. Raises ``ActionRefused`` when it has not failed."""
    report = _own(by, report_id)
    if report.state != ReportState.FAILED:
        raise ActionRefused(_("Only a report that failed can be made again."))
    now = timezone.now()
    try:
        with transaction.atomic():
            _queue(report, now)
    except IntegrityError:
        raise ActionRefused(_("The same report is being made already.")) from None
    send_when_committed(report.pk, by.pk)
    record(FigureEvent.REPORT_RETRIED, by=by, obj=report)
    return report


def _queue(report: ReportRequest, now: datetime) -> None:
    report.state, report.step, report.progress = ReportState.QUEUED, ReportStep.WAITING, 0
    report.error, report.attempt = "", 0
    report.seen_at, report.expires_at = now, now + KEPT
    report.save(
        update_fields=["state", "step", "progress", "error", "attempt", "seen_at", "expires_at"]
    )


@action
def delete_report(*, by: User, report_id: uuid.UUID) -> None:
    """Delete a report and its result. What is being made just now finds nothing to finish."""
    report = _own(by, report_id)
    record(FigureEvent.REPORT_DELETED, by=by, obj=report, state=report.state)
    report.delete()


def _own(by: User, report_id: uuid.UUID) -> ReportRequest:
    mine = ReportRequest.objects.visible_to(by).without_results().select_for_update()
    report = mine.filter(pk=report_id).first()
    if report is None:
        raise ActionRefused(_("The report is not there any more."))
    return report
