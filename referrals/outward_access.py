"""Who sees what is done towards others, and KAST's contacts: each rule as filter and as check."""

from __future__ import annotations

from django.db.models import Exists, Q

from casework.access.memberships import READING_ROLES, memberships_of, unit_ids, works_in_unit
from casework.enums import UnitKind
from casework.models import Unit, User
from referrals.models import Guidance, KastContact, MunicipalityLetter


def working_units(user: User) -> list[Unit]:
    """The units where *user* works today, each once, in the order of their names."""
    found = {m.unit.pk: m.unit for m in memberships_of(user) if m.unit and m.role in READING_ROLES}
    return list(found.values())


def gives_guidance(user: User) -> bool:
    """Whether *user* works in a unit at all."""
    return bool(working_units(user))


def visible_guidance(user: User) -> Q:
    """What units of *user* have given."""
    return Q(unit__in=unit_ids(user))


def can_see_guidance(user: User, guidance: Guidance) -> bool:
    """The check that agrees with :func:`visible_guidance`."""
    return works_in_unit(user, guidance.unit_id)


def kast_units(user: User) -> list[Unit]:
    """The KAST units where *user* works today: behind the buyers' wall."""
    return [unit for unit in working_units(user) if unit.kind == UnitKind.KAST]


def works_in_kast(user: User) -> bool:
    """Whether *user* works in a KAST unit."""
    return bool(kast_units(user))


def visible_kast(user: User, prefix: str = "") -> Q:
    """Contacts of KAST units where *user* works; *prefix* leads to the contact."""
    return Q(**{f"{prefix}unit__in": unit_ids(user), f"{prefix}unit__kind": UnitKind.KAST})


def can_see_kast(user: User, contact: KastContact) -> bool:
    """The check that agrees with :func:`visible_kast`."""
    return any(unit.pk == contact.unit_id for unit in kast_units(user))


def letter_units(user: User) -> list[Unit]:
    """The units where *user* works today that lead the offer to the municipalities."""
    return [unit for unit in working_units(user) if unit.kind == UnitKind.STAFF]


def writes_letters(user: User) -> bool:
    """Whether *user* works where the offer is led."""
    return bool(letter_units(user))


def visible_letters(user: User) -> Q:
    """All letters for those who lead the offer, none for anybody else."""
    leading = Unit.objects.filter(pk__in=unit_ids(user), kind=UnitKind.STAFF)
    return Q(Exists(leading))


def can_see_letter(user: User, letter: MunicipalityLetter) -> bool:
    """The check that agrees with :func:`visible_letters`: no letter is one unit's own."""
    return writes_letters(user)
