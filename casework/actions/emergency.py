"""Emergency access: opened by who needs it now, told at once, looked at afterwards by another."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import file_units
from casework.access.requests import can_review_emergency
from casework.actions.base import ActionRefused, action
from casework.actions.gate import call
from casework.actions.letters import send_letters_when_committed
from casework.audit.events import Event
from casework.audit.record import record, written_by_database
from casework.crypto import seal
from casework.exact import Lookup
from casework.identifiers import uuid7
from casework.models import EmergencyAccess, Unit, User
from casework.notice_enums import ReviewOutcome

OPENED, MISSED, LOCKED = "opened", "missed", "locked"


@dataclass(frozen=True)
class Answer:
    """What came of it. A miss is an answer and no refusal: what was done stays in the log."""

    outcome: str
    person_id: uuid.UUID | None


@action
def open_in_emergency(*, by: User, unit: Unit, wanted: Lookup, reason: str) -> Answer:
    """Give *by* the file that *wanted* names for a few hours, or say that none was met.

    The database checks, bounds the hours, logs hit and miss and tells whoever decides over the
    file. Raises :class:`ActionRefused` for who opens no files.
    """
    if unit not in file_units(by):
        raise ActionRefused(fields={"unit": _("You don't work with files in this unit.")})
    emergency = EmergencyAccess(pk=uuid7())
    field = EmergencyAccess._meta.get_field("reason")
    outcome, person_id = call(
        "app_open_emergency",
        emergency.pk,
        wanted.pseudonym,
        wanted.digests,
        unit.pk,
        seal(reason, field.place(emergency)),
        settings.EMERGENCY_HOURS,
        refusal=_("You can't open files in an emergency."),
    )
    events = {
        OPENED: Event.EMERGENCY_OPENED,
        MISSED: Event.EMERGENCY_MISSED,
        LOCKED: Event.EMERGENCY_REFUSED,
    }
    written_by_database(events[outcome])
    send_letters_when_committed()
    return Answer(outcome, person_id)


@action
def review_emergency(
    *, by: User, emergency_id: uuid.UUID, outcome: ReviewOutcome
) -> EmergencyAccess:
    """Say what a review found. Raises :class:`ActionRefused` for the opener and the second one."""
    seen = EmergencyAccess.objects.visible_to(by).filter(pk=emergency_id)
    emergency = seen.get()
    if not can_review_emergency(by, emergency):
        raise ActionRefused(_("Somebody else has to review what you opened yourself."))
    # The row is changed where nobody was first; two at a time are put in order by the database.
    now = timezone.now()
    changed = seen.filter(reviewed_at=None).update(reviewed_at=now, reviewed_by=by, outcome=outcome)
    if not changed:
        raise ActionRefused(_("Somebody else has reviewed it already."))
    call("app_emergency_reviewed", emergency.pk)
    record(
        Event.EMERGENCY_REVIEWED,
        by=by,
        obj=emergency,
        unit_id=emergency.unit_id,
        outcome=str(outcome),
    )
    emergency.refresh_from_db()
    return emergency
