"""What the rules of disposal ask about files: days and codes, no content.

The named actor asks it of all files, a manager of one that they see: each gets what row-level
security shows them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
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
from casework.together import Written, read_together

# Rows of a file that nobody wrote about the person: they make no file younger.
NO_NOTES = {"casework.DisposalBasis", "casework.DisposalHold", "casework.ExtractRequest"}
Ids = Sequence[uuid.UUID]


@dataclass
class FileState:
    """One file: what the rules ask, and where it belongs."""

    id: uuid.UUID
    pseudonym: str
    about: str
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
    rows = Rows(
        persons=_persons(ids),
        notes=_last_notes(ids),
        cases=_cases(ids),
        bases=_only(DisposalBasis.objects.all(), ids).values_list(
            "person_id", "basis", "birth_day"
        ),
        holds=_only(DisposalHold.objects.filter(lifted_at=None), ids).values_list(
            "person_id", "until_day"
        ),
        requests=_requests(ids),
        pairs=_pairs(ids),
    )
    if ids is not None:
        read_together(*(getattr(rows, part.name) for part in fields(rows)))
    return _states(rows)


@dataclass(frozen=True)
class Rows:
    """What is read of the files: of a few in one statement, of all list by list."""

    persons: Iterable[Any]
    notes: Iterable[Any]
    cases: Iterable[Any]
    bases: Iterable[Any]
    holds: Iterable[Any]
    requests: Iterable[Any]
    pairs: Iterable[Any]


def _states(rows: Rows) -> dict[uuid.UUID, FileState]:
    found = {}
    for pk, name, about, protection, adult_from, opened in rows.persons:
        is_protected = protection != ProtectedIdentity.NONE
        found[pk] = FileState(pk, name, about, is_protected=is_protected, adult_from=adult_from)
        found[pk].touch(opened)
    _dated(found, rows)
    _held(found, rows)
    return found


def _dated(found: dict[uuid.UUID, FileState], rows: Rows) -> None:
    """When somebody last wrote in each file, used it or worked in it."""
    for pk, at in rows.notes:
        if pk in found:
            found[pk].touch(at)
    for use in last_uses():
        for pk, day in use.last_days(list(found)).items():
            found[pk].last_day = max(day, found[pk].last_day or day)
    for case in rows.cases:
        if case[0] in found:
            _worked(found[case[0]], *case[1:])


def _held(found: dict[uuid.UUID, FileState], rows: Rows) -> None:
    """What each file is about, and what holds it back."""
    for pk, basis, birth_day in rows.bases:
        found[pk].basis, found[pk].birth_day = Basis(basis), birth_day
    for pk, until_day in rows.holds:
        found[pk].holds.append(Hold(until_day))
    for (pk,) in rows.requests:
        found[pk].has_request = True
    # Files that point at each other: while a unit works in one, the other stays.
    for one, other, works_in_one, works_in_other in rows.pairs:
        if works_in_other and one in found:
            found[one].has_active_link = True
        if works_in_one and other in found:
            found[other].has_active_link = True


def _worked(
    state: FileState, code: str, unit_id: uuid.UUID, opened: datetime, closed: datetime | None
) -> None:
    """One unit's work in the file; of several the last one's unit has it."""
    state.touch(opened)
    state.touch(closed)
    state.unit_id = unit_id
    state.has_open_case |= code == CaseState.OPEN


R = TypeVar("R", bound=models.Model)


def _only(rows: models.QuerySet[R], ids: Ids | None) -> models.QuerySet[R]:
    return rows.order_by() if ids is None else rows.order_by().filter(person_id__in=ids)


def _persons(ids: Ids | None) -> Iterable[Any]:
    persons = Person.objects.order_by()
    if ids is not None:
        persons = persons.filter(pk__in=ids)
    return persons.values_list("pk", "pseudonym", "kind", "protection", "child_until", "opened_at")


def _last_notes(ids: Ids | None) -> Iterable[Any]:
    """When somebody last wrote in each table of a file."""
    latest = [
        _only(owned.model._default_manager.all(), ids)
        .values_list("person_id")
        .annotate(at=models.Max("created_at"))
        for owned in owned_tables()
        if issubclass(owned.model, PersonRow) and owned.model._meta.label not in NO_NOTES
    ]
    return latest[0].union(*latest[1:], all=True)


def _cases(ids: Ids | None) -> Iterable[Any]:
    """The units' work, the first first."""
    rows = _only(Case.objects.all(), ids).order_by("opened_at", "pk")
    return rows.values_list("person_id", "state", "unit_id", "opened_at", "closed_at")


def _requests(ids: Ids | None) -> Iterable[Any]:
    under_way = ~Q(state__in=[ExtractState.DONE, ExtractState.FAILED])
    extracts = _only(ExtractRequest.objects.filter(under_way), ids)
    corrections = _only(Correction.objects.filter(outcome=""), ids)
    return extracts.values_list("person_id").union(corrections.values_list("person_id"))


def _pairs(ids: Ids | None) -> Written:
    """Two files that one row points at, and whether a unit works in each: from every such table."""
    # The names come from the models; the values are bound.
    told, values = [], []
    for table, one, other in sorted(_pair_columns()):
        sql = f"SELECT {one} AS one, {other} AS other FROM {table} WHERE {one} <> {other}"  # noqa: S608  # nosec B608
        if ids is not None:
            sql += f" AND ({one} = ANY (%s) OR {other} = ANY (%s))"
            values += [list(ids), list(ids)]
        told.append(sql)
    works = "EXISTS (SELECT FROM casework_case c WHERE c.person_id = {end} AND c.state = %s)"
    ends = ", ".join(works.format(end=end) for end in ("p.one", "p.other"))
    pairs = f"SELECT p.one, p.other, {ends} FROM ({' UNION ALL '.join(told)}) p"  # noqa: S608  # nosec B608
    return Written(
        pairs, [CaseState.OPEN, CaseState.OPEN, *values], ("uuid", "uuid", "boolean", "boolean")
    )


def _pair_columns() -> set[tuple[str, str, str]]:
    found = set()
    for owned in owned_tables():
        columns = list(owned.columns)
        columns += [m.column for m in mentions() if m.model is owned.model and m.parent is Person]
        found |= {(owned.table, columns[0], c) for c in columns[1:]}
    return found
