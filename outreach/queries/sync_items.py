"""Records from tablets that wait for somebody, as pages show them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from casework.audit.denials import get_or_404
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from casework.enums import PersonRole
from casework.models import Unit, User
from outreach.access import outreach_units
from outreach.models import Device, Encounter, Shift, ShiftUnit, SyncItem
from outreach.states import ShiftEvent, may
from outreach.tablet_enums import ABOUT_SOMEBODY, FOR_AUTHOR, SyncReason, SyncState, TabletForm

# Among these is the right one where somebody chose the wrong shift on the tablet.
SHIFTS_BACK = timedelta(days=30)


def waiting_items(user: User) -> QuerySet[SyncItem]:
    """What *user* has to decide about, longest waiting first."""
    rows = SyncItem.objects.visible_to(user).waiting_for_somebody().without_content()
    return rows.select_related("author", "sent_by", "unit").order_by("received_at", "id")


def waiting_keys(user: User) -> QuerySet[SyncItem, Any]:
    """The keys of those, for the navigation."""
    rows = SyncItem.objects.visible_to(user).waiting_for_somebody()
    return rows.order_by().values_list("pk")


def has_to_be_vouched_for(user: User) -> bool:
    """Whether something came in the name of *user* that only they can say is theirs."""
    own = SyncItem.objects.visible_to(user).waiting_for_somebody().filter(author_id=user.pk)
    return own.filter(reason__in=FOR_AUTHOR).exists()


def read_item(user: User, pk: uuid.UUID) -> SyncItem:
    """One that waits, with what it says; that it was opened is logged. Raises ``Http404``."""
    rows = SyncItem.objects.visible_to(user).waiting_for_somebody().defer("sealed", "enc")
    item = get_or_404(rows.select_related("author", "sent_by", "unit"), pk)
    record(TabletEvent.READ, by=user, obj=item, unit_id=item.unit_id, author=str(item.author_id))
    return item


def first_of(item: SyncItem, user: User) -> SyncItem | None:
    """The record that came first under the same identifier, when *user* may see it."""
    rows = SyncItem.objects.visible_to(user).filter(record=item.record, is_first=True)
    return rows.exclude(pk=item.pk).defer("sealed", "enc").first()


def deciding_unit(item: SyncItem, author: User, role: str, shift_id: uuid.UUID) -> uuid.UUID | None:
    """The unit whose manager may decide in the end: one that is there for whom it is about.

    That of the record, another that *author* goes out for, or one on the shift. Where none of them
    is there for *role*, it is nobody's, and the author decides alone: the wall holds here too.
    """
    if role not in PersonRole:
        return item.unit_id
    near = {item.unit_id, *(unit.pk for unit in outreach_units(author))}
    on_shift = ShiftUnit.objects.filter(shift=shift_id).values("unit")
    reading = Unit.objects.filter(Q(pk__in=near) | Q(pk__in=on_shift), reads_roles__contains=[role])
    found = list(reading.order_by("name", "pk").values_list("pk", flat=True))
    return item.unit_id if item.unit_id in found else next(iter(found), None)


def encounter_of(item: SyncItem, user: User) -> Encounter | None:
    """The encounter that was made of the record that came first."""
    if item.state != SyncState.DONE:
        return None
    rows = Encounter.objects.visible_to(user).filter(pk=item.record)
    return rows.select_related("shift").prefetch_related("offers").first()


def names_corrected(item: SyncItem, among: QuerySet[SyncItem]) -> list[uuid.UUID]:
    """What a correction may be about, latest first, as far as the records *among* which tell.

    An encounter that was changed in place has kept the name of the first record about it, and a
    correction that was never finished, waits because it takes back a yes or was let go has changed
    nothing: what it named is meant.
    """
    found: list[uuid.UUID] = []
    told = among.filter(is_first=True, author_id=item.author_id).filter(
        Q(state=SyncState.DONE)
        | Q(form=TabletForm.UNFINISHED, state=SyncState.QUARANTINED)
        | Q(reason=SyncReason.TAKES_BACK, state=SyncState.QUARANTINED)
        | Q(form__in=ABOUT_SOMEBODY, state=SyncState.LET_GO)
    )
    named = item.corrects
    while named is not None and named not in found:
        found.append(named)
        named = told.filter(record=named).values_list("corrects", flat=True).first()
    return found


def corrected_by(item: SyncItem, user: User) -> Encounter | None:
    """The version that counts of what a record corrects, when *user* may see it."""
    names = names_corrected(item, SyncItem.objects.visible_to(user))
    visible = Encounter.objects.visible_to(user)
    there = visible.in_bulk(names)
    found = next((there[name] for name in names if name in there), None)
    while found is not None and not found.is_current:
        found = visible.filter(corrects=found).first()
    return found


def shift_sent_on(user: User, item: SyncItem) -> Shift | None:
    """The shift that *item* was written on, when *user* may see it."""
    sent_to: str | None = (item.said() or {}).get("shift")
    if sent_to is None:
        return None
    shifts = Shift.objects.visible_to(user).filter(pk=sent_to)
    return shifts.select_related("unit", "district", "municipality").first()


def shifts_to_take_in_on(user: User, item: SyncItem) -> list[Shift]:
    """Where *user* may record what *item* says, latest first: the last weeks' and its own shift."""
    recent = Q(day__gte=timezone.localdate() - SHIFTS_BACK)
    own = Q(pk=(item.said() or {}).get("shift"))
    shifts = Shift.objects.visible_to(user).filter(recent | own)
    shifts = shifts.select_related("unit", "district", "municipality")
    found = shifts.prefetch_related("shift_units__unit").order_by("-starts_at", "-pk")
    return [shift for shift in found if may(user, ShiftEvent.RECORD, shift)]


def devices_for(user: User) -> QuerySet[Device]:
    """The tablets that *user* registers and revokes, those in use first."""
    rows = Device.objects.visible_to(user).select_related("unit", "registered_by", "revoked_by")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "unit__name", "name", "id")
