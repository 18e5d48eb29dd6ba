"""Giving a colleague access to a file, and ending it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.base import ActionRefused, action
from casework.actions.consents import rest_on_consent
from casework.actions.gate import end, grant
from casework.days import end_of
from casework.enums import AccessGround, AccessLevel, GrantEnd
from casework.grant_enums import GrantTask
from casework.models import Case, Consent, Person, Unit, User

# Access is looked at anew at least this often. The database asks it too.
LONGEST = timedelta(days=366)
TOO_LONG = gettext_lazy("Choose a day from today and at most a year ahead.")


def must_end(until: datetime | None) -> datetime:
    """*until*, within a year. Raises :class:`ActionRefused` for none, or one too far off."""
    now = timezone.now()
    if until is None or not now < until <= now + LONGEST:
        raise ActionRefused(fields={"until": str(TOO_LONG)})
    return until


@action
def give_access(
    *,
    by: User,
    person: Person,
    unit: Unit,
    user: User,
    level: AccessLevel,
    task: GrantTask,
    until: datetime,
    consent: Consent | None = None,
) -> uuid.UUID:
    """Let *user*, in the work of *unit*, into the file until then.

    An access that rests on a *consent* to the unit lasts no longer than the consent, and ends with
    its withdrawal. Raises :class:`ActionRefused`.
    """
    if user == by:
        raise ActionRefused(fields={"user": _("Nobody gives themselves access.")})
    until = must_end(until)
    if consent is not None:
        if consent.person_id != person.pk or consent.recipient_unit_id != unit.pk:
            raise ActionRefused(fields={"consent": _("This consent is not for the unit.")})
        until = min(until, end_of(consent.until_day))
    ground = AccessGround.PROTECTED if person.is_protected else AccessGround.ASSIGNED
    given = grant(
        person,
        unit=unit,
        user=user,
        level=level,
        ground=ground,
        task=task,
        until=until,
        case=Case.objects.filter(person=person, unit=unit, state="open").first(),
    )
    if consent is not None:
        rest_on_consent(by=by, consent=consent, grant_id=given)
    return given


@action
def end_access(*, by: User, grant_id: uuid.UUID, why: GrantEnd) -> None:
    """End one access now. Raises :class:`ActionRefused`, also where nobody would be left."""
    end(grant_id, why)
