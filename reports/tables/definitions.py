"""Every table of the yearly follow-up, in the order of the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext_lazy as _

from reports.tables import variables as v
from reports.tables.spec import SHIFT_MEASURES, Chart, Section, TableSpec

EXPLOITED = {"role": frozenset({"exploited"})}
BUYERS = {"role": frozenset({"suspected_buyer"})}
RELATIVES_AND_OTHERS = {"role": frozenset({"relative", "other"})}
CHILDREN = {"is_child": frozenset({"yes"})}


def _shifts(rows: v.Variable, title: v.Words, chart: Chart | None) -> TableSpec:
    return TableSpec(
        f"shifts_by_{rows.code}", title, Section.SHIFTS, "shift", rows, SHIFT_MEASURES, chart=chart
    )


# One role by each variable and gender. The roles are walled off: they share no such table.
_DIVIDED: list[tuple[v.Variable, v.Words, v.Words, Chart | None]] = [
    (
        v.AGE_BAND,
        _("Exploited people by age and gender"),
        _("Suspected buyers by age and gender"),
        "stacked",
    ),
    (
        v.MET_EARLIER,
        _("Exploited people met earlier this year or new, by gender"),
        _("Suspected buyers met earlier this year or new, by gender"),
        None,
    ),
    (
        v.CONTACT_ROUTE,
        _("Exploited people by contact route and gender"),
        _("Suspected buyers by contact route and gender"),
        None,
    ),
    (
        v.CITIZENSHIP,
        _("Exploited people by citizenship and gender"),
        _("Suspected buyers by citizenship and gender"),
        "stacked",
    ),
    (
        v.HOME,
        _("Exploited people by home municipality and gender"),
        _("Suspected buyers by home municipality and gender"),
        "stacked",
    ),
    (
        v.ARENA,
        _("Exploited people by arena and gender"),
        _("Suspected buyers by arena and gender"),
        "stacked",
    ),
]


def _met(section: Section) -> list[TableSpec]:
    """The tables of the chapter on one role."""
    exploited = section is Section.EXPLOITED
    return [
        TableSpec(
            f"{'exploited' if exploited else 'suspected_buyers'}_by_{rows.code}",
            title_of_exploited if exploited else title_of_buyers,
            section,
            "encounter",
            rows,
            v.GENDER,
            EXPLOITED if exploited else BUYERS,
            chart,
        )
        for rows, title_of_exploited, title_of_buyers, chart in _DIVIDED
    ]


def _offers(
    code: str, title: v.Words, where: Mapping[str, frozenset[str]], chart: Chart | None = None
) -> TableSpec:
    return TableSpec(code, title, Section.SUPPORT, "offer", v.SUPPORT, v.ANSWER, where, chart)


def _people(
    code: str,
    title: v.Words,
    rows: v.Variable,
    columns: v.Variable,
    *,
    section: Section = Section.PEOPLE,
    where: Mapping[str, frozenset[str]] | None = None,
    chart: Chart | None = None,
) -> TableSpec:
    universe: Literal["encounter"] = "encounter"
    return TableSpec(code, title, section, universe, rows, columns, where or {}, chart)


TABLES: tuple[TableSpec, ...] = (
    _shifts(v.SHIFT_KIND, _("Shifts by kind"), "bars"),
    _shifts(v.TERTIAL, _("Shifts by tertial"), None),
    _shifts(v.MONTH, _("Shifts by month"), "columns"),
    _shifts(v.OPERATION_WEEK, _("Shifts by operation week"), None),
    _shifts(v.DISTRICT, _("Shifts by district"), "bars"),
    _shifts(v.MUNICIPALITY, _("Shifts by municipality"), None),
    _shifts(v.ARENA, _("Shifts by arena"), None),
    _people(
        "people_by_role", _("People met by role and gender"), v.ROLE, v.GENDER, chart="stacked"
    ),
    _people("people_under_18", _("People met under 18, by role"), v.ROLE, v.UNDER_18),
    _people("people_by_month", _("People met by month and role"), v.MONTH, v.ROLE, chart="columns"),
    _people("people_by_tertial", _("People met by tertial and role"), v.TERTIAL, v.ROLE),
    _people(
        "people_by_operation_week",
        _("People met by operation week and role"),
        v.OPERATION_WEEK,
        v.ROLE,
        chart="stacked",
    ),
    _people("people_by_district", _("People met by district and role"), v.DISTRICT, v.ROLE),
    _people(
        "exploited_informed_and_offered",
        _("Informed and offered support"),
        v.INFORMED,
        v.OFFERED,
        section=Section.EXPLOITED,
        where=EXPLOITED,
    ),
    _people(
        "exploited_by_trafficking",
        _("Suspected trafficking by form of exploitation"),
        v.FORM,
        v.TRAFFICKING,
        section=Section.EXPLOITED,
        where=EXPLOITED,
        chart="stacked",
    ),
    *_met(Section.EXPLOITED),
    *_met(Section.BUYERS),
    _offers(
        "offers_to_exploited", _("Offers to exploited people, by answer"), EXPLOITED, "stacked"
    ),
    _offers("offers_to_suspected_buyers", _("Offers to suspected buyers, by answer"), BUYERS),
    _offers(
        "offers_to_others", _("Offers to relatives and others, by answer"), RELATIVES_AND_OTHERS
    ),
    TableSpec(
        "unmet_needs",
        _("Support that could not be found, by what was lacking"),
        Section.SUPPORT,
        "offer",
        v.UNMET_NEED,
        v.ROLE,
        # An empty value is an offer where nothing was lacking.
        {"unmet_need": frozenset(v.UNMET_NEED.labels)},
    ),
    _people(
        "children_by_role",
        _("Children met, by role and gender"),
        v.ROLE,
        v.GENDER,
        section=Section.CHILDREN,
        where=CHILDREN,
    ),
    _people(
        "children_by_concern_report",
        _("Child-concern reports, by role"),
        v.ROLE,
        v.CONCERN_REPORT,
        section=Section.CHILDREN,
        where=CHILDREN,
    ),
    _people(
        "children_by_guardians_contacted",
        _("Guardians contacted, by role"),
        v.ROLE,
        v.GUARDIANS,
        section=Section.CHILDREN,
        where=CHILDREN,
    ),
    _people(
        "people_by_deviation",
        _("People met, imported with a deviation"),
        v.ROLE,
        v.DEVIATION,
        section=Section.QUALITY,
    ),
)
TABLE_BY_CODE = {spec.code: spec for spec in TABLES}
