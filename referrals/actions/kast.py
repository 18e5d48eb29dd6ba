"""Writing down KAST's anonymous contacts and their talks."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.versions import locked_version
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import YesNoUnknown
from casework.models import Unit, User
from referrals.kast_enums import KastKind, KastRoute, TalkForm, TalkWith
from referrals.models import KastContact, KastTalk
from referrals.models.kast import EARLIEST
from referrals.outward_access import can_see_kast, kast_units

# A code that is taken is drawn again; so often in a row it is not chance.
TRIES = 5


def _check_day(day: date, field: str) -> None:
    if not EARLIEST <= day <= timezone.localdate():
        raise ActionRefused(fields={field: _("This day has not come yet, or is too far back.")})


@action
def begin_kast_contact(
    *,
    by: User,
    unit: Unit,
    kind: KastKind,
    route: KastRoute,
    first_day: date,
    is_adult: YesNoUnknown,
) -> KastContact:
    """Begin an anonymous contact under a code of its own.

    Somebody who is or may be under the unit's age is a child in every rule and has no contact here.
    Raises :class:`ActionRefused`.
    """
    if unit not in kast_units(by):
        raise ActionRefused(_("Only KAST writes down its contacts."))
    if unit.age_from is not None and is_adult != YesNoUnknown.YES:
        raise ActionRefused(
            fields={
                "is_adult": _(
                    "%(unit)s is for those who are %(age)s or older. Somebody who is or may be"
                    " younger is a child here: make a report of concern, and offer Stödcentrum."
                )
                % {"unit": unit, "age": unit.age_from}
            }
        )
    _check_day(first_day, "first_day")
    contact = _created(
        KastContact(
            unit=unit, kind=kind, route=route, first_day=first_day, created_by=by, updated_by=by
        )
    )
    record(Event.KAST_BEGUN, by=by, obj=contact, unit_id=unit.pk)
    return contact


def _created(contact: KastContact) -> KastContact:
    for _n in range(TRIES):
        try:
            with transaction.atomic():
                contact.save(force_insert=True)
        except IntegrityError as error:
            if "referrals_kastcontact_code" not in str(error):
                raise
            contact.code = KastContact._meta.get_field("code").get_default()
        else:
            return contact
    raise ActionRefused(_("No free code was found. Try again."))


@action
def correct_kast_contact(
    *,
    by: User,
    contact_id: uuid.UUID,
    seen_at: datetime,
    kind: KastKind,
    route: KastRoute,
    first_day: date,
) -> KastContact:
    """Correct what was written; the earlier version is kept.

    Raises :class:`ActionRefused`; its kind ``ChangedMeanwhile`` when somebody was first.
    """
    _check_day(first_day, "first_day")
    contact = locked_version(KastContact.objects.visible_to(by), contact_id, seen_at)
    if contact.ended_on is not None and contact.ended_on < first_day:
        raise ActionRefused(fields={"first_day": _("The contact ended before this day.")})
    if contact.talks.filter(day__lt=first_day).exists():
        raise ActionRefused(fields={"first_day": _("There was a talk before this day.")})
    wanted = {"kind": kind, "route": route, "first_day": first_day}
    changed = sorted(name for name, value in wanted.items() if getattr(contact, name) != value)
    for name in changed:
        setattr(contact, name, wanted[name])
    contact.updated_by = by
    contact.save(update_fields=[*changed, "updated_at", "updated_by"])
    record(Event.KAST_CORRECTED, by=by, obj=contact, unit_id=contact.unit_id, fields=changed)
    return contact


@action
def end_kast_contact(*, by: User, contact_id: uuid.UUID, is_ended: bool) -> KastContact:
    """End a contact today, or let it go on. Raises :class:`ActionRefused`."""
    contact = _locked(contact_id, by)
    if (contact.ended_on is not None) == is_ended:
        raise ActionRefused(_("That has been done already."))
    contact.ended_on, contact.updated_by = timezone.localdate() if is_ended else None, by
    contact.save(update_fields=["ended_on", "updated_at", "updated_by"])
    event = Event.KAST_ENDED if is_ended else Event.KAST_REOPENED
    record(event, by=by, obj=contact, unit_id=contact.unit_id)
    return contact


@action
def note_kast_talk(
    *, by: User, contact_id: uuid.UUID, day: date, form: TalkForm, with_whom: TalkWith
) -> KastTalk:
    """Note that a talk was held. Raises :class:`ActionRefused`."""
    contact = _locked(contact_id, by)
    if contact.ended_on is not None:
        raise ActionRefused(_("The contact has ended. Let it go on first."))
    _check_day(day, "day")
    if day < contact.first_day:
        raise ActionRefused(fields={"day": _("The contact had not begun on this day.")})
    talk = KastTalk(contact=contact, day=day, form=form, with_whom=with_whom, created_by=by)
    talk.save(force_insert=True)
    record(Event.KAST_TALKED, by=by, obj=contact, unit_id=contact.unit_id)
    return talk


@action
def remove_kast_talk(*, by: User, contact_id: uuid.UUID, talk_id: uuid.UUID) -> None:
    """Take away a talk that was noted by mistake. Raises :class:`ActionRefused`."""
    contact = _locked(contact_id, by)
    talk = contact.talks.filter(pk=talk_id).first()
    if talk is None:
        raise ActionRefused(_("There is no such talk any more."))
    talk.delete()
    record(Event.KAST_TALK_REMOVED, by=by, obj=contact, unit_id=contact.unit_id)


def _locked(contact_id: uuid.UUID, by: User) -> KastContact:
    rows = KastContact.objects.visible_to(by).select_for_update(of=("self",))
    contact = rows.filter(pk=contact_id).first()
    if contact is None or not can_see_kast(by, contact):
        raise ActionRefused(_("There is no such contact at your unit."))
    return contact
