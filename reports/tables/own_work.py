"""Exact tables about our own work that an edition has beside the rounded ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from casework.enums import AgreementStatus
from referrals.guidance_enums import GuidanceKind, GuidanceTopic
from reports.tables.definitions import TABLE_BY_CODE, TABLES
from reports.tables.spec import SHIFT_MEASURES, Measures, TableSpec
from reports.tables.variables import Words

# Where nobody was met is told of all shifts together: of a district or a month it would prove that
# nobody was met there.
NOBODY_MET = "nobody_met"
WHOLE = "all"
# What lets somebody conclude whether anybody was met: of whole registered periods alone.
ABOUT_PEOPLE = frozenset({"shifts_nobody_met"})
SHIFT_TABLES: tuple[TableSpec, ...] = tuple(
    spec for spec in TABLES if spec.universe == "shift" and isinstance(spec.columns, Measures)
)


@dataclass(frozen=True)
class OwnTable:
    """The words of a table of our own work that is no table of the working material."""

    code: str
    title: Words
    row_label: Words
    rows: Mapping[str, Words]
    columns: Mapping[str, Words]
    # One occasion may stand in several rows: their sum would be a number of nothing.
    overlaps: bool = False


_GIVEN: dict[str, Words] = {"times": _("Occasions"), "attended": _("Took part")}
OWN_TABLES: tuple[OwnTable, ...] = (
    OwnTable(
        "shifts_nobody_met",
        _("Shifts where nobody was met"),
        _("Shifts"),
        {WHOLE: _("All shifts")},
        {"shifts": _("Shifts"), NOBODY_MET: _("of which nobody met")},
    ),
    OwnTable(
        "guidance_by_kind",
        _("Advice and training given"),
        _("What was given"),
        dict(GuidanceKind.choices),
        _GIVEN,
    ),
    OwnTable(
        "guidance_by_topic",
        _("Advice and training given, by topic"),
        _("Topic"),
        dict(GuidanceTopic.choices),
        _GIVEN,
        overlaps=True,
    ),
    OwnTable(
        "agreements",
        _("Municipalities of the area by agreement on the last day"),
        _("Agreement"),
        dict(AgreementStatus.choices),
        {"municipalities": _("Municipalities")},
    ),
)
OWN_TABLE_BY_CODE = {table.code: table for table in OWN_TABLES}


def title_of(code: str) -> str:
    """What a table of our own work is called, in the language in use."""
    own = OWN_TABLE_BY_CODE.get(code)
    return str(own.title if own else TABLE_BY_CODE[code].title)


def row_words(code: str, row: str) -> str:
    """What a row of such a table is called."""
    own = OWN_TABLE_BY_CODE.get(code)
    return str(own.rows.get(row, row)) if own else TABLE_BY_CODE[code].rows.label_of(row)


def column_words(code: str, column: str) -> str:
    """What a column of such a table is called."""
    own = OWN_TABLE_BY_CODE.get(code)
    return str(own.columns.get(column, column)) if own else SHIFT_MEASURES.label_of(column)
