"""Work in the queue. Arguments are ids only: they lie in clear in the broker."""

from __future__ import annotations

import uuid
from functools import partial

from celery import current_app, shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.consents import settle_consents
from casework.actions.leaving import count_unseen_files, settle_leavers
from casework.actions.letters import LEASE, SWEEP, send_letter
from casework.actions.notices import tell_of_late_times
from casework.actors import CLOCK, acting_as
from casework.models import NoticeMail, User

SEND = "casework.send_letter"
AT_ONCE = 500
# Far less than the lease; a server that answers drop by drop is left.
SOFT_LIMIT_SECONDS = 60
HARD_LIMIT_SECONDS = 90


@shared_task(name=SEND, soft_time_limit=SOFT_LIMIT_SECONDS, time_limit=HARD_LIMIT_SECONDS)
def send_one_letter(notice_id: str, user_id: str) -> None:
    """Send a letter in the name of whom it is for. May come twice: what is settled is left."""
    user = User.objects.filter(pk=uuid.UUID(user_id), is_active=True).first()
    if user is None:
        return
    try:
        send_letter(by=user, notice_id=uuid.UUID(notice_id))
    except ActionRefused:
        # Settled already, or in another worker's hands.
        return


@shared_task(name=SWEEP)
def sweep_letters() -> None:
    """Find letters that wait: new ones, and what a lost worker or a silent server left behind."""
    with acting_as(CLOCK):
        waiting = (
            NoticeMail.objects.unsettled()
            .filter(Q(tried_at=None) | Q(tried_at__lt=timezone.now() - LEASE))
            .order_by(F("tried_at").asc(nulls_first=True), "pk")
            .values_list("pk", "user_id")
        )
        for notice_id, user_id in waiting[:AT_ONCE]:
            send = partial(current_app.send_task, SEND, args=[str(notice_id), str(user_id)])
            transaction.on_commit(send, robust=True)


@shared_task(name="casework.settle_leavers")
def settle() -> None:
    """Every night after midnight: settle what ended with the day."""
    settle_leavers(by=CLOCK)
    settle_consents(by=CLOCK)


@shared_task(name="casework.tell_of_late_times")
def tell_of_late() -> None:
    """Every morning: tell the managers in whose files a time to keep has passed."""
    tell_of_late_times(by=CLOCK)


@shared_task(name="casework.count_unseen_files")
def count_unseen() -> None:
    """Every night: tell the administrators when there are files that nobody decides over."""
    count_unseen_files(by=CLOCK)
