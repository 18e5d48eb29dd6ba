"""One row of each file, checked and in the codes used here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

_VERSION = "1"
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift. *day* is the day of the start in Sweden; both instants are in UTC."""

    row: int
    id: str
    day: date
    start: time
    end: time
    starts_at: datetime
    ends_at: datetime
    kind: str
    operation_week: str
    municipality: str
    district: str
    arena: str
    social_workers: int
    officers: int
    voluntary_organisation: str

    def content(self) -> bytes:
        """Everything that was written, in one form whatever file it stood in."""
        return _joined(
            self.id,
            self.day.isoformat(),
            f"{self.start:%H:%M}",
            f"{self.end:%H:%M}",
            self.kind,
            self.operation_week,
            self.municipality,
            self.district,
            self.arena,
            str(self.social_workers),
            str(self.officers),
            self.voluntary_organisation,
        )


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person met. *offers* are pairs of support and answer, in the order they were written."""

    row: int
    id: str
    shift: str
    time: time
    happened_at: datetime
    role: str
    age: int | None
    gender: str
    citizenship: str
    home_kind: str
    home_municipality: str
    trafficking: str
    exploitation_form: str
    told_of_rights: str
    offers: tuple[tuple[str, str], ...]
    concern_report: str
    guardians_contacted: str
    interpreter: str

    @property
    def is_child(self) -> bool:
        """Whether the age that was written is under 18."""
        return self.age is not None and self.age < 18

    def content(self) -> bytes:
        """Everything that was written, in one form whatever file it stood in."""
        return _joined(
            self.id,
            self.shift,
            f"{self.time:%H:%M}",
            self.role,
            "" if self.age is None else str(self.age),
            self.gender,
            self.citizenship,
            self.home_kind,
            self.home_municipality,
            self.trafficking,
            self.exploitation_form,
            self.told_of_rights,
            ",".join(sorted(f"{kind}={answer}" for kind, answer in self.offers)),
            self.concern_report,
            self.guardians_contacted,
            self.interpreter,
        )


def _joined(*parts: str) -> bytes:
    # No part holds the separator: names and ids are checked to be printable.
    return _BETWEEN.join((_VERSION, *parts)).encode()
