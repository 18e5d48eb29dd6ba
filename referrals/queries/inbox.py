"""The receiving unit's accepted offers."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.models import User
from outreach.models import ContactDetails
from referrals.access import receiving_units, waiting_for
from referrals.models import OfferSettlement


def inbox(user: User) -> QuerySet[ContactDetails]:
    """Offers to *user*'s units that wait for somebody to ring back, the oldest first.

    Nothing that is sealed is read: only the kind, the time and the unit.
    """
    return (
        ContactDetails.objects.visible_to(user)
        .filter(waiting_for(user))
        .select_related("receiving_unit")
        .defer("alias", "safe_number", "safe_time", "language")
        .order_by("accepted_at", "id")
    )


def settled(user: User) -> QuerySet[OfferSettlement]:
    """What *user*'s units have settled, the latest first."""
    return OfferSettlement.objects.visible_to(user).select_related("receiving_unit", "settled_by")


def to_open(user: User) -> QuerySet[ContactDetails]:
    """Contact details that *user* may open as a receiver."""
    return (
        ContactDetails.objects.visible_to(user)
        .filter(waiting_for(user))
        .select_related("receiving_unit")
    )


def waiting(user: User) -> int:
    """How many wait; the number beside the entry in the navigation."""
    return inbox(user).count()


def receives_offers(user: User) -> bool:
    """Whether a unit of *user* receives offers at all."""
    return bool(receiving_units(user))
