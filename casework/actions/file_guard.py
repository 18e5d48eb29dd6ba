"""What every action in a file begins with: the file, and whether *by* may do this in it."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.access.persons import (
    can_manage_person,
    can_settle_in_person,
    can_work_in_person,
)
from casework.actions.base import ActionRefused
from casework.models import Person, User


def file_to_work_in(person_id: uuid.UUID, by: User) -> Person:
    """The file, locked for the rest of the transaction.

    Raises :class:`ActionRefused` when *by* only reads it, ``Person.DoesNotExist`` when *by* does
    not see it.
    """
    person = Person.objects.visible_to(by).get(pk=person_id)
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file but not write in it."))
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)


def must_settle(by: User, person: Person) -> None:
    """Refuse what can't be undone to somebody who is there for an emergency alone."""
    if not can_settle_in_person(by, person):
        raise ActionRefused(
            _(
                "You opened the file in an emergency: what can't be undone is left to those who"
                " work with the person."
            )
        )


def file_to_manage(person_id: uuid.UUID, by: User) -> Person:
    """The file, locked. Raises :class:`ActionRefused` when *by* does not decide over it."""
    person = Person.objects.visible_to(by).get(pk=person_id)
    if not can_manage_person(by, person):
        raise ActionRefused(_("You don't decide over this file."))
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)
