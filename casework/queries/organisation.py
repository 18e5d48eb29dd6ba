"""Units, who works there, and accounts, as the pages about the organisation show them."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from casework.access.memberships import unit_ids
from casework.access.organisation import visible_memberships, visible_units
from casework.enums import Role
from casework.models import Membership, Unit, User


def units_for(user: User) -> QuerySet[Unit]:
    """The units whose staff *user* may see; ``staff_count`` is who works there today."""
    today = timezone.localdate()
    working = Q(memberships__valid_from__lte=today, memberships__user__is_active=True) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=today)
    )
    return (
        Unit.objects.filter(visible_units(user))
        .select_related("board")
        .annotate(staff_count=Count("memberships__user", filter=working, distinct=True))
    )


def units_managed_by(user: User) -> QuerySet[Unit]:
    """The units that *user* manages today: an administrator manages none of them."""
    return Unit.objects.filter(pk__in=unit_ids(user, [Role.UNIT_MANAGER]))


def memberships_for(user: User) -> QuerySet[Membership]:
    """The memberships that *user* may see and end."""
    return Membership.objects.filter(visible_memberships(user)).select_related("user", "unit")


def staff_of(unit: Unit) -> QuerySet[Membership]:
    """Memberships of a unit that are not over: of today and to come."""
    return (
        unit.memberships.exclude(valid_to__lt=timezone.localdate())
        .select_related("user", "approved_by")
        .order_by("user__full_name", "role", "valid_from", "pk")
    )


def accounts() -> QuerySet[User]:
    """All accounts, each with its memberships of today in ``current_memberships``."""
    current = Membership.objects.active().select_related("unit").order_by("role", "unit__name")
    return User.objects.prefetch_related(
        Prefetch("memberships", queryset=current, to_attr="current_memberships")
    )


def memberships_of_account(account: User) -> QuerySet[Membership]:
    """What *account* holds and has held, the latest first."""
    return account.memberships.select_related("unit", "approved_by").order_by("-valid_from", "pk")
