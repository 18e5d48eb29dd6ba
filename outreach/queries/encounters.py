"""Encounters as pages show them."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.models import Encounter


def version_ids(encounter: Encounter) -> list[uuid.UUID]:
    """The encounter and the versions that it corrects, newest first."""
    found = [encounter.pk]
    earlier = encounter.corrects_id
    while earlier is not None:
        found.append(earlier)
        earlier = Encounter.objects.values_list("corrects_id", flat=True).get(pk=earlier)
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


def read_encounter(user: User, pk: uuid.UUID, event: Event = Event.ENCOUNTER_READ) -> Encounter:
    """One encounter for a page; that it was opened is logged. Raises ``Http404``."""
    encounter = get_or_404(encounters_for(user), pk)
    record(event, by=user, obj=encounter, unit_id=encounter.shift.unit_id)
    return encounter
