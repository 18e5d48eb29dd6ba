"""The lists of the track, read once from their files: indicators, grounds with questions, times."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FOLDER = Path(__file__).parents[1] / "data" / "track"


@dataclass(frozen=True)
class Wording:
    """A text in both languages."""

    sv: str
    en: str

    def __str__(self) -> str:
        return self.sv if (get_language() or "sv").startswith("sv") else self.en


@dataclass(frozen=True)
class Indicator:
    """One thing to think about. *is_ours*: the wording is not the manual's own."""

    code: str
    group: str
    label: Wording
    is_ours: bool


@dataclass(frozen=True)
class IndicatorGroup:
    """Indicators that belong together."""

    code: str
    label: Wording
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Question:
    """One question of a ground; the answer is no until somebody says yes."""

    code: str
    label: Wording


@dataclass(frozen=True)
class Ground:
    """A ground of disclosure: the code of a legal reference, and what has to be true."""

    code: str
    group: str
    label: Wording
    plain: Wording
    questions: tuple[Question, ...]
    recipients: frozenset[str]
    contact_details_only: bool
    confirmed: bool

    def carries(self, recipient: str) -> bool:
        """Whether the ground can carry a disclosure to *recipient* at all."""
        return not self.recipients or recipient in self.recipients


@dataclass(frozen=True)
class Times:
    """Days and months of ``times.toml``."""

    reflection_days: int
    decision_expected_days: int
    warn_days: int
    urgent_days: int
    reintegration_months: int
    claim_months_after_quarter: int
    appeal_days: int


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def _wording(row: dict[str, Any]) -> Wording:
    return Wording(row["sv"], row["en"])


@cache
def indicator_groups() -> tuple[IndicatorGroup, ...]:
    """The indicators in their groups, in the order of the file."""
    content = _read("indicators.toml")
    found = [
        Indicator(row["code"], row["group"], _wording(row), row["source"] != "manual")
        for row in content["indicator"]
    ]
    return tuple(
        IndicatorGroup(
            group["code"], _wording(group), tuple(i for i in found if i.group == group["code"])
        )
        for group in content["group"]
    )


@cache
def indicators() -> dict[str, Indicator]:
    """The indicators by code."""
    return {i.code: i for group in indicator_groups() for i in group.indicators}


@cache
def grounds() -> dict[str, Ground]:
    """The grounds by code."""
    return {
        row["code"]: Ground(
            row["code"],
            row["group"],
            _wording(row),
            Wording(row["plain_sv"], row["plain_en"]),
            tuple(Question(q["code"], _wording(q)) for q in row["question"]),
            frozenset(row.get("recipients", ())),
            row.get("contact_details_only", False),
            row.get("confirmed", False),
        )
        for row in _read("grounds.toml")["ground"]
    }


@cache
def ground_groups() -> dict[str, Wording]:
    """What the groups of grounds are called, by code and in the order of the file."""
    return {row["code"]: _wording(row) for row in _read("grounds.toml")["group"]}


@cache
def times() -> Times:
    """The times of the track."""
    return Times(**_read("times.toml"))
