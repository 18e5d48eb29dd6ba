"""Rows of an earlier log as rows of the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from casework.crypto import Digester
from casework.enums import YesNo
from casework.models import District, Municipality, Unit, VoluntaryOrganisation
from outreach.enums import EncounterState, HomeKind, Origin, ShiftState
from outreach.imports.deviations import AgeLimits, deviations_of
from outreach.imports.rows import PersonRow, ShiftRow
from outreach.models import (
    Encounter,
    ImportedLog,
    ImportedRow,
    OperationWeek,
    Shift,
    ShiftUnit,
    SupportOffer,
)

_LONGEST_CODE = 8


class NamedPlaces:
    """What the rows name, by its name. Names that are free in a log are added where missing."""

    def __init__(self, shifts: Iterable[ShiftRow]) -> None:
        shifts = list(shifts)
        self.municipalities = dict(Municipality.objects.values_list("name", "pk"))
        self._add_districts({(s.municipality, s.district) for s in shifts if s.district})
        self._add_organisations({s.voluntary_organisation for s in shifts} - {""})
        self._add_weeks({(s.day.year, s.operation_week) for s in shifts if s.operation_week})

    # Two imports may add the same name at once: a conflict means that it is there.

    def _add_districts(self, wanted: set[tuple[str, str]]) -> None:
        known = set(District.objects.values_list("municipality__name", "name"))
        District.objects.bulk_create(
            [
                District(municipality_id=self.municipalities[town], name=name)
                for town, name in sorted(wanted - known)
            ],
            ignore_conflicts=True,
        )
        rows = District.objects.values_list("municipality__name", "name", "pk")
        self.districts = {(town, name): pk for town, name, pk in rows}

    def _add_organisations(self, wanted: set[str]) -> None:
        known = set(VoluntaryOrganisation.objects.values_list("name", flat=True))
        VoluntaryOrganisation.objects.bulk_create(
            [VoluntaryOrganisation(name=name) for name in sorted(wanted - known)],
            ignore_conflicts=True,
        )
        self.organisations = dict(VoluntaryOrganisation.objects.values_list("name", "pk"))

    def _add_weeks(self, wanted: set[tuple[int, str]]) -> None:
        known = set(OperationWeek.objects.values_list("year", "name"))
        OperationWeek.objects.bulk_create(
            [OperationWeek(year=year, name=name) for year, name in sorted(wanted - known)],
            ignore_conflicts=True,
        )
        rows = OperationWeek.objects.values_list("year", "name", "pk")
        self.weeks = {(year, name): pk for year, name, pk in rows}


class Objects:
    """Makes what a batch of rows becomes. Nothing is saved here."""

    def __init__(
        self,
        log: ImportedLog,
        unit: Unit,
        places: NamedPlaces,
        digests: Digester,
        user_id: uuid.UUID | None,
    ) -> None:
        self.log, self.unit, self.places = log, unit, places
        self.digests, self.user_id = digests, user_id
        self.shifts: list[Shift] = []
        self.shift_units: list[ShiftUnit] = []
        self.encounters: list[Encounter] = []
        self.offers: list[SupportOffer] = []
        self.rows: list[ImportedRow] = []

    def add_shift(self, row: ShiftRow) -> Shift:
        """A signed shift: what the old log says of it is final. It has numbers, and no names."""
        week = (row.day.year, row.operation_week)
        shift = Shift(
            unit_id=self.unit.pk,
            kind=row.kind,
            operation_week_id=self.places.weeks[week] if row.operation_week else None,
            municipality_id=self.places.municipalities[row.municipality],
            district_id=(
                self.places.districts[row.municipality, row.district] if row.district else None
            ),
            arena=row.arena,
            officer_count=row.officers,
            voluntary_organisation_id=(
                self.places.organisations[row.voluntary_organisation]
                if row.voluntary_organisation
                else None
            ),
            social_worker_count=row.social_workers,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            state=ShiftState.SIGNED,
            origin=Origin.IMPORTED,
            updated_by_id=self.user_id,
        )
        self.shifts.append(shift)
        self.shift_units.append(ShiftUnit(shift_id=shift.pk, unit_id=self.unit.pk))
        self._remember(ImportedRow.Table.SHIFT, row, shift.pk)
        return shift

    def add_person(
        self, row: PersonRow, shift_id: uuid.UUID, arena: str, limits: AgeLimits
    ) -> Encounter:
        """An encounter as it was written, its offers, and where that breaks a rule."""
        encounter = self._encounter(row, shift_id, arena)
        encounter.deviations = deviations_of(row, limits)
        encounter.derive()
        self.encounters.append(encounter)
        self.offers += [
            SupportOffer(
                encounter_id=encounter.pk, kind=kind, answer=answer, origin=Origin.IMPORTED
            )
            for kind, answer in row.offers
        ]
        self._remember(ImportedRow.Table.ENCOUNTER, row, encounter.pk)
        return encounter

    def _encounter(self, row: PersonRow, shift_id: uuid.UUID, arena: str) -> Encounter:
        home = row.home_municipality
        return Encounter(
            shift_id=shift_id,
            short_code=row.id if len(row.id) <= _LONGEST_CODE else f"#{row.row}",
            role=row.role,
            state=EncounterState.COMPLETE,
            origin=Origin.IMPORTED,
            happened_at=row.happened_at,
            age=row.age,
            gender=row.gender,
            citizenship_id=row.citizenship or None,
            interpreter=row.interpreter,
            home_kind=row.home_kind,
            home_municipality_id=(
                self.places.municipalities[home] if row.home_kind == HomeKind.MUNICIPALITY else None
            ),
            arena=arena,
            trafficking=row.trafficking,
            exploitation_form=row.exploitation_form,
            told_of_rights=row.told_of_rights,
            offered_support=YesNo.YES if row.offers else YesNo.NO,
            concern_report=row.concern_report,
            guardians_contacted=row.guardians_contacted,
            created_by_id=self.user_id,
            updated_by_id=self.user_id,
        )

    def _remember(self, table: str, row: ShiftRow | PersonRow, pk: uuid.UUID) -> None:
        self.rows.append(
            ImportedRow(
                log_id=self.log.pk,
                table=table,
                external_id=row.id,
                digest=self.digests.digest(row.content()),
                object_id=pk,
            )
        )

    def save(self) -> None:
        """Insert what has been made, the pointed-at first, and begin anew."""
        Shift.objects.bulk_create(self.shifts)
        ShiftUnit.objects.bulk_create(self.shift_units)
        Encounter.objects.bulk_create(self.encounters)
        SupportOffer.objects.bulk_create(self.offers)
        ImportedRow.objects.bulk_create(self.rows)
        for saved in (self.shifts, self.shift_units, self.encounters, self.offers, self.rows):
            saved.clear()
