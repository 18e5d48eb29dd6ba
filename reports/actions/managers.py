"""What the actions on editions ask of everybody who does something: who, and why."""

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


def given_reason(words: str) -> str:
    """*words* as they are kept. Raises :class:`ActionRefused` where there are none."""
    if not words.strip():
        raise ActionRefused(fields={"reason": _("Say why.")})
    return words.strip()
