"""Work for the queue that belongs to the log. No task takes an argument."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings

from casework.actions.log_review import watch_finished_days
from casework.actions.sealing import drop_day, note_check, seal_finished_days
from casework.actors import LOG_WATCH, RETENTION, SEALER, acting_as
from casework.queries.log_check import check_log, is_as_sealed
from casework.queries.log_seals import days_past

log = logging.getLogger(__name__)


@shared_task(name="casework.seal_log")
def seal_log() -> None:
    """Every hour: seal the days that are over, also those missed, and write the seals outside."""
    seal_finished_days(by=SEALER)


@shared_task(name="casework.verify_log")
def verify_log() -> None:
    """Every week: compare the whole log with its seals."""
    check = check_log(SEALER)
    note_check(by=SEALER, days=check.days, events=check.events, faults=len(check.faults))
    if check.faults:
        log.error("The audit log is not as it was sealed: %s faults", len(check.faults))


@shared_task(name="casework.watch_log")
def watch_log() -> None:
    """Every night: look for unusual reading on the days that are over."""
    watch_finished_days(by=LOG_WATCH)


@shared_task(name="casework.expire_log")
def expire_log() -> None:
    """Every night: let go of days past their time. One that is not as it was sealed stays."""
    keep_days = settings.AUDIT_RETENTION_DAYS
    with acting_as(RETENTION):
        due = days_past(keep_days)
    for day in due:
        if is_as_sealed(SEALER, day):
            drop_day(by=RETENTION, day=day, keep_days=keep_days)
        else:
            log.error("The audit log of %s is not as it was sealed: it stays", day)
