"""What somebody is told, what waits for their answer, and which emergencies wait for a review."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casework.models import AccessRequest, EmergencyAccess, Notice, Person, User
from casework.notice_enums import NoticeKind

SHOWN = 50


def notices_for(user: User) -> QuerySet[Notice]:
    """Notices to *user*, the unread and then the latest first."""
    return Notice.objects.visible_to(user).order_by("read_at", "-made_at", "-pk")


def unread_count(user: User) -> int | None:
    """How many wait, for the navigation; ``None`` shows no number."""
    return Notice.objects.visible_to(user).unread().count() or None


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
        .order_by("-reviewed_at", "-opened_at", "-pk")
    )


def what_waits(user: User, person: Person) -> dict[str, Any] | None:
    """Questions about the file and emergencies in it that wait for *user*; the panel's context."""
    waiting = [NoticeKind.ACCESS_REQUESTED, NoticeKind.EMERGENCY_OPENED]
    found = list(Notice.objects.visible_to(user).unread().filter(person=person, kind__in=waiting))
    return {"notices": found} if found else None
