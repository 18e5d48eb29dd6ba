"""What a log would bring, in numbers, before anything is imported."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from casework.enums import PersonRole, YesNo
from outreach.imports.deviations import AgeLimits, deviations_of
from outreach.imports.faults import Expected, Fault, Faults
from outreach.imports.log import Log


@dataclass
class FaultList:
    """Faults, the first of them with their place, and how many there are of each kind."""

    total: int = 0
    listed: list[Fault] = field(default_factory=list)
    # File, column, code of what was expected, how many.
    groups: list[tuple[str, str, str, int]] = field(default_factory=list)

    @classmethod
    def of(cls, faults: Faults) -> FaultList:
        """The list of *faults*, the commonest kind first."""
        groups = [(*key, count) for key, count in faults.counts.most_common()]
        return cls(faults.total, faults.listed, [(f, c, str(e), n) for f, c, e, n in groups])

    def as_data(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self) | {"listed": [fault.as_data() for fault in self.listed]}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> FaultList:
        """The list that :meth:`as_data` gave."""
        listed = [Fault.from_data(fault) for fault in data["listed"]]
        groups = [(f, c, str(Expected(e)), n) for f, c, e, n in data["groups"]]
        return cls(data["total"], listed, groups)


@dataclass
class Preview:
    """The figures of a whole log, and how many of its rows are new."""

    shifts: int
    people: int
    first_day: date | None
    last_day: date | None
    roles: dict[str, int]
    children: dict[str, int]
    # Both of the exploited; ``None`` when there are none.
    informed_share: float | None
    offered_share: float | None
    deviations: dict[str, int]
    with_deviation: int
    faults: FaultList
    warnings: FaultList
    new_shifts: int = 0
    new_people: int = 0
    known_shifts: int = 0
    known_people: int = 0
    same_as: list[str] = field(default_factory=list)

    @property
    def adds_nothing(self) -> bool:
        """Whether every row is here already."""
        return not self.new_shifts and not self.new_people

    def as_data(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self) | {
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "faults": self.faults.as_data(),
            "warnings": self.warnings.as_data(),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Preview:
        """The preview that :meth:`as_data` gave."""
        days = {
            key: date.fromisoformat(data[key]) if data[key] else None
            for key in ("first_day", "last_day")
        }
        lists = {key: FaultList.from_data(data[key]) for key in ("faults", "warnings")}
        return cls(**(data | days | lists))


def preview_of(log: Log, limits: AgeLimits) -> Preview:
    """The figures of *log*: of its sound rows, when it has faults."""
    roles, children, broken = Counter[str](), Counter[str](), Counter[str]()
    told = offered = with_deviation = 0
    for person in log.people:
        roles[person.role] += 1
        children[person.role] += person.is_child
        if person.role == PersonRole.EXPLOITED:
            told += person.told_of_rights == YesNo.YES
            offered += bool(person.offers)
        deviations = deviations_of(person, limits)
        broken.update(deviations)
        with_deviation += bool(deviations)
    exploited = roles[PersonRole.EXPLOITED]
    days = [shift.day for shift in log.shifts]
    return Preview(
        shifts=len(log.shifts),
        people=len(log.people),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        roles={role: roles[role] for role in PersonRole.values},
        children={role: children[role] for role in PersonRole.values},
        informed_share=told / exploited if exploited else None,
        offered_share=offered / exploited if exploited else None,
        deviations=dict(broken.most_common()),
        with_deviation=with_deviation,
        faults=FaultList.of(log.faults),
        warnings=FaultList.of(log.warnings),
    )
