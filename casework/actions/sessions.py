"""Ending sessions: whoever holds such a cookie is nobody from the next request on."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User


@action
def end_session(*, by: User, session: UserSession) -> None:
    """End one session of *by*. Raises :class:`ActionRefused` for somebody else's."""
    if session.user_id != by.pk:
        raise ActionRefused(_("This is somebody else's session."))
    drop_sessions(by, Q(session_key=session.session_key))
    record(Event.SESSIONS_ENDED, by=by, obj=by, count=1)


@action
def end_other_sessions(*, by: User, current: str | None) -> int:
    """End every session of *by* but the one stored under the key *current*; how many ended."""
    count = drop_sessions(by, ~Q(session_key=current))
    record(Event.SESSIONS_ENDED, by=by, obj=by, count=count)
    return count


@action
def forget_ended_sessions(*, by: SystemActor) -> int:
    """Delete what is left of sessions that have run out, with where they were; how many."""
    count, _rows = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
    record(Event.SESSIONS_FORGOTTEN, by=by, count=count)
    return count


def drop_sessions(user: User, which: Q) -> int:
    """Delete sessions of *user*, inside another action; how many were alive."""
    listed = UserSession.objects.filter(which, user_id=user.pk)
    keys = list(listed.values_list("session_key", flat=True))
    count, _rows = Session.objects.filter(session_key__in=keys).delete()
    listed.delete()
    return count
