"""What somebody does with the notices that are for them, and what the clock tells them of."""

from __future__ import annotations

from django.utils import timezone

from casework.actions.base import action
from casework.actions.gate import call
from casework.actions.letters import send_letters_when_committed
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record, written_by_database
from casework.models import Notice, User
from casework.queries.late_times import late_files
from casework.queries.notices import ASKING


@action
def tell_of_late_times(*, by: SystemActor) -> int:
    """Tell the managers in whose files a time to keep has passed, once for each; of how many files.

    One statement of the database: a worker killed in it has told nobody, and the next run tells.
    """
    late = late_files(timezone.localdate())
    how_many: int = call("app_tell_of_late_times", list(late), list(late.values()))
    written_by_database(Event.TIMES_ESCALATED)
    send_letters_when_committed()
    return how_many


@action
def read_notices(*, by: User) -> int:
    """Note that *by* has read what is only to be known; how many there were."""
    unread = Notice.objects.visible_to(by).unread().exclude(kind__in=ASKING)
    how_many = unread.update(read_at=timezone.now())
    record(Event.NOTICES_READ, by=by, count=how_many)
    return how_many
