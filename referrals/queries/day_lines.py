"""What the day holds beside plans: referrals whose turn it is, and times that have passed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

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
    """Referrals that wait for *user*, work of theirs that has to end, and what they sent in vain.

    Neither of a protected identity nor by its draft: those stand on their own pages only.
    """
    waiting = Q(pk__in=waiting_rows(user).order_by().values("pk"))
    work = to_answer(user) & Q(assigned_to=user, state__in=machine.WORKED_WITH, due_at__lt=until)
    late = Q(state__in=machine.OPEN, due_at__lt=timezone.now())
    in_vain = sent_by_units_of(user) & Q(sent_by=user) & late
    hidden = Q(is_protected=True) | (
        Q(state=ReferralState.DRAFT, person__isnull=False) & ~Q(person__in=listed)
    )
    rows = Referral.objects.visible_to(user).filter(waiting | work | in_vain).exclude(hidden)
    return (
        rows.listed()
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


def clock_lines(clocks: Iterable[Clock], today: date) -> list[DayLine]:
    """Times that have passed in the files: permits, returns, claims, Barnahus.

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
        if clock.due < today and clock.code != "referral" and not clock.code.startswith("plan-")
    ]
