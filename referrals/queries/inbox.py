"""The receiving unit's accepted offers."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casework.models import User
from outreach.models import ContactDetails
from referrals.access import receiving_units, waiting_for
from referrals.models import ContactAttempt, OfferSettlement
from referrals.queries.offers import number_of_its_referral


def to_open(user: User) -> QuerySet[ContactDetails]:
    """Contact details that *user* may open as a receiver, with ``attempts`` and ``last_tried``."""
    tried = ContactAttempt.objects.filter(offer_id=OuterRef("offer_id")).order_by()
    count = tried.values("offer_id").annotate(count=Count("pk")).values("count")
    return (
        ContactDetails.objects.visible_to(user)
        .filter(waiting_for(user))
        .select_related("receiving_unit")
        .annotate(
            attempts=Coalesce(Subquery(count, output_field=IntegerField()), 0),
            last_tried=Subquery(tried.order_by("-tried_at").values("tried_at")[:1]),
        )
    )


def inbox(user: User) -> QuerySet[ContactDetails]:
    """Offers to *user*'s units that wait for somebody to ring back, the oldest first.

    Nothing that is sealed is read: only the kind, the times and the unit.
    """
    sealed = ("alias", "safe_number", "safe_time", "language")
    rows = to_open(user).defer(*sealed).annotate(referral_number=number_of_its_referral())
    return rows.order_by("accepted_at", "id")


def settled(user: User) -> QuerySet[OfferSettlement]:
    """What *user*'s units have settled, the latest first."""
    return OfferSettlement.objects.visible_to(user).select_related("receiving_unit", "settled_by")


def receives_offers(user: User) -> bool:
    """Whether a unit of *user* receives offers at all."""
    return bool(receiving_units(user))
