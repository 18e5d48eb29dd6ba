"""What the clock does with reports: it sees identifiers, owners, states and times, no result."""

from __future__ import annotations

import uuid

from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.actions.sweeping import each, hold_left
from casework.actors import SystemActor
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.actions.ordering import send_when_committed
from reports.enums import ReportError, ReportState, ReportStep
from reports.models import ReportRequest
from reports.models.report_request import MOST_ATTEMPTS, STALE
from reports.queries.waiting import Abandoned, abandoned_reports, expired_reports


def sweep_reports(*, by: SystemActor) -> tuple[int, int]:
    """Put back what was left behind and delete what has expired; how many of each."""
    now = timezone.now()
    abandoned, expired = abandoned_reports(now - STALE), expired_reports(now)
    return (
        each(abandoned, lambda report: requeue_report(by=by, report=report)),
        each(expired, lambda report_id: expire_report(by=by, report_id=report_id)),
    )


@action
def requeue_report(*, by: SystemActor, report: Abandoned) -> None:
    """Send a report to the workers again; after too many attempts it has failed instead.

    Raises :class:`ActionRefused` when it is not left behind any more.
    """
    still = hold_left(ReportRequest.objects.all(), report)
    now = timezone.now()
    if report.attempt >= MOST_ATTEMPTS:
        still.update(
            state=ReportState.FAILED, error=ReportError.INTERRUPTED, finished_at=now, seen_at=now
        )
        event = FigureEvent.REPORT_FAILED
    else:
        still.update(state=ReportState.QUEUED, step=ReportStep.WAITING, progress=0, seen_at=now)
        send_when_committed(report.id, report.owner_id)
        event = FigureEvent.REPORT_REQUEUED
    record(event, by=by, obj=ReportRequest(pk=report.id), attempt=report.attempt)


@action
def expire_report(*, by: SystemActor, report_id: uuid.UUID) -> None:
    """Delete a report whose time is up, its result with it.

    Raises :class:`ActionRefused` when it is gone, or was ordered anew since it was found.
    """
    old = ReportRequest.objects.filter(pk=report_id, expires_at__lte=timezone.now())
    if not old.delete()[0]:
        raise ActionRefused("Its time is not up.")
    record(FigureEvent.REPORT_EXPIRED, by=by, obj=ReportRequest(pk=report_id))
