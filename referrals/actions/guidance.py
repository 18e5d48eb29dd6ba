"""Writing down advice and training that a unit has given."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.memberships import works_in_unit
from casework.actions.base import ActionRefused, action
from casework.actions.versions import locked_version
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Unit, User
from referrals.guidance_enums import GuidanceBody
from referrals.models import Guidance

FIELDS = ("day", "kind", "form", "body", "municipality", "topics", "words", "attended")


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in FIELDS}
    if found["day"] > timezone.localdate():
        raise ActionRefused(fields={"day": _("This day has not come yet.")})
    if found["body"] == GuidanceBody.MUNICIPALITY and found["municipality"] is None:
        raise ActionRefused(fields={"municipality": _("Say which municipality it was.")})
    if found["body"] == GuidanceBody.MUNICIPALITIES:
        found["municipality"] = None
    return found


@action
def write_guidance(*, by: User, unit: Unit, values: Mapping[str, Any]) -> Guidance:
    """Write down one occasion of *unit*'s. Raises :class:`ActionRefused`."""
    if not works_in_unit(by, unit.pk):
        raise ActionRefused(_("You can write this for a unit where you work."))
    guidance = Guidance(unit=unit, created_by=by, updated_by=by, **_checked(values))
    guidance.save(force_insert=True)
    record(Event.GUIDANCE_WRITTEN, by=by, obj=guidance, unit_id=guidance.unit_id)
    return guidance


@action
def correct_guidance(
    *, by: User, guidance_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> Guidance:
    """Correct what was written. The earlier version is kept.

    Raises :class:`ChangedMeanwhile` when somebody else has saved it since *seen_at*.
    """
    wanted = _checked(values)
    guidance = locked_version(Guidance.objects.visible_to(by), guidance_id, seen_at)
    changed = [n for n, value in wanted.items() if (getattr(guidance, n) or "") != (value or "")]
    for name in changed:
        setattr(guidance, name, wanted[name])
    guidance.updated_by = by
    guidance.save(update_fields=[*changed, "updated_at", "updated_by"])
    record(
        Event.GUIDANCE_CORRECTED,
        by=by,
        obj=guidance,
        unit_id=guidance.unit_id,
        fields=sorted(changed),
    )
    return guidance


@action
def strike_guidance(*, by: User, guidance_id: uuid.UUID, is_struck: bool) -> Guidance:
    """Count an occasion no longer, or again. What is so already stays so.

    Raises :class:`ActionRefused`.
    """
    rows = Guidance.objects.visible_to(by).select_for_update(of=("self",))
    guidance = rows.filter(pk=guidance_id).first()
    if guidance is None:
        raise ActionRefused(_("There is no such row any more."))
    guidance.is_struck, guidance.updated_by = is_struck, by
    guidance.save(update_fields=["is_struck", "updated_at", "updated_by"])
    event = Event.GUIDANCE_STRUCK if is_struck else Event.GUIDANCE_RESTORED
    record(event, by=by, obj=guidance, unit_id=guidance.unit_id)
    return guidance
