"""Advice and training as the list shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from casework.models import User
from referrals.models import Guidance


def guidance_of(user: User) -> QuerySet[Guidance]:
    """What units of *user* have given, struck or not, without what is sealed."""
    return Guidance.objects.visible_to(user).listed()


def narrowed(rows: QuerySet[Guidance], wanted: dict[str, Any]) -> QuerySet[Guidance]:
    """*rows* narrowed by the answers of the filter; an empty answer narrows nothing."""
    found = Q()
    if wanted.get("year"):
        year = int(wanted["year"])
        found &= Q(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
    for name in ("kind", "body", "municipality"):
        if wanted.get(name):
            found &= Q(**{name: wanted[name]})
    if wanted.get("topic"):
        found &= Q(topics__contains=[wanted["topic"]])
    return rows.filter(found)


def years_of(user: User) -> list[int]:
    """The years that there is something of, the latest first."""
    rows = Guidance.objects.visible_to(user).order_by()
    return [day.year for day in rows.dates("day", "year", order="DESC")]


@dataclass(frozen=True)
class Sums:
    """What the rows of a list come to; what is struck is not counted."""

    times: int
    attended: int


def sums(rows: QuerySet[Guidance]) -> Sums:
    """How often something was given and how many took part."""
    found = rows.filter(is_struck=False).aggregate(times=Count("pk"), attended=Sum("attended"))
    return Sums(found["times"], found["attended"] or 0)
