"""When somebody leaves a unit: nothing is orphaned, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from casework.access.memberships import works_in_unit
from casework.access.persons import can_manage_person
from casework.actions.base import ActionRefused, action
from casework.actions.gate import call, end, grant
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record, written_by_database
from casework.enums import AccessGround, AccessLevel, CaseState, GrantEnd
from casework.models import Case, Person, Unit, User
from casework.queries.access import grants_of


@action
def settle_leavers(*, by: SystemActor | User) -> int:
    """Settle what ended with somebody's work in a unit; how many rows that were.

    Their cases wait with the manager, files that nobody decides over go to a unit's managers, and
    which access has ended is written down.
    """
    settled: int = call("app_settle_leavers")
    written_by_database(Event.LEAVERS_SETTLED)
    return settled


@action
def count_unseen_files(*, by: SystemActor) -> int:
    """Count the files that nobody decides over, and tell the administrators how many there are."""
    how_many: int = call("app_files_nobody_sees")
    written_by_database(Event.FILES_COUNTED)
    return how_many


@action
def hand_over(*, by: User, unit: Unit, leaver: User, takers: Mapping[Case, User]) -> int:
    """Give each case of *leaver* in *unit* to the colleague who takes it, with access to the file.

    *leaver*'s own access to those files ends. Raises :class:`ActionRefused`, and then nothing was
    handed over.
    """
    for case, taker in takers.items():
        locked = (
            Case.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=case.pk).first()
        )
        if locked is None or locked.unit_id != unit.pk or not can_manage_person(by, case.person):
            raise ActionRefused(_("This case is not yours to hand over."))
        if locked.state != CaseState.OPEN or locked.responsible_id != leaver.pk:
            raise ActionRefused(_("Somebody else was here before you: it is done already."))
        if taker == leaver or not works_in_unit(taker, unit.pk):
            raise ActionRefused(_("Choose somebody who works in the unit."))
        _give(by, case.person, unit, taker, locked)
        locked.responsible, locked.updated_by = taker, by
        locked.save(update_fields=["responsible", "updated_at", "updated_by"])
        _take(by, case.person, unit, leaver)
        record(
            Event.CASE_HANDED_OVER,
            by=by,
            obj=locked,
            unit_id=unit.pk,
            member=str(taker.pk),
            before=str(leaver.pk),
        )
    if not takers:
        raise ActionRefused(_("Choose who takes at least one of the cases."))
    return len(takers)


def _give(by: User, person: Person, unit: Unit, taker: User, case: Case) -> None:
    """Give access to whoever takes the case, unless a unit's manager has it already."""
    has = {
        g.user_id
        for g in grants_of(person).in_force
        if g.user_id and g.unit_id == unit.pk and g.level != AccessLevel.READ
    }
    if taker != by and taker.pk not in has:
        grant(
            person,
            user=taker,
            unit=unit,
            level=AccessLevel.MANAGE,
            ground=AccessGround.HAND_OVER,
            case=case,
        )


def _take(by: User, person: Person, unit: Unit, leaver: User) -> None:
    for held in grants_of(person).in_force:
        if held.user_id == leaver.pk and held.unit_id == unit.pk:
            end(held.id, GrantEnd.HANDED_OVER)
