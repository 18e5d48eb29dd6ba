"""Numbers and identifiers that the database gives across the walls between roles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Totals:
    """What a shift holds for everybody on it, whoever reads which encounter."""

    people: int
    drafts: int


def totals(shift_id: uuid.UUID) -> Totals:
    """How many people were met on the shift and how many forms are not complete."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people, drafts FROM app_shift_totals(%s)", [shift_id])
        people, drafts = cursor.fetchone()
    return Totals(people, drafts)


def offers_with_contact(offer_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """For which of the offers contact details have been left. Not what they say."""
    wanted = list(offer_ids)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_contact_left(%s::uuid[])", [wanted])
        return {row[0] for row in cursor.fetchall()}
