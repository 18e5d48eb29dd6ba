"""The numbers beside this floor's entries in the navigation: one statement a page, for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from casework.access.memberships import unit_ids
from casework.models import Person, User
from casework.recurring import read_recurring
from casework.together import Lists
from outreach.models import ContactDetails, OfferRoute
from referrals.access import uses_referrals, waiting_for
from referrals.queries.offers import without_referral
from referrals.queries.referrals import waiting_rows


@dataclass(frozen=True)
class Badges:
    """Whether a unit of the user receives offers, and how many offers and referrals wait."""

    receives: bool
    offers: int
    referrals: int


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def badges_of(user: User) -> Badges:
    """Read once a request and kept on the user object, as the memberships are."""
    kept: Badges | None = getattr(user, "_referral_badges", None)
    if kept is not None:
        return kept
    if not uses_referrals(user):
        return Badges(receives=False, offers=0, referrals=0)
    (((numbers,),),) = read_recurring(user, [_numbers])
    found = Badges(*numbers)
    setattr(user, "_referral_badges", found)  # noqa: B010 - a cache, not a field of the model
    return found


def _numbers(user: User, _person: Person) -> Lists:
    """What :class:`Badges` holds, as one row."""
    counted = User.objects.filter(pk=user.pk).annotate(
        receives=Exists(OfferRoute.objects.filter(unit__in=unit_ids(user))),
        offers=_number(without_referral(ContactDetails.objects.filter(waiting_for(user)))),
        referrals=_number(waiting_rows(user)),
    )
    return [counted.values_list("receives", "offers", "referrals")]


def receives_offers(user: User) -> bool:
    """Whether the entry of accepted offers is there for *user*."""
    return badges_of(user).receives


def offers_waiting(user: User) -> int:
    """How many accepted offers wait."""
    return badges_of(user).offers


def referrals_waiting(user: User) -> int | None:
    """How many referrals wait for *user*; ``None`` shows no number."""
    return badges_of(user).referrals or None
