"""KAST's contacts as its pages show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from casework.models import User
from referrals.kast_enums import FROM_A_SHIFT, KastKind
from referrals.models import KastContact, KastTalk
from referrals.models.kast import CODE, LENGTH
from referrals.queries.statistics import buyers_met

# A share of fewer than so many says nothing.
LEAST_BASE = 20


def contacts_of(user: User) -> QuerySet[KastContact]:
    """The contacts, with how many talks there were and when the last was."""
    return (
        KastContact.objects.visible_to(user)
        .select_related("unit")
        .annotate(talk_count=Count("talks"), last_talk=Max("talks__day"))
    )


def narrowed(rows: QuerySet[KastContact], wanted: dict[str, Any]) -> QuerySet[KastContact]:
    """*rows* narrowed by the answers of the filter; an empty answer narrows nothing."""
    found = Q()
    if wanted.get("year"):
        found &= Q(first_day__year=int(wanted["year"]))
    for name in ("kind", "route"):
        if wanted.get(name):
            found &= Q(**{name: wanted[name]})
    return rows.filter(found)


def by_code(user: User, said: str) -> KastContact | None:
    """The contact whose code somebody says, however it is written."""
    signs = re.sub(r"[^0-9A-Z]", "", said.upper())
    code = f"K-{signs[-LENGTH:]}"
    if signs not in (code.replace("-", ""), code[2:]) or not re.fullmatch(CODE, code):
        return None
    return KastContact.objects.visible_to(user).filter(code=code).first()


def years_of(user: User) -> list[int]:
    """The years in which a contact began, the latest first."""
    rows = KastContact.objects.visible_to(user).order_by()
    return [day.year for day in rows.dates("first_day", "year", order="DESC")]


@dataclass(frozen=True)
class Year:
    """One year's figures. The contacts and the buyers met are not the same people."""

    year: int
    begun: int
    relatives: int
    talks: int
    from_police: int
    from_outreach: int
    buyers: int

    @property
    def from_a_shift(self) -> int:
        """New contacts that name the police or the outreach team."""
        return self.from_police + self.from_outreach

    @property
    def share(self) -> int | None:
        """That in per cent of the buyers met in the year; ``None`` on too small a base."""
        return round(100 * self.from_a_shift / self.buyers) if self.buyers >= LEAST_BASE else None


def figures(user: User, first: int, last: int) -> list[Year]:
    """The years from *last* back to *first*, beside the buyers met on shifts in each of them."""
    span = (date(first, 1, 1), date(last, 12, 31))
    contacts = KastContact.objects.visible_to(user).filter(first_day__range=span).order_by()
    police, outreach = FROM_A_SHIFT
    own = Q(kind=KastKind.OWN)
    begun: Any = contacts.values("first_day__year").annotate(
        begun=Count("pk"),
        relatives=Count("pk", filter=Q(kind=KastKind.RELATIVE)),
        from_police=Count("pk", filter=own & Q(route=police)),
        from_outreach=Count("pk", filter=own & Q(route=outreach)),
    )
    talks = KastTalk.objects.visible_to(user).filter(day__range=span).order_by()
    held = dict(talks.values_list("day__year").annotate(count=Count("pk")))
    met = buyers_met(*span)
    counted: dict[int, dict[str, int]] = {row["first_day__year"]: row for row in begun}
    found = []
    for year in range(last, first - 1, -1):
        new = counted.get(year, {})
        found.append(
            Year(
                year=year,
                begun=new.get("begun", 0),
                relatives=new.get("relatives", 0),
                talks=held.get(year, 0),
                from_police=new.get("from_police", 0),
                from_outreach=new.get("from_outreach", 0),
                buyers=met.get(year, 0),
            )
        )
    return found
