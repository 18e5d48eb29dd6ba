"""Who works on editions: said once for the actions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.actors import SystemActor
from casework.models import User
from reports.access import can_see_follow_up


def must_manage_statistics(by: User | SystemActor) -> None:
    """Raise :class:`ActionRefused` for a user who is no statistics manager. The clock may."""
    if isinstance(by, User) and not can_see_follow_up(by):
        raise ActionRefused(_("Only a statistics manager works on editions."))
