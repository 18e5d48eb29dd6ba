"""By when the next step of a referral is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from casework.working_days import due_after, hours_after
from referrals.enums import Act, ReferralKind, ReferralState, TimeLimit
from referrals.models import AnswerTime

# Working days and hours where the city's file says nothing.
DEFAULTS: dict[TimeLimit, tuple[int | None, int | None]] = {
    TimeLimit.REFERRAL: (5, None),
    TimeLimit.CONSULTATION: (5, None),
    TimeLimit.HANDOVER: (5, None),
    TimeLimit.REPORT: (10, None),
    TimeLimit.QUESTION: (2, None),
    TimeLimit.START: (10, None),
    TimeLimit.WORK: (60, None),
    TimeLimit.ACUTE: (None, 2),
    TimeLimit.DRAFT: (1, None),
}
_ANSWERING = {ReferralState.SENT, ReferralState.RECEIVED}
# Nobody silences the clock for longer, whoever asks and however: the database says so too.
LONGEST_DAYS = 90
# These leave the time as it was: nobody gains time by passing it on.
KEEPS_TIME = {Act.RECEIVE, Act.TAKE, Act.ASSIGN, Act.HAND_BACK, Act.NOTE}


def limit_of(kind: str, state: str, *, is_acute: bool) -> TimeLimit | None:
    """Which time is kept in *state*; ``None`` when nothing is waited for."""
    if state == ReferralState.STARTED:
        return TimeLimit.WORK
    if state not in {*_ANSWERING, ReferralState.QUESTION, ReferralState.ACCEPTED}:
        return None
    if is_acute:
        return TimeLimit.ACUTE
    if state in _ANSWERING:
        return TimeLimit(ReferralKind(kind).value)
    return TimeLimit.QUESTION if state == ReferralState.QUESTION else TimeLimit.START


def due_at(
    kind: str, state: str, *, is_acute: bool = False, now: datetime | None = None
) -> datetime | None:
    """By when the next step after reaching *state* is due."""
    limit = limit_of(kind, state, is_acute=is_acute)
    return due_by(limit, now) if limit else None


def due_by(limit: TimeLimit, now: datetime | None = None) -> datetime:
    """By when what *limit* gives time for is due."""
    kept = AnswerTime.objects.filter(limit=limit).values_list("working_days", "hours").first()
    days, hours = kept or DEFAULTS[limit]
    moment = now or timezone.now()
    due = due_after(moment, days) if days else hours_after(moment, hours or 1)
    return min(due, moment + timedelta(days=LONGEST_DAYS))


def last_day() -> date:
    """The last day that a time can be moved to."""
    return timezone.localdate() + timedelta(days=LONGEST_DAYS)
