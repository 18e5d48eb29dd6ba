"""Protected housing: kept by a unit's manager, lived in, and its address opened one at a time."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_work_in_person
from casework.access.shelters import can_keep, can_open_address, keeping_units
from casework.actions.base import ActionRefused, action
from casework.actions.gate import call
from casework.actions.versions import ChangedMeanwhile
from casework.audit.events import Event
from casework.audit.record import record, written_by_database
from casework.enums import PersonRole
from casework.models import Person, Shelter, ShelterAddress, ShelterStay, Unit, User

EARLIEST = date(2000, 1, 1)


@action
def keep_shelter(
    *, by: User, unit: Unit, alias: str, address: str, phone: str, contact: str
) -> Shelter:
    """Add protected housing under *alias*. Raises :class:`ActionRefused`."""
    if unit not in keeping_units(by):
        raise ActionRefused(_("Only the unit's manager keeps its protected housing."))
    try:
        with transaction.atomic():
            shelter = Shelter.objects.create(unit=unit, alias=alias.strip(), updated_by=by)
    except IntegrityError:
        raise ActionRefused(fields={"alias": _("This alias is taken.")}) from None
    where = ShelterAddress(shelter=shelter)
    where.address, where.phone, where.contact = address, phone, contact
    where.save(force_insert=True)
    record(Event.SHELTER_KEPT, by=by, obj=shelter, unit_id=unit.pk)
    return shelter


@action
def change_shelter(
    *,
    by: User,
    shelter: Shelter,
    address: str,
    phone: str,
    contact: str,
    is_active: bool,
    seen_at: datetime | None = None,
) -> Shelter:
    """Change what is given; an empty text leaves what was there. Raises :class:`ActionRefused`.

    What was saved after *seen_at* is not replaced unseen, nor told here: an address is opened.
    """
    if not can_keep(by, shelter):
        raise ActionRefused(_("Only the unit's manager keeps its protected housing."))
    shelter = Shelter.objects.select_for_update(of=("self",)).get(pk=shelter.pk)
    if seen_at is not None and shelter.updated_at != seen_at:
        raise ChangedMeanwhile(
            _("%(who)s changed it while you had it open. Open the address, and save again.")
            % {"who": shelter.updated_by}
        )
    where = ShelterAddress.objects.select_for_update().get(shelter=shelter)
    given = {"address": address, "phone": phone, "contact": contact}
    changed = [name for name, text in given.items() if text.strip()]
    for name in changed:
        setattr(where, name, given[name])
    if changed:
        where.save(update_fields=changed)
    if shelter.is_active != is_active:
        changed.append("is_active")
    shelter.is_active, shelter.updated_by = is_active, by
    shelter.save(update_fields=["is_active", "updated_at", "updated_by"])
    record(Event.SHELTER_CHANGED, by=by, obj=shelter, unit_id=shelter.unit_id, fields=changed)
    return shelter


@action
def begin_stay(*, by: User, person: Person, shelter: Shelter, from_day: date) -> ShelterStay:
    """Ask the keeper to confirm that *person* lives there from *from_day*.

    Until then the address stays closed. Raises :class:`ActionRefused`.
    """
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, not write in it."))
    if not shelter.is_active:
        raise ActionRefused(fields={"shelter": _("This housing is no longer in use.")})
    if person.kind == PersonRole.SUSPECTED_BUYER:
        raise ActionRefused(_("Protected housing is not for those whom this file is about."))
    if not EARLIEST <= from_day <= timezone.localdate():
        raise ActionRefused(fields={"from_day": _("A stay is noted when it has begun.")})
    if ShelterStay.objects.filter(person=person, until_day__gte=from_day).exists():
        raise ActionRefused(fields={"from_day": _("The person lived elsewhere on that day.")})
    try:
        with transaction.atomic():
            stay = ShelterStay.objects.create(
                person=person, shelter=shelter, from_day=from_day, created_by=by, updated_by=by
            )
    except IntegrityError:
        raise ActionRefused(_("The person lives in protected housing already.")) from None
    call("app_ask_keeper", stay.pk)
    record(Event.STAY_ASKED, by=by, obj=stay, person=str(person.pk))
    return stay


@action
def answer_stay(*, by: User, stay_id: uuid.UUID, confirms: bool) -> None:
    """The keeper says whether somebody lives there: yes opens the address, no takes it away.

    Checked and logged by the database. Raises :class:`ActionRefused`.
    """
    call("app_answer_stay", stay_id, confirms)
    written_by_database(Event.STAY_CONFIRMED if confirms else Event.STAY_DECLINED)


@action
def end_stay(*, by: User, stay: ShelterStay, until_day: date) -> ShelterStay:
    """Note the last day. The address closes at once for who worked with the person there.

    Raises :class:`ActionRefused`.
    """
    if not can_work_in_person(by, stay.person):
        raise ActionRefused(_("You may read this file, not write in it."))
    if stay.until_day is not None:
        raise ActionRefused(_("The stay has ended already."))
    if not stay.from_day <= until_day <= timezone.localdate():
        raise ActionRefused(fields={"until_day": _("The last day is from the first day to today.")})
    stay.until_day, stay.updated_by = until_day, by
    stay.save(update_fields=["until_day", "updated_at", "updated_by"])
    record(Event.STAY_ENDED, by=by, obj=stay, person=str(stay.person_id))
    return stay


@action
def open_address(*, by: User, stay: ShelterStay) -> ShelterAddress:
    """The address, for somebody who works with a person living there now. It is logged.

    Raises :class:`ActionRefused`.
    """
    if not can_open_address(by, stay):
        raise ActionRefused(_("The address is open to those who work with who lives there now."))
    where = ShelterAddress.objects.select_related("shelter").get(shelter_id=stay.shelter_id)
    record(Event.SHELTER_OPENED, by=by, obj=where.shelter, person=str(stay.person_id))
    return where


@action
def open_kept_address(*, by: User, shelter: Shelter) -> ShelterAddress:
    """The address, for who keeps it. It is logged. Raises :class:`ActionRefused`."""
    if not can_keep(by, shelter):
        raise ActionRefused(_("Only the unit's manager keeps its protected housing."))
    where = ShelterAddress.objects.select_related("shelter").get(shelter=shelter)
    record(Event.SHELTER_OPENED, by=by, obj=shelter)
    return where
