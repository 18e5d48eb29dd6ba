"""Who sees the accepted offers of a unit: its own workers, and nobody else."""

from __future__ import annotations

import uuid

from django.db.models import Q

from casework.access.memberships import READING_ROLES, memberships_of, unit_ids, works_in_unit
from casework.models import User
from outreach.models import ContactDetails, OfferRoute
from referrals.models import OfferSettlement


def visible_settlements(user: User) -> Q:
    """Settlements of units where *user* works."""
    return Q(receiving_unit__in=unit_ids(user))


def can_see_settlement(user: User, settlement: OfferSettlement) -> bool:
    """The check that agrees with :func:`visible_settlements`."""
    return works_in_unit(user, settlement.receiving_unit_id)


def waiting_for(user: User) -> Q:
    """Contact details sent to a unit of *user*. Not those that they wrote for another unit."""
    return Q(receiving_unit__in=unit_ids(user))


def can_settle(user: User, details: ContactDetails) -> bool:
    """Whether *user* may open and settle what was left: a worker of the receiving unit."""
    return works_in_unit(user, details.receiving_unit_id)


def receiving_units(user: User) -> list[uuid.UUID]:
    """The units of *user* that receive any kind of support in this city."""
    mine = {m.unit_id for m in memberships_of(user) if m.unit_id and m.role in READING_ROLES}
    if not mine:
        return []
    routes = OfferRoute.objects.filter(unit__in=mine)
    return list(routes.order_by().values_list("unit_id", flat=True).distinct())
