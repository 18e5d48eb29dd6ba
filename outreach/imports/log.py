"""A whole log: both files read, checked row by row and against each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.imports.cells import LONGEST_ID, Cells, Register
from outreach.imports.faults import Expected, Faults, Findings
from outreach.imports.files import LogFile
from outreach.imports.mapping import LogMapping
from outreach.imports.rows import PersonRow, ShiftRow
from outreach.imports.tables import open_table

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
LONGEST_NAME = 100
LONGEST_ORGANISATION = 200
MOST_STAFF = 999
OLDEST = 120
_TELL_EVERY = 2000

# Called with how many rows are done and how many there are at most.
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass
class Log(Findings):
    """What was read. With a fault in :attr:`faults`, nothing of it may be imported."""

    shifts: list[ShiftRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)


def read_log(
    shifts: LogFile | None,
    people: LogFile | None,
    *,
    mapping: LogMapping,
    register: Register,
    today: date,
    log: Log | None = None,
    progress: Progress = no_progress,
) -> Log:
    """Read both files. A missing one (``None``) is a fault that :func:`find_file` has told of.

    *log* may hold such faults already. *today* tells which days can't have been yet.
    """
    log = log or Log()
    shift_table = open_table(shifts, mapping.shifts, mapping, log) if shifts else None
    people_table = open_table(people, mapping.people, mapping, log) if people else None
    total = sum(table.row_guess for table in (shift_table, people_table) if table)
    by_id: dict[str, ShiftRow | None] | None = None
    if shift_table:
        by_id = _read_shifts(Cells(shift_table, mapping, register, log.faults), log, today)
    if people_table:
        done = len(by_id or ())
        _read_people(
            Cells(people_table, mapping, register, log.faults),
            by_id,
            log,
            lambda count: progress(done + count, total),
        )
    progress(total, total)
    return log


def instant(day: date, clock: time) -> datetime:
    """A Swedish day and time as an instant in UTC, summer time and all.

    In the hour that comes twice it is the first; in the hour that is skipped, as far after its
    beginning as the clock that was not changed would have it.
    """
    return datetime.combine(day, clock, tzinfo=STOCKHOLM).astimezone(UTC)


def _read_shifts(cells: Cells, log: Log, today: date) -> dict[str, ShiftRow | None]:
    """All shifts by id; ``None`` is one that had a fault, and whose people are not at fault."""
    table, before = cells.table, log.faults.total
    by_id: dict[str, ShiftRow | None] = {}
    rows: dict[str, int] = {}
    for number, values in table.rows:
        cells.begin(number, values)
        shift = _shift(cells)
        if shift.id and shift.id in rows:
            cells.fault("id", Expected.ID_ONCE, row=rows[shift.id])
        rows.setdefault(shift.id, number)
        if not cells.is_sound:
            by_id[shift.id] = None
            continue
        if shift.day > today:
            column = table.mapping.columns.get("day", "")
            log.warnings.add(table.file, number, column, cells.raw("day"), Expected.PAST_DAY)
        by_id[shift.id] = shift
        log.shifts.append(shift)
    if not rows and log.faults.total == before:
        log.faults.add(table.file, 0, "", "", Expected.ROWS)
    return by_id


def _shift(cells: Cells) -> ShiftRow:
    day, start, end = cells.day("day"), cells.clock("start"), cells.clock("end")
    starts_at = ends_at = datetime.min.replace(tzinfo=UTC)
    if cells.is_sound:
        starts_at = instant(day, start)
        ends_at = instant(day if end > start else day + DAY, end)
        if end == start or ends_at <= starts_at:
            cells.fault("end", Expected.END)
    municipality = cells.municipality("municipality")
    return ShiftRow(
        row=cells.row,
        id=cells.text("id", LONGEST_ID, shortest=1),
        day=day,
        start=start,
        end=end,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=cells.code("kind"),
        operation_week=cells.text("operation_week", LONGEST_NAME),
        municipality=municipality,
        district=cells.district("district", municipality),
        arena=cells.code("arena"),
        social_workers=cells.number("social_workers", MOST_STAFF) or 0,
        officers=cells.number("officers", MOST_STAFF) or 0,
        voluntary_organisation=cells.text("voluntary_organisation", LONGEST_ORGANISATION),
    )


def _read_people(
    cells: Cells,
    shifts: dict[str, ShiftRow | None] | None,
    log: Log,
    progress: Callable[[int], None],
) -> None:
    rows: dict[str, int] = {}
    for count, (number, values) in enumerate(cells.table.rows, 1):
        if count % _TELL_EVERY == 0:
            progress(count)
        cells.begin(number, values)
        shift = None
        shift_id = cells.text("shift", LONGEST_ID, shortest=1)
        if shifts is not None and cells.is_sound:
            if shift_id not in shifts:
                cells.fault("shift", Expected.SHIFT, file=cells.mapping.shifts.file)
            shift = shifts.get(shift_id)
        person = _person(cells, shift, shift_id)
        if person.id and person.id in rows:
            cells.fault("id", Expected.ID_ONCE, row=rows[person.id])
        rows.setdefault(person.id, number)
        if cells.is_sound and shift is not None:
            _warn_outside(cells, person, shift, log.warnings)
            log.people.append(person)


def _person(cells: Cells, shift: ShiftRow | None, shift_id: str) -> PersonRow:
    clock = cells.clock("time")
    happened_at = datetime.min.replace(tzinfo=UTC)
    if shift is not None and cells.is_sound:
        # A time before the shift's start is the next calendar day.
        happened_at = instant(shift.day if clock >= shift.start else shift.day + DAY, clock)
    home_kind, home_municipality = cells.home("home")
    return PersonRow(
        row=cells.row,
        id=cells.text("id", LONGEST_ID, shortest=1),
        shift=shift_id,
        time=clock,
        happened_at=happened_at,
        role=cells.code("role"),
        age=cells.number("age", OLDEST, may_be_empty=True),
        gender=cells.code("gender"),
        citizenship=cells.country("citizenship"),
        home_kind=home_kind,
        home_municipality=home_municipality,
        trafficking=cells.code("trafficking"),
        exploitation_form=cells.code("exploitation_form"),
        told_of_rights=cells.code("told_of_rights"),
        offers=_offers(cells),
        concern_report=cells.code("concern_report"),
        guardians_contacted=cells.code("guardians_contacted"),
        interpreter=cells.code("interpreter"),
    )


def _offers(cells: Cells) -> tuple[tuple[str, str], ...]:
    sound_before, cells.is_sound = cells.is_sound, True
    kinds, answers = cells.codes("offers"), cells.codes("answers")
    if cells.is_sound and len(kinds) != len(answers):
        cells.fault("answers", Expected.ANSWERS, count=len(kinds))
    if len(set(kinds)) < len(kinds):
        cells.fault("offers", Expected.OFFER_ONCE)
    cells.is_sound = cells.is_sound and sound_before
    return tuple(zip(kinds, answers, strict=False))


def _warn_outside(cells: Cells, person: PersonRow, shift: ShiftRow, warnings: Faults) -> None:
    """A time outside the shift is kept as written: the log may be right and the shift wrong."""
    if not shift.starts_at <= person.happened_at <= shift.ends_at:
        warnings.add(
            cells.table.file,
            cells.row,
            cells.table.mapping.columns.get("time", ""),
            cells.raw("time"),
            Expected.WITHIN_SHIFT,
            start=f"{shift.start:%H:%M}",
            end=f"{shift.end:%H:%M}",
        )
