"""Protected identity: at once the file is for named people, out of every list and search."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import file_to_manage
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import ProtectedIdentity
from casework.models import Person, User
from casework.queries.file_grants import given_access


@action
def set_protection(*, by: User, person_id: uuid.UUID, protection: ProtectedIdentity) -> Person:
    """Set or lift the protection. What units were given does not reach a protected file.

    Raises :class:`ActionRefused` when nobody is named who could go on deciding over it.
    """
    person = file_to_manage(person_id, by)
    named = [given for given in given_access(person) if given.user_id and given.decides]
    if protection and not named:
        raise ActionRefused(
            _("Name somebody first who decides over the file: units don't reach it afterwards.")
        )
    if person.protection == protection:
        raise ActionRefused(_("So it is already."))
    person.protection = protection
    person.updated_by = by
    person.save(update_fields=["protection", "updated_at", "updated_by"])
    record(Event.PROTECTION_CHANGED, by=by, obj=person, protection=str(protection))
    return person
