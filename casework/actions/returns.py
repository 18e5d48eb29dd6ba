"""The return programme, one dated step at a time."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import must_be_of_exploited, must_work, row_to_change, sentences
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, ReturnProgramme, User
from casework.models.return_programme import DAYS
from casework.trafficking.enums import ReturnState
from casework.trafficking.transitions import RETURN


@action
def begin_return(*, by: User, person: Person, informed_on: date, remark: str) -> ReturnProgramme:
    """Record that the person was told of the programme. One at a time is under way."""
    must_work(by, person)
    must_be_of_exploited(person)
    with sentences():
        made = ReturnProgramme.objects.create(
            person=person, informed_on=informed_on, remark=remark, created_by=by, updated_by=by
        )
    record(Event.RETURN_BEGUN, by=by, obj=person)
    return made


@action
def take_return_step(
    *,
    by: User,
    person: Person,
    programme_id: uuid.UUID,
    seen_at: datetime,
    step: ReturnState,
    on_day: date,
    why: str,
) -> ReturnProgramme:
    """Take the next step, or break off with a reason. Raises :class:`ActionRefused`."""
    must_work(by, person)
    programme = row_to_change(ReturnProgramme.objects.all(), person, programme_id, seen_at)
    if step not in RETURN[ReturnState(programme.state)]:
        raise ActionRefused(fields={"step": _("This step does not follow the last one.")})
    if on_day < last_day_of(programme):
        raise ActionRefused(fields={"on_day": _("A step is not dated before the last one.")})
    programme.state = step
    if step == ReturnState.BROKEN_OFF:
        programme.broken_off_on = on_day
        programme.broken_off_why = why
    else:
        setattr(programme, DAYS[step], on_day)
    programme.updated_by = by
    with sentences():
        programme.save()
    record(Event.RETURN_MOVED, by=by, obj=person, step=str(step))
    return programme


def last_day_of(programme: ReturnProgramme) -> date:
    """The day of the last step that was taken."""
    days: list[date | None] = [getattr(programme, name) for name in DAYS.values()]
    return max(day for day in days if day is not None)
