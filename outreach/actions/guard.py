"""What every action on a shift begins with: the row, locked, and the table of states asked."""

from __future__ import annotations

import uuid

from django.db.models import Prefetch

from casework.actions.base import ActionRefused
from casework.models import User
from outreach.models import Shift, ShiftUnit
from outreach.states import ShiftEvent, refusal

# Asked twice of every shift: may *by* do this, and whom do their units read.
UNITS = Prefetch("shift_units", ShiftUnit.objects.select_related("unit"))


def shift_for(shift_id: uuid.UUID, event: ShiftEvent, by: User) -> Shift:
    """Lock the shift for the rest of the transaction and see that *by* may do *event* now.

    Raises :class:`ActionRefused` with the sentence of the table, or ``Shift.DoesNotExist`` when
    *by* does not see the shift.
    """
    shifts = Shift.objects.visible_to(by).prefetch_related(UNITS)
    shift = shifts.select_for_update(of=("self",)).get(pk=shift_id)
    reason = refusal(by, event, shift)
    if reason is not None:
        raise ActionRefused(reason)
    return shift
