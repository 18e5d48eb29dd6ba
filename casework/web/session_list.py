"""Keeping note of where somebody is signed in, in allauth's table.

allauth itself would write the key of the session there, which is the cookie. Here stands its
digest.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

from casework.models import User
from casework.web.session_store import SessionStore

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
# A place in the list is as old as this at most; not every request writes.
SEEN_EVERY = timedelta(minutes=5)


def note_new_session(request: HttpRequest, user: User) -> None:
    """Put the session that *user* has just signed in with on the list."""
    session = request.session
    assert isinstance(session, SessionStore)
    if session.session_key is None:
        session.save()
    browser = UserSession._meta.get_field("user_agent").max_length
    now = timezone.now()
    UserSession.objects.update_or_create(
        session_key=session.stored_key,
        defaults={
            "user": user,
            "ip": get_adapter().get_client_ip(request),
            "user_agent": request.headers.get("User-Agent", "")[:browser],
            "last_seen_at": now,
        },
    )
    session[SIGNED_IN_AT] = session[SEEN_AT] = now.timestamp()


def note_seen(request: HttpRequest) -> None:
    """Note when and from where the session was last used by somebody, every few minutes."""
    session, now = request.session, timezone.now()
    assert isinstance(session, SessionStore)
    seen_at = session.setdefault(SEEN_AT, now.timestamp())
    if now.timestamp() - seen_at < SEEN_EVERY.total_seconds():
        return
    session[SEEN_AT] = now.timestamp()
    UserSession.objects.filter(session_key=session.stored_key).update(
        last_seen_at=now, ip=get_adapter().get_client_ip(request)
    )
