"""Who gets to these screens at all."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from casework.models import User
from reports.access import can_see_follow_up


def statistics_manager(request: HttpRequest) -> User:
    """The signed-in statistics manager. Raises ``Http404`` for everybody else."""
    user = request.user
    assert isinstance(user, User)
    if not can_see_follow_up(user):
        raise Http404
    return user
