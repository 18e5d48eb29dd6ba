"""The two people who stand for what a command does with editions."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from casework.models import User
from reports.access import can_see_follow_up


def two_approvers(addresses: Sequence[str]) -> tuple[User, User]:
    """The statistics managers with *addresses*. Raises ``CommandError`` unless they are two."""
    users = [User.objects.filter(email__iexact=a, is_active=True).first() for a in addresses]
    found = [user for user in users if user is not None and can_see_follow_up(user)]
    if len(addresses) != 2 or len({user.pk for user in found}) != 2:
        raise CommandError(
            _("Two statistics managers release an edition: name both with --approved-by.")
        )
    return found[0], found[1]
