"""Earlier versions of a shift or an encounter: who changed what, and when.

A version's ``updated_by`` and ``updated_at`` tell who made it; the next one shows what it changed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.crypto import Sealed, SealedTextField
from casework.models import User
from casework.said_dates import moment_in_words
from outreach.models import Encounter, Shift, SupportOffer

# What says nothing about the row itself.
_SILENT = {
    "id", "updated_at", "updated_by", "created_at", "created_by", "is_child", "day",
    "is_current", "corrects", "correction_reason",
}  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after; both empty for sealed text, which a history does not open."""

    label: str | Promise
    before: str
    after: str
    sealed: bool = False


@dataclass(frozen=True)
class Change:
    """One save."""

    at: datetime
    by: User | None
    fields: list[FieldChange]
    offers: list[FieldChange]

    @property
    def count(self) -> int:
        """How many fields it touched."""
        return len(self.fields) + len(self.offers)


def _events(name: str, pk: uuid.UUID) -> list[Any]:
    model = apps.get_model(f"outreach.{name}Event")
    return list(model.objects.filter(pgh_obj_id=pk).order_by("pgh_id"))


def changes_of(row: Shift | Encounter) -> list[Change]:
    """Every change of *row*, the latest first. What is shown is what was saved, field by field."""
    model = type(row)
    versions = [*_events(model.__name__, row.pk), row]
    offers = _offer_changes(row) if isinstance(row, Encounter) else {}
    added = _added_offers(row, versions) if isinstance(row, Encounter) else {}
    users = User.objects.in_bulk([v.updated_by_id for v in versions if v.updated_by_id])
    found = []
    for place, (before, after) in enumerate(pairwise(versions), start=1):
        found.append(
            Change(
                after.updated_at,
                users.get(after.updated_by_id),
                _differences(model, before, after),
                [*added.get(place, []), *offers.get(before.pgh_created_at, [])],
            )
        )
    return found[::-1]


def corrected_fields(original: Encounter, corrected: Encounter) -> list[FieldChange]:
    """What a correction says otherwise than the version that it corrects."""
    # The note is sealed anew with the new version: only a comparison of the texts tells.
    same_note = original.note == corrected.note
    return [
        change
        for change in _differences(Encounter, original, corrected)
        if not (change.sealed and same_note)
    ]


def first_version(row: Shift | Encounter) -> tuple[datetime, User | None]:
    """When the row was made, and by whom."""
    events = _events(type(row).__name__, row.pk)
    first = events[0] if events else row
    return row.created_at, first.updated_by


def version_seen(encounter_id: uuid.UUID, seen_at: datetime) -> Any | None:
    """The earlier version that a form showed, by the time on which it was saved."""
    return next((v for v in _events("Encounter", encounter_id) if v.updated_at == seen_at), None)


def only_linked_since(encounter: Encounter, seen_at: datetime) -> bool:
    """Whether nothing but a link between doubles has been saved since *seen_at*."""
    since = [v for v in _events("Encounter", encounter.pk) if v.updated_at >= seen_at]
    return len(since) == 1 and since[0].double_of_id != encounter.double_of_id


def _differences(model: type[models.Model], before: Any, after: Any) -> list[FieldChange]:
    found = []
    for field in model._meta.concrete_fields:
        if field.name in _SILENT:
            continue
        old, new = _value(field, before), _value(field, after)
        if old == new:
            continue
        sealed = isinstance(field, SealedTextField)
        label = field.verbose_name
        if sealed:
            found.append(FieldChange(label, "", "", sealed=True))
        else:
            found.append(FieldChange(label, _shown(field, old), _shown(field, new)))
    return found


def _value(field: models.Field[Any, Any], version: Any) -> Any:
    # The sealed body as it is: comparing opens nothing, and a key wrapped anew is no change.
    raw = version.__dict__.get(field.attname)
    return raw.body if isinstance(raw, Sealed) else raw


def _shown(field: models.Field[Any, Any], value: Any) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(field, models.ForeignKey):
        manager: Any = field.related_model
        found = manager.objects.filter(pk=value).first()
        return str(found) if found is not None else "–"
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


def _offer_changes(encounter: Encounter) -> dict[datetime, list[FieldChange]]:
    """Changes of the offers, by the transaction that the encounter was saved in too."""
    model = apps.get_model("outreach.SupportOfferEvent")
    events = list(model.objects.filter(encounter_id=encounter.pk).order_by("pgh_id"))
    current = {offer.pk: offer for offer in SupportOffer.objects.filter(encounter=encounter)}
    found: dict[datetime, list[FieldChange]] = {}
    for position, event in enumerate(events):
        later = next((e for e in events[position + 1 :] if e.pgh_obj_id == event.pgh_obj_id), None)
        after = later or current.get(event.pgh_obj_id)
        removed = event.pgh_label == "delete"
        text = _("Taken away") if removed or after is None else _answer(after)
        found.setdefault(event.pgh_created_at, []).append(
            FieldChange(event.get_kind_display(), _answer(event), text)
        )
    return found


def _added_offers(encounter: Encounter, versions: list[Any]) -> dict[int, list[FieldChange]]:
    """Offers by the place in *versions* of the save that added them; its history has no such row.

    The identifier of an offer tells when it was made (UUIDv7): after its version was saved, before
    the next save began. A version that is hidden from the reader leaves a gap, so that what was
    offered then falls to no other.
    """
    model = apps.get_model("outreach.SupportOfferEvent")
    events = model.objects.filter(encounter_id=encounter.pk).order_by("pgh_id")
    first: dict[uuid.UUID, Any] = {}
    for event in events:
        first.setdefault(event.pgh_obj_id, event)
    for offer in SupportOffer.objects.filter(encounter=encounter):
        first.setdefault(offer.pk, offer)
    found: dict[int, list[FieldChange]] = {}
    for pk, offer in sorted(first.items()):
        made = _milliseconds(pk)
        for place, version in enumerate(versions):
            replaced = getattr(version, "pgh_created_at", None)
            if _floor(version.updated_at) <= made and (
                replaced is None or made <= _floor(replaced)
            ):
                change = FieldChange(offer.get_kind_display(), _("Not offered"), _answer(offer))
                found.setdefault(place, []).append(change)
                break
    return found


def _milliseconds(identifier: uuid.UUID) -> int:
    """When a UUIDv7 was made, in milliseconds since 1970 (RFC 9562, section 5.7)."""
    return identifier.int >> 80


def _floor(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _answer(offer: Any) -> str:
    return str(offer.get_answer_display() or "–")
