"""What a city's administrators and a unit's managers say of a unit themselves."""

from __future__ import annotations

import re
import uuid

from django.utils.translation import gettext as _

from casework.access.organisation import can_set_phone
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Unit, User

# A number as it is written and read out: digits in groups, each group whole in its brackets or not
# in any, a single sign between two groups. As many digits as the shortest number has.
_GROUP, _BETWEEN = r"(?:\(\d+\)|\d)", r"(?: ?[-–/] ?| )"
NUMBER = re.compile(rf"(?=.{{3,40}}\Z)\+?{_GROUP}(?:{_BETWEEN}?{_GROUP})*\Z", re.ASCII)
FEWEST_DIGITS = 3


@action
def set_unit_phone(*, by: User, unit_id: uuid.UUID, phone: str) -> Unit:
    """Say on which number *unit* answers: its letters name it. Nothing takes it away.

    Raises :class:`ActionRefused`.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    if not can_set_phone(by, unit):
        raise ActionRefused(_("Only the unit's manager or an administrator sets its number."))
    number = " ".join(phone.split())
    if not NUMBER.match(number) or sum(sign.isdigit() for sign in number) < FEWEST_DIGITS:
        raise ActionRefused(fields={"phone": _("Write a telephone number: digits and spaces.")})
    unit.phone = number
    unit.save(update_fields=["phone"])
    record(Event.UNIT_PHONE_SET, by=by, obj=unit, unit_id=unit.pk)
    return unit
