"""What somebody does with the notices that are for them."""

from __future__ import annotations

from django.utils import timezone

from casework.actions.base import action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Notice, User
from casework.queries.notices import ASKING


@action
def read_notices(*, by: User) -> int:
    """Note that *by* has read what is only to be known; how many there were."""
    unread = Notice.objects.visible_to(by).unread().exclude(kind__in=ASKING)
    how_many = unread.update(read_at=timezone.now())
    record(Event.NOTICES_READ, by=by, count=how_many)
    return how_many
