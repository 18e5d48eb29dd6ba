"""Who sees the follow-up and the files that were ordered: rules as filter and as check.

The rule on reports stands once more in the database (``reports/migrations``).
"""

from __future__ import annotations

from django.db.models import Exists, Q

from casework.access import has_city_role
from casework.enums import Role
from casework.models import Membership, User


def can_see_follow_up(user: User) -> bool:
    """Whether *user* may see the figures of the whole city: a statistics manager."""
    return has_city_role(user, Role.STATISTICS_MANAGER)


def manages_statistics(user: User) -> Q:
    """The filter that agrees with :func:`can_see_follow_up`: every row, or none."""
    manages = Membership.objects.active().filter(
        user_id=user.pk, role=Role.STATISTICS_MANAGER, unit=None
    )
    return Q(Exists(manages))


def visible_reports(user: User) -> Q:
    """Reports that *user* ordered, as long as they are a statistics manager."""
    return Q(owner_id=user.pk) & manages_statistics(user)
