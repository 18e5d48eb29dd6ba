"""What the owner does with an ordered report: have it made again after a failure, delete it."""

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
from reports.enums import ReportState, ReportStep
from reports.models import ReportRequest
from reports.models.report_request import KEPT

TASK = "reports.run_report"


def send_when_committed(report_id: uuid.UUID, owner_id: uuid.UUID) -> None:
    """Hand a report to the workers once its row is there.

    The row is what counts: where the broker can't be reached, the sweeper sends it again.
    """
    arguments = [str(report_id), str(owner_id)]
    transaction.on_commit(lambda: current_app.send_task(TASK, args=arguments), robust=True)


@action
def retry_report(*, by: User, report_id: uuid.UUID) -> ReportRequest:
    """Order a failed report again. Raises ``ActionRefused`` when it has not failed."""
    report = _own(by, report_id)
    if report.state != ReportState.FAILED:
        raise ActionRefused(_("Only a file that failed can be made again."))
    now = timezone.now()
    try:
        with transaction.atomic():
            _queue(report, now)
    except IntegrityError:
        raise ActionRefused(_("The same file is being made already.")) from None
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
        raise ActionRefused(_("The file is not there any more."))
    return report
