"""Who reviews the log, and that nobody reviews themselves: as filter and as check.

The same rule stands in the database (migration 0033).
"""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import has_city_role
from casework.enums import Role
from casework.models import AuditFinding, User


def reviews_log(user: User) -> bool:
    """Whether *user* is a log reviewer today."""
    return has_city_role(user, Role.LOG_REVIEWER)


def visible_findings(user: User) -> Q:
    """Findings about others, for a log reviewer."""
    if not reviews_log(user):
        return Q(pk__in=[])
    return Q(user=None) | ~Q(user=user)


def can_see_finding(user: User, finding: AuditFinding) -> bool:
    """The check that agrees with :func:`visible_findings`."""
    return reviews_log(user) and finding.user_id != user.pk
