"""Whom a referral is about, which does not change once it is begun."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.models import District, Municipality, Person
from outreach.models import Encounter, Shift


@dataclass(frozen=True)
class About:
    """A file, an encounter, a shift, or nobody known."""

    role: str
    person: Person | None = None
    encounter: Encounter | None = None
    shift: Shift | None = None
    offer_id: uuid.UUID | None = None

    @property
    def is_child(self) -> bool | None:
        """Whether they are or may be under 18; ``None`` where neither file nor encounter says."""
        if self.person is not None:
            return self.person.is_child_on()
        return self.encounter.is_child if self.encounter is not None else None

    @property
    def district(self) -> District | None:
        """The district of the shift, where it is known."""
        return self.shift.district if self.shift is not None else None

    def stay(self, own: Municipality) -> Municipality:
        """Where the person is: where the shift met them, else with us, in *own*."""
        return self.shift.municipality if self.shift is not None else own

    @property
    def home(self) -> Municipality | None:
        """The home municipality, where it is known."""
        place = self.person or self.encounter
        return place.home_municipality if place is not None else None
