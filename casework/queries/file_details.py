"""What the page of facts tells, and two files side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.models import AgeStatement, Person, RelatedPerson
from casework.queries.comparing import OPEN, Compared, told_by_either
from casework.queries.persons import cases_of
from casework.said_dates import day_in_words
from casework.words import age_span, languages_of


@dataclass(frozen=True)
class StatedAge:
    """A statement of age as the page shows it."""

    statement: AgeStatement
    years: str


def ages_of(person: Person) -> list[StatedAge]:
    """Every statement of age, the latest first."""
    rows = AgeStatement.objects.filter(person=person).select_related("created_by")
    return [StatedAge(row, age_span(row)) for row in rows.order_by("-on_day", "-created_at")]


def related_in(person: Person) -> QuerySet[RelatedPerson]:
    """Those who are or were near the person."""
    return RelatedPerson.objects.filter(person=person)


def related_to(person: Person) -> list[RelatedPerson]:
    """Those near the person: who still is first."""
    return sorted(related_in(person), key=lambda related: related.ended_on is not None)


def told_nothing(related: Iterable[RelatedPerson]) -> list[RelatedPerson]:
    """Those of the *related* who are near the person and may not be told, a danger first."""
    near = [one for one in related if one.ended_on is None]
    silent = [one for one in near if one.is_danger or not one.may_be_told]
    return sorted(silent, key=lambda one: not one.is_danger)


def compare_files(first: Person, second: Person) -> list[Compared]:
    """What tells whether two files may be about one person; not what both leave open. No names."""
    one, other = _told(first), _told(second)
    return told_by_either(Compared(label, one[label], other[label]) for label in one)


def _told(person: Person) -> dict[Any, str]:
    ages = ages_of(person)
    return {
        _("Age"): ages[0].years if ages else OPEN,
        _("Gender"): person.get_gender_display() or OPEN,
        _("Citizenship"): str(person.citizenship or OPEN),
        _("Languages"): languages_of(person) or OPEN,
        _("Home municipality"): str(person.home_municipality or OPEN),
        _("Form of exploitation"): person.get_exploitation_form_display() or OPEN,
        _("Opened"): day_in_words(person.opened_at),
        _("Who works with the person"): ", ".join(str(c.unit) for c in cases_of(person)) or OPEN,
    }
