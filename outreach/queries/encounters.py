"""Encounters as pages show them."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.models import Encounter, Shift


def version_ids(encounter: Encounter, user: User) -> list[uuid.UUID]:
    """The encounter and the versions that it corrects, newest first.

    A correction may change whom was met: the line ends at the first version that *user* does not
    read, and nothing tells that there is one.
    """
    found: list[uuid.UUID] = []
    visible = Encounter.objects.visible_to(user)
    version: Encounter | None = encounter
    while version is not None:
        found.append(version.pk)
        earlier = version.corrects_id
        version = visible.filter(pk=earlier).first() if earlier is not None else None
    return found


def encounters_for(user: User) -> QuerySet[Encounter]:
    """Encounters that *user* may read, with what a page tells of them."""
    return (
        Encounter.objects.visible_to(user)
        .select_related(
            "shift__unit",
            "citizenship",
            "home_municipality",
            "created_by",
            "updated_by",
            "double_of",
            "corrects",
        )
        .prefetch_related("offers", "doubles", "shift__shift_units__unit")
    )


def struck_encounters(user: User, shift: Shift) -> QuerySet[Encounter]:
    """Encounters of *shift* that were struck as mistakes and that *user* may read."""
    return Encounter.objects.visible_to(user).filter(shift=shift).exclude(struck_reason="")


def read_encounter(user: User, pk: uuid.UUID, event: Event = Event.ENCOUNTER_READ) -> Encounter:
    """One encounter for a page; that it was opened is logged. Raises ``Http404``."""
    encounter = get_or_404(encounters_for(user), pk)
    record(event, by=user, obj=encounter, unit_id=encounter.shift.unit_id)
    return encounter
