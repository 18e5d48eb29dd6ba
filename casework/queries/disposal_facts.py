"""What the rules of disposal ask about files: days and codes, no content.

The named actor asks it of all files, a manager of one that they see: each gets what row-level
security shows them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from casework.disposal.registry import last_uses
from casework.disposal.rules import Facts, Hold
from casework.disposal.words import Basis
from casework.enums import CaseState, ProtectedIdentity
from casework.extract.words import ExtractState
from casework.models import (
    Case,
    City,
    Correction,
    DisposalBasis,
    DisposalHold,
    ExtractRequest,
    Person,
    PersonRow,
)
from casework.person_tables import mentions, owned_tables

# Rows of a file that nobody wrote about the person: they make no file younger.
NO_NOTES = {"casework.DisposalBasis", "casework.DisposalHold", "casework.ExtractRequest"}
Ids = Sequence[uuid.UUID]


@dataclass
class FileState:
    """One file: what the rules ask, and where it belongs."""

    id: uuid.UUID
    pseudonym: str
    unit_id: uuid.UUID | None = None
    last_at: datetime | None = None
    last_day: date | None = None
    is_protected: bool = False
    adult_from: date | None = None
    basis: Basis = Basis.ORDINARY
    birth_day: int | None = None
    has_open_case: bool = False
    has_request: bool = False
    has_active_link: bool = False
    holds: list[Hold] = field(default_factory=list)

    def touch(self, at: datetime | None) -> None:
        """Remember the latest moment."""
        if at is not None and (self.last_at is None or at > self.last_at):
            self.last_at = at

    def facts(self, county: str, municipality: str) -> Facts:
        """For :func:`casework.disposal.rules.decide`."""
        days = [self.last_day] if self.last_day else []
        days += [timezone.localtime(self.last_at).date()] if self.last_at else []
        return Facts(
            last_note=max(days),
            basis=self.basis,
            adult_from=self.adult_from,
            birth_day=self.birth_day,
            county=county,
            municipality=municipality,
            has_open_case=self.has_open_case,
            has_request=self.has_request,
            has_active_link=self.has_active_link,
            holds=tuple(self.holds),
        )


def city_codes() -> tuple[str, str]:
    """The codes of the county and the municipality whose files these are."""
    row = City.objects.values_list("municipality__county_code", "municipality__code").get()
    return str(row[0]), str(row[1])


def states_of(ids: Ids | None = None) -> dict[uuid.UUID, FileState]:
    """The state of the files *ids*, or of all."""
    persons = Person.objects.order_by()
    if ids is not None:
        persons = persons.filter(pk__in=ids)
    found = {}
    for pk, name, protection, adult_from, opened in persons.values_list(
        "pk", "pseudonym", "protection", "child_until", "opened_at"
    ):
        is_protected = protection != ProtectedIdentity.NONE
        found[pk] = FileState(pk, name, is_protected=is_protected, adult_from=adult_from)
        found[pk].touch(opened)
    _last_notes(found, ids)
    _cases(found, ids)
    _bases(found, ids)
    _requests(found, ids)
    _links(found, ids)
    return found


R = TypeVar("R", bound=models.Model)


def _only(rows: models.QuerySet[R], ids: Ids | None) -> models.QuerySet[R]:
    return rows.order_by() if ids is None else rows.order_by().filter(person_id__in=ids)


def _last_notes(found: dict[uuid.UUID, FileState], ids: Ids | None) -> None:
    latest = [
        _only(owned.model._default_manager.all(), ids)
        .values_list("person_id")
        .annotate(at=models.Max("created_at"))
        for owned in owned_tables()
        if issubclass(owned.model, PersonRow) and owned.model._meta.label not in NO_NOTES
    ]
    for pk, at in latest[0].union(*latest[1:], all=True):
        if pk in found:
            found[pk].touch(at)
    for use in last_uses():
        for pk, day in use.last_days(list(found)).items():
            state = found[pk]
            state.last_day = max(day, state.last_day or day)


def _cases(found: dict[uuid.UUID, FileState], ids: Ids | None) -> None:
    """Open work, and the unit that had the file last."""
    rows = _only(Case.objects.all(), ids).order_by("opened_at", "pk")
    for pk, state, unit_id, opened, closed in rows.values_list(
        "person_id", "state", "unit_id", "opened_at", "closed_at"
    ):
        if pk not in found:
            continue
        found[pk].touch(opened)
        found[pk].touch(closed)
        found[pk].unit_id = unit_id
        found[pk].has_open_case |= state == CaseState.OPEN


def _bases(found: dict[uuid.UUID, FileState], ids: Ids | None) -> None:
    bases = _only(DisposalBasis.objects.all(), ids)
    for pk, basis, birth_day in bases.values_list("person_id", "basis", "birth_day"):
        found[pk].basis, found[pk].birth_day = Basis(basis), birth_day
    holds = _only(DisposalHold.objects.filter(lifted_at=None), ids)
    for pk, until_day in holds.values_list("person_id", "until_day"):
        found[pk].holds.append(Hold(until_day))


def _requests(found: dict[uuid.UUID, FileState], ids: Ids | None) -> None:
    under_way = ~Q(state__in=[ExtractState.DONE, ExtractState.FAILED])
    extracts = _only(ExtractRequest.objects.filter(under_way), ids)
    corrections = _only(Correction.objects.filter(outcome=""), ids)
    waiting = extracts.values_list("person_id").union(corrections.values_list("person_id"))
    for (pk,) in waiting:
        found[pk].has_request = True


def _links(found: dict[uuid.UUID, FileState], ids: Ids | None) -> None:
    """Files that point at each other: while a unit works in one, the other stays."""
    pairs = set(_pairs(ids))
    ends = {end for pair in pairs for end in pair}
    active = set(
        Case.objects.filter(person_id__in=ends, state=CaseState.OPEN).values_list(
            "person_id", flat=True
        )
    )
    for one, other in pairs:
        for this, that in ((one, other), (other, one)):
            if that in active and this in found:
                found[this].has_active_link = True


def _pairs(ids: Ids | None) -> Iterable[tuple[uuid.UUID, uuid.UUID]]:
    """Two files that one row points at, from every table that can hold two."""
    for table, one, other in sorted(_pair_columns()):
        # The names come from the models; the values are bound.
        sql = f"SELECT {one}, {other} FROM {table} WHERE {one} <> {other}"  # noqa: S608  # nosec B608
        values: list[Any] = []
        if ids is not None:
            sql += f" AND ({one} = ANY (%s) OR {other} = ANY (%s))"
            values = [list(ids), list(ids)]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            yield from cursor.fetchall()


def _pair_columns() -> set[tuple[str, str, str]]:
    found = set()
    for owned in owned_tables():
        columns = list(owned.columns)
        columns += [m.column for m in mentions() if m.model is owned.model and m.parent is Person]
        found |= {(owned.table, columns[0], c) for c in columns[1:]}
    return found
