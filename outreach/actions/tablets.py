"""Registering a tablet and revoking it."""

from __future__ import annotations

import uuid

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from casework.models import Unit, User
from outreach.access import OUTREACH_KINDS, can_register_devices
from outreach.models import Device
from outreach.tablet_enums import RevokeReason


@action
def register_device(*, by: User, name: str, unit: Unit) -> Device:
    """Let a tablet send records in the name of *unit*.

    Raises :class:`ActionRefused` for anybody but an administrator or the manager of the unit,
    and for the name of a tablet that the unit has in use: which of two to revoke could not be
    told, when one is lost.
    """
    if not can_register_devices(by, unit):
        raise ActionRefused(
            _("An administrator or the manager of the unit registers tablets: let them sign in.")
        )
    if unit.kind not in OUTREACH_KINDS:
        raise ActionRefused(fields={"unit": _("This unit goes on no shifts.")})
    if not name.strip() or not name.isprintable():
        raise ActionRefused(fields={"name": _("Give the tablet a name that stands on it.")})
    name = name.strip()[:60]
    if _is_in_use(name, unit):
        raise ActionRefused(
            fields={
                "name": _(
                    "The unit has a tablet in use with this name. Choose another, or revoke that "
                    "one first."
                )
            }
        )
    device = Device.objects.create(name=name, unit=unit, registered_by=by)
    record(TabletEvent.REGISTERED, by=by, obj=device, unit_id=unit.pk)
    return device


def _is_in_use(name: str, unit: Unit) -> bool:
    """Whether a tablet of *unit* that is not revoked has *name*; one at a time asks in a unit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tablets {unit.pk}"]
        )
    return Device.objects.filter(unit=unit, name__iexact=name, revoked_at=None).exists()


@action
def revoke_device(*, by: User, device_id: uuid.UUID, why: RevokeReason) -> Device:
    """Trust a tablet no longer. At its next contact it delivers what it holds and clears itself.

    Raises :class:`ActionRefused` when that is done already.
    """
    device = Device.objects.visible_to(by).select_for_update(of=("self",)).get(pk=device_id)
    if device.revoked_at is not None:
        raise ActionRefused(_("This tablet is revoked already."))
    device.revoked_at, device.revoked_by, device.revoked_why = timezone.now(), by, why
    device.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    record(TabletEvent.REVOKED, by=by, obj=device, unit_id=device.unit_id, why=str(why))
    return device
