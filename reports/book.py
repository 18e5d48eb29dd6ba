"""A book: all that an edition says. What people see of one is made of it and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reports.disclosure.safe import SafeTable


@dataclass(frozen=True)
class Checked:
    """What the audit of one universe found, and no raw count of a cell. Errors are in people.

    *median_share* is that of error by truth in cells of at least twenty, between 0 and 1;
    *attacked* and *crossings* are how many cells and unpublished groups the attacker tried,
    *witnesses* the complete data sets that were shown, *insiders* the trials with somebody who
    knows some of the people.
    """

    universe: str
    cells: int
    largest_error: int
    mean_error: float
    median_share: float
    attacked: int
    crossings: int
    witnesses: int
    insiders: int


@dataclass(frozen=True)
class Certificate:
    """That the edition was audited without a finding, and who stands for it (names of staff)."""

    prepared_by: str
    prepared_at: datetime
    checked: tuple[Checked, ...]
    approved_by: str
    approved_at: datetime
    # Who made exact figures public, and which: the words printed beside the tables.
    exact: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """One edition. *code* is that of its period: ``2025`` or ``2025-H1``.

    *universes* has the released document of each universe, as ``edition.json`` of
    :mod:`reports.disclosure.edition` holds it; *refused* those without one, each with the sentence
    that says why; *lacking* the tables that an edition usually has and this one has not, by
    universe. *months* are those of its period. *own_work* are exact tables that have nothing about
    people in them. *corrections* are told in words, without a number. *earlier* are the books of
    earlier years, newest first.
    *certificate* is ``None`` in a draft, whose pages say that it is one.
    """

    code: str
    title: str
    city: str
    universes: Mapping[str, Mapping[str, Any]]
    own_work: Sequence[SafeTable]
    refused: Mapping[str, str]
    certificate: Certificate | None
    published_at: datetime | None = None
    corrections: tuple[str, ...] = ()
    earlier: tuple[Book, ...] = ()
    lacking: Mapping[str, Sequence[str]] = field(default_factory=dict)
    months: tuple[str, ...] = ()
