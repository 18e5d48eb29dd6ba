"""Files as the list shows them: pseudonyms, work and times, and nothing to filter people by.

By law one may look for people by name, number or case number only, so the list is narrowed by whose
work it is, by unit and by the kind of file, and by nothing that describes a person.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.access.memberships import unit_ids
from casework.activity import tellings
from casework.enums import CaseState
from casework.models import Case as UnitCase
from casework.models import Person, Unit, User

# What the list may be narrowed to, and the words for it.
WHOSE: dict[str, str | Promise] = {
    "all": _("All"),
    "mine": _("Mine"),
    "units": _("My units'"),
    "waiting": _("Waiting"),
    "closed": _("Closed"),
}
STATES: dict[str, str | Promise] = {
    "waiting": _("Waits for somebody to be responsible"),
    "open": _("Ongoing"),
    "closed": _("Closed"),
}


def listed_files(user: User) -> QuerySet[Person]:
    """Files that *user* sees, protected identities left out, each with the work that matters most.

    That is open work before closed and the user's own units' before others': ``unit_name``,
    ``responsible_name``, ``state`` and ``last_event``.
    """
    cases = UnitCase.objects.filter(person=OuterRef("pk")).order_by(
        Case(When(state=CaseState.OPEN, then=0), default=1),
        Case(When(unit__in=unit_ids(user), then=0), default=1),
        "-opened_at",
        "id",
    )
    state = Case(
        When(state=CaseState.CLOSED, then=Value("closed")),
        When(responsible=None, then=Value("waiting")),
        default=Value("open"),
        output_field=CharField(),
    )
    return (
        Person.objects.visible_to(user)
        .listed()
        .annotate(
            unit_name=Subquery(cases.values("unit__name")[:1]),
            responsible_name=Subquery(cases.values("responsible__full_name")[:1]),
            state=Subquery(cases.annotate(standing=state).values("standing")[:1]),
            last_event=_last_event(),
        )
    )


def _last_event() -> Any:
    """The latest that any registered table tells of the file, and the latest change of its own."""
    latest: list[Any] = [F("updated_at")]
    for telling in tellings():
        rows = apps.get_model(telling.model).objects.filter(person=OuterRef("pk"))
        found = rows.order_by().values("person").annotate(at=Max(telling.column)).values("at")
        latest.append(Subquery(found, output_field=DateTimeField()))
    return Greatest(*latest) if len(latest) > 1 else latest[0]


def narrowed(
    files: QuerySet[Person], user: User, *, whose: str, kind: str = "", unit: Unit | None = None
) -> QuerySet[Person]:
    """Only those whose work is *whose* (:data:`WHOSE`), of a *kind* and in a *unit* if given."""
    cases = UnitCase.objects.filter(person=OuterRef("pk"))
    working = cases.filter(state=CaseState.OPEN)
    conditions = {
        "mine": Q(Exists(working.filter(responsible=user))),
        "units": Q(Exists(working.filter(unit__in=unit_ids(user)))),
        "waiting": Q(Exists(working.filter(responsible=None))),
        "closed": ~Q(Exists(working)),
    }
    if whose in conditions:
        files = files.filter(conditions[whose])
    if kind:
        files = files.filter(kind=kind)
    if unit is not None:
        files = files.filter(Exists(cases.filter(unit=unit)))
    return files


def protected_files(user: User) -> QuerySet[Person]:
    """Files with protected identity for which *user* is named, by pseudonym."""
    return Person.objects.visible_to(user).exclude(protection="").order_by("pseudonym")
