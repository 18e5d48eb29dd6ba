"""A unit's work in a file: begun, given to somebody, closed and opened again."""

from __future__ import annotations

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import file_units, kinds_for, takes_child
from casework.actions import gate
from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import file_to_manage
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import (
    AccessGround,
    AccessLevel,
    CaseState,
    ClosingReason,
    GrantEnd,
    GrantReach,
)
from casework.models import Case, Unit, User
from casework.queries.file_grants import GivenAccess, given_access
from casework.queries.staff import colleagues_in, managers_of


def _case(case_id: uuid.UUID, by: User, state: CaseState) -> Case:
    """The case, locked, its file too. Raises :class:`ActionRefused` in another state."""
    shown = Case.objects.visible_to(by).get(pk=case_id)
    file_to_manage(shown.person_id, by)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if case.state != state:
        raise ActionRefused(
            _("The work is closed already.")
            if state == CaseState.OPEN
            else _("The work is open already.")
        )
    return case


def _give_to_unit(case: Case) -> None:
    """The unit's manager and its intake use the file for as long as the case is open."""
    gate.grant(
        case.person,
        unit=case.unit,
        reach=GrantReach.INTAKE,
        level=AccessLevel.MANAGE,
        ground=AccessGround.UNIT,
        case=case,
    )


@action
def start_case(*, by: User, person_id: uuid.UUID, unit: Unit) -> Case:
    """Begin the work of one more unit, in which *by* works. Raises :class:`ActionRefused`."""
    person = file_to_manage(person_id, by)
    if unit not in file_units(by) or person.kind not in kinds_for(unit):
        raise ActionRefused(fields={"unit": _("This unit keeps no files about them.")})
    if not takes_child(unit, person.child_until):
        raise ActionRefused(fields={"unit": _("This unit is there for adults only.")})
    if Case.objects.filter(person=person, unit=unit, state=CaseState.OPEN).exists():
        raise ActionRefused(fields={"unit": _("The unit works with the person already.")})
    case = Case.objects.create(
        person=person, unit=unit, responsible=by, created_by=by, updated_by=by
    )
    _give_to_unit(case)
    record(Event.CASE_OPENED, by=by, obj=person, unit_id=unit.pk)
    return case


@action
def assign_case(*, by: User, case_id: uuid.UUID, responsible: User) -> Case:
    """Make *responsible*, who works in the unit, the one who answers for the case."""
    case = _case(case_id, by, CaseState.OPEN)
    if not colleagues_in(case.unit).filter(pk=responsible.pk).exists():
        raise ActionRefused(fields={"responsible": _("Choose somebody who works in the unit.")})
    case.responsible = responsible
    case.updated_by = by
    case.save(update_fields=["responsible", "updated_at", "updated_by"])
    has_access = any(
        given.user_id == responsible.pk and given.unit_id == case.unit_id and given.decides
        for given in given_access(case.person)
    )
    if not has_access and responsible != by:
        gate.grant(
            case.person,
            user=responsible,
            unit=case.unit,
            level=AccessLevel.MANAGE,
            ground=AccessGround.ASSIGNED,
            case=case,
        )
    record(Event.CASE_ASSIGNED, by=by, obj=case.person, unit_id=case.unit_id)
    return case


@action
def close_case(*, by: User, case_id: uuid.UUID, reason: ClosingReason) -> Case:
    """Close the unit's work. Its people's access ends; its manager keeps the file in custody.

    Raises :class:`ActionRefused` where a protected file would be left with nobody in the unit.
    """
    case = _case(case_id, by, CaseState.OPEN)
    case.state = CaseState.CLOSED
    case.closed_at = timezone.now()
    case.closed_by = by
    case.closing_reason = reason
    case.updated_by = by
    case.save()
    before = [given for given in given_access(case.person) if given.unit_id == case.unit_id]
    kept = _put_in_custody(case, by, before)
    record(Event.CASE_CLOSED, by=by, obj=case.person, unit_id=case.unit_id, reason=str(reason))
    _end_all([given for given in before if given.pk not in kept], by)
    return case


def _put_in_custody(case: Case, by: User, before: list[GivenAccess]) -> set[uuid.UUID]:
    """Give the file to the unit's manager; the grants that stay.

    A protected identity is reached by name only: there each manager is named.
    """
    if not case.person.is_protected:
        gate.grant(
            case.person,
            unit=case.unit,
            reach=GrantReach.MANAGER,
            level=AccessLevel.MANAGE,
            ground=AccessGround.CUSTODY,
        )
        return set()
    managers = list(managers_of(case.unit))
    if not managers:
        raise ActionRefused(_("The unit has no manager who could keep the file."))
    named = {given.user_id: given.pk for given in before if given.user_id and given.decides}
    kept = {named[manager.pk] for manager in managers if manager.pk in named}
    for manager in managers:
        if manager.pk not in named and manager != by:
            gate.grant(
                case.person,
                user=manager,
                unit=case.unit,
                level=AccessLevel.MANAGE,
                ground=AccessGround.CUSTODY,
            )
    return kept


def _end_all(grants: list[GivenAccess], by: User) -> None:
    """End them in an order in which *by* may still end the next: one's own come last."""

    def turn(given: GivenAccess) -> int:
        if given.user_id is None:
            return 1
        return 2 if given.user_id == by.pk else 0

    for given in sorted(grants, key=turn):
        gate.end(given.pk, GrantEnd.CASE_CLOSED)


@action
def reopen_case(*, by: User, case_id: uuid.UUID) -> Case:
    """Open closed work again: it waits for somebody to be responsible. Custody ends."""
    case = _case(case_id, by, CaseState.CLOSED)
    if case.unit not in file_units(by):
        raise ActionRefused(_("Somebody who works in the unit opens it again."))
    if Case.objects.filter(person=case.person, unit=case.unit, state=CaseState.OPEN).exists():
        raise ActionRefused(_("The unit works with the person already."))
    custody = [
        given
        for given in given_access(case.person)
        if given.unit_id == case.unit_id
        and given.ground == AccessGround.CUSTODY
        and given.user_id is None
    ]
    case.state, case.closing_reason = CaseState.OPEN, ""
    case.closed_at = case.closed_by = case.responsible = None
    case.updated_by = by
    case.save()
    _give_to_unit(case)
    record(Event.CASE_REOPENED, by=by, obj=case.person, unit_id=case.unit_id)
    _end_all(custody, by)
    return case
