"""How a report is made. Each step is a transaction of its own, so that its progress can be seen.

Only the latest attempt can write: a worker that was thought dead and comes back finds that the
report is not its any more, and what it made is thrown away.
"""

from __future__ import annotations

import logging
import uuid

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.enums import STEP_PROGRESS, ReportError, ReportState, ReportStep
from reports.exchange.company import TooFewPeople
from reports.exports.htcds_file import as_htcds
from reports.models import ReportRequest
from reports.models.report_request import MOST_ATTEMPTS, OPEN_STATES
from reports.queries.exchange import exchange_rows

logger = logging.getLogger(__name__)

# Not for the user: nobody sees it but this module, which stops.
_SUPERSEDED = "The report was deleted, or another attempt has it."


def make_report(*, owner: User, report_id: uuid.UUID, takes_over: bool = False) -> None:
    """Count, write and store one report, as its owner. Does nothing when it is not waiting.

    With *takes_over* it may also be one that a worker began: that worker is known to be lost.
    What goes wrong is kept on the report in plain words; nothing is raised for it.
    """
    try:
        report = start_report(by=owner, report_id=report_id, takes_over=takes_over)
    except ActionRefused:
        return
    attempt = report.attempt
    error = ReportError.COUNTING
    try:
        assert report.exchange_id is not None
        rows = exchange_rows(report.exchange_id)
        advance_report(by=owner, report_id=report_id, attempt=attempt, step=ReportStep.WRITING)
        error = ReportError.WRITING
        content = as_htcds(rows)
        advance_report(by=owner, report_id=report_id, attempt=attempt, step=ReportStep.SEALING)
        finish_report(by=owner, report_id=report_id, attempt=attempt, content=content)
    except ActionRefused:
        return
    except TooFewPeople:
        _give_up(owner, report_id, attempt, ReportError.TOO_FEW)
    except SoftTimeLimitExceeded:
        _give_up(owner, report_id, attempt, ReportError.TOO_LONG)
    except Exception:  # whatever it was, the owner is told in which step, and may try again
        logger.exception("A report could not be made: %s", error.value)
        _give_up(owner, report_id, attempt, error)


def _give_up(owner: User, report_id: uuid.UUID, attempt: int, error: ReportError) -> None:
    try:
        fail_report(by=owner, report_id=report_id, attempt=attempt, error=error)
    except (ActionRefused, DatabaseError):
        # Deleted meanwhile, or the database is gone: then the sweeper finds it.
        logger.warning("A failed report could not be marked.")


@action
def start_report(*, by: User, report_id: uuid.UUID, takes_over: bool = False) -> ReportRequest:
    """Take a waiting report. Raises ``ActionRefused`` when somebody has it or it is gone."""
    waiting = ReportRequest.objects.visible_to(by).filter(
        pk=report_id,
        state__in=OPEN_STATES if takes_over else [ReportState.QUEUED],
        attempt__lt=MOST_ATTEMPTS,
    )
    taken = waiting.update(
        state=ReportState.RUNNING,
        step=ReportStep.COUNTING,
        progress=STEP_PROGRESS[ReportStep.COUNTING],
        attempt=F("attempt") + 1,
        seen_at=timezone.now(),
    )
    if not taken:
        raise ActionRefused(_SUPERSEDED)
    report = ReportRequest.objects.without_results().get(pk=report_id)
    record(FigureEvent.REPORT_STARTED, by=by, obj=report, attempt=report.attempt)
    return report


@action
def advance_report(*, by: User, report_id: uuid.UUID, attempt: int, step: ReportStep) -> None:
    """Tell that *step* begins. Raises ``ActionRefused`` when the attempt is not the latest."""
    report = _running(by, report_id, attempt)
    report.step, report.progress, report.seen_at = step, STEP_PROGRESS[step], timezone.now()
    report.save(update_fields=["step", "progress", "seen_at"])
    record(FigureEvent.REPORT_ADVANCED, by=by, obj=report, step=step.value)


@action
def finish_report(*, by: User, report_id: uuid.UUID, attempt: int, content: bytes) -> None:
    """Keep *content*, sealed. Raises ``ActionRefused`` when the attempt is not the latest."""
    report = _running(by, report_id, attempt)
    report.seal_result(content)
    report.state, report.step = ReportState.DONE, ReportStep.READY
    report.progress = STEP_PROGRESS[ReportStep.READY]
    report.finished_at = report.seen_at = timezone.now()
    report.save(
        update_fields=[
            "sealed_result", "size", "state", "step", "progress", "finished_at", "seen_at",
        ]
    )  # fmt: skip
    record(FigureEvent.REPORT_FINISHED, by=by, obj=report, size=len(content))


@action
def fail_report(*, by: User, report_id: uuid.UUID, attempt: int, error: ReportError) -> None:
    """Keep what went wrong. Raises ``ActionRefused`` when the attempt is not the latest."""
    report = _running(by, report_id, attempt)
    report.state, report.error = ReportState.FAILED, error
    report.finished_at = report.seen_at = timezone.now()
    report.save(update_fields=["state", "error", "finished_at", "seen_at"])
    record(FigureEvent.REPORT_FAILED, by=by, obj=report, error=error.value)


def _running(by: User, report_id: uuid.UUID, attempt: int) -> ReportRequest:
    running = ReportRequest.objects.visible_to(by).without_results().select_for_update()
    report = running.filter(pk=report_id, state=ReportState.RUNNING, attempt=attempt).first()
    if report is None:
        raise ActionRefused(_SUPERSEDED)
    return report
