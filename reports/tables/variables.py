"""The statistical variables: which column of the views, which values, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.enums import ExploitationForm, Gender, PersonRole, Region, YesNoUnknown
from outreach.enums import (
    AgeBand,
    Arena,
    ContactRoute,
    OfferAnswer,
    ShiftKind,
    SupportKind,
    UnmetNeed,
)
from reports.enums import HomeGroup
from reports.periods import Period

Words = str | Promise
# More months than this in a period: only those in which something happened are listed.
MONTHS_LISTED = 36


@dataclass(frozen=True)
class Variable:
    """One way to divide what is counted.

    A closed variable lists its values in *labels*, in order; each stands in every table, also with
    nothing in it. An open one (districts, weeks, months) has those that occur, called by *name*;
    *listed* adds those that belong to the period anyway. *order* sorts them; without it they stand
    by size. *recode* makes a coarser value.
    """

    code: str
    column: str
    label: Words
    labels: Mapping[str, Words] = field(default_factory=dict)
    name: Callable[[str], str] | None = None
    recode: Callable[[str], str] = str
    listed: Callable[[Period], list[str]] | None = None
    order: Callable[[str], Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the values are those that occur."""
        return not self.labels

    def label_of(self, value: str) -> str:
        """What *value* is called, in the language in use."""
        if self.name is not None:
            return self.name(value)
        return str(self.labels.get(value, value))

    def is_not_stated(self, value: str) -> bool:
        """Whether *value* says that nobody asked, or nobody wrote it down."""
        return value in ("", "not_asked") and self.label_of(value) == str(_NOT_ASKED)


def _choices(enum: type[TextChoices], **extra: Words) -> dict[str, Words]:
    return {**{str(value): label for value, label in enum.choices}, **extra}


def _named(value: str) -> str:
    return value or gettext("Not stated")


def _operation_week(value: str) -> str:
    """``"2025 Insatsvecka 3"`` as people say it."""
    year, _space, name = value.partition(" ")
    return f"{name} {year}" if name else gettext("Outside operation weeks")


def by_number(value: str) -> list[tuple[str, int]]:
    """A key that puts week 2 before week 10, year by year."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d*)", value)]


def _month(value: str) -> str:
    return date_format(date(int(value[:4]), int(value[5:]), 1), "F Y")


def _tertial_of(month: str) -> str:
    return f"{month[:4]}-T{(int(month[5:]) - 1) // 4 + 1}"


def _tertial(value: str) -> str:
    return gettext("Tertial %(number)s %(year)s") % {"number": value[-1], "year": value[:4]}


def _months(period: Period) -> list[str]:
    months = period.months()
    return months if len(months) <= MONTHS_LISTED else []


def _tertials(period: Period) -> list[str]:
    return list(dict.fromkeys(map(_tertial_of, _months(period))))


_NOT_ASKED = _("Not stated")

SHIFT_KIND = Variable("shift_kind", "shift_kind", _("Kind of shift"), _choices(ShiftKind))
MONTH = Variable("month", "month", _("Month"), name=_month, listed=_months)
TERTIAL = Variable(
    "tertial", "month", _("Tertial"), name=_tertial, recode=_tertial_of, listed=_tertials
)
DISTRICT = Variable("district", "district", _("District"), name=_named)
MUNICIPALITY = Variable("municipality", "municipality", _("Municipality"), name=_named)
OPERATION_WEEK = Variable(
    "operation_week",
    "operation_week",
    _("Operation week"),
    name=_operation_week,
    order=by_number,
)
# Its number alone: what the tables about people know of an operation week.
WEEK_NUMBER = Variable(
    "operation_week_number",
    "operation_week",
    _("Operation week"),
    {
        "none": _("Outside operation weeks"),
        **{f"week_{i}": format_lazy(_("Operation week {number}"), number=i) for i in range(1, 7)},
        "other": _("Another operation week"),
    },
)
ARENA = Variable("arena", "arena", _("Arena"), _choices(Arena))
# Groups of people, shorter than the words of the form: they stand over narrow columns.
ROLE = Variable(
    "role",
    "role",
    _("Role"),
    {
        PersonRole.EXPLOITED.value: _("Exploited people"),
        PersonRole.SUSPECTED_BUYER.value: _("Suspected buyers"),
        PersonRole.RELATIVE.value: _("Relatives"),
        PersonRole.OTHER.value: _("Others"),
    },
)
GENDER = Variable("gender", "gender", _("Gender"), _choices(Gender))
AGE_BAND = Variable("age_band", "age_band", _("Age"), _choices(AgeBand))
UNDER_18 = Variable(
    "under_18",
    "is_child",
    _("Under 18"),
    {"yes": _("Under 18 or possibly under 18"), "no": _("18 or older, or age not known")},
)
MET_EARLIER = Variable(
    "met_earlier",
    "met_earlier",
    _("Met earlier this year"),
    {
        "yes": _("Met earlier this year"),
        "no": _("New this year"),
        "dont_know": _("Don't know"),
        "not_asked": _NOT_ASKED,
    },
)
CONTACT_ROUTE = Variable(
    "contact_route",
    "contact_route",
    _("Contact route"),
    _choices(ContactRoute, not_asked=_NOT_ASKED),
)
CITIZENSHIP = Variable(
    "citizenship_region", "citizenship_region", _("Citizenship"), _choices(Region)
)
HOME = Variable("home_group", "home_group", _("Home municipality"), _choices(HomeGroup))
TRAFFICKING = Variable(
    "trafficking", "trafficking", _("Suspected trafficking"), _choices(YesNoUnknown)
)
FORM = Variable(
    "exploitation_form",
    "exploitation_form",
    _("Form of exploitation"),
    {**_choices(ExploitationForm), "": _NOT_ASKED},
)
INFORMED = Variable(
    "informed",
    "told_of_rights",
    _("Informed of support, protection and rights"),
    {"yes": _("Informed"), "no": _("Not informed")},
)
OFFERED = Variable(
    "offered",
    "offered_support",
    _("Offered support"),
    {"yes": _("Offered support"), "no": _("Not offered support")},
)
SUPPORT = Variable("support_kind", "support_kind", _("Support offered"), _choices(SupportKind))
ANSWER = Variable("answer", "answer", _("Answer"), _choices(OfferAnswer, not_asked=_NOT_ASKED))
UNMET_NEED = Variable("unmet_need", "unmet_need", _("What was lacking"), _choices(UnmetNeed))
CONCERN_REPORT = Variable(
    "concern_report",
    "concern_report",
    _("Child-concern report"),
    {"yes": _("Report made"), "no": _("No report")},
)
GUARDIANS = Variable(
    "guardians_contacted",
    "guardians_contacted",
    _("Guardians contacted"),
    {"yes": _("Guardians contacted"), "no": _("Guardians not contacted")},
)
DEVIATION = Variable(
    "has_deviation",
    "has_deviation",
    _("Imported with a deviation"),
    {"yes": _("With a deviation"), "no": _("Without a deviation")},
)
