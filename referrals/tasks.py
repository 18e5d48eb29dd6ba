"""Work for the queue. No task takes an argument."""

from __future__ import annotations

from celery import shared_task

from casework.actors import CLOCK
from referrals.actions.jobs import escalate_late, tell_of_waiting


@shared_task(name="referrals.escalate_late")
def escalate() -> None:
    """Every ten minutes: what is late goes up the line, once."""
    escalate_late(by=CLOCK)


@shared_task(name="referrals.tell_of_waiting")
def tell() -> None:
    """Every morning: how many referrals wait, to each unit's intake."""
    tell_of_waiting(by=CLOCK)
