"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from __future__ import annotations

import uuid

from celery import Task, shared_task
from django.utils import timezone

from casework.actors import CLOCK, RELEASER
from casework.models import User
from reports.actions.edition_clock import prepare_last_year, sweep_editions
from reports.actions.edition_pdfs import write_pdfs
from reports.actions.edition_rests import keep_missing_rests
from reports.actions.making import make_report
from reports.actions.preparing import make_next, send_when_committed
from reports.actions.sweeping import sweep_reports

# Less than STALE: whoever has had no sign of life for so long is really gone.
SOFT_LIMIT_SECONDS = 240
HARD_LIMIT_SECONDS = 270
# A universe with exact figures takes up to three minutes to audit.
EDITION_SOFT_LIMIT_SECONDS = 280
EDITION_HARD_LIMIT_SECONDS = 290


@shared_task(
    name="reports.run_report",
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    soft_time_limit=SOFT_LIMIT_SECONDS,
    time_limit=HARD_LIMIT_SECONDS,
)
def run_report(self: Task[[str, str], None], report_id: str, owner_id: str) -> None:
    """Make a report as its owner. An account taken out of use gets none.

    The broker tells when it delivers again what a lost worker had begun.
    """
    owner = User.objects.filter(pk=uuid.UUID(owner_id), is_active=True).first()
    if owner is not None:
        again = bool((self.request.delivery_info or {}).get("redelivered"))
        make_report(owner=owner, report_id=uuid.UUID(report_id), takes_over=again)


@shared_task(name="reports.sweep_report_requests")
def sweep_report_requests() -> None:
    """Every minute: put back what was left behind, delete what has expired."""
    sweep_reports(by=CLOCK)


@shared_task(
    name="reports.advance_edition",
    acks_late=True,
    reject_on_worker_lost=True,
    soft_time_limit=EDITION_SOFT_LIMIT_SECONDS,
    time_limit=EDITION_HARD_LIMIT_SECONDS,
)
def advance_edition(edition_id: str) -> None:
    """Make the next universe of an edition, and come again for the one after it."""
    pk = uuid.UUID(edition_id)
    if make_next(edition_id=pk):
        send_when_committed(pk)


@shared_task(name="reports.sweep_editions")
def sweep_left_editions() -> None:
    """Every minute: go on with editions that were left behind; keep what their pages read."""
    sweep_editions(by=RELEASER)
    keep_missing_rests()


@shared_task(
    name="reports.write_edition_pdfs",
    soft_time_limit=SOFT_LIMIT_SECONDS,
    time_limit=HARD_LIMIT_SECONDS,
)
def write_edition_pdfs() -> None:
    """After publishing, and every minute: write the reports that are missing."""
    write_pdfs()


@shared_task(name="reports.prepare_last_year")
def prepare_edition_of_last_year() -> None:
    """In the second half of January: begin the edition of last year, once."""
    prepare_last_year(by=RELEASER, today=timezone.localdate())
