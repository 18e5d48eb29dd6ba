"""What an import has to know, and what of a log is here already."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from casework.access.memberships import memberships_of
from casework.crypto import Digester
from casework.enums import Role, UnitKind
from casework.models import City, Country, District, Municipality, Unit, User
from outreach.access import OUTREACH_KINDS
from outreach.imports.cells import Register
from outreach.imports.faults import Expected
from outreach.imports.log import Log
from outreach.imports.rows import PersonRow, ShiftRow
from outreach.models import ImportedLog, ImportedRow, OfferRoute

DIGESTS = partial(Digester, "imported-row")


def importing_units(user: User) -> list[Unit]:
    """The units that go out and that *user* manages."""
    return [
        m.unit
        for m in memberships_of(user)
        if m.unit is not None and m.role == Role.UNIT_MANAGER and m.unit.kind in OUTREACH_KINDS
    ]


def unit_to_import_for(code: str | None) -> Unit | None:
    """The unit *code*, or the city's only outreach team; ``None`` when there is not one such."""
    units = Unit.objects.filter(is_active=True)
    if code is not None:
        return units.filter(code=code).first()
    teams = list(units.filter(kind=UnitKind.OUTREACH_TEAM)[:2])
    return teams[0] if len(teams) == 1 else None


def register_for_import() -> Register:
    """The names and codes of this installation. Only the own city's districts are a closed list."""
    city = City.objects.select_related("municipality").first()
    districts: dict[str, frozenset[str]] = {}
    if city is not None:
        names = District.objects.filter(municipality=city.municipality)
        districts[city.municipality.name] = frozenset(names.values_list("name", flat=True))
    limits = defaultdict(list)
    for route in OfferRoute.objects.select_related("unit"):
        limits[route.kind].append((route.unit.age_from, route.unit.age_to))
    return Register(
        municipalities=frozenset(Municipality.objects.values_list("name", flat=True)),
        districts=districts,
        countries=frozenset(Country.objects.values_list("code", flat=True)),
        age_limits=dict(limits),
    )


@dataclass
class Comparison:
    """Which rows of a log are new. Those that changed are faults of the log."""

    log: ImportedLog | None
    shifts: list[ShiftRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    # Rows that are here, just as they are in the files.
    known_shifts: int = 0
    known_people: int = 0
    # Other logs of the unit that hold some of the same shifts, row for row.
    same_as: list[str] = field(default_factory=list)


def compare(log: Log, *, unit: Unit, name: str, files: Sequence[str]) -> Comparison:
    """Tell the new rows of *log* from those imported before under *name*.

    *files* are the names of the two files. A row whose id was imported with other content becomes
    a fault of *log*. Raises ``casework.crypto.CannotOpen`` when the key of an earlier row is gone.
    """
    earlier_log = ImportedLog.objects.filter(unit=unit, name=name).first()
    found = Comparison(earlier_log)
    known = _KnownRows(earlier_log, log)
    table = ImportedRow.Table
    found.shifts = [s for s in log.shifts if known.lack(s, table.SHIFT, files[0])]
    found.people = [p for p in log.people if known.lack(p, table.ENCOUNTER, files[1])]
    found.known_shifts = len(log.shifts) - len(found.shifts)
    found.known_people = len(log.people) - len(found.people)
    found.same_as = _logs_with_the_same(found.shifts, unit)
    return found


class _KnownRows:
    """The rows that an earlier import of *log* brought."""

    def __init__(self, earlier: ImportedLog | None, log: Log) -> None:
        self._log = log
        self._digests = DIGESTS()
        rows = ImportedRow.objects.filter(log=earlier).order_by()
        values = rows.values_list("table", "external_id", "digest")
        self._rows = (
            {(table, key): bytes(digest) for table, key, digest in values.iterator(10_000)}
            if earlier is not None
            else {}
        )

    def lack(self, row: ShiftRow | PersonRow, table: str, file: str) -> bool:
        """Whether *row* is new. One that is known with other content is a fault of the log."""
        digest = self._rows.get((table, row.id))
        if digest is not None and not self._digests.matches(row.content(), digest):
            self._log.faults.add(file, row.row, "", row.id, Expected.SAME_CONTENT)
        return digest is None


def _logs_with_the_same(shifts: list[ShiftRow], unit: Unit) -> list[str]:
    """The same log under another name would count everybody twice."""
    digests = DIGESTS()
    rows = ImportedRow.objects.filter(
        log__unit=unit,
        table=ImportedRow.Table.SHIFT,
        digest__in=[digests.digest(shift.content()) for shift in shifts],
    )
    return list(rows.order_by("log__name").values_list("log__name", flat=True).distinct())


def shifts_imported(log: ImportedLog) -> dict[str, uuid.UUID]:
    """The shifts that earlier imports made, by the id they had in the log."""
    rows = ImportedRow.objects.filter(log=log, table=ImportedRow.Table.SHIFT).order_by()
    return dict(rows.values_list("external_id", "object_id"))
