"""Protected identity: at once the file is for named people, out of every list and search."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.gate import call
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.enums import ProtectedIdentity
from casework.models import Person, User


@action
def set_protection(*, by: User, person_id: uuid.UUID, protection: ProtectedIdentity) -> None:
    """Set or lift the protection. Whoever saw a file through a unit sees it no more afterwards.

    The database does it: *by* may be one of them. It ends emergency access and deletes extracts
    that were made of the file before.

    Raises :class:`ActionRefused` when nobody who works where they were named for it decides over
    the file.
    """
    person = Person.objects.visible_to(by).get(pk=person_id)
    if person.protection == protection:
        raise ActionRefused(_("So it is already."))
    call(
        "app_set_protection",
        person_id,
        str(protection),
        refusal=_("You don't decide over this file."),
    )
    written_by_database(Event.PROTECTION_CHANGED)
