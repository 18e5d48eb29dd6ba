"""Giving a colleague access to a file, and ending it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.gate import end, grant
from casework.enums import AccessGround, AccessLevel, GrantEnd
from casework.models import Case, Person, Unit, User

# Access is looked at anew at least this often.
LONGEST = timedelta(days=366)


@action
def give_access(
    *,
    by: User,
    person: Person,
    unit: Unit,
    user: User,
    level: AccessLevel,
    reason: str,
    until: datetime,
) -> uuid.UUID:
    """Let *user*, in the work of *unit*, into the file until then.

    Raises :class:`ActionRefused`.
    """
    if user == by:
        raise ActionRefused(fields={"user": _("Nobody gives themselves access.")})
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise ActionRefused(
            fields={"until": _("Choose a day from today and at most a year ahead.")}
        )
    ground = AccessGround.PROTECTED if person.is_protected else AccessGround.ASSIGNED
    return grant(
        person,
        unit=unit,
        user=user,
        level=level,
        ground=ground,
        reason=reason,
        until=until,
        case=Case.objects.filter(person=person, unit=unit, state="open").first(),
    )


@action
def end_access(*, by: User, grant_id: uuid.UUID, why: GrantEnd) -> None:
    """End one access now. Raises :class:`ActionRefused`, also where nobody would be left."""
    end(grant_id, why)
