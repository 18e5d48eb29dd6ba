"""Where an account is signed in now."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from casework.models import User


def sessions_of(user: User) -> QuerySet[UserSession]:
    """The sessions of *user* that have not ended, the one used last first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(
        user_id=user.pk, session_key__in=alive
    ).order_by("-last_seen_at", "-pk")
    return found
