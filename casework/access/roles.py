"""The roles in plain words. The product shows this text; the rules live in the access modules."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.access.memberships import memberships_of
from casework.enums import Role
from casework.models import User

ROLE_DESCRIPTIONS: dict[Role, Promise | str] = {
    Role.OUTREACH_WORKER: _(
        "Plans and keeps shifts, records the people met, and reads the shifts and encounters "
        "of the own unit."
    ),
    Role.COORDINATOR: _(
        "As an outreach worker, and follows individuals on from the first contact."
    ),
    Role.UNIT_WORKER: _(
        "Receives those who accepted an offer to the unit, and opens their contact details. "
        "Reads those encounters of joint shifts that the unit is there for."
    ),
    Role.UNIT_MANAGER: _(
        "As the unit's workers; also imports earlier logs and approves who works in the unit."
    ),
    Role.STATISTICS_MANAGER: _(
        "Sees figures and exports the yearly follow-up. Asks for exchange files in which nobody is "
        "named, which a colleague approves. Sees no shift, no encounter and no person."
    ),
    Role.LOG_REVIEWER: _("Sees who read what and when. Sees no content."),
    Role.ADMINISTRATOR: _("Manages accounts and settings. Sees no person, encounter or figure."),
}


def roles_of(user: User) -> set[Role]:
    """The roles that *user* holds today."""
    return {Role(m.role) for m in memberships_of(user)}
