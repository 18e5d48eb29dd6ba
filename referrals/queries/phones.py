"""Whether a unit has a number that its letters can name, and where one is set."""

from __future__ import annotations

from dataclasses import dataclass

from casework.access.organisation import can_set_phone
from casework.enums import Role
from casework.models import Membership, Unit, User
from referrals.enums import ReferralKind, ReferralState
from referrals.models import Referral


@dataclass(frozen=True)
class NoPhone:
    """A unit without a number. *sets*: the user may set it; else *who* do."""

    unit: Unit
    sets: bool
    who: list[str]


def no_phone_of(user: User, unit: Unit) -> NoPhone | None:
    """What to say of *unit* before a letter of it goes out; ``None`` where it has a number."""
    if unit.phone.strip():
        return None
    setting = Membership.objects.active().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    names = setting.order_by("user__full_name").select_related("user")
    return NoPhone(unit, can_set_phone(user, unit), [str(row.user) for row in names])


def no_phone_for(user: User, referral: Referral) -> NoPhone | None:
    """The same of the unit that sends *referral*, while a letter is still to go with it."""
    has_letter = referral.to_body_id is not None or referral.kind == ReferralKind.REPORT
    is_draft = referral.state == ReferralState.DRAFT
    return no_phone_of(user, referral.from_unit) if has_letter and is_draft else None
