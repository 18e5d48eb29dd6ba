"""Who answers questions for access and who reviews emergencies: as filter and as check."""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import has_city_role
from casework.access.persons import can_manage_person, grants_to, grants_to_units_of
from casework.enums import AccessLevel, Role
from casework.models import AccessRequest, EmergencyAccess, User


def managed_files(user: User) -> Q:
    """Rows with a ``person`` whose file *user* decides over."""
    personally = grants_to(user).filter(level=AccessLevel.MANAGE)
    through_unit = grants_to_units_of(user).filter(level=AccessLevel.MANAGE)
    found = personally.order_by().values("content_object_id")
    return Q(person__in=found.union(through_unit.order_by().values("content_object_id")))


def visible_requests(user: User) -> Q:
    """Questions that *user* answers: about files that they decide over."""
    return managed_files(user)


def can_answer_request(user: User, request: AccessRequest) -> bool:
    """The check that agrees with :func:`visible_requests`, but for one's own question."""
    if request.person is None or request.asked_by_id == user.pk:
        return False
    return can_manage_person(user, request.person)


def visible_emergencies(user: User) -> Q:
    """One's own, those in files that one decides over, and for a log reviewer all."""
    if has_city_role(user, Role.LOG_REVIEWER):
        return Q()
    return Q(opened_by=user) | managed_files(user)


def can_review_emergency(user: User, emergency: EmergencyAccess) -> bool:
    """Whether *user* may say what came of it: never whoever opened it."""
    if emergency.opened_by_id == user.pk:
        return False
    if has_city_role(user, Role.LOG_REVIEWER):
        return True
    return emergency.person is not None and can_manage_person(user, emergency.person)
