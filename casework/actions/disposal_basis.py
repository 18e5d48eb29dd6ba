"""What decides how long one file is kept: what it is about, and what holds it back."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.disposal.words import Basis, HoldKind
from casework.models import DisposalBasis, DisposalHold, Person, User


def _check(by: User, person: Person) -> None:
    if not can_manage_person(by, person):
        raise ActionRefused(_("Only who decides over the file decides how long it is kept."))


@action
def set_basis(
    *, by: User, person: Person, basis: Basis, birth_day: int | None, seen_at: datetime | None
) -> DisposalBasis:
    """Say what the file is about. Raises :class:`ActionRefused` when somebody else just did."""
    _check(by, person)
    # One after the other, where there is no row to lock yet too.
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    found = DisposalBasis.objects.filter(person=person).first()
    if found is not None and found.updated_at != seen_at:
        raise ActionRefused(
            _("A colleague has just set it to “%(basis)s”. Save again to change it.")
            % {"basis": found.get_basis_display()}
        )
    found = found or DisposalBasis(person=person, created_by=by)
    found.basis, found.birth_day, found.updated_by = basis, birth_day, by
    found.save()
    record(Event.DISPOSAL_BASIS_SET, by=by, obj=person, basis=str(basis))
    return found


@action
def hold_file(
    *, by: User, person: Person, kind: HoldKind, note: str, until_day: date | None
) -> DisposalHold:
    """Hold a file back from disposal, until a day or until somebody lifts it."""
    _check(by, person)
    made = DisposalHold.objects.create(
        person=person, kind=kind, note=note, until_day=until_day, created_by=by, updated_by=by
    )
    record(Event.DISPOSAL_HELD, by=by, obj=person, kind=str(kind))
    return made


@action
def lift_hold(*, by: User, hold_id: uuid.UUID) -> DisposalHold:
    """Lift a hold. Raises :class:`ActionRefused` when it is lifted already."""
    found = DisposalHold.objects.visible_to(by).select_related("person").filter(pk=hold_id).first()
    if found is None:
        raise ActionRefused(_("The hold is not there any more."))
    _check(by, found.person)
    if found.lifted_at is not None:
        raise ActionRefused(_("The hold is lifted already."))
    found.lifted_at, found.lifted_by, found.updated_by = timezone.now(), by, by
    found.save()
    record(Event.DISPOSAL_HOLD_LIFTED, by=by, obj=found.person, kind=found.kind)
    return found
