"""What the day holds beside plans: referrals whose turn it is, and times that have passed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.clocks import Clock
from casework.models import Person, User
from referrals import machine
from referrals.access import sent_by_units_of, to_answer
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.queries.referrals import waiting_rows


@dataclass(frozen=True)
class DayLine:
    """One thing to see to, and where. *due* is ``None`` where no day is named."""

    title: str
    what: str
    words: str
    due: date | None
    url: str
    plan_id: uuid.UUID | None = None


def turns_of(user: User, listed: QuerySet[Person], until: datetime) -> QuerySet[Referral, Referral]:
    """What waits for *user*, work of theirs that has to end, and what they sent in vain."""
    work = to_answer(user) & Q(assigned_to=user, state__in=machine.WORKED_WITH, due_at__lt=until)
    in_vain = _sent(user) & Q(due_at__lt=timezone.now())
    return _lines(user, listed, Q(pk__in=_waiting(user)) | work | in_vain)


def awaited_of(
    user: User, listed: QuerySet[Person], until: datetime
) -> QuerySet[Referral, Referral]:
    """What *user* has sent and others are to answer by *until*: it is not late yet."""
    others = ~Q(pk__in=_waiting(user)) & (Q(assigned_to=None) | ~Q(assigned_to=user))
    due = Q(due_at__gte=timezone.now(), due_at__lt=until)
    return _lines(user, listed, _sent(user) & others & due)


def _waiting(user: User) -> QuerySet[Any, Any]:
    return waiting_rows(user).order_by().values("pk")


def _sent(user: User) -> Q:
    return sent_by_units_of(user) & Q(sent_by=user, state__in=machine.OPEN)


def _lines(user: User, listed: QuerySet[Person], wanted: Q) -> QuerySet[Referral, Referral]:
    """Neither of a protected identity nor by its draft: those stand on their own pages only."""
    hidden = Q(is_protected=True) | (
        Q(state=ReferralState.DRAFT, person__isnull=False) & ~Q(person__in=listed)
    )
    return (
        Referral.objects.visible_to(user)
        .filter(wanted)
        .exclude(hidden)
        .listed()
        .defer("asked", "who", "ground_note", "kinds")
        .select_related("from_unit", "to_unit", "to_body", "to_municipality", "to_district")
        .order_by("due_at", "number")
    )


def referral_lines(rows: Iterable[Referral]) -> list[DayLine]:
    """They as lines: a number, units and a state, and nobody's name."""
    return [
        DayLine(
            title=f"{row.get_kind_display()} {row.number}",
            what=f"{row.from_unit} → {row.receiver_name}",
            words=row.get_state_display(),
            due=timezone.localdate(row.due_at) if row.due_at else None,
            url=reverse("referrals:referral", args=[row.pk]),
        )
        for row in rows
    ]


def clock_lines(clocks: Iterable[Clock], first: date, last: date) -> list[DayLine]:
    """Times in the files that are due from *first* to *last*: permits, days to keep, consents.

    Those of plans and referrals have lines of their own.
    """
    return [
        DayLine(
            title=clock.person.pseudonym,
            what=str(clock.label),
            words=_("kept by %(owner)s") % {"owner": clock.owner},
            due=clock.due,
            url=clock.url,
        )
        for clock in clocks
        if first <= clock.due <= last
        and clock.code != "referral"
        and not clock.code.startswith("plan-")
        and clock.code != "referral"
        and not clock.code.startswith("plan-")
    ]
