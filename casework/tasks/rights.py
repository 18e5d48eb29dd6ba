"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from __future__ import annotations

import uuid

from celery import Task, shared_task

from casework.actions.disposal_work import destroy_due, propose_lists
from casework.actions.extract_making import make_extract
from casework.actions.extract_sweeping import sweep_extracts
from casework.actors import CLOCK, DISPOSAL

# Less than STALE: whoever has had no sign of life for so long is really gone.
SOFT_LIMIT_SECONDS = 240
HARD_LIMIT_SECONDS = 270


@shared_task(
    name="casework.run_extract",
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    soft_time_limit=SOFT_LIMIT_SECONDS,
    time_limit=HARD_LIMIT_SECONDS,
)
def run_extract(self: Task[[str], None], extract_id: str) -> None:
    """Make an extract. The broker tells when it delivers again what a lost worker had begun."""
    again = bool((self.request.delivery_info or {}).get("redelivered"))
    make_extract(extract_id=uuid.UUID(extract_id), takes_over=again)


@shared_task(name="casework.sweep_extracts")
def sweep_extract_requests() -> None:
    """Every minute: put back what was left behind, delete what has expired."""
    sweep_extracts(by=CLOCK)


@shared_task(name="casework.propose_disposal")
def propose_disposal() -> None:
    """Every night: put files whose time is up on the lists of their units."""
    propose_lists(by=DISPOSAL)


@shared_task(name="casework.destroy_due_files")
def destroy_due_files() -> None:
    """Every night: destroy what two people have decided about and nobody has regretted."""
    destroy_due(by=DISPOSAL)
