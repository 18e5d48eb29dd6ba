"""What somebody is told, what waits for their answer, and which emergencies wait for a review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from casework.models import AccessRequest, EmergencyAccess, Notice, Person, User
from casework.notice_enums import NoticeKind

SHOWN = 50
# These stay until what they ask for is done, whoever does it.
ASKING = [
    NoticeKind.ACCESS_REQUESTED,
    NoticeKind.EMERGENCY_OPENED,
    NoticeKind.EMERGENCY_LOCKED,
]


def notices_for(user: User) -> QuerySet[Notice]:
    """What *user* is only to know: the unread and then the latest first.

    What waits for an answer or a review stands in its own list, until somebody has dealt with it.
    """
    told = Notice.objects.visible_to(user).exclude(kind__in=ASKING)
    return told.order_by(F("read_at").desc(nulls_first=True), "-made_at", "-pk")


def unread(user: User) -> QuerySet[Notice, Any]:
    """The keys of those that wait, for the navigation."""
    return Notice.objects.visible_to(user).unread().order_by().values_list("pk")


def unread_count(user: User) -> int | None:
    """How many wait; ``None`` for none."""
    return unread(user).count() or None


def requests_for(user: User) -> QuerySet[AccessRequest]:
    """Questions that *user* decides about and nobody has answered, the oldest first."""
    return (
        AccessRequest.objects.visible_to(user)
        .exclude(asked_by=user)
        .waiting()
        .select_related("person", "asked_by", "unit")
        .order_by("asked_at", "pk")
    )


def emergencies_for(user: User) -> QuerySet[EmergencyAccess]:
    """Emergencies that *user* may see, those that wait for a review first."""
    return (
        EmergencyAccess.objects.visible_to(user)
        .select_related("opened_by", "unit", "reviewed_by")
        .order_by(F("reviewed_at").desc(nulls_first=True), "-opened_at", "-pk")
    )


def waiting_in(user: User, person: Person) -> list[QuerySet[Notice]]:
    """Questions about the file and emergencies in it that wait for *user*."""
    return [Notice.objects.visible_to(user).unread().filter(person=person, kind__in=ASKING)]


def what_waits(_user: User, _person: Person, waiting: Sequence[Notice]) -> dict[str, Any] | None:
    """The context of the panel of :func:`waiting_in`."""
    return {"notices": waiting} if waiting else None
