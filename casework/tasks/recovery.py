"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from casework.actions.recovery import expire_recoveries as expire
from casework.actions.sessions import forget_ended_sessions as forget
from casework.actors import CLOCK, SETUP, acting_as
from casework.enums import RecoveryState
from casework.models import Recovery


@shared_task(name="casework.expire_recoveries")
def expire_recoveries() -> None:
    """Close the requests for recovery that nobody confirmed within a day."""
    with acting_as(CLOCK):
        late = Recovery.objects.filter(
            state=RecoveryState.WAITING, expires_at__lt=timezone.now()
        ).order_by()
        is_any = late.exists()
    if is_any:
        expire(by=CLOCK)


@shared_task(name="casework.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Every day: delete what is left of sessions that have run out."""
    forget(by=SETUP)
