"""Shifts and people met on chosen days, written straight to the tables, and the real logs."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management import call_command

from casework.actors import acting_as
from casework.enums import PersonRole, YesNo
from casework.models import Municipality, Unit, User
from outreach.enums import Arena, EncounterState, ShiftKind, ShiftState
from outreach.models import Encounter, Shift, ShiftUnit, SupportOffer
from reports.periods import Period

LOGS = Path(__file__).resolve().parents[1] / "data" / "logs"
SWEDEN = ZoneInfo("Europe/Stockholm")
# Words that stand in no figure: whatever shows them has shown a row.
PLANTED = "Planterad anteckning 4711"

Met = dict[str, Any]


def exploited(**fields: Any) -> Met:
    """An adult who was told and offered support."""
    told = {"told_of_rights": YesNo.YES, "offered_support": YesNo.YES}
    return {"role": PersonRole.EXPLOITED, "age": 30, "gender": "woman"} | told | fields


def child(**fields: Any) -> Met:
    reported = {"concern_report": YesNo.YES, "guardians_contacted": YesNo.YES}
    return exploited(age=15) | reported | fields


def buyer(**fields: Any) -> Met:
    return {"role": PersonRole.SUSPECTED_BUYER, "age": 40, "gender": "man"} | fields


def shift_on(
    worker: User, day: date, *people: Met, at: time = time(20), hours: float = 6, **fields: Any
) -> Shift:
    """A signed shift that began on *day*, on which *people* were met, half an hour apart."""
    start = datetime.combine(day, at, SWEDEN)
    values: dict[str, Any] = {
        "unit": Unit.objects.get(code="pom"),
        "kind": ShiftKind.JOINT_PATROL,
        "municipality": Municipality.objects.get(name="Stockholm"),
        "arena": Arena.STREET,
        "day": day,
        "starts_at": start,
        "ends_at": start + timedelta(hours=hours),
        "state": ShiftState.ENDED,
        "social_worker_count": 2,
        "officer_count": 3,
        "nobody_met": not people,
        "handover_note": PLANTED,
    }
    with acting_as(worker):
        shift = Shift.objects.create(**values | fields)
        ShiftUnit.objects.create(shift=shift, unit=shift.unit)
        for i, person in enumerate(people):
            _meet(shift, i, dict(person))
    return shift


def _meet(shift: Shift, number: int, person: Met) -> Encounter:
    offers = person.pop("offers", ())
    encounter = Encounter.objects.create(
        **{
            "shift": shift,
            "short_code": f"K{number}",
            "state": EncounterState.COMPLETE,
            "happened_at": shift.starts_at + timedelta(minutes=30 * (number + 1)),
            "arena": shift.arena,
            "note": PLANTED,
        }
        | person
    )
    for kind, answer in offers:
        SupportOffer.objects.create(encounter=encounter, kind=kind, answer=answer)
    return encounter


def expected(log: str) -> dict[str, Any]:
    """The published totals of a log."""
    found: dict[str, Any] = json.loads((LOGS / log / "expected.json").read_text(encoding="utf-8"))
    return found


def period_of(log: str) -> Period:
    return Period.parse(*expected(log)["period"])


def import_log(log: str) -> None:
    call_command("import_log", str(LOGS / log), verbosity=0)


YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
