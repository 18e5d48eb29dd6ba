"""Which file a referral that told of nobody led to, for those who see that file."""

from __future__ import annotations

from casework.access.persons import file_units, settled_persons
from casework.models import Person, User
from referrals import machine
from referrals.access import is_receiver
from referrals.models import Referral, ReferralFile


def file_of(user: User, referral: Referral) -> ReferralFile | None:
    """The link to the file, where *user* sees the file."""
    if referral.person_id is not None:
        return None
    rows = ReferralFile.objects.visible_to(user).filter(referral=referral)
    found: ReferralFile | None = rows.select_related("person").first()
    return found


def may_lead_to_known_file(user: User, referral: Referral) -> bool:
    """Whether *user* works with a file that it could be put into: not in an emergency."""
    rows = Person.objects.visible_to(user).filter(settled_persons(user), kind=referral.role)
    return rows.exists()


def may_lead_to_file(user: User, referral: Referral) -> bool:
    """Whether *user* works with it for its receiver and no file that they see is named yet."""
    if referral.person_id is not None or referral.state not in machine.WORKED_WITH:
        return False
    if referral.to_unit_id not in [unit.pk for unit in file_units(user)]:
        return False
    return is_receiver(user, referral) and file_of(user, referral) is None
