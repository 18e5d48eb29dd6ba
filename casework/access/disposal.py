"""Who sees and reviews disposal lists: managers in the board whose files they are.

The second person need not have access to the files: pseudonym, rule and dates are what a decision
to destroy rests on, and the board is the one that decides about its archive.
"""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import memberships_of, works_in_unit
from casework.access.persons import managed_unit_ids
from casework.enums import Role
from casework.models import DisposalList, Unit, User


def visible_lists(user: User) -> Q:
    """Lists of the boards in which *user* manages a unit today."""
    boards = Unit.objects.filter(pk__in=managed_unit_ids(user)).values("board_id")
    return Q(unit__board_id__in=boards)


def can_see_list(user: User, found: DisposalList) -> bool:
    """The check that agrees with :func:`visible_lists`."""
    managed = [m.unit for m in memberships_of(user) if m.role == Role.UNIT_MANAGER and m.unit]
    return found.unit.board_id in {unit.board_id for unit in managed}


def can_review(user: User, found: DisposalList) -> bool:
    """Whether *user* reviews the list: who manages its unit."""
    return works_in_unit(user, found.unit_id, [Role.UNIT_MANAGER])


def manages_a_unit(user: User) -> bool:
    """Whether the pages of disposal are there for *user* at all."""
    return any(m.role == Role.UNIT_MANAGER for m in memberships_of(user))
