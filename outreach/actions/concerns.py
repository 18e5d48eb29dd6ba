"""Telling the floors above that a report of concern is made. Part of saving an encounter."""

from __future__ import annotations

from casework.enums import YesNo
from casework.models import User
from outreach.models import Encounter
from outreach.signals import concern_carried_on, concern_reported


def says_reported(encounter: Encounter) -> bool:
    """Whether the encounter says that a report is made about the child."""
    return encounter.is_child and encounter.concern_report == YesNo.YES


def announce_concern(encounter: Encounter, *, by: User, was_reported: bool = False) -> None:
    """Tell of a report once: when the answer becomes yes, and not at every later save."""
    if says_reported(encounter) and not was_reported:
        concern_reported.send(sender=Encounter, encounter=encounter, by=by)


def carry_concern_on(earlier: Encounter, encounter: Encounter, *, by: User) -> None:
    """Tell that *encounter* stands in the place of *earlier*, and of a report that is new in it."""
    told = {"earlier_id": earlier.pk, "encounter": encounter, "by": by}
    concern_carried_on.send(sender=Encounter, **told)
    announce_concern(encounter, by=by, was_reported=says_reported(earlier))
