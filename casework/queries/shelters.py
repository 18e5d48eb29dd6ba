"""Protected housing as pages show it. No query here reads an address."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from casework.access.shelters import kept_by
from casework.models import Person, Shelter, ShelterStay, User


def shelters_for(user: User) -> QuerySet[Shelter]:
    """Those that *user* keeps."""
    return Shelter.objects.filter(kept_by(user)).select_related("unit")


def stays_in(user: User, person: Person) -> QuerySet[ShelterStay]:
    """Where the person has lived, the latest first."""
    found: QuerySet[ShelterStay] = ShelterStay.objects.visible_to(user)
    return found.filter(person=person).select_related("shelter")


def latest_stays(_user: User, person: Person) -> list[QuerySet[ShelterStay]]:
    """The stays that the file's first page shows."""
    return [ShelterStay.objects.filter(person=person).select_related("shelter")[:3]]


def panel(_user: User, _person: Person, stays: QuerySet[ShelterStay]) -> dict[str, Any]:
    """What the file's first page says of protected housing."""
    today = timezone.localdate()
    current = next((s for s in stays if s.until_day is None or s.until_day >= today), None)
    return {"current": current, "earlier": [s for s in stays if s is not current]}
