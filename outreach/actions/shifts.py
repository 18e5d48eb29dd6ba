"""Planning a shift and changing what was planned."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.versions import ChangedMeanwhile
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Unit, User
from casework.said_dates import moment_in_words
from outreach.access import outreach_units
from outreach.actions.answers import ShiftFacts
from outreach.actions.guard import shift_for
from outreach.actions.refusals import broke
from outreach.models import CrewMember, Shift, ShiftUnit
from outreach.queries.staff import colleagues, units_that_go_out
from outreach.queries.totals import totals
from outreach.states import ShiftEvent, refusal

_COLUMNS = [
    "kind",
    "operation_week",
    "municipality",
    "district",
    "arena",
    "police_unit",
    "officer_count",
    "voluntary_organisation",
    "starts_at",
    "ends_at",
]


@action
def plan_shift(*, shift_id: uuid.UUID, facts: ShiftFacts, by: User) -> Shift:
    """Plan a shift under the identifier that its form was given.

    The same form sent twice makes one shift. Raises :class:`ActionRefused` when *by* does not go
    out for the unit, or when somebody in the crew works in none of the units.
    """
    existing = Shift.objects.visible_to(by).filter(pk=shift_id).first()
    if existing is not None:
        return _planned_before(existing, by)
    if all(unit.pk != facts.unit.pk for unit in outreach_units(by)):
        raise ActionRefused(fields={"unit": _("You do not go out for this unit.")})
    shift = Shift(pk=shift_id, unit=facts.unit, updated_by=by)
    _check(facts)
    _set(shift, facts)
    if not _insert(shift):
        # Sent twice at the same time: the other one has made it. Or the row is another's.
        existing = Shift.objects.visible_to(by).filter(pk=shift_id).first()
        if existing is None:
            raise ActionRefused(_("This form can't be saved. Open a new one."))
        return _planned_before(existing, by)
    _set_people(shift, facts)
    record(
        Event.SHIFT_PLANNED,
        by=by,
        obj=shift,
        unit_id=shift.unit_id,
        kind=shift.kind,
        units=1 + len(_others(facts)),
        crew=shift.social_worker_count,
    )
    return shift


def _insert(shift: Shift) -> bool:
    """Insert the row; ``False`` when its identifier is taken."""
    try:
        with transaction.atomic():
            shift.save(force_insert=True)
    except IntegrityError as error:
        if not broke(error, "outreach_shift_pkey"):
            raise
        return False
    return True


def _planned_before(shift: Shift, by: User) -> Shift:
    record(Event.SHIFT_PLANNED, by=by, obj=shift, unit_id=shift.unit_id, resent=True)
    return shift


@action
def change_shift(
    *, shift_id: uuid.UUID, facts: ShiftFacts, by: User, seen_at: datetime | None = None
) -> Shift:
    """Change the facts of a shift that is not signed. The leading unit stays.

    Raises :class:`ActionRefused` by the table of states, or when the facts do not fit together, and
    :class:`ChangedMeanwhile` when the shift says something else and was saved after *seen_at*.
    """
    shift = shift_for(shift_id, ShiftEvent.CHANGE, by)
    if seen_at is not None and shift.updated_at != seen_at:
        _tell_what_differs(shift, facts)
    if facts.unit.pk != shift.unit_id:
        raise ActionRefused(fields={"unit": _("The leading unit of a shift can't be changed.")})
    _check_units(shift, facts, by)
    _check(facts)
    if facts.ends_at is None and shift.ends_at is not None:
        raise ActionRefused(fields={"ends_at": _("A shift that has been ended has an end.")})
    changed = _set(shift, facts)
    changed += _set_people(shift, facts)
    shift.updated_by = by
    shift.save()
    record(Event.SHIFT_CHANGED, by=by, obj=shift, unit_id=shift.unit_id, fields=changed)
    return shift


def _tell_what_differs(shift: Shift, facts: ShiftFacts) -> None:
    """Refuse, with what the saved shift says otherwise than *facts*, where it does."""
    names = [name for name in _COLUMNS if getattr(shift, name) != getattr(facts, name)]
    told = [
        f"{Shift._meta.get_field(name).verbose_name}: {_said(shift, name)}"  # type: ignore[union-attr]
        for name in names
    ]
    crew = {member.pk: str(member) for member in facts.crew}
    saved = {row.user_id: str(row.user) for row in shift.crew.select_related("user")}
    if set(crew) != set(saved):
        told.append(f"{_('Crew')}: {', '.join(sorted(saved.values())) or '–'}")
    if told:
        raise ChangedMeanwhile(
            _("Somebody else saved this while you had it open: %(what)s. Save again to keep yours.")
            % {"what": "; ".join(told)}
        )


def _said(shift: Shift, name: str) -> str:
    """What a column of the shift says, in words."""
    value = getattr(shift, name)
    if isinstance(value, datetime):
        return moment_in_words(value)
    words = getattr(shift, f"get_{name}_display", None)
    return "–" if value in (None, "") else str(words() if words else value)


def _others(facts: ShiftFacts) -> list[Unit]:
    return [unit for unit in facts.units if unit.pk != facts.unit.pk]


def _check_units(shift: Shift, facts: ShiftFacts, by: User) -> None:
    """Refuse other participating units: they decide who reads what is recorded."""
    before = set(shift.shift_units.values_list("unit_id", flat=True))
    wanted = {shift.unit_id, *(unit.pk for unit in facts.units)}
    if wanted == before:
        return
    reason = refusal(by, ShiftEvent.UNITS, shift)
    if reason is not None:
        raise ActionRefused(fields={"units": reason})
    if before - wanted and totals(shift.pk).people:
        raise ActionRefused(
            fields={"units": _("Somebody has been recorded: a unit can't be taken off the shift.")}
        )


def _check(facts: ShiftFacts) -> None:
    """Refuse facts that do not fit together, naming the field."""
    if facts.ends_at is not None and facts.ends_at <= facts.starts_at:
        raise ActionRefused(fields={"ends_at": _("The end must be later than the start.")})
    if facts.district is not None and facts.district.municipality_id != facts.municipality.pk:
        raise ActionRefused(
            fields={"district": _("This district is not in the municipality chosen.")}
        )
    others = _others(facts)
    going_out = {unit.pk for unit in units_that_go_out()}
    if any(unit.pk not in going_out for unit in others):
        raise ActionRefused(fields={"units": _("This unit does not go out on shifts.")})
    working = colleagues([facts.unit.pk, *(unit.pk for unit in others)])
    allowed = {user.pk for users in working.values() for user in users}
    if any(member.pk not in allowed for member in facts.crew):
        raise ActionRefused(fields={"crew": _("The crew must work in a unit that takes part.")})


def _set(shift: Shift, facts: ShiftFacts) -> list[str]:
    """Write the columns; the names of those that changed."""
    changed = []
    for name in _COLUMNS:
        column = Shift._meta.get_field(name).attname  # type: ignore[union-attr]
        before: Any = getattr(shift, column)
        setattr(shift, name, getattr(facts, name))
        if getattr(shift, column) != before:
            changed.append(name)
    shift.day = timezone.localdate(facts.starts_at)
    shift.social_worker_count = len(facts.crew)
    return changed


def _set_people(shift: Shift, facts: ShiftFacts) -> list[str]:
    """Write participating units and crew; which of the two changed."""
    changed = []
    units = {facts.unit.pk, *(unit.pk for unit in facts.units)}
    before = set(shift.shift_units.values_list("unit_id", flat=True))
    if units != before:
        changed.append("units")
        # In this order: the shift is never without a unit that sees it.
        ShiftUnit.objects.bulk_create(ShiftUnit(shift=shift, unit_id=pk) for pk in units - before)
        shift.shift_units.filter(unit_id__in=before - units).delete()
    crew = {member.pk for member in facts.crew}
    before = set(shift.crew.values_list("user_id", flat=True))
    if crew != before:
        changed.append("crew")
        shift.crew.filter(user_id__in=before - crew).delete()
        CrewMember.objects.bulk_create(CrewMember(shift=shift, user_id=pk) for pk in crew - before)
    return changed
