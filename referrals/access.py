"""Who sees the accepted offers of a unit and its referrals: each rule as filter and as check.

The rules stand once more in the database (``referrals/migrations``).
"""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q

from casework.access.memberships import READING_ROLES, memberships_of, unit_ids, works_in_unit
from casework.access.persons import (
    can_read_person,
    can_settle_in_person,
    intake_unit_ids,
    managed_unit_ids,
    visible_persons,
)
from casework.enums import Role
from casework.models import Person, Unit, User
from outreach.models import ContactDetails, OfferRoute
from referrals.enums import ReferralState
from referrals.models import OfferSettlement, Referral


def visible_settlements(user: User) -> Q:
    """Settlements of units where *user* works."""
    return Q(receiving_unit__in=unit_ids(user))


def can_see_settlement(user: User, settlement: OfferSettlement) -> bool:
    """The check that agrees with :func:`visible_settlements`."""
    return works_in_unit(user, settlement.receiving_unit_id)


def waiting_for(user: User) -> Q:
    """Contact details sent to a unit of *user*. Not those that they wrote for another unit."""
    return Q(receiving_unit__in=unit_ids(user))


def can_settle(user: User, details: ContactDetails) -> bool:
    """Whether *user* may open and settle what was left: a worker of the receiving unit."""
    return works_in_unit(user, details.receiving_unit_id)


def receiving_units(user: User) -> list[uuid.UUID]:
    """The units of *user* that receive any kind of support in this city."""
    mine = {m.unit_id for m in memberships_of(user) if m.unit_id and m.role in READING_ROLES}
    if not mine:
        return []
    routes = OfferRoute.objects.filter(unit__in=mine)
    return list(routes.order_by().values_list("unit_id", flat=True).distinct())


def sees_its_file(user: User) -> Q:
    """Referrals about the person of a file that *user* sees."""
    return Q(Exists(Person.objects.filter(visible_persons(user), pk=OuterRef("person_id"))))


def to_answer(user: User) -> Q:
    """Referrals that *user* may answer: the receiving unit's intake, and whoever has it.

    One about a protected identity is for the unit's manager and whoever has it.
    """
    taken_in = Q(is_protected=False, to_unit__in=intake_unit_ids(user))
    managed = Q(is_protected=True, to_unit__in=managed_unit_ids(user))
    own = Q(assigned_to_id=user.pk, to_unit__in=unit_ids(user))
    return ~Q(state=ReferralState.DRAFT) & (taken_in | managed | own)


def sent_by_units_of(user: User) -> Q:
    """Referrals and drafts of *user*'s units; of a file, for those of them who see the file."""
    return Q(from_unit__in=unit_ids(user)) & (Q(person=None) | sees_its_file(user))


def visible_referrals(user: User) -> Q:
    """What one's unit sent or is to answer, and what was sent about a file that one sees."""
    about = ~Q(state=ReferralState.DRAFT) & Q(person__isnull=False) & sees_its_file(user)
    return sent_by_units_of(user) | to_answer(user) | about


def visible_referral_events(user: User) -> Q:
    """Events of such referrals."""
    return Q(Exists(Referral.objects.filter(visible_referrals(user), pk=OuterRef("referral_id"))))


def is_sender(user: User, referral: Referral) -> bool:
    """Whether *user* acts for the sending unit: works there, and in the file if there is one."""
    if not works_in_unit(user, referral.from_unit_id):
        return False
    if referral.person_id is None:
        return True
    person = _file_of(user, referral)
    return person is not None and can_settle_in_person(user, person)


def _file_of(user: User, referral: Referral) -> Person | None:
    """The file that it is about, when *user* sees it: a receiver does not before accepting."""
    if referral.person_id is None:
        return None
    if Referral.person.is_cached(referral):
        # Read together with it, under row-level security: nobody's where it is not seen.
        return referral.person
    return Person.objects.visible_to(user).filter(pk=referral.person_id).first()


def takes_in_for(user: User, unit_id: uuid.UUID, *, is_protected: bool = False) -> bool:
    """Whether *user* takes in new people for the unit; a protected identity is its manager's."""
    return any(
        m.unit_id == unit_id
        and m.role in READING_ROLES
        and (m.role == Role.UNIT_MANAGER or (m.takes_intake and not is_protected))
        for m in memberships_of(user)
    )


def is_receiver(user: User, referral: Referral) -> bool:
    """The check that agrees with :func:`to_answer`, and with who answers for a body outside."""
    if referral.state == ReferralState.DRAFT:
        return False
    if referral.to_unit_id is None:
        # Its people have no account: the sender registers what they answer.
        return is_sender(user, referral)
    has_it = referral.assigned_to_id == user.pk and works_in_unit(user, referral.to_unit_id)
    return has_it or takes_in_for(user, referral.to_unit_id, is_protected=referral.is_protected)


def can_see_referral(user: User, referral: Referral) -> bool:
    """The check that agrees with :func:`visible_referrals`."""
    person = _file_of(user, referral)
    reads = person is not None and can_read_person(user, person)
    if works_in_unit(user, referral.from_unit_id) and (referral.person_id is None or reads):
        return True
    if referral.state == ReferralState.DRAFT:
        return False
    in_house = referral.to_unit_id is not None and is_receiver(user, referral)
    return in_house or reads


def sending_units(user: User) -> list[Unit]:
    """The units in whose name *user* may send."""
    return [m.unit for m in memberships_of(user) if m.unit is not None and m.role in READING_ROLES]


def uses_referrals(user: User) -> bool:
    """Whether referrals are there for *user* at all."""
    return bool(sending_units(user))
